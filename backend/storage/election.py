"""Which of several hall processes does what only one may do: the one that holds an advisory lock of the database."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

import asyncpg
from sqlalchemy.engine import make_url

from backend.storage.database import Database

log = logging.getLogger(__name__)

#: Seconds between tries to be elected, and between looks whether one still is.
LOOK_SECONDS = 5.0


async def lead(database: Database, lock: int, work: Callable[[], Awaitable[None]]) -> None:
    """Do ``work`` whenever this process holds ``lock``, until cancelled.

    The work is stopped when the lock's connection is lost, as another process may hold it then, and begun anew after
    an error of its own. A dead process's lock is free at once.
    """
    while True:
        try:
            await _once(database, lock, work)
        except Exception as error:
            # Only its kind: what the work says may hold what nobody may read in a log.
            log.error("work under lock %s stopped (%s); trying again", lock, type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def _once(database: Database, lock: int, work: Callable[[], Awaitable[None]]) -> None:
    arguments = database.engine.dialect.create_connect_args(make_url(database.url))[1]
    connection = await asyncpg.connect(**arguments, timeout=10, command_timeout=10)
    task: asyncio.Future[None] | None = None
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", lock):
            return
        task = asyncio.ensure_future(work())
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            await connection.execute("SELECT 1")
        task.result()
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        # The lock goes only after the work has ended.
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=2)
