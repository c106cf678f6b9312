"""A console over a real hall and real HTTP: a visitor without scripts, and desks in a real Chromium."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page
from sqlalchemy import text
from yarl import URL

from backend.adapters.postgres import EmbeddedPostgres
from backend.app import joined
from backend.services.hall import Hall
from backend.settings import ROOT
from backend.storage.tables import METADATA
from tests.conftest import Served
from tests.console import samples

#: Where pictures of the pages are kept, for people to look at.
SHOTS = ROOT / "artefacts" / "console"
DESKTOP, PHONE = (1280, 860), (390, 844)

OpenDesk = Callable[..., Awaitable["Desk"]]


@pytest.fixture
async def served(hall: Hall, postgres: EmbeddedPostgres) -> AsyncIterator[Served]:
    """The whole hall behind real HTTP, without a checker: what was read of these tests' files is kept already.

    The module's database is kept between its tests; each here begins with an empty hall.
    """
    tables = ", ".join(f'"{name}"' for name in METADATA.tables)
    async with hall.database.transaction() as session:
        await session.execute(text(f"TRUNCATE {tables} CASCADE"))
    hall.settings.port, hall.settings.rasa, hall.settings.checkers = 0, False, 0
    async with joined(hall, postgres.libpq_url("rasa"), lambda line: None) as running:
        yield Served(hall, running, f"http://127.0.0.1:{running.port}")


class Visitor:
    """Somebody's browser without scripts: keeps cookies, sends the forms that pages hold."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.page = ""
        self.status = 0
        self.headers: Any = {}
        self.address = ""

    async def get(self, path: str, **headers: str) -> str:
        """Open a page."""
        async with self.http.get(self.base + path, headers=headers) as response:
            return await self._read(response)

    async def post(
        self, path: str, *, token: str | None = None, headers: dict[str, str] | None = None, **fields: str
    ) -> str:
        """Send a form with the token of the last page (or another one), and follow where it leads."""
        form = {"csrf_token": self.token if token is None else token, **fields}
        async with self.http.post(self.base + path, data=form, headers=headers) as response:
            return await self._read(response)

    async def login(self, username: str, password: str = samples.PASSWORD) -> str:
        """Log in by the form."""
        await self.get("/console/login")
        return await self.post("/console/login", username=username, password=password)

    def cookie(self, name: str) -> str | None:
        """The value of a cookie."""
        return next((cookie.value for cookie in self.http.cookie_jar if cookie.key == name), None)

    def carry(self, name: str, value: str) -> None:
        """Put a cookie of the console into the browser."""
        self.http.cookie_jar.update_cookies({name: value}, URL(self.base + "/console/"))

    @property
    def token(self) -> str:
        """The form token of the last page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        return found.group(1) if found else ""

    async def _read(self, response: aiohttp.ClientResponse) -> str:
        self.status, self.headers, self.address = response.status, response.headers, response.url.path
        answer = (await response.read()).decode(errors="replace")
        if response.content_type == "text/html" and "<html" in answer:
            self.page = answer
        return answer


@pytest.fixture
async def visit(served: Served) -> AsyncIterator[Callable[[], Visitor]]:
    """Makes visitors, none of whom is logged in."""
    visitors: list[Visitor] = []

    def new() -> Visitor:
        visitors.append(Visitor(served.base))
        return visitors[-1]

    yield new
    for visitor in visitors:
        await visitor.http.close()


@pytest.fixture
async def visitor(visit: Callable[[], Visitor]) -> Visitor:
    """A visitor who is not logged in."""
    return visit()


@pytest.fixture
async def contact(served: Served, visitor: Visitor) -> Visitor:
    """The contact of the market department, logged in, without scripts."""
    await samples.person(served.hall, "market", "contact", "market")
    await visitor.login("market")
    return visitor


class Desk:
    """Somebody of the staff at a real browser. Errors of scripts and of the policy for content are collected."""

    def __init__(self, base: str, page: Page) -> None:
        self.base, self.page = base, page
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, said: ConsoleMessage) -> None:
        # An answer with an error's status is noted by the browser too; the tests look at those themselves.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.complaints.append(said.text)

    async def open(self, path: str) -> None:
        """Go to a page."""
        await self.page.goto(self.base + path)

    async def login(self, username: str, password: str = samples.PASSWORD) -> None:
        """Log in by the form."""
        await self.open("/console/login")
        await self.page.get_by_label("用户名").fill(username)
        await self.page.get_by_label("密码").fill(password)
        await self.page.get_by_role("button", name="登录").click()
        await self.page.wait_for_url(re.compile("/console/(password)?$"))

    async def shot(self, name: str, *, whole: bool = True) -> None:
        """Keep a picture of the page."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        await self.pictures()
        await self.page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)

    async def pictures(self) -> None:
        """Wait until every picture of the page is there."""
        for picture in await self.page.locator("main img").all():
            # One that is not loaded has no size yet; one in a closed part of the page is not asked for.
            if not await picture.evaluate("image => { image.scrollIntoView(); return image.checkVisibility(); }"):
                continue
            await picture.evaluate(
                "image => image.complete || new Promise(done => image.onload = image.onerror = done)"
            )
        await self.page.evaluate("scrollTo(0, 0)")

    async def fits(self) -> bool:
        """Whether nothing sticks out at the side."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.fixture
async def desk(served: Served, browser: Browser) -> AsyncIterator[OpenDesk]:
    """Opens a browser for somebody; ``username`` logs in. After the test no page may have complained."""
    opened: list[Desk] = []

    async def open_desk(username: str | None = None, size: tuple[int, int] = DESKTOP) -> Desk:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        one = Desk(served.base, await context.new_page())
        opened.append(one)
        if username is not None:
            await one.login(username)
        return one

    yield open_desk
    for one in opened:
        await one.page.context.close()
    assert [said for one in opened for said in one.complaints] == []
