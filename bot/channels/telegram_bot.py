"""The bot behind the Telegram channel, and what to do when Telegram does not take a call."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from backend.settings import Settings

log = logging.getLogger(__name__)

Result = TypeVar("Result")

CHANNEL = "telegram"
#: The data of a button that was pressed already.
PRESSED = "-"
#: Seconds of the first and of the longest pause after errors; of the pause while the token is refused.
FIRST_PAUSE, LONGEST_PAUSE, REFUSED_PAUSE = 1.0, 30.0, 60.0


class Patience:
    """How long to wait after an error. Of a refused token the operator is told once, until it is taken again."""

    def __init__(self) -> None:
        self._refused = False

    async def rest(self, error: TelegramError, failures: int) -> None:
        """Wait after the ``failures``-th error in a row, as long as Telegram asks for or as is sensible."""
        if isinstance(error, RetryAfter):
            await asyncio.sleep(seconds(error))
        elif isinstance(error, InvalidToken):
            if not self._refused:
                self._refused = True
                log.error(
                    "Telegram refused the token: the bot is off. Get a valid one from @BotFather, set "
                    "YUBAN_TELEGRAM_TOKEN and start again. Until then the hall asks once a minute."
                )
            await asyncio.sleep(REFUSED_PAUSE)
        else:
            if isinstance(error, Conflict):
                log.warning("Another program takes this bot's updates: only one may poll with a token. Trying again.")
            else:
                log.warning("Telegram does not answer (%s); trying again", type(error).__name__)
            await asyncio.sleep(min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE))

    def answered(self) -> None:
        """Telegram took the token."""
        self._refused = False

    async def until_done(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """The result of ``work``, tried until Telegram takes it."""
        failures = 0
        while True:
            try:
                result = await work()
            except TelegramError as error:
                failures += 1
                await self.rest(error, failures)
            else:
                self.answered()
                return result


def make_bot(settings: Settings) -> Bot | None:
    """The bot, when the operator gave a token. Its requests have time limits."""
    if settings.telegram_token is None:
        return None
    base = settings.telegram_base_url.rstrip("/")
    return Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=_requests(32),
        get_updates_request=_requests(1),
    )


def _requests(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=5,
        read_timeout=20,
        write_timeout=20,
        pool_timeout=10,
        media_write_timeout=30,
    )


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    wait = error.retry_after
    return float(wait if isinstance(wait, int) else wait.total_seconds())
