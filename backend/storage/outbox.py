"""What the assistant still has to tell a resident: rows written with the change, taken and run at least once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Index, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, or_, select

from backend.storage.columns import DOCUMENT, MOMENT
from backend.storage.database import EVENTS_NEWS, announce

#: After this many attempts a row is left for the operators to see.
MAX_ATTEMPTS = 8


class OutboxEvent(SQLModel, table=True):
    """One event for one conversation, such as "an upload was judged"."""

    __tablename__ = "outbox_event"
    __table_args__ = (Index("outbox_due", "due_at", postgresql_where=text("done_at IS NULL")),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=True))
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    event: str  # the intent that carries it into the conversation: "event_upload_judged" …
    entities: dict[str, Any] = Field(default_factory=dict, sa_column=Column(DOCUMENT, nullable=False))  # ids only
    due_at: datetime = Field(sa_type=MOMENT)
    attempts: int = 0
    done_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(sa_type=MOMENT)


async def put(session: AsyncSession, now: datetime, conversation_id: str, event: str, **entities: str) -> None:
    """Add an event to the transaction and wake the runner when it commits."""
    session.add(
        OutboxEvent(conversation_id=conversation_id, event=event, entities=entities, due_at=now, created_at=now)
    )
    await announce(session, EVENTS_NEWS)


async def claim(session: AsyncSession, now: datetime, lease: timedelta) -> OutboxEvent | None:
    """Take the next due event; the attempt is counted and the row rests for ``lease`` before it is tried again."""
    query = (
        select(OutboxEvent)
        .where(col(OutboxEvent.done_at).is_(None), OutboxEvent.due_at <= now, OutboxEvent.attempts < MAX_ATTEMPTS)
        .order_by(col(OutboxEvent.due_at), col(OutboxEvent.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    event = (await session.execute(query)).scalar_one_or_none()
    if event is not None:
        event.attempts += 1
        event.due_at = now + lease
    return event


async def put_off(session: AsyncSession, event_id: int) -> None:
    """This was no attempt: the event waits for somebody else to be done, however long that takes."""
    event = await session.get(OutboxEvent, event_id, with_for_update=True)
    if event is not None and event.done_at is None:
        event.attempts -= 1


async def pending(session: AsyncSession, conversation_id: str) -> Sequence[OutboxEvent]:
    """Events of a conversation that were not told yet."""
    query = select(OutboxEvent).where(
        OutboxEvent.conversation_id == conversation_id,
        col(OutboxEvent.done_at).is_(None),
        or_(OutboxEvent.attempts < MAX_ATTEMPTS),
    )
    return (await session.execute(query)).scalars().all()
