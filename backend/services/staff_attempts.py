"""How often a login was tried, and when it locks: for the address that tries, and for all only after very many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.domain.staff import LOCK_OUT, MAX_FAILED_ANYWHERE, MAX_FAILED_LOGINS
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage import staff as table
from backend.storage.staff import Staff


async def count(hall: Hall, username: str, sender: str, now: datetime) -> tuple[Staff | None, bool]:
    """Count one try at this login from one sender; returns the person and whether it was open to be tried."""
    async with hall.database.transaction() as transaction:
        person = await table.find_by_username(transaction, username, lock=True)
        if person is None:
            return None, False
        if person.locked_until is not None and person.locked_until > now:
            return person, False
        lately = {key: known for key, known in person.failed_from.items() if _last(known) + LOCK_OUT > now}
        tries = lately[sender][0] if sender in lately else 0
        if tries >= MAX_FAILED_LOGINS:
            return person, False
        if person.locked_until is not None:
            person.failed_logins, person.locked_until = 0, None
        person.failed_logins += 1
        person.failed_from = {**lately, sender: [tries + 1, now.isoformat()]}
        if person.failed_logins >= MAX_FAILED_ANYWHERE:
            person.locked_until = now + LOCK_OUT
        if person.locked_until is not None or tries + 1 == MAX_FAILED_LOGINS:
            audit.record(transaction, now, "system", "staff.locked", f"staff:{person.id}")
        return person, not person.disabled


def _last(known: Sequence[Any]) -> datetime:
    return datetime.fromisoformat(known[1])
