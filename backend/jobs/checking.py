"""The checkers' loop: as many uploads at a time as there are checkers, in the hall and in ``yuban work``."""

import asyncio
import logging

import asyncpg

from backend.adapters.checkers import CheckerDied, CheckerPool
from backend.services import uploads
from backend.services.hall import Hall
from backend.storage.news import News
from backend.storage.uploads import WAITING_CHANNEL

logger = logging.getLogger(__name__)

#: Seconds after which a checker looks for work that nobody announced: a lease that ran out, a lost notification.
LOOK_ANYWAY = 5.0
#: Seconds of rest after something went wrong, so that a broken checker or database is not hammered.
REST = 3.0


async def run(hall: Hall, pool: CheckerPool, count: int) -> None:
    """Check uploads until cancelled. What is being read then goes back to the queue."""
    news = News(hall.database, WAITING_CHANNEL)
    while True:
        try:
            await news.start()
            break
        except (OSError, asyncpg.PostgresError) as error:  # TimeoutError is an OSError
            logger.warning("The database does not take the checkers yet (%s); trying again.", type(error).__name__)
            await asyncio.sleep(REST)
    try:
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(_supervise(hall, pool, news), name=f"checking:{number}")
    finally:
        await news.close()


async def _supervise(hall: Hall, pool: CheckerPool, news: News) -> None:
    async with news.subscribe_all() as signal:
        while True:
            if not await _work(hall, pool):
                await signal.wait(LOOK_ANYWAY)


async def _work(hall: Hall, pool: CheckerPool) -> bool:
    try:
        return await uploads.work_once(hall, pool)
    except CheckerDied as death:
        logger.error("A checker does not start (%s); trying again.", death.reason)
    except Exception as error:
        # One upload's or one connection's trouble must not end the loop; the claim's lease brings the upload back.
        logger.error("Checking stumbled: %s", type(error).__name__)
    await asyncio.sleep(REST)
    return True
