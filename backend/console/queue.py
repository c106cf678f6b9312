"""The queue: what waits for the one who is logged in, always fresh."""

import hashlib
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from backend.console.access import hall_of, me
from backend.console.pages import page
from backend.domain.clock import today
from backend.domain.errors import NotFound
from backend.services import packages, staff, thumbnails
from backend.services.packages import QueueEntry

#: How many of a package's files the list shows as small pictures; of more it says how many.
_THUMBNAILS = 6


@dataclass(frozen=True)
class Queue:
    """What waits, and a fingerprint of it: the page is only changed when that changes."""

    talks: list[QueueEntry]
    packages: list[QueueEntry]
    names: dict[str, str]  # Staff.id → name, of those who have taken a conversation
    thumbnails: dict[str, list[str]]  # package → its uploads that have one
    fingerprint: str


async def show(request: web.Request) -> web.StreamResponse:
    """The whole page. ``done`` names a package that was just decided."""
    waiting = await _queue(request)
    return page(request, "queue.html", **_context(waiting), done=await _done(request))


async def fresh(request: web.Request) -> web.StreamResponse:
    """The list again; nothing (204) while it is as the page has it."""
    waiting = await _queue(request)
    if request.query.get("seen") == waiting.fingerprint:
        return web.Response(status=204)
    return page(request, "queue_news.html", **_context(waiting))


async def _queue(request: web.Request) -> Queue:
    hall = hall_of(request)
    entries = await packages.queue(hall, me(request))
    people = {person.id: person.name for person in await staff.everybody(hall)}
    thumbs = await thumbnails.of_packages(hall, [entry.id for entry in entries if entry.kind == "package"])
    # The day is part of it: what was due tomorrow is due today after midnight.
    shown = repr((today(hall.clock), entries, thumbs)).encode()
    return Queue(
        talks=[entry for entry in entries if entry.kind == "escalation"],
        packages=[entry for entry in entries if entry.kind == "package"],
        names={entry.taken_by: people.get(entry.taken_by, "") for entry in entries if entry.taken_by},
        thumbnails=thumbs,
        fingerprint=hashlib.sha256(shown).hexdigest()[:16],
    )


def _context(waiting: Queue) -> dict[str, Any]:
    return {
        "talks": waiting.talks,
        "packages": waiting.packages,
        "names": waiting.names,
        "thumbnails": waiting.thumbnails,
        "most_thumbnails": _THUMBNAILS,
        "fingerprint": waiting.fingerprint,
        "overdue": sum(entry.overdue for entry in waiting.packages),
        "again": sum(entry.returned_at is not None for entry in waiting.packages),
    }


async def _done(request: web.Request) -> dict[str, str | None] | None:
    """What became of the package that was just decided, None when there is nothing to say."""
    package_id = request.query.get("done")
    if not package_id:
        return None
    try:
        package = (await packages.view(hall_of(request), me(request), package_id)).package
    except NotFound:
        return None
    return {"status": package.status, "code": package.receipt_code}
