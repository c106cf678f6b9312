"""The resident's page over a real hall, one for all tests of a module."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from backend.adapters.postgres import EmbeddedPostgres
from backend.domain.items import Catalogue
from backend.running import Running
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.settings import Settings
from backend.storage.database import Database
from backend.storage.vault import Vault
from tests.bot.widget import Widget, serving, visiting
from tests.conftest import FixedClock


@pytest.fixture(scope="module")
async def one_hall(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, the_catalogue: Catalogue, the_finder: Finder
) -> AsyncIterator[Hall]:
    """A hall that stays for the module; each test is a resident of its own."""
    settings = Settings(data=tmp_path_factory.mktemp("hall"), _env_file=None)  # type: ignore[call-arg]
    database = Database(database_url)
    vault = Vault(settings.data / "files", settings.secrets.file_key)
    yield Hall(settings, database, vault, FixedClock(), the_catalogue, the_finder)
    await database.close()


@pytest.fixture(scope="module")
async def running(one_hall: Hall, postgres: EmbeddedPostgres) -> AsyncIterator[Running]:
    """That hall behind HTTP, without Rasa and checkers."""
    async with serving(one_hall, postgres) as running:
        yield running


@pytest.fixture
async def widget(browser: Browser, running: Running) -> AsyncIterator[Widget]:
    """A new resident's page on a phone."""
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}") as widget:
        yield widget
