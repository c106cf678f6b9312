"""Phrases that staff keep while the hall runs. The finders of all hall processes learn and forget them at once."""

import asyncio
import logging
from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.errors import NotFound, PhraseRefused
from backend.domain.misses import LONGEST
from backend.domain.phrases import Use, check_alias, tidy, with_aliases
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.storage import audit, misses
from backend.storage import phrases as table
from backend.storage.database import PHRASES_NEWS, announce
from backend.storage.news import News
from backend.storage.phrases import KeptPhrase
from backend.storage.staff import Staff

log = logging.getLogger(__name__)

#: How often a process looks for itself, in case it missed the news, in seconds.
_LOOK_SECONDS = 60.0


async def add_alias(hall: Hall, staff: Staff, item_id: str, text: str, seen: Collection[str] = ()) -> str:
    """Teach the finder an alias and mark the misses ``seen`` as seen to; returns the alias as it is kept.

    Raises ``PhraseRefused``. When this returns, this process finds by it; the others follow within a second or two.
    """
    alias = check_alias(hall.catalogue, item_id, text)
    async with hall.database.transaction() as session:
        await _add(hall, session, staff, Use.ALIAS, alias, item_id, seen)
        await announce(session, PHRASES_NEWS)
    await refresh(hall)
    return alias


async def add_test(hall: Hall, staff: Staff, item_id: str | None, text: str, seen: Collection[str] = ()) -> str:
    """Keep a sentence to test the finder with, and what it means (None: nothing here). Raises ``PhraseRefused``."""
    if item_id is not None and item_id not in hall.catalogue.items:
        raise PhraseRefused(reason="item")
    phrase = tidy(text)
    if not 2 <= len(phrase) <= LONGEST:
        raise PhraseRefused(reason="length")
    async with hall.database.transaction() as session:
        await _add(hall, session, staff, Use.TEST, phrase, item_id, seen)
    return phrase


async def remove(hall: Hall, staff: Staff, phrase_id: str) -> None:
    """Keep it no more. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        phrase = await session.get(KeptPhrase, phrase_id, with_for_update=True)
        if phrase is None:
            raise NotFound(thing="phrase")
        await session.delete(phrase)
        _record(hall, session, staff, "removed", phrase)
        await announce(session, PHRASES_NEWS)
    await refresh(hall)


async def kept(hall: Hall, use: Use) -> Sequence[KeptPhrase]:
    """All that is kept for this use, newest first."""
    async with hall.database.reading() as session:
        return await table.kept(session, use)


async def aliases(hall: Hall) -> list[tuple[str, str]]:
    """Item id and alias of each that is kept."""
    return [(phrase.item_id, phrase.text) for phrase in await kept(hall, Use.ALIAS) if phrase.item_id]


async def refresh(hall: Hall) -> bool:
    """Let the finder know the aliases that are kept now; whether anything was new."""
    async with hall.learning:
        wanted = frozenset(await aliases(hall))
        if wanted == hall.learnt:
            return False
        guides = with_aliases(hall.filed, sorted(wanted))
        finder = await asyncio.to_thread(Finder, guides)
        hall.catalogue, hall.finder, hall.learnt = guides, finder, wanted
        return True


async def watch(hall: Hall, news: News) -> None:
    """Follow what other hall processes learn, until cancelled."""
    async with news.subscribe(PHRASES_NEWS) as signal:
        while True:
            try:
                await refresh(hall)
            except Exception:
                log.exception("the kept aliases could not be read; trying again")
            await signal.wait(_LOOK_SECONDS)


async def _add(
    hall: Hall, session: AsyncSession, staff: Staff, use: Use, text: str, item_id: str | None, seen: Collection[str]
) -> None:
    now = hall.clock.now()
    phrase = KeptPhrase(use=use.value, text=text, item_id=item_id, added_by=staff.id, added_at=now)
    if not await table.add(session, phrase):
        raise PhraseRefused(reason="known")
    _record(hall, session, staff, "added", phrase)
    await misses.handle(session, seen, use.value, staff.id, now)


def _record(hall: Hall, session: AsyncSession, staff: Staff, act: str, phrase: KeptPhrase) -> None:
    details = {"use": phrase.use, "item": phrase.item_id or "", "text": phrase.text}
    audit.record(session, hall.clock.now(), f"staff:{staff.id}", f"phrase.{act}", f"phrase:{phrase.id}", **details)
