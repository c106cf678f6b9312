"""Versions of guides that packages were made under."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from backend.storage.columns import DOCUMENT, MOMENT


class Guide(SQLModel, table=True):
    """One version of one item's guide, kept as long as a package refers to it."""

    __tablename__ = "guide"

    item_id: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(DOCUMENT, nullable=False))
    loaded_at: datetime = Field(sa_type=MOMENT)
