"""Where the hall's parts are made and joined, in order. Nothing else makes them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from actions.server import add_actions, make_runner
from backend.adapters.checkers import CheckerLimits, CheckerPool
from backend.adapters.postgres import EmbeddedPostgres
from backend.adapters.rasa_process import RasaKeys, RasaProcess, RasaState
from backend.adapters.rasa_training import RasaFiles, train_if_changed
from backend.adapters.texts import Texts
from backend.api.keys import NEWS, TEXTS
from backend.api.routes import add_api
from backend.console.findings import WORDS
from backend.console.routes import add_console
from backend.domain.clock import Clock, SystemClock
from backend.jobs import checking, timetable
from backend.running import Running
from backend.services import catalogue, catalogue_watch, phrases, staff
from backend.services.conversations import GATEWAY
from backend.services.finder import Finder
from backend.services.hall import HALL, Hall
from backend.settings import ROOT, Settings
from backend.storage.database import Database, migrate
from backend.storage.news import News
from backend.storage.vault import Vault
from bot.channels.conversation import ConversationGateway
from bot.channels.rasa import RasaClient
from bot.channels.simple import SimpleMode
from bot.channels.telegram import make_telegram
from bot.channels.web import add_pages

log = logging.getLogger(__name__)

Progress = Callable[[str], None]
#: Rasa's states as the page shows them.
_SHOWN = {RasaState.READY: "ready", RasaState.LOADING: "loading"}


@dataclass
class Storage:
    """The database, embedded or the operator's."""

    url: str  # for SQLAlchemy
    rasa_url: str  # for libpq
    embedded: EmbeddedPostgres | None = None


def open_storage(settings: Settings) -> Storage:
    """Start the embedded server or take the operator's, and bring the schema up to date. Blocks."""
    if settings.database_url is None:
        embedded = EmbeddedPostgres(settings.data).start()
        storage = Storage(embedded.url("yuban"), embedded.libpq_url("rasa"), embedded)
    else:
        url = settings.database_url.get_secret_value()
        rest = url.split("://", 1)[1]
        rasa = settings.rasa_database_url
        base, _, query = rest.partition("?")
        beside = f"postgresql://{base.rsplit('/', 1)[0]}/rasa" + (f"?{query}" if query else "")
        storage = Storage(f"postgresql+asyncpg://{rest}", rasa.get_secret_value() if rasa else beside)
    migrate(storage.url)
    return storage


def make_hall(settings: Settings, database_url: str, clock: Clock | None = None) -> Hall:
    """The hall's parts over a database that is up to date."""
    guides = catalogue.load(settings.catalogue)
    return Hall(
        settings=settings,
        database=Database(database_url),
        vault=Vault(settings.data / "files", settings.secrets.file_key),
        clock=clock or SystemClock(),
        catalogue=guides,
        finder=Finder(guides),
    )


def make_app(running: Running, run_action: Callable[..., Any]) -> web.Application:
    """The aiohttp application: actions, API, console and pages."""
    hall = running.hall
    app = web.Application(client_max_size=hall.settings.upload_bytes + 1024 * 1024)
    app[HALL] = hall
    app[GATEWAY] = running.gateway
    app[TEXTS] = running.texts
    app[WORDS] = running.texts
    app[NEWS] = running.news
    add_actions(app, run_action, hall.settings.secrets.action_token)
    add_api(app)
    add_console(app)
    add_pages(app)
    return app


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, progress: Progress, *, clock: Clock | None = None, root: Path = ROOT
) -> AsyncIterator[Running]:
    """Everything on this machine, in order: database, catalogue, pages at once, then Rasa while the pages serve."""
    progress("Database: starting")
    storage = await asyncio.to_thread(open_storage, settings)
    try:
        progress("Catalogue: loading")
        hall = await asyncio.to_thread(make_hall, settings, storage.url, clock)
        logins = dict(await staff.ensure_first(hall))
        for username, password in logins.items():
            progress(f"Staff login: {username}  first password: {password}")
        async with joined(hall, storage.rasa_url, progress, root) as running:
            running.first_logins = logins
            yield running
        await hall.database.close()
    finally:
        if storage.embedded is not None:
            await asyncio.to_thread(storage.embedded.stop)


@contextlib.asynccontextmanager
async def joined(hall: Hall, rasa_url: str, progress: Progress, root: Path = ROOT) -> AsyncIterator[Running]:
    """A hall that serves at its settings' address. ``rasa_url`` is where Rasa keeps its conversations."""
    settings = hall.settings
    texts = Texts(root / "domain.yml")
    run_action = make_runner(hall, texts)
    holder: list[RasaProcess] = []
    client = RasaClient(
        lambda: holder[0].url if holder else None,
        channel_secret=settings.secrets.channel_secret,
        api_token=settings.secrets.rasa_token,
    )
    gateway = ConversationGateway(
        hall, texts, client if settings.rasa else None, SimpleMode(root / "data" / "rules", texts, run_action)
    )
    news = News(hall.database, process=hall.process)
    running = Running(hall, texts, gateway, news, rasa_url=rasa_url)
    await news.start()
    await phrases.refresh(hall)
    telegram = make_telegram(hall, gateway, texts)
    app = make_app(running, run_action)
    if telegram is not None and settings.telegram_webhook:
        telegram.add_webhook(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        running.port = runner.addresses[0][1]
        progress(
            f"Pages: http://{settings.host}:{running.port}/  console: http://{settings.host}:{running.port}/console"
        )
        running.start(gateway.run(news), "conversation events")
        running.start(timetable.run(hall), "timetable")
        running.start(phrases.watch(hall, news), "phrases")
        running.start(catalogue_watch.run(hall), "catalogue")
        if telegram is not None:
            running.start(telegram.run(news), "telegram")
        if settings.checkers:
            pool = CheckerPool(settings.checkers, CheckerLimits(memory=settings.checker_memory))
            running.start(_check(hall, pool, settings.checkers), "checkers")
        if settings.rasa:
            running.start(_with_rasa(running, _load_rasa(running, holder, rasa_url, progress, root)), "rasa")
        yield running
    finally:
        await running.stop()
        await gateway.close()
        for process in holder:
            await process.stop()
        await client.close()
        await runner.cleanup()
        await news.close()


async def _check(hall: Hall, pool: CheckerPool, count: int) -> None:
    """Read and judge uploads until cancelled."""
    try:
        await checking.run(hall, pool, count)
    finally:
        await pool.stop()


async def _with_rasa(running: Running, load: Coroutine[Any, Any, None]) -> None:
    """Load Rasa; whatever goes wrong, the page does not say for ever that it is loading."""
    try:
        await load
    except Exception:
        running.gateway.rasa_state = "down"
        raise


async def _load_rasa(
    running: Running, holder: list[RasaProcess], tracker_url: str, progress: Progress, root: Path
) -> None:
    """Train if the training data changed, then start Rasa and keep it running."""
    settings = running.hall.settings
    files = RasaFiles.of_project(root)
    model = await train_if_changed(files, settings.data, progress)
    secrets = settings.secrets

    def changed(state: RasaState) -> None:
        running.gateway.rasa_state = _SHOWN.get(state, "down")

    process = RasaProcess(
        files,
        settings.data,
        model=model,
        keys=RasaKeys(secrets.rasa_token, secrets.channel_secret, secrets.action_token),
        action_url=f"http://127.0.0.1:{running.port}/webhook/actions",
        tracker_url=tracker_url,
        port=settings.rasa_port,
        on_change=changed,
    )
    progress("Rasa: loading")
    await process.start()
    holder.append(process)
    running.rasa = process
    await process.ready()
    progress("Rasa: ready. The assistant answers chats.")
