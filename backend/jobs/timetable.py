"""The timetable: what the hall does by itself, and when. Whole on one screen; the work itself is in the services."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import asyncpg
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.engine import make_url

from backend.services import appointments, misses
from backend.services.hall import Hall

log = logging.getLogger(__name__)

#: The advisory lock that elects the one process which runs the timetable.
LOCK = 7302
#: Seconds between tries to become that process, and between looks whether one still is.
ELECTION_SECONDS: float = 5
#: The longest that one run of a job may take; a job that hangs would never come again.
JOB_SECONDS: float = 120

#: What, and every how many seconds.
TIMETABLE: tuple[tuple[Callable[[Hall], Awaitable[object]], float], ...] = (
    (appointments.sweep, 30),  # holds that are over: their residents are told
    (misses.forget_old, 6 * 3600),  # what was not understood half a year ago
)


async def run(hall: Hall) -> None:
    """Run the timetable whenever this process is the elected one, until cancelled."""
    while True:
        try:
            await _lead(hall)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("the timetable lost its database connection (%s)", type(error).__name__)
        await asyncio.sleep(ELECTION_SECONDS)


async def _lead(hall: Hall) -> None:
    """Hold the lock and run the jobs; returns when another process has it. A dead process's lock is free at once."""
    arguments = hall.database.engine.dialect.create_connect_args(make_url(hall.database.url))[1]
    connection = await asyncpg.connect(**arguments, timeout=10, command_timeout=10)
    scheduler = AsyncIOScheduler(timezone="Asia/Shanghai")
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            return
        for work, seconds in TIMETABLE:
            scheduler.add_job(_quietly, IntervalTrigger(seconds=seconds), (work, hall), max_instances=1, coalesce=True)
        scheduler.start()
        while True:
            await asyncio.sleep(ELECTION_SECONDS)
            await connection.execute("SELECT 1")
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=False)
        connection.terminate()


async def _quietly(work: Callable[[Hall], Awaitable[object]], hall: Hall) -> None:
    """One run of one job; a failure is logged and the next run comes all the same."""
    try:
        async with asyncio.timeout(JOB_SECONDS):
            await work(hall)
    except Exception:
        log.exception("%s failed", getattr(work, "__name__", work))
