"""The API over real HTTP, without a checker: what was read of these tests' files is kept already.

One hall serves all tests of a module; who calls is new in each.
"""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from backend.adapters.postgres import EmbeddedPostgres
from backend.app import joined
from backend.domain.items import Catalogue
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.settings import Settings
from backend.storage.database import Database
from backend.storage.vault import Vault
from tests.api.clients import Caller, desk, visitor
from tests.conftest import FixedClock, Served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hall(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, the_catalogue: Catalogue, the_finder: Finder
) -> AsyncIterator[Hall]:
    """A real hall. It trusts this machine as a proxy, so that callers can have addresses of their own."""
    settings = Settings(  # type: ignore[call-arg]
        data=tmp_path_factory.mktemp("api"), port=0, rasa=False, checkers=0, trusted_proxies="127.0.0.1", _env_file=None
    )
    database = Database(database_url)
    yield Hall(
        settings=settings,
        database=database,
        vault=Vault(settings.data / "files", settings.secrets.file_key),
        clock=FixedClock(),
        catalogue=the_catalogue,
        finder=the_finder,
    )
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(hall: Hall, postgres: EmbeddedPostgres) -> AsyncIterator[Served]:
    """The whole hall behind real HTTP."""
    async with joined(hall, postgres.libpq_url("rasa"), lambda line: None) as running:
        yield Served(hall, running, f"http://127.0.0.1:{running.port}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections that remember nobody."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as opened:
        yield opened


@pytest.fixture
async def anybody(served: Served, session: aiohttp.ClientSession) -> Caller:
    """Somebody the hall does not know."""
    return Caller(session, served.base)


@pytest.fixture
async def resident(anybody: Caller, hall: Hall) -> Caller:
    """A visitor with a conversation."""
    return await visitor(anybody, hall)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def boss(served: Served, session: aiohttp.ClientSession, hall: Hall) -> Caller:
    """An admin, logged in."""
    return await desk(Caller(session, served.base), hall)
