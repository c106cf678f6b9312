"""Misses: keeping what was not understood, and showing it to staff, alike ones together."""

from collections.abc import Collection
from datetime import timedelta

from backend.domain.misses import MissGroup, Reason, anonymous, grouped
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage import misses as table
from backend.storage.misses import MissRow
from backend.storage.staff import Staff

#: How many different wordings are looked at at once, the newest: comparing all with all grows with its square.
_LOOKED_AT = 400
#: How long misses are kept.
_KEPT = timedelta(days=180)
DISMISSED = "dismissed"


async def note(hall: Hall, text: str, reason: Reason) -> None:
    """Keep what was not understood, without who said it. A text in which nothing else is left is not kept."""
    said = anonymous(text)
    if said:
        async with hall.database.transaction() as session:
            session.add(MissRow(text=said, reason=reason.value, at=hall.clock.now()))


async def groups(hall: Hall) -> list[MissGroup]:
    """What nobody has looked at yet, the most frequent kind first."""
    async with hall.database.reading() as session:
        return grouped(await table.open_ones(session, _LOOKED_AT))


async def dismiss(hall: Hall, staff: Staff, texts: Collection[str]) -> None:
    """There is nothing to learn from these."""
    now, actor = hall.clock.now(), f"staff:{staff.id}"
    async with hall.database.transaction() as session:
        count = await table.handle(session, texts, DISMISSED, staff.id, now)
        audit.record(session, now, actor, "misses.dismissed", "misses", count=count)


async def forget_old(hall: Hall) -> int:
    """Delete what has been kept long enough; how many there were."""
    async with hall.database.transaction() as session:
        return await table.forget_before(session, hall.clock.now() - _KEPT)
