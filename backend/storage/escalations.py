"""Escalations: conversations that a person is asked to take over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, func, select

from backend.domain.escalations import ANYBODY, OPEN_ESCALATIONS, EscalationStatus
from backend.storage.columns import DOCUMENT, MOMENT, key_field


class Escalation(SQLModel, table=True):
    """One request for a person."""

    __tablename__ = "escalation"
    __table_args__ = (
        # One conversation waits for one person at a time.
        Index(
            "escalation_open",
            "conversation_id",
            unique=True,
            postgresql_where=text("status IN ('waiting', 'taken')"),
        ),
    )

    id: str = key_field()
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    contact_key: str = Field(index=True)  # a contact of the catalogue, or ANYBODY
    status: str = Field(index=True)  # EscalationStatus
    reason: str  # "asked", "not_understood", "complaint" …
    #: what the contact needs to know: item, package, last words
    context: dict[str, Any] = Field(default_factory=dict, sa_column=Column(DOCUMENT, nullable=False))
    taken_by: str | None = None  # Staff.id
    created_at: datetime = Field(sa_type=MOMENT)
    taken_at: datetime | None = Field(default=None, sa_type=MOMENT)
    closed_at: datetime | None = Field(default=None, sa_type=MOMENT)


async def lock(session: AsyncSession, escalation_id: str) -> Escalation | None:
    """The escalation, locked until the transaction ends."""
    query = select(Escalation).where(Escalation.id == escalation_id).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def open_of(session: AsyncSession, conversation_id: str, *, lock: bool = False) -> Escalation | None:
    """The escalation that is open for this conversation."""
    query = select(Escalation).where(
        Escalation.conversation_id == conversation_id,
        col(Escalation.status).in_([status.value for status in OPEN_ESCALATIONS]),
    )
    if lock:
        query = query.with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def queue_of(session: AsyncSession, contact_key: str | None, limit: int = 200) -> Sequence[Escalation]:
    """Open escalations of this contact and of anybody (None: of all), oldest first."""
    query = select(Escalation).where(col(Escalation.status).in_([status.value for status in OPEN_ESCALATIONS]))
    if contact_key is not None:
        query = query.where(col(Escalation.contact_key).in_([contact_key, ANYBODY]))
    return (await session.execute(query.order_by(col(Escalation.created_at)).limit(limit))).scalars().all()


async def waiting_before(session: AsyncSession, escalation: Escalation) -> int:
    """How many others wait for the same contact and came earlier."""
    query = (
        select(func.count())
        .select_from(Escalation)
        .where(
            Escalation.status == EscalationStatus.WAITING.value,
            Escalation.contact_key == escalation.contact_key,
            col(Escalation.id) != escalation.id,
            col(Escalation.created_at) < escalation.created_at,
        )
    )
    return int((await session.execute(query)).scalar_one())
