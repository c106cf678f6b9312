"""The timetable: what the hall does by itself, and when. Whole on one screen; the work itself is in the services."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from backend.services import appointments, misses, retention
from backend.services.hall import Hall
from backend.storage import election

log = logging.getLogger(__name__)

#: The advisory lock that elects the one process which runs the timetable.
LOCK = 7302
#: The longest that one run of a job may take; a job that hangs would never come again.
JOB_SECONDS: float = 120

#: What, and every how many seconds.
TIMETABLE: tuple[tuple[Callable[[Hall], Awaitable[object]], float], ...] = (
    (appointments.sweep, 30),  # holds that are over: their residents are told
    (misses.forget_old, 6 * 3600),  # what was not understood half a year ago
    (retention.sweep, 3600),  # files whose time is over
)


async def run(hall: Hall) -> None:
    """Run the timetable whenever this process is the elected one, until cancelled."""
    await election.lead(hall.database, LOCK, lambda: _work(hall))


async def _work(hall: Hall) -> None:
    """Run the jobs until cancelled."""
    scheduler = AsyncIOScheduler(timezone="Asia/Shanghai")
    for work, seconds in TIMETABLE:
        scheduler.add_job(_quietly, IntervalTrigger(seconds=seconds), (work, hall), max_instances=1, coalesce=True)
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)


async def _quietly(work: Callable[[Hall], Awaitable[object]], hall: Hall) -> None:
    """One run of one job; a failure is logged and the next run comes all the same."""
    try:
        async with asyncio.timeout(JOB_SECONDS):
            await work(hall)
    except Exception:
        log.exception("%s failed", getattr(work, "__name__", work))
