"""Conversations: opening one, what was said, and saying something."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.errors import NotFound
from backend.services.hall import Hall
from backend.storage import conversations as stored
from backend.storage.conversations import Button, Conversation, Message
from backend.storage.uploads import Upload

#: How long a button can be pressed.
BUTTON_LIFE = timedelta(days=7)
#: The longest text of one message that is taken in; the rest is cut (a resident's story, not a book).
MAX_TEXT = 2000


@dataclass(frozen=True)
class Utterance:
    """One thing to say: text, buttons as (label, payload), and a card the page draws in its own way."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    card: dict[str, Any] | None = None
    files: tuple[dict[str, Any], ...] = ()


class Gateway(Protocol):
    """What takes in residents' messages on every channel and sees to it that each is answered."""

    async def welcome(self, conversation_id: str) -> None:
        """Greet a new resident and say what happens to their data; once."""
        ...

    async def receive(
        self, conversation_id: str, *, text: str | None = None, button: str | None = None, client_key: str | None = None
    ) -> Message:
        """Take in a message and return it as stored; the answer follows as further messages."""
        ...

    async def uploaded(self, conversation_id: str, uploads: Sequence[Upload], caption: str | None) -> None:
        """Say at once that files arrived; verdicts follow."""
        ...

    async def settle(self, conversation_id: str, timeout: float) -> bool:  # noqa: ASYNC109
        """Wait until nothing is owed to this conversation, at most ``timeout`` seconds; whether that was reached."""
        ...

    def status(self) -> dict[str, str]:
        """How the assistant is: ``{"rasa": "ready" | "loading" | "down"}``."""
        ...


#: Where aiohttp handlers find the gateway.
GATEWAY = web.AppKey("gateway", Gateway)


@dataclass
class Person:
    """What a resident told about the applicant so far, opened from its seal."""

    values: dict[str, str] = field(default_factory=dict)  # id_number, uscc, phone, name


def address_of(secret: str) -> str:
    """The address of a web visitor: a hash, so that the table gives no secret away."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def open_web(hall: Hall, secret: str | None) -> tuple[Conversation, str]:
    """The conversation of the visitor with this secret, or a new one with a new secret."""
    if secret:
        async with hall.database.reading() as session:
            found = await stored.find_by_address(session, "web", address_of(secret))
        if found is not None:
            return found, secret
    secret = secrets.token_urlsafe(32)
    return await open_channel(hall, "web", address_of(secret)), secret


async def find_web(hall: Hall, secret: str) -> Conversation:
    """The conversation of this visitor. Raises ``NotFound``."""
    async with hall.database.reading() as session:
        found = await stored.find_by_address(session, "web", address_of(secret))
    if found is None:
        raise NotFound(thing="conversation")
    return found


async def open_channel(hall: Hall, channel: str, address: str) -> Conversation:
    """The conversation with this address on this channel, made when it is new."""
    async with hall.database.transaction() as session:
        return await stored.find_or_add(session, channel, address, hall.clock.now())


async def get(hall: Hall, conversation_id: str) -> Conversation:
    """The conversation. Raises ``NotFound``."""
    async with hall.database.reading() as session:
        found = await session.get(Conversation, conversation_id)
    if found is None:
        raise NotFound(thing="conversation")
    return found


async def history(hall: Hall, conversation_id: str, after: int = 0, limit: int = 200) -> list[Message]:
    """What was said after message ``after``, oldest first; with ``after`` 0 the newest ``limit``."""
    async with hall.database.reading() as session:
        if after:
            return list(await stored.messages_after(session, conversation_id, after, limit))
        return list(await stored.last_messages(session, conversation_id, limit))


async def owes_answer(hall: Hall, conversation_id: str) -> bool:
    """Whether a message of the resident's waits for its answer."""
    async with hall.database.reading() as session:
        return bool(await stored.owed(session, conversation_id))


async def live_tokens(hall: Hall, conversation_id: str) -> frozenset[str]:
    """The tokens of the buttons that can be pressed now."""
    async with hall.database.reading() as session:
        live = await stored.live_buttons(session, conversation_id, hall.clock.now())
        return frozenset(button.token for button in live)


async def say(hall: Hall, conversation_id: str, utterance: Utterance, sender: str = "bot") -> Message:
    """Append a message to the conversation, its buttons with fresh tokens."""
    async with hall.database.transaction() as session:
        return await say_in(hall, session, conversation_id, utterance, sender)


async def say_once(hall: Hall, conversation_id: str, utterance: Utterance, key: str) -> None:
    """``say`` unless something was said under this key before."""
    async with hall.database.transaction() as session:
        await stored.lock(session, conversation_id)
        if await stored.find_by_client_key(session, conversation_id, key) is None:
            message = await say_in(hall, session, conversation_id, utterance)
            message.client_key = key


async def file_was_shown(hall: Hall, conversation_id: str, upload_id: str) -> bool:
    """Whether the talk shows that this file arrived."""
    async with hall.database.reading() as session:
        return await stored.shows_file(session, conversation_id, upload_id)


async def say_in(
    hall: Hall, session: AsyncSession, conversation_id: str, utterance: Utterance, sender: str = "bot"
) -> Message:
    """``say`` inside a transaction of the caller's."""
    return (await say_all(hall, session, conversation_id, [utterance], sender))[0]


async def say_all(
    hall: Hall, session: AsyncSession, conversation_id: str, utterances: Sequence[Utterance], sender: str = "bot"
) -> list[Message]:
    """``say_in`` for several at once, in order."""
    now = hall.clock.now()
    said: list[Message] = []
    buttons: list[tuple[Message, Button]] = []
    for utterance in utterances:
        own = [
            Button(
                conversation_id=conversation_id,
                message_id=0,
                label=label,
                payload=payload,
                expires_at=now + BUTTON_LIFE,
            )
            for label, payload in utterance.buttons
        ]
        message = Message(
            conversation_id=conversation_id,
            sender=sender,
            text=utterance.text,
            buttons=[{"token": button.token, "label": button.label} for button in own],
            files=list(utterance.files),
            card=utterance.card,
            created_at=now,
        )
        said.append(message)
        buttons += [(message, button) for button in own]
    await stored.add_messages(session, conversation_id, said)
    for message, button in buttons:
        button.message_id = message.id or 0
        session.add(button)
    return said


async def person(hall: Hall, conversation: Conversation) -> dict[str, str]:
    """What the resident told of the applicant: any of name, id_number, uscc, phone."""
    if conversation.person is None:
        return {}
    opened: dict[str, str] = hall.vault.open(conversation.person, "person")
    return opened


async def remember_person(hall: Hall, session: AsyncSession, conversation_id: str, values: dict[str, str]) -> None:
    """Keep what was typed about the applicant, sealed; newer values win."""
    conversation = await stored.lock(session, conversation_id)
    known = await person(hall, conversation)
    conversation.person = hall.vault.seal({**known, **values}, "person")


async def forget_person(hall: Hall, conversation_id: str, only: str | None = None) -> None:
    """Drop what was typed about the applicant: all, when the next item is for somebody else, or ``only`` one value."""
    async with hall.database.transaction() as session:
        conversation = await stored.lock(session, conversation_id)
        known = await person(hall, conversation)
        kept = {field: value for field, value in known.items() if only is not None and field != only}
        conversation.person = hall.vault.seal(kept, "person") if kept else None


async def set_focus(hall: Hall, conversation_id: str, **changes: Any) -> None:
    """Change what the talk stands at; a value of None takes the key away."""
    async with hall.database.transaction() as session:
        conversation = await stored.lock(session, conversation_id)
        focus = {**conversation.focus, **changes}
        conversation.focus = {key: value for key, value in focus.items() if value is not None}


#: Of what a talk stands at, this is of a submitted package and says nothing of the resident.
_STAYS = frozenset({"moving"})


async def clear_focus(hall: Hall, conversation_id: str) -> None:
    """Forget what the talk stands at, with all that was said of it; what a submitted package needs stays."""
    async with hall.database.transaction() as session:
        conversation = await stored.lock(session, conversation_id)
        conversation.focus = {key: value for key, value in conversation.focus.items() if key in _STAYS}


async def set_package(hall: Hall, conversation_id: str, package_id: str | None) -> None:
    """Say which package the talk is about."""
    async with hall.database.transaction() as session:
        (await stored.lock(session, conversation_id)).package_id = package_id


async def set_plain_mode(hall: Hall, conversation_id: str, on: bool) -> None:
    """Switch the 长辈版 on or off."""
    async with hall.database.transaction() as session:
        (await stored.lock(session, conversation_id)).plain_mode = on
