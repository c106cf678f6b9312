"""Guides 办事指南: the version in force, kept for as long as a package refers to it."""

import dataclasses
import json
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.errors import NotFound
from backend.domain.items import Item
from backend.domain.packages import OPEN_PACKAGES
from backend.services.hall import Hall
from backend.storage import guides as stored
from backend.storage.guides import Guide
from backend.storage.packages import Package

_ITEM = TypeAdapter(Item)


def item(hall: Hall, item_id: str) -> Item:
    """The item with the guide in force. Raises ``NotFound``."""
    found = hall.catalogue.items.get(item_id)
    if found is None:
        raise NotFound(thing="item")
    return found


async def keep(hall: Hall, session: AsyncSession, guide: Item) -> str:
    """Keep the guide in force of this item and return its version."""
    row = Guide(item_id=guide.id, version=guide.version, content=content(guide), loaded_at=hall.clock.now())
    await stored.keep(session, row)
    return guide.version


async def kept(hall: Hall, item_id: str, version: str) -> Guide:
    """The version of a guide that a package was made under. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        found = await stored.find(session, item_id, version)
    if found is None:
        raise NotFound(thing="guide")
    return found


async def of_package(hall: Hall, session: AsyncSession, package: Package) -> Item:
    """The guide a package stands under: the one in force while its resident may change it, then the one it was
    submitted under. Of an item that is gone it is always the kept one. Raises ``NotFound`` when there is neither.
    """
    live = hall.catalogue.items.get(package.item_id)
    if live is not None and (package.status in OPEN_PACKAGES or live.version == package.guide_version):
        return live
    row = await stored.find(session, package.item_id, package.guide_version)
    found = _item_of(row.content) if row else None
    if found is None:
        return item(hall, package.item_id)
    return found


def _item_of(document: dict[str, Any]) -> Item | None:
    """The guide that was kept as this document; None when guides had another shape then."""
    try:
        return _ITEM.validate_python(document)
    except ValidationError:
        return None


def content(guide: Item) -> dict[str, Any]:
    """A guide as a plain document, dates as ISO texts."""
    document: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(guide), ensure_ascii=False, default=str))
    return document
