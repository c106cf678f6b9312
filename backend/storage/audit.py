"""Who did what to what, written in the transaction that did it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, func, select

from backend.storage.columns import DOCUMENT, MOMENT


class AuditEvent(SQLModel, table=True):
    """One act. Details hold ids and keys, nothing personal."""

    __tablename__ = "audit_event"

    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=True))
    at: datetime = Field(sa_type=MOMENT, index=True)
    actor: str  # "resident:<conversation>", "staff:<id>" or "system"
    action: str  # "package.submitted" …
    thing: str = Field(index=True)  # "package:<id>" …
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(DOCUMENT, nullable=False))


def record(session: AsyncSession, at: datetime, actor: str, action: str, thing: str, **details: Any) -> None:
    """Add an act to the transaction."""
    session.add(AuditEvent(at=at, actor=actor, action=action, thing=thing, details=details))


async def of_thing(session: AsyncSession, thing: str) -> Sequence[AuditEvent]:
    """What was done to something, oldest first."""
    query = select(AuditEvent).where(AuditEvent.thing == thing).order_by(col(AuditEvent.id))
    return (await session.execute(query)).scalars().all()


async def counts(session: AsyncSession, things: Sequence[str], action: str) -> dict[str, int]:
    """How often this was done to each of these; what it was never done to is left out."""
    query = (
        select(AuditEvent.thing, func.count())
        .where(col(AuditEvent.thing).in_(things), AuditEvent.action == action)
        .group_by(AuditEvent.thing)
    )
    return {row[0]: row[1] for row in await session.execute(query)}
