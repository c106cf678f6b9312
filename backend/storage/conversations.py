"""Conversations, what was said in them, and the buttons that were offered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, Text, UniqueConstraint, cast, func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from backend.storage.columns import DOCUMENT, MOMENT, key_field, new_id, new_token
from backend.storage.database import NEWS_CHANNEL


class Conversation(SQLModel, table=True):
    """One resident's talk on one channel."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: str = key_field()
    channel: str  # "web", "telegram" or "api"
    #: where to answer: the Telegram chat id, or the hash of the web visitor's secret
    address: str
    #: the package being worked on, if any
    package_id: str | None = Field(default=None, index=True)
    #: what the talk stands at beside the package: shortlist shown, the item last spoken of …; ids only
    focus: dict[str, Any] = Field(default_factory=dict, sa_column=Column(DOCUMENT, nullable=False))
    #: name, identity number, phone … typed so far, sealed by the vault
    person: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    plain_mode: bool = False  # 长辈版
    welcomed_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(sa_type=MOMENT)
    seen_at: datetime = Field(sa_type=MOMENT)


class Message(SQLModel, table=True):
    """One thing said, by anybody, in order."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("conversation_id", "client_key"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=True))
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    sender: str  # "resident", "bot", "staff" or "system"
    text: str = ""  # identity and phone numbers are masked before they get here
    buttons: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(DOCUMENT, nullable=False))
    files: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(DOCUMENT, nullable=False))
    #: a piece the page draws in its own way: {"kind": "checklist" | "verdict" | "slots" | "receipt" | …}
    card: dict[str, Any] | None = Field(default=None, sa_column=Column(DOCUMENT))
    #: the sender's own key for this message, so that a retry is not a second message
    client_key: str | None = None
    #: resident messages that are a pressed button: its meaning, made by the hall
    payload: str | None = None
    #: resident messages: when the answer was complete; None while it is owed
    answered_at: datetime | None = Field(default=None, sa_type=MOMENT)
    answer_attempts: int = 0
    answering_by: int | None = None  # the hall process (``Hall.process``) that took the answer on
    #: channels that push (Telegram): when it arrived there
    delivered_at: datetime | None = Field(default=None, sa_type=MOMENT)
    delivery_attempts: int = 0
    created_at: datetime = Field(sa_type=MOMENT)


class Button(SQLModel, table=True):
    """A button's meaning. The resident's side only ever holds the token: opaque, single-use, expiring."""

    __tablename__ = "button"

    token: str = Field(default_factory=new_token, primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    message_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    label: str
    payload: str  # "/intent{…}", made by the hall only
    expires_at: datetime = Field(sa_type=MOMENT)
    used_at: datetime | None = Field(default=None, sa_type=MOMENT)


async def find_by_address(session: AsyncSession, channel: str, address: str) -> Conversation | None:
    """The conversation of this visitor on this channel."""
    query = select(Conversation).where(Conversation.channel == channel, Conversation.address == address)
    return (await session.execute(query)).scalar_one_or_none()


async def find_or_add(session: AsyncSession, channel: str, address: str, now: datetime) -> Conversation:
    """The conversation with this address, made when it is new; two at once make one."""
    await session.execute(
        insert(Conversation)
        .values(
            id=new_id(),
            channel=channel,
            address=address,
            focus={},
            plain_mode=False,
            created_at=now,
            seen_at=now,
        )
        .on_conflict_do_nothing(index_elements=["channel", "address"])
    )
    found = await find_by_address(session, channel, address)
    assert found is not None
    return found


async def lock(session: AsyncSession, conversation_id: str, *, seen_at: datetime | None = None) -> Conversation:
    """The conversation, locked until the transaction ends; ``seen_at`` is set if given. Raises ``LookupError``."""
    # Keys never change, so rows that refer to this one may still be written meanwhile: else locks could cross.
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update(key_share=True)
    change = update(Conversation).where(col(Conversation.id) == conversation_id).values(seen_at=seen_at)
    statement = change.returning(Conversation) if seen_at else query
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise LookupError(conversation_id)
    return found


async def add_messages(session: AsyncSession, conversation_id: str, messages: Sequence[Message]) -> None:
    """Append messages, give them their ids, and tell the other processes.

    Who reads on asks for ids above the last one seen. So the messages of a conversation become visible in the order
    of their ids: whoever appends one waits until the one before is committed.
    """
    if not messages:
        return
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:talk, 0)), pg_notify(:channel, :id)"),
        {"talk": f"message:{conversation_id}", "channel": NEWS_CHANNEL, "id": conversation_id},
    )
    session.add_all(messages)
    await session.flush()


async def messages_after(
    session: AsyncSession, conversation_id: str, after: int = 0, limit: int = 500
) -> Sequence[Message]:
    """What was said after the message ``after``, oldest first."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, col(Message.id) > after)
        .order_by(col(Message.id))
        .limit(limit)
    )
    return (await session.execute(query)).scalars().all()


async def last_messages(
    session: AsyncSession, conversation_id: str, limit: int = 200, *, until: datetime | None = None
) -> Sequence[Message]:
    """The newest messages, or the newest until then, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    if until is not None:
        query = query.where(Message.created_at <= until)
    query = query.order_by(col(Message.id).desc()).limit(limit)
    return list(reversed((await session.execute(query)).scalars().all()))


async def last_pressed(session: AsyncSession, conversation_id: str) -> str:
    """The label of the button that the resident pressed last; empty when none was."""
    query = select(Message.text).where(
        Message.conversation_id == conversation_id, Message.sender == "resident", col(Message.payload).is_not(None)
    )
    return (await session.execute(query.order_by(col(Message.id).desc()).limit(1))).scalar() or ""


async def drop_files(session: AsyncSession, conversation_id: str, parts: Sequence[str]) -> None:
    """Take out of the talk the files whose address holds one of these parts, and with them their names."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.sender == "resident")
    for message in (await session.execute(query)).scalars():
        kept = [file for file in message.files if not any(part in file["url"] for part in parts)]
        if len(kept) != len(message.files):
            message.files = kept


async def drop_traces(session: AsyncSession, conversation_id: str, upload_ids: Sequence[str], now: datetime) -> None:
    """Take out of the talk the verdicts on these files, whose texts tell what was read, and every list of materials
    with its ways to send a file; no button that was offered till ``now`` can be pressed any more."""
    query = select(Message).where(Message.conversation_id == conversation_id, col(Message.card).is_not(None))
    for message in (await session.execute(query)).scalars():
        card = message.card or {}
        if card.get("upload_id") in upload_ids:
            await session.delete(message)
        elif card.get("kind") == "checklist":
            message.card = None
    mine = col(Button.conversation_id) == conversation_id
    await session.execute(update(Button).where(mine, col(Button.expires_at) > now).values(expires_at=now))


async def shows_file(session: AsyncSession, conversation_id: str, part: str) -> bool:
    """Whether the resident's side of the talk has a file whose address holds this part."""
    query = select(Message.files).where(
        Message.conversation_id == conversation_id,
        Message.sender == "resident",
        cast(Message.files, Text).contains(part, autoescape=True),
    )
    return any(part in file["url"] for files in (await session.execute(query)).scalars() for file in files)


async def find_by_client_key(session: AsyncSession, conversation_id: str, client_key: str) -> Message | None:
    """The message that a retry repeats."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.client_key == client_key)
    return (await session.execute(query)).scalar_one_or_none()


async def live_buttons(session: AsyncSession, conversation_id: str, now: datetime) -> Sequence[Button]:
    """The buttons of the newest message that has any, if they can still be pressed, in the order shown."""
    newest = select(func.max(Button.message_id)).where(Button.conversation_id == conversation_id).scalar_subquery()
    query = select(Button, Message.buttons).where(Button.message_id == newest, col(Message.id) == Button.message_id)
    rows = (await session.execute(query)).all()
    if any(button.used_at is not None for button, _ in rows):
        return []
    places = {entry["token"]: place for place, entry in enumerate(rows[0][1])} if rows else {}
    return sorted((b for b, _ in rows if b.expires_at > now), key=lambda b: places.get(b.token, 0))


async def newest_said(session: AsyncSession, conversation_id: str) -> int | None:
    """The id of the newest message that is not the resident's."""
    query = select(func.max(Message.id)).where(Message.conversation_id == conversation_id, Message.sender != "resident")
    return (await session.execute(query)).scalar_one()


async def unanswered(session: AsyncSession, before: datetime, limit: int = 50) -> Sequence[Message]:
    """Resident messages whose answer is owed since before ``before``: their turn was cut off."""
    query = (
        select(Message)
        .where(
            Message.sender == "resident",
            col(Message.answered_at).is_(None),
            Message.created_at < before,
        )
        .order_by(col(Message.id))
        .limit(limit)
    )
    return (await session.execute(query)).scalars().all()


async def owed(session: AsyncSession, conversation_id: str, *, lock: bool = False) -> Sequence[Message]:
    """The resident's messages of this conversation that were not answered yet, in order; locked for who answers."""
    query = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.sender == "resident",
            col(Message.answered_at).is_(None),
        )
        .order_by(col(Message.id))
    )
    return (await session.execute(query.with_for_update() if lock else query)).scalars().all()


async def mark_answered(session: AsyncSession, message_ids: Sequence[int], now: datetime) -> None:
    """The answers to these messages are complete."""
    await session.execute(update(Message).where(col(Message.id).in_(message_ids)).values(answered_at=now))


async def undelivered_conversations(session: AsyncSession, channel: str) -> Sequence[Conversation]:
    """Conversations of a channel that pushes in which something said was not delivered yet."""
    waiting = select(Message.conversation_id).where(Message.sender != "resident", col(Message.delivered_at).is_(None))
    query = select(Conversation).where(Conversation.channel == channel, col(Conversation.id).in_(waiting))
    return (await session.execute(query)).scalars().all()


async def next_undelivered(session: AsyncSession, conversation_id: str) -> Message | None:
    """The oldest message to the resident that was not delivered yet."""
    query = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.sender != "resident",
            col(Message.delivered_at).is_(None),
        )
        .order_by(col(Message.id))
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def mark_delivered(session: AsyncSession, message_id: int, now: datetime) -> None:
    """This message arrived."""
    await session.execute(update(Message).where(col(Message.id) == message_id).values(delivered_at=now))


async def with_focus(session: AsyncSession, conversation_ids: Sequence[str], key: str) -> frozenset[str]:
    """Those of these conversations whose focus has this key."""
    wanted = col(Conversation.id).in_(set(conversation_ids))
    found = await session.execute(select(Conversation.id, Conversation.focus).where(wanted))
    return frozenset(conversation_id for conversation_id, focus in found if focus.get(key))
