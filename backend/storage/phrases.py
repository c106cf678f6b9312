"""Phrases that staff keep: aliases and test sentences, beside the catalogue's files until they are exported."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from backend.domain.phrases import Use
from backend.storage.columns import MOMENT, key_field


class KeptPhrase(SQLModel, table=True):
    """One phrase."""

    __tablename__ = "phrase"
    __table_args__ = (UniqueConstraint("use", "text", name="phrase_once"),)

    id: str = key_field()
    use: str  # Use
    text: str
    item_id: str | None = None  # what it means; None for a test sentence that means nothing here
    added_by: str  # Staff.id
    added_at: datetime = Field(sa_type=MOMENT)


async def add(session: AsyncSession, phrase: KeptPhrase) -> bool:
    """Keep it; False when these words are kept for this use already."""
    query = insert(KeptPhrase).values(**phrase.model_dump()).on_conflict_do_nothing(constraint="phrase_once")
    return bool((await session.execute(query)).rowcount)  # type: ignore[attr-defined]


async def kept(session: AsyncSession, use: Use) -> Sequence[KeptPhrase]:
    """All that is kept for this use, newest first."""
    query = select(KeptPhrase).where(KeptPhrase.use == use.value).order_by(col(KeptPhrase.added_at).desc())
    return (await session.execute(query)).scalars().all()
