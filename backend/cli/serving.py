"""``yuban serve`` and ``yuban work``."""

import asyncio
import logging
import os
import signal
import sys
import time
from typing import Annotated

import typer

from backend.adapters.checkers import CheckerLimits, CheckerPool
from backend.adapters.rasa_environment import RasaEnvironmentMissing, ensure_environment
from backend.app import make_hall, open_storage, serving
from backend.cli.output import fail, run
from backend.jobs import checking
from backend.settings import ROOT, Settings


def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="port of the pages and the API")] = None,
    rasa: Annotated[bool, typer.Option(help="start Rasa; without it the chat is in simple mode")] = True,
) -> None:
    """Serve everything on this machine; progress is shown."""
    given = {"host": host, "port": port, "rasa": None if rasa else False}
    settings = Settings(**{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
    _log(settings)
    try:
        if settings.rasa:
            ensure_environment(ROOT / "bot" / "rasa", say, settings.rasa_python)
        run(_serve(settings))
    except RasaEnvironmentMissing as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error}\nIs another Yuban running, or the port taken? Set YUBAN_PORT or --port to another one.")


def work(count: Annotated[int | None, typer.Option(help="how many checkers; default: one a core")] = None) -> None:
    """Only checkers, against YUBAN_DATABASE_URL and the same folder of files."""
    settings = Settings()
    _log(settings)
    run(_work(settings, count or os.cpu_count() or 1))


_START = time.monotonic()


def say(line: str) -> None:
    """One line of progress, with the seconds since the start."""
    print(f"[{time.monotonic() - _START:6.1f} s] {line}", flush=True)


async def _serve(settings: Settings) -> None:
    ended = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, ended.set)
    async with serving(settings, say):
        if settings.telegram_token is None:
            say("Telegram: off. To turn it on, get a token from @BotFather and set YUBAN_TELEGRAM_TOKEN.")
        else:
            say(f"Telegram: on, by {'webhook' if settings.telegram_webhook else 'long polling'}.")
        await ended.wait()
        say("Stopping")


async def _work(settings: Settings, count: int) -> None:
    storage = await asyncio.to_thread(open_storage, settings)
    hall = await asyncio.to_thread(make_hall, settings, storage.url)
    say(f"Checkers: {count}")
    ended = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, ended.set)
    pool = CheckerPool(count, CheckerLimits(memory=settings.checker_memory))
    task = asyncio.create_task(checking.run(hall, pool, count))
    await asyncio.wait({task, asyncio.create_task(ended.wait())}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await pool.stop()
    await hall.database.close()
    if storage.embedded is not None:
        await asyncio.to_thread(storage.embedded.stop)


def _log(settings: Settings) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for noisy in ("apscheduler", "aiohttp.access", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
