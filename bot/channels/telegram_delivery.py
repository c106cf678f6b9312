"""What the hall says, delivered to Telegram: in order within a chat, each chat by itself, at least once.

A message is marked in the database when Telegram took it; after a restart what has no mark is sent. Who blocked the
bot is remembered and left alone until they write again.
"""

import asyncio
import io
import logging
import re

import segno
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from backend.adapters.texts import Texts
from backend.services import appointments, conversations
from backend.services.hall import Hall
from backend.storage import conversations as stored
from backend.storage.conversations import Conversation, Message
from backend.storage.news import News

log = logging.getLogger(__name__)

CHANNEL = "telegram"
#: The data of a button that was pressed already.
PRESSED = "-"
#: The longest text of one Telegram message, in UTF-16 units.
MAX_LENGTH = 4096
#: How often the table is looked at when nothing wakes us; the longest pause after errors, in seconds.
LOOK_SECONDS, LONGEST_PAUSE = 5.0, 60.0
#: How often a message that Telegram refuses as such is tried before it is left out.
MAX_REFUSALS = 3
_APPOINTMENT = re.compile(r"/appointments/([^/]+)/")


class Delivery:
    """Sends what is undelivered."""

    def __init__(self, hall: Hall, texts: Texts, bot: Bot) -> None:
        self._hall, self._texts, self._bot = hall, texts, bot
        self._working: dict[str, asyncio.Task[None]] = {}

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

    async def _look(self) -> None:
        async with self._hall.database.transaction() as session:
            waiting = await stored.undelivered_conversations(session, CHANNEL)
        for talk in waiting:
            running = self._working.get(talk.id)
            if not talk.focus.get("telegram_blocked") and (running is None or running.done()):
                self._working[talk.id] = asyncio.create_task(self._deliver(talk))

    async def _deliver(self, talk: Conversation) -> None:
        """Everything that waits for one chat, in order."""
        pause = 1.0
        while True:
            try:
                async with self._hall.database.transaction() as session:
                    message = await stored.next_undelivered(session, talk.id)
                if message is None:
                    self._working.pop(talk.id, None)
                    return
                await self._send(int(talk.address), message)
                await self._mark(message)
                pause = 1.0
            except Forbidden:
                await conversations.set_focus(self._hall, talk.id, telegram_blocked=True)
                return
            except RetryAfter as error:
                wait = error.retry_after
                await asyncio.sleep(float(wait if isinstance(wait, int) else wait.total_seconds()))
            except BadRequest as error:
                assert message is not None
                log.error("Telegram refuses message %s: %s", message.id, type(error).__name__)
                await self._refused(message)
            except TelegramError as error:
                log.warning("a message waits for Telegram: %s", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _send(self, chat: int, message: Message) -> None:
        text = message.text
        card = message.card or {}
        if message.sender == "staff" and card.get("name"):
            text = self._texts.say("telegram_staff", name=card["name"], text=text)
        keyboard = _keyboard(message)
        # A keyboard can't stand alone.
        parts = split(text) or ([self._texts.say("telegram_choose")] if keyboard else [])
        for place, part in enumerate(parts, 1):
            await self._bot.send_message(chat, part, reply_markup=keyboard if place == len(parts) else None)
        appointment = card.get("appointment")
        if card.get("kind") == "receipt" and appointment:
            await self._papers(chat, appointment)

    async def _papers(self, chat: int, appointment: dict[str, str]) -> None:
        picture = io.BytesIO()
        segno.make_qr(appointment["code"], error="m").save(picture, kind="png", scale=10, border=4)
        await self._bot.send_photo(chat, picture.getvalue(), caption=self._texts.say("telegram_code", **appointment))
        found = _APPOINTMENT.search(appointment["ics"])
        if found:
            calendar = await appointments.calendar_file(self._hall, found.group(1))
            await self._bot.send_document(chat, calendar, filename="appointment.ics")

    async def _mark(self, message: Message) -> None:
        async with self._hall.database.transaction() as session:
            await stored.mark_delivered(session, message.id or 0, self._hall.clock.now())

    async def _refused(self, message: Message) -> None:
        async with self._hall.database.transaction() as session:
            again = await session.get(Message, message.id, with_for_update=True)
            if again is not None:
                again.delivery_attempts += 1
                if again.delivery_attempts >= MAX_REFUSALS:
                    again.delivered_at = self._hall.clock.now()


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
