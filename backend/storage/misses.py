"""Misses: what was not understood. No row says who said it or in which conversation."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Index, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, delete, func, select

from backend.domain.misses import Miss, Reason
from backend.storage.columns import MOMENT, key_field


class MissRow(SQLModel, table=True):
    """One time that something was not understood."""

    __tablename__ = "miss"
    __table_args__ = (Index("miss_open", "at", postgresql_where=text("handled IS NULL")),)

    id: str = key_field()
    text: str  # anonymous
    reason: str  # Reason
    at: datetime = Field(sa_type=MOMENT)
    handled: str | None = None  # a Use, or "dismissed"
    handled_by: str | None = None  # Staff.id
    handled_at: datetime | None = Field(default=None, sa_type=MOMENT)


async def open_ones(session: AsyncSession, limit: int) -> Sequence[Miss]:
    """What nobody has looked at, the same words together, newest first."""
    newest = func.max(MissRow.at)
    query = (
        select(MissRow.text, MissRow.reason, func.count(), newest)
        .where(col(MissRow.handled).is_(None))
        .group_by(col(MissRow.text), col(MissRow.reason))
        .order_by(newest.desc())
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    return [Miss(text=said, reason=Reason(reason), count=count, newest=at) for said, reason, count, at in rows]


async def handle(session: AsyncSession, texts: Collection[str], how: str, by: str, at: datetime) -> int:
    """Mark all that was said in these words as seen to; how many times it had been said."""
    query = (
        update(MissRow)
        .where(col(MissRow.text).in_(texts), col(MissRow.handled).is_(None))
        .values(handled=how, handled_by=by, handled_at=at)
    )
    return int((await session.execute(query)).rowcount)  # type: ignore[attr-defined]


async def forget_before(session: AsyncSession, moment: datetime) -> int:
    """Delete what is older; how many there were."""
    return int((await session.execute(delete(MissRow).where(col(MissRow.at) < moment))).rowcount)  # type: ignore[attr-defined]
