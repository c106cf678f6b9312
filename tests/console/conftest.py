"""A console over a real hall and real HTTP."""

import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from backend.adapters.texts import Texts
from backend.console.findings import WORDS
from backend.console.routes import add_console
from backend.services.hall import HALL, Hall
from backend.storage.tables import METADATA
from tests.console import samples


@pytest.fixture(autouse=True)
async def _empty(hall: Hall) -> None:
    """The module's database is kept between its tests; each here begins with an empty hall."""
    tables = ", ".join(f'"{name}"' for name in METADATA.tables)
    async with hall.database.transaction() as session:
        await session.execute(text(f"TRUNCATE {tables} CASCADE"))


@pytest.fixture
async def server(hall: Hall, texts: Texts) -> AsyncIterator[TestServer]:
    """The console alone, on a free port."""
    app = web.Application(client_max_size=2**20)
    app[HALL] = hall
    app[WORDS] = texts
    add_console(app)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


class Browser:
    """A person's browser without scripts: keeps cookies, sends the forms that pages hold."""

    def __init__(self, server: TestServer) -> None:
        self._server = server
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.page = ""
        self.status = 0
        self.headers: Any = {}

    async def get(self, path: str, **headers: str) -> str:
        """Open a page."""
        async with self.http.get(self._server.make_url(path), headers=headers) as response:
            return await self._read(response)

    async def post(self, path: str, token: str | None = None, **fields: str) -> str:
        """Send a form with the token of the last page (or another one)."""
        form = {"csrf_token": self.token if token is None else token, **fields}
        async with self.http.post(self._server.make_url(path), data=form) as response:
            return await self._read(response)

    async def login(self, username: str, password: str = samples.PASSWORD) -> str:
        """Log in by the form."""
        await self.get("/console/login")
        return await self.post("/console/login", username=username, password=password)

    @property
    def token(self) -> str:
        """The form token of the last page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        return found.group(1) if found else ""

    async def _read(self, response: aiohttp.ClientResponse) -> str:
        self.status, self.headers = response.status, response.headers
        body = await response.read()
        answer = body.decode(errors="replace")
        if response.content_type == "text/html" and "<html" in answer:
            self.page = answer
        return answer


@pytest.fixture
async def browser(server: TestServer) -> AsyncIterator[Browser]:
    """A browser in which nobody is logged in."""
    browser = Browser(server)
    yield browser
    await browser.http.close()


@pytest.fixture
async def contact(hall: Hall, browser: Browser) -> Browser:
    """The contact of the market department, logged in."""
    await samples.person(hall, "market", "contact", "market")
    await browser.login("market")
    return browser
