"""What the hall says, delivered to Telegram: in order within a chat, each chat by itself, at least once.

A message is marked in the database when Telegram took all its parts; after a restart what has no mark is sent. Which
parts went out is remembered meanwhile, so that a later part's failure repeats none. Who blocked the bot is remembered
and left alone until they write again.
"""

import asyncio
import io
import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial

import segno
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, TelegramError

from backend.adapters.texts import Texts
from backend.domain.errors import NotFound
from backend.services import appointment_papers, conversations
from backend.services.hall import Hall
from backend.storage import conversations as stored
from backend.storage.conversations import Conversation, Message
from backend.storage.news import News
from bot.channels.telegram_bot import CHANNEL, Patience

log = logging.getLogger(__name__)

#: The longest text of one Telegram message, in UTF-16 units.
MAX_LENGTH = 4096
#: How often the table is looked at when nothing wakes us, in seconds.
LOOK_SECONDS = 5.0
#: How often a message that Telegram refuses as such is tried before it is left out.
MAX_REFUSALS = 3
_APPOINTMENT = re.compile(r"/appointments/([^/]+)/")


class Delivery:
    """Sends what is undelivered."""

    def __init__(self, hall: Hall, texts: Texts, bot: Bot, patience: Patience) -> None:
        self._hall, self._texts, self._bot, self._patience = hall, texts, bot, patience
        self._working: dict[str, asyncio.Task[None]] = {}
        #: message id → how many of its parts Telegram took
        self._sent: dict[int, int] = {}

    async def run(self, news: News) -> None:
        """Deliver until cancelled."""
        try:
            async with news.subscribe_all() as signal:
                while True:
                    try:
                        await self._look()
                    except Exception as error:
                        log.error("undelivered messages could not be looked up: %s", type(error).__name__)
                    await signal.wait(LOOK_SECONDS)
        finally:
            for task in self._working.values():
                task.cancel()
            await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def _look(self) -> None:
        async with self._hall.database.transaction() as session:
            waiting = await stored.undelivered_conversations(session, CHANNEL)
        for talk in waiting:
            running = self._working.get(talk.id)
            if not talk.focus.get("telegram_blocked") and (running is None or running.done()):
                self._working[talk.id] = asyncio.create_task(self._deliver(talk))

    async def _deliver(self, talk: Conversation) -> None:
        """Everything that waits for one chat, in order; the next look takes up what could not be done."""
        try:
            while True:
                async with self._hall.database.transaction() as session:
                    message = await stored.next_undelivered(session, talk.id)
                if message is None:
                    return
                await self._patiently(talk, message)
        except Forbidden:
            await conversations.set_focus(self._hall, talk.id, telegram_blocked=True)
        except Exception as error:
            log.error("a chat's messages could not be delivered: %s", type(error).__name__)
        finally:
            self._working.pop(talk.id, None)

    async def _patiently(self, talk: Conversation, message: Message) -> None:
        """Send one message and mark it. Raises ``Forbidden`` when the resident blocked the bot."""
        failures = 0
        while True:
            try:
                await self._send(int(talk.address), message)
                await self._mark(message)
                self._patience.answered()
                return
            except Forbidden:
                raise
            except BadRequest as error:
                log.error("Telegram refuses message %s: %s", message.id, type(error).__name__)
                if await self._refused(message):
                    return
            except TelegramError as error:
                failures += 1
                await self._patience.rest(error, failures)

    async def _send(self, chat: int, message: Message) -> None:
        """Send the parts that were not sent yet."""
        number = message.id or 0
        for place, part in enumerate(self._parts(chat, message), 1):
            if place > self._sent.get(number, 0):
                await part()
                self._sent[number] = place

    def _parts(self, chat: int, message: Message) -> list[Callable[[], Awaitable[object]]]:
        """The messages of Telegram's that one of ours becomes."""
        text = message.text
        card = message.card or {}
        if message.sender == "staff" and card.get("name"):
            text = self._texts.say("telegram_staff", name=card["name"], text=text)
        keyboard = _keyboard(message)
        # A keyboard can't stand alone.
        texts = split(text) or ([self._texts.say("telegram_choose")] if keyboard else [])
        parts: list[Callable[[], Awaitable[object]]] = [
            partial(self._bot.send_message, chat, part, reply_markup=keyboard if place == len(texts) else None)
            for place, part in enumerate(texts, 1)
        ]
        appointment = card.get("appointment")
        if card.get("kind") == "receipt" and appointment:
            parts += [partial(self._code, chat, appointment), partial(self._calendar, chat, appointment)]
        return parts

    async def _code(self, chat: int, appointment: dict[str, str]) -> None:
        picture = io.BytesIO()
        segno.make_qr(appointment["code"], error="m").save(picture, kind="png", scale=10, border=4)
        await self._bot.send_photo(chat, picture.getvalue(), caption=self._texts.say("telegram_code", **appointment))

    async def _calendar(self, chat: int, appointment: dict[str, str]) -> None:
        found = _APPOINTMENT.search(appointment["ics"])
        if found is None:
            return
        try:
            calendar = await appointment_papers.calendar_file(self._hall, found.group(1))
        except NotFound:
            log.info("an appointment was deleted before its calendar file went out")
            return
        await self._bot.send_document(chat, calendar, filename="appointment.ics")

    async def _mark(self, message: Message) -> None:
        async with self._hall.database.transaction() as session:
            await stored.mark_delivered(session, message.id or 0, self._hall.clock.now())
        self._sent.pop(message.id or 0, None)

    async def _refused(self, message: Message) -> bool:
        """Count a refusal of the message as such; whether it is given up."""
        async with self._hall.database.transaction() as session:
            again = await session.get(Message, message.id, with_for_update=True)
            if again is None:
                return True
            again.delivery_attempts += 1
            if again.delivery_attempts < MAX_REFUSALS:
                return False
            again.delivered_at = self._hall.clock.now()
        self._sent.pop(message.id or 0, None)
        return True


def split(text: str, most: int = MAX_LENGTH) -> list[str]:
    """A text in pieces that Telegram takes, cut at line ends where there are any."""
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        room = _fitting(rest, most)
        if room < len(rest):
            line_end = rest.rfind("\n", 1, room + 1)
            room = line_end if line_end > 0 else room
        pieces.append(rest[:room].rstrip())
        rest = rest[room:].strip()
    return pieces


def _fitting(text: str, most: int) -> int:
    """How many characters of the text fit into ``most`` UTF-16 units, which is how Telegram counts."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > most:
            return place
    return len(text)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(b["label"], callback_data=b["token"])] for b in message.buttons]
    return InlineKeyboardMarkup(rows) if rows else None
