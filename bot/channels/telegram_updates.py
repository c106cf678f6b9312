"""What an update from Telegram means: words, a press, files, or something that is answered in words."""

import logging
import re
from collections import OrderedDict
from collections.abc import Sequence

from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError

from backend.adapters.texts import Texts
from backend.domain.errors import HallError
from backend.services import conversations
from backend.services.conversations import Gateway, Utterance
from backend.services.hall import Hall
from bot.channels.telegram_bot import CHANNEL, PRESSED
from bot.channels.telegram_files import Files

log = logging.getLogger(__name__)

#: How many groups are remembered as told that they are no place for this.
_GROUPS = 2000
#: Parts of a message that are answered in words, and the text that does it.
_UNHEARD = {
    "voice": "telegram_voice",
    "audio": "telegram_voice",
    "video": "telegram_video",
    "video_note": "telegram_video",
    "sticker": "telegram_sticker",
    "location": "telegram_location",
    "contact": "telegram_contact",
}


class Updates:
    """Handles updates of one hall. Handling one twice says and stores nothing twice."""

    def __init__(self, hall: Hall, gateway: Gateway, texts: Texts, bot: Bot) -> None:
        self._hall, self._gateway, self._texts, self._bot = hall, gateway, texts, bot
        self._files = Files(hall, bot)
        self._groups: OrderedDict[int, None] = OrderedDict()

    async def handle(self, batch: Sequence[Update]) -> None:
        """Handle an update, or all pictures of an album."""
        update, message = batch[0], batch[0].message
        assert update.effective_chat is not None
        if update.effective_chat.type != "private":
            await self._group(update)
            return
        talk = await self._talk(update)
        if update.callback_query is not None:
            await self._press(talk, update.callback_query, _key(update))
        elif update.edited_message is not None:
            await self.answer(update, self._texts.say("telegram_edited"))
        elif message is not None and (message.photo or message.document):
            await self._sent(talk, batch)
        elif message is not None and message.text:
            await self._text(talk, message.text, _key(update))
        elif message is not None:
            part = next((text for name, text in _UNHEARD.items() if getattr(message, name)), "telegram_other")
            await self.answer(update, self._texts.say(part))

    async def answer(self, update: Update, text: str) -> None:
        """Say something about an update, once however often it comes."""
        if update.effective_chat is None or update.effective_chat.type != "private":
            return
        await conversations.say_once(self._hall, await self._talk(update), Utterance(text), f"{_key(update)}:answer")

    async def refuse(self, update: Update, error: HallError) -> None:
        """Say why something was not done."""
        await self.answer(update, self._texts.error(error.key, **error.fields))

    async def failed(self, update: Update) -> None:
        """Say that something went wrong on our side."""
        await self.answer(update, self._texts.say("error_internal"))

    async def _group(self, update: Update) -> None:
        """In a group everybody would read along: say so once."""
        chat = update.effective_chat
        assert chat is not None
        if chat.id in self._groups or update.message is None or not update.message.text:
            return
        await self._bot.send_message(chat.id, self._texts.say("telegram_group"))
        self._groups[chat.id] = None
        if len(self._groups) > _GROUPS:
            self._groups.popitem(last=False)

    async def _talk(self, update: Update) -> str:
        """The id of the chat's conversation. Who writes has not blocked us (any more)."""
        assert update.effective_chat is not None
        talk = await conversations.open_channel(self._hall, CHANNEL, str(update.effective_chat.id))
        if talk.focus.get("telegram_blocked"):
            await conversations.set_focus(self._hall, talk.id, telegram_blocked=None)
        return talk.id

    async def _text(self, talk: str, text: str, key: str) -> None:
        if re.match(r"/start\b", text):
            before = await conversations.get(self._hall, talk)
            if before.welcomed_at is None:
                await self._gateway.welcome(talk)
                await conversations.set_focus(self._hall, talk, telegram_started=key)
            if before.welcomed_at is None or before.focus.get("telegram_started") == key:
                return
            text = self._texts.say("telegram_start")
        await self._gateway.receive(talk, text=text, client_key=key)

    async def _press(self, talk: str, query: CallbackQuery, key: str) -> None:
        if query.data and query.data != PRESSED:
            await self._gateway.receive(talk, button=query.data, client_key=key)
        try:
            await query.answer()
            if query.data != PRESSED and isinstance(query.message, Message):
                await query.edit_message_reply_markup(_pressed(query.message.reply_markup, query.data))
        except TelegramError as error:
            # The press itself is stored; only its mark on the keyboard is missing.
            log.info("a keyboard could not be marked: %s", type(error).__name__)

    async def _sent(self, talk: str, batch: Sequence[Update]) -> None:
        """Files: say once that they arrived, and of each that can't be taken why. Captions are words, unless they
        only name the material."""
        captions = {update: update.message.caption for update in batch if update.message and update.message.caption}
        named = {update: await self._files.named(talk, caption) for update, caption in captions.items()}
        keys = frozenset[str]().union(*named.values())
        material = next(iter(keys)) if len(keys) == 1 and all(named.values()) else None
        arrived = await self._files.take(talk, batch, material)
        if arrived.news:
            await self._gateway.uploaded(talk, arrived.uploads, None)
        for update, error in arrived.refused:
            if error is None:
                await self.answer(update, self._texts.say("telegram_file_lost"))
            else:
                await self.refuse(update, error)
        for update, caption in captions.items():
            if not named[update]:
                await self._gateway.receive(talk, text=caption, client_key=_key(update))


def _key(update: Update) -> str:
    return f"telegram:{update.update_id}"


def _pressed(markup: InlineKeyboardMarkup | None, token: str | None) -> InlineKeyboardMarkup | None:
    """The keyboard after a press: only what was pressed, marked, without effect."""
    rows = markup.inline_keyboard if markup else ()
    label = next((b.text for row in rows for b in row if b.callback_data == token), None)
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"✓ {label}", callback_data=PRESSED)]]) if label else None
