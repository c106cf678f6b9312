"""Telegram: updates come by long polling or webhook, in order per chat; what the hall says goes out by ``Delivery``.

An update counts as taken in when its message or file is stored; until then Telegram keeps it. An update that comes
twice makes one message: its id is the message's client key. The token never reaches a log.
"""

import asyncio
import hashlib
import hmac
import logging
import re
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import web
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from backend.adapters.texts import Texts
from backend.domain.errors import HallError, UploadRefused
from backend.services import conversations, uploads
from backend.services.conversations import Gateway, Utterance
from backend.services.hall import Hall
from backend.settings import MEGABYTE, Settings
from backend.storage.news import News
from backend.storage.uploads import Upload
from bot.channels.telegram_delivery import CHANNEL, PRESSED, Delivery

log = logging.getLogger(__name__)

#: The most that a bot may download from Telegram's own server.
DOWNLOAD_LIMIT = 20 * MEGABYTE
#: How long the next picture of an album is waited for, in seconds.
ALBUM_PAUSE = 1.0
#: Seconds of one long poll; of the pause while older updates are still being stored; of the longest pause on errors.
POLL_SECONDS, STORING_PAUSE, LONGEST_PAUSE = 20, 0.5, 30.0
#: How often an update is tried, and how long a webhook call waits for it to be stored.
ATTEMPTS, WEBHOOK_SECONDS = 3, 50.0
#: How many ids of finished updates are remembered against repeats.
_REMEMBERED = 2000
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name, no secret)
_ALLOWED = ["message", "edited_message", "callback_query"]
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


@dataclass
class _Chat:
    """The updates of one chat that still have to be stored, and who does it."""

    waiting: deque[Update] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    worker: asyncio.Task[None] | None = None


class TelegramChannel:
    """The Telegram side of one hall."""

    def __init__(self, hall: Hall, gateway: Gateway, texts: Texts, bot: Bot) -> None:
        self._hall, self._gateway, self._texts, self._bot = hall, gateway, texts, bot
        self._delivery = Delivery(hall, texts, bot)
        self._chats: dict[int, _Chat] = {}
        self._pending: dict[int, asyncio.Event] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        # They write whole addresses, of which the token is a part, and what residents say.
        for noisy in ("httpx", "httpcore", "telegram"):
            logging.getLogger(noisy).setLevel(logging.WARNING)

    @property
    def secret(self) -> str:
        """What Telegram shows with every webhook call."""
        return hashlib.sha256(f"telegram {self._hall.settings.secrets.channel_secret}".encode()).hexdigest()

    @property
    def path(self) -> str:
        """Where the webhook is: not to be guessed either."""
        return f"/telegram/{hashlib.sha256(self.secret.encode()).hexdigest()[:24]}"

    def add_webhook(self, app: web.Application) -> None:
        """Take updates by POST at ``path`` from whoever shows ``secret``."""
        app.router.add_post(self.path, self._webhook)

    async def run(self, news: News) -> None:
        """Take in updates and deliver messages until cancelled."""
        try:
            async with self._bot, asyncio.TaskGroup() as tasks:
                tasks.create_task(self._delivery.run(news))
                tasks.create_task(self._receive())
        finally:
            for chat in self._chats.values():
                if chat.worker is not None:
                    chat.worker.cancel()

    # -- where updates come from ----------------------------------------------------------------------------------

    async def _receive(self) -> None:
        settings, pause, offset, ready = self._hall.settings, 1.0, 0, False
        while True:
            try:
                if not ready:
                    await self._register(settings)
                    ready = True
                if settings.telegram_webhook:
                    return
                offset = await self._poll(offset)
                pause = 1.0
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except TelegramError as error:
                log.warning("Telegram does not answer (%s); trying again", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _register(self, settings: Settings) -> None:
        if settings.telegram_webhook:
            address = f"{(settings.public_url or '').rstrip('/')}{self.path}"
            await self._bot.set_webhook(address, secret_token=self.secret, allowed_updates=_ALLOWED)
        else:
            await self._bot.delete_webhook()

    async def _poll(self, offset: int) -> int:
        """One long poll. The offset, which makes Telegram forget, stays at the oldest update not stored yet."""
        if self._pending:
            await asyncio.sleep(STORING_PAUSE)
        updates = await self._bot.get_updates(
            offset=min(self._pending, default=offset),
            timeout=0 if self._pending else POLL_SECONDS,
            allowed_updates=_ALLOWED,
            read_timeout=POLL_SECONDS + 10,
        )
        for update in updates:
            self.take(update)
        return max((offset, *(update.update_id + 1 for update in updates)))

    async def _webhook(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self.secret.encode()):
            raise web.HTTPForbidden
        try:
            update = Update.de_json(await request.json(), self._bot)
        except (ValueError, KeyError, TypeError) as error:
            raise web.HTTPBadRequest from error
        stored = self.take(update)
        try:
            async with asyncio.timeout(WEBHOOK_SECONDS):
                await stored.wait()
        except TimeoutError as error:
            raise web.HTTPServiceUnavailable from error
        return web.Response()

    def take(self, update: Update) -> asyncio.Event:
        """Put an update into its chat's row; the event says when it is stored. A repeat changes nothing."""
        known = self._pending.get(update.update_id)
        if known is not None:
            return known
        stored = asyncio.Event()
        chat_id = update.effective_chat.id if update.effective_chat else None
        if update.update_id in self._done or chat_id is None:
            stored.set()
            return stored
        self._pending[update.update_id] = stored
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.waiting.append(update)
        chat.arrived.set()
        if chat.worker is None or chat.worker.done():
            chat.worker = asyncio.create_task(self._work(chat))
        return stored

    # -- one chat -------------------------------------------------------------------------------------------------

    async def _work(self, chat: _Chat) -> None:
        while chat.waiting:
            batch = await self._next(chat)
            try:
                await self._try(batch)
            except Exception as error:
                # Nothing could be stored (the database is away): Telegram still has the updates and sends them again.
                log.error("updates could not be stored: %s", type(error).__name__)
                for update in batch:
                    self._pending.pop(update.update_id)
                continue
            for update in batch:
                self._done[update.update_id] = None
                self._pending.pop(update.update_id).set()
            while len(self._done) > _REMEMBERED:
                self._done.popitem(last=False)

    async def _next(self, chat: _Chat) -> list[Update]:
        """The next update, or all pictures of the next album."""
        first = chat.waiting.popleft()
        album = first.message.media_group_id if first.message else None
        batch = [first]
        more = album is not None
        while more:
            same = [u for u in chat.waiting if u.message and u.message.media_group_id == album]
            for update in same:
                chat.waiting.remove(update)
            batch += same
            chat.arrived.clear()
            try:
                async with asyncio.timeout(ALBUM_PAUSE):
                    await chat.arrived.wait()
            except TimeoutError:
                more = False
        return batch

    async def _try(self, batch: Sequence[Update]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._handle(batch)
            except HallError as error:
                await self._answer(batch[0], self._texts.error(error.key, **error.fields))
            except Exception as error:
                # Only the kind of the error: its words may hold an address with the token.
                log.error("update %s failed: %s", batch[0].update_id, type(error).__name__)
                if attempt < ATTEMPTS:
                    await asyncio.sleep(_seconds(error) if isinstance(error, RetryAfter) else attempt)
                    continue
                await self._answer(batch[0], self._texts.say("error_internal"))
            return

    async def _handle(self, batch: Sequence[Update]) -> None:
        update = batch[0]
        assert update.effective_chat is not None
        if update.effective_chat.type != "private":
            if update.message and update.message.text and update.message.text.startswith("/start"):
                await self._bot.send_message(update.effective_chat.id, self._texts.say("telegram_group"))
            return
        talk = await self._talk(update)
        key = f"telegram:{update.update_id}"
        if update.callback_query is not None:
            await self._press(talk, update.callback_query, key)
        elif update.edited_message is not None:
            await self._answer(update, self._texts.say("telegram_edited"))
        elif update.message is not None and (update.message.photo or update.message.document):
            await self._files(talk, batch)
        elif update.message is not None and update.message.text:
            await self._text(talk, update.message.text, key)
        elif update.message is not None:
            part = next((text for name, text in _UNHEARD.items() if getattr(update.message, name)), "telegram_other")
            await self._answer(update, self._texts.say(part))

    async def _talk(self, update: Update) -> str:
        """The id of the chat's conversation. Who writes has not blocked us (any more)."""
        assert update.effective_chat is not None
        talk = await conversations.open_channel(self._hall, CHANNEL, str(update.effective_chat.id))
        if talk.focus.get("telegram_blocked"):
            await conversations.set_focus(self._hall, talk.id, telegram_blocked=None)
        return talk.id

    async def _text(self, talk: str, text: str, key: str) -> None:
        if re.match(r"/start\b", text):
            new = (await conversations.get(self._hall, talk)).welcomed_at is None
            if new:
                await self._gateway.welcome(talk)
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
        except BadRequest:
            log.info("a keyboard was too old to be marked")

    async def _files(self, talk: str, batch: Sequence[Update]) -> None:
        """Store the files of one message or album, then say so once. A file that can't be taken is told of alone."""
        taken: list[Upload] = []
        new = False
        for update in batch:
            assert update.message is not None
            key = f"telegram:{update.update_id}"
            try:
                repeated = await uploads.sent_before(self._hall, talk, key)
                data, name = await self._download(update.message)
                taken.append(await uploads.receive(self._hall, talk, data, name, client_key=key))
                new = new or not repeated
            except HallError as error:
                await self._answer(update, self._texts.error(error.key, **error.fields))
        if taken and new:
            await self._gateway.uploaded(talk, taken, None)
        for update in batch:
            if update.message is not None and update.message.caption:
                key = f"telegram:{update.update_id}"
                await self._gateway.receive(talk, text=update.message.caption, client_key=key)

    async def _download(self, message: Message) -> tuple[bytes, str]:
        """The bytes and name of a picture (its largest form) or document. Raises ``UploadRefused``."""
        limit = min(DOWNLOAD_LIMIT, self._hall.settings.upload_bytes)
        largest = max(message.photo, key=lambda size: size.width * size.height) if message.photo else None
        wanted = largest or message.document
        assert wanted is not None
        name = message.document.file_name if message.document else None
        if (wanted.file_size or 0) > limit:
            raise UploadRefused(reason="too_large", megabytes=limit // MEGABYTE)
        try:
            file = await self._bot.get_file(wanted.file_id)
        except BadRequest as error:
            if "too big" in str(error).lower():
                raise UploadRefused(reason="too_large", megabytes=limit // MEGABYTE) from error
            raise
        return bytes(await file.download_as_bytearray()), name or f"photo-{message.message_id}.jpg"

    async def _answer(self, update: Update, text: str) -> None:
        if update.effective_chat is None or update.effective_chat.type != "private":
            return
        talk = await self._talk(update)
        await conversations.say(self._hall, talk, Utterance(text))


def make_telegram(hall: Hall, gateway: Gateway, texts: Texts) -> TelegramChannel | None:
    """The channel, when the operator gave a token. Raises ``ValueError`` for a webhook without a public address."""
    settings = hall.settings
    if settings.telegram_token is None:
        return None
    if settings.telegram_webhook and not settings.public_url:
        raise ValueError("YUBAN_TELEGRAM_WEBHOOK needs YUBAN_PUBLIC_URL: the https address that Telegram can reach.")
    base = settings.telegram_base_url.rstrip("/")
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=_requests(32),
        get_updates_request=_requests(1),
    )
    return TelegramChannel(hall, gateway, texts, bot)


def _requests(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=5,
        read_timeout=20,
        write_timeout=20,
        pool_timeout=10,
        media_write_timeout=30,
    )


def _pressed(markup: InlineKeyboardMarkup | None, token: str | None) -> InlineKeyboardMarkup | None:
    """The keyboard after a press: only what was pressed, marked, without effect."""
    rows = markup.inline_keyboard if markup else ()
    label = next((b.text for row in rows for b in row if b.callback_data == token), None)
    return InlineKeyboardMarkup([[InlineKeyboardButton(f"✓ {label}", callback_data=PRESSED)]]) if label else None


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait if isinstance(wait, int) else wait.total_seconds())
