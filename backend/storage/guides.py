"""Versions of guides that packages were made under."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from backend.storage.columns import DOCUMENT, MOMENT


class Guide(SQLModel, table=True):
    """One version of one item's guide, kept as long as a package refers to it."""

    __tablename__ = "guide"

    item_id: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(DOCUMENT, nullable=False))
    loaded_at: datetime = Field(sa_type=MOMENT)


async def keep(session: AsyncSession, guide: Guide) -> None:
    """Keep this version; one that is there already stays as it is."""
    await session.execute(
        insert(Guide).values(**guide.model_dump()).on_conflict_do_nothing(index_elements=["item_id", "version"])
    )


async def find(session: AsyncSession, item_id: str, version: str) -> Guide | None:
    """The kept version of an item's guide."""
    return await session.get(Guide, (item_id, version))
