"""What all tests share: one embedded PostgreSQL a run, a fresh database a module, the real catalogue, a clock that
stands still until it is moved."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, async_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from backend.adapters.postgres import EmbeddedPostgres
from backend.adapters.texts import Texts
from backend.app import joined
from backend.domain.items import Catalogue
from backend.running import Running
from backend.services import catalogue as catalogue_service
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.settings import ROOT, Settings
from backend.storage.database import Database, migrate
from backend.storage.vault import Vault

#: A Tuesday, ten in the morning in Changsha.
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
_TEMPLATE = "yuban_template"
#: Folders whose tests wait for other programs.
_LONGEST = ("dialogue", "killed", "bot", "console", "adapters")
#: Names under which systems install it.
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class FixedClock:
    """A clock that tests set and move."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Let time pass: ``move(minutes=16)``."""
        self.moment += timedelta(**by)


class ByFile(LoadScopeScheduling):
    """Files run side by side (``-n 2 --dist loadscope``), but all that talks to the one Rasa stays in one process."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::")[0]
        return "tests/dialogue" if path.startswith("tests/dialogue/") else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """How the tests are dealt out."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no process is left with it at the end while the other has nothing to do."""

    def place(item: pytest.Item) -> int:
        path = item.location[0]
        return next((n for n, folder in enumerate(_LONGEST) if path.startswith(f"tests/{folder}/")), len(_LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The embedded server of this run, with a migrated database to copy from."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("pg"), durable=False) as server:
        asyncio.run(_make(server, _TEMPLATE))
        migrate(server.url(_TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def the_catalogue() -> Catalogue:
    """The project's own catalogue."""
    return catalogue_service.load(ROOT / "data" / "catalogue")


@pytest.fixture(scope="session")
def the_finder(the_catalogue: Catalogue) -> Finder:
    """The finder over it."""
    return Finder(the_catalogue)


@pytest.fixture(scope="session")
def texts() -> Texts:
    """The words of domain.yml."""
    return Texts(ROOT / "domain.yml")


@pytest.fixture
def clock() -> FixedClock:
    """Tuesday 2026-11-24, 10:00 in Changsha."""
    return FixedClock()


@pytest.fixture(scope="module")
def database_url(postgres: EmbeddedPostgres, request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database for one module."""
    name = "t_" + "".join(c if c.isalnum() else "_" for c in request.module.__name__.lower())[-50:]
    asyncio.run(_make(postgres, name, _TEMPLATE))
    return postgres.url(name)


@pytest.fixture
async def hall(
    database_url: str, tmp_path: Path, clock: FixedClock, the_catalogue: Catalogue, the_finder: Finder
) -> AsyncIterator[Hall]:
    """A real hall over the module's database. The database is kept between the tests of a module."""
    settings = Settings(data=tmp_path, _env_file=None)  # type: ignore[call-arg]
    database = Database(database_url)
    yield Hall(
        settings=settings,
        database=database,
        vault=Vault(tmp_path / "files", settings.secrets.file_key),
        clock=clock,
        catalogue=the_catalogue,
        finder=the_finder,
    )
    await database.close()


@dataclass
class Served:
    """A hall that serves over HTTP, in simple mode (no Rasa)."""

    hall: Hall
    running: Running
    base: str  # http://127.0.0.1:port


@pytest.fixture
async def served(hall: Hall, postgres: EmbeddedPostgres) -> AsyncIterator[Served]:
    """The test's hall behind real HTTP: API, console, pages, and one real checker."""
    hall.settings.port, hall.settings.rasa, hall.settings.checkers = 0, False, 1
    async with joined(hall, postgres.libpq_url("rasa"), lambda line: None) as running:
        yield Served(hall, running, f"http://127.0.0.1:{running.port}")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium of this machine's, for tests of pages; each test makes contexts of its own in it."""
    found = next((path for name in _CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium was found (apt-get install chromium)")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium
        await chromium.close()


async def make_database(server: EmbeddedPostgres, name: str) -> str:
    """A fresh, migrated database; its URL."""
    await _make(server, name, _TEMPLATE)
    return server.url(name)


async def _make(server: EmbeddedPostgres, name: str, template: str = "template1") -> None:
    connection = await asyncpg.connect(server.url("yuban").replace("+asyncpg", ""))
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await connection.close()
