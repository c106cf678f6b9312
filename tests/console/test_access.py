"""Who gets in, and what is refused: every route of the table, sessions, form tokens, headers."""

import re
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from backend.console import routes
from backend.console.access import CSRF_HEADER, LOGIN_COOKIE, SESSION_COOKIE, Permission, Throttle
from backend.console.routes import PREFIX, ROUTES, add_console
from backend.domain.errors import TooManyRequests
from backend.domain.staff import LOCK_OUT, MAX_FAILED_LOGINS
from backend.services import packages, staff
from tests.conftest import Served
from tests.console import samples
from tests.console.conftest import Visitor

Visit = Callable[[], Visitor]
LOGIN = "/console/login"


@pytest.fixture
async def addresses(served: Served) -> dict[str, str]:
    """The address of each route, for a real package, upload and escalation of the market's."""
    package = await samples.packet(served.hall)
    upload = (await packages.progress(served.hall, package.id)).materials[0].uploads[0]
    await samples.draw(served.hall, upload)
    talk = await samples.escalation(served.hall)
    sent = await samples.attach(served.hall, talk.conversation_id)
    found = {}
    for route in ROUTES:
        of_talk = route.path.startswith("/escalations")
        known = {"id": talk.id, "upload": sent.id} if of_talk else {"id": package.id, "upload": upload.id, "page": "0"}
        path = re.sub(r"{(\w+)}", lambda name, known=known: known[name.group(1)], route.path)
        found[f"{route.method} {route.path}"] = PREFIX + path
    return found


def test_nothing_is_served_beside_the_table() -> None:
    app = web.Application()
    add_console(app)
    served = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource and route.method != "HEAD"
    }
    table = {(route.method, PREFIX + route.path) for route in ROUTES}
    beside = {(method, path) for method, path in served - table if not path.startswith(f"{PREFIX}/static")}
    assert beside == {("GET", PREFIX)}, "an address without a permission"


@pytest.fixture
def unmarked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table whose routes are served without the mark of what they demand."""
    monkeypatch.setattr(routes, "guarded", lambda handler, permission: handler)


async def test_a_route_that_was_not_marked_is_served_to_nobody(
    unmarked: None, served: Served, visitor: Visitor
) -> None:
    hall = served.hall
    await samples.person(hall, "market", "contact", "market")
    _, token = await staff.login(hall, "market", samples.PASSWORD)
    visitor.carry(SESSION_COOKIE, token)
    answers = {}
    for route in ROUTES:
        async with visitor.http.request(route.method, served.base + PREFIX + route.path, allow_redirects=False) as got:
            answers[route.path] = got.status
    assert set(answers.values()) == {404}, answers


async def test_who_may_use_each_route(served: Served, visit: Visit, addresses: dict[str, str]) -> None:
    hall, wrong = served.hall, []
    await samples.person(hall, "market", "contact", "market")
    await samples.person(hall, "fire", "contact", "fire")
    _, first = await staff.create(hall, "new", "新来的", "contact", "market")
    nobody, new, other, mine = visit(), visit(), visit(), visit()
    await new.login("new", first)
    await other.login("fire")
    await mine.login("market")
    for route in ROUTES:
        if route.path == "/logout":
            continue
        name = f"{route.method} {route.path}"
        own = "{id}" in route.path
        # A form without its token is refused from everybody, before anything else about it is looked at.
        expected = {
            Permission.ANYBODY: ("ok", "ok", "ok", "ok"),
            Permission.LOGGED_IN: ("login", "ok", "ok", "ok"),
            Permission.STAFF: ("login", "password", "404" if own else "ok", "ok"),
            Permission.ADMIN: ("login", "password", "404", "404"),
        }[route.permission]
        for visitor, wanted in zip((nobody, new, other, mine), expected, strict=True):
            form = {"text": "您好"} if route.method == "POST" else None
            headers = {CSRF_HEADER: visitor.token} if form and visitor.token else {}
            async with visitor.http.request(
                route.method, served.base + addresses[name], data=form, headers=headers, allow_redirects=False
            ) as answer:
                leads = answer.headers.get("Location", "")
                got = {"/console/login": "login", "/console/password": "password"}.get(leads, str(answer.status))
            fine = (
                got not in ("404", "login", "password") and not got.startswith("5") if wanted == "ok" else got == wanted
            )
            wrong += [] if fine else [(name, wanted, got)]
    assert wrong == []


async def test_every_form_needs_its_own_token(served: Served, contact: Visitor, addresses: dict[str, str]) -> None:
    await contact.get("/console/")
    wrong = []
    for route in ROUTES:
        # the administrator's forms are tried by one, in test_misses
        if route.method != "POST" or route.permission == Permission.ADMIN:
            continue
        address = addresses[f"POST {route.path}"]
        for token in ("", "0" * 43):
            await contact.post(address, token=token)
            wrong += [] if contact.status == 403 else [(route.path, token, contact.status)]
        await contact.post(address, headers={"Sec-Fetch-Site": "cross-site"}, token=contact.token or "x")
        wrong += [] if contact.status == 403 else [(route.path, "another site's", contact.status)]
    assert wrong == []
    assert "待办" in await contact.get("/console/"), "still logged in: nothing was done"


async def test_the_login_form_is_tied_to_the_browser_it_was_made_for(served: Served, visit: Visit) -> None:
    await samples.person(served.hall, "market", "contact", "market")
    ours, theirs = visit(), visit()
    await ours.get(LOGIN)
    await theirs.get(LOGIN)
    await theirs.post(LOGIN, token=ours.token, username="market", password=samples.PASSWORD)
    assert theirs.status == 403
    assert theirs.cookie(SESSION_COOKIE) is None


@pytest.mark.parametrize("how", ["long", "of unknown length", "packed"])
async def test_a_long_form_is_refused_unread(served: Served, visitor: Visitor, how: str) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"username=market"

    form = b"username=" + b"x" * 70_000 if how == "long" else pieces() if how == "of unknown length" else b"\x1f\x8b"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if how == "packed":
        headers["Content-Encoding"] = "gzip"
    async with visitor.http.post(served.base + LOGIN, data=form, headers=headers) as answer:
        assert answer.status == 413
        assert "太长" in await answer.text()


async def test_a_session_is_made_at_login_and_ends_at_logout(served: Served, visitor: Visitor) -> None:
    await samples.person(served.hall, "market", "contact", "market")
    visitor.carry(SESSION_COOKIE, "planted-by-somebody")
    await visitor.login("market")
    token = visitor.cookie(SESSION_COOKIE)
    assert token
    assert token != "planted-by-somebody"
    assert visitor.cookie(LOGIN_COOKIE) is None
    await visitor.post("/console/logout")
    assert visitor.address == LOGIN
    assert await staff.session(served.hall, token) is None
    visitor.carry(SESSION_COOKIE, token)
    await visitor.get("/console/")
    assert visitor.address == LOGIN


@pytest.mark.parametrize(("public_url", "secure"), [(None, False), ("https://yuban.example.gov.cn", True)])
async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    served: Served, visitor: Visitor, public_url: str | None, secure: bool
) -> None:
    served.hall.settings.public_url = public_url
    await samples.person(served.hall, "market", "contact", "market")
    # The test's own connection is not encrypted: the cookies are carried by hand.
    async with visitor.http.get(served.base + LOGIN) as answer:
        made, page = answer.headers.getall("Set-Cookie"), await answer.text()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"csrf_token": token.group(1), "username": "market", "password": samples.PASSWORD}
    sent = {"Cookie": made[0].split(";")[0]}
    async with visitor.http.post(served.base + LOGIN, data=form, headers=sent, allow_redirects=False) as answer:
        assert answer.status == 303
        made += [one for one in answer.headers.getall("Set-Cookie") if one.startswith(f"{SESSION_COOKIE}=")]
    assert len(made) == 2
    for cookie in made:
        parts = {part.strip() for part in cookie.split(";")}
        assert {"HttpOnly", "Path=/console", "SameSite=Lax"} <= parts
        assert ("Secure" in parts) is secure


async def test_a_login_locks_after_wrong_passwords_and_opens_again(served: Served, visitor: Visitor) -> None:
    await samples.person(served.hall, "market", "contact", "market")
    for _ in range(MAX_FAILED_LOGINS):
        assert "用户名或密码不对" in await visitor.login("market", "wrong-wrong-wrong")
        assert visitor.status == 401
    assert "用户名或密码不对" in await visitor.login("market")
    served.hall.clock.move(seconds=LOCK_OUT.total_seconds() + 1)  # type: ignore[attr-defined]
    await visitor.login("market")
    assert visitor.address == "/console/"


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A console where an address may try to log in twice in a minute."""
    monkeypatch.setattr(routes, "Throttle", lambda: Throttle(limit=2))


async def test_one_address_can_try_only_so_often(few_tries: None, served: Served, visitor: Visitor) -> None:
    statuses = []
    for number in range(3):
        await visitor.get(LOGIN)
        await visitor.post(LOGIN, headers={"X-Forwarded-For": f"10.0.0.{number}"}, username="", password="")
        statuses.append(visitor.status)
    assert statuses == [401, 401, 429]
    assert "试得太快了" in visitor.page
    served.hall.settings.trusted_proxies = ("127.0.0.1",)
    await visitor.post(LOGIN, headers={"X-Forwarded-For": "10.0.0.9"}, username="", password="")
    assert visitor.status == 401, "behind a proxy that is trusted, senders are told apart"


def test_the_throttle_forgets_after_its_time() -> None:
    now = [0.0]
    throttle = Throttle(limit=2, seconds=60, clock=lambda: now[0])
    throttle.check("a")
    throttle.check("a")
    throttle.check("b")
    with pytest.raises(TooManyRequests):
        throttle.check("a")
    now[0] = 61
    throttle.check("a")


async def test_the_first_password_must_be_changed(served: Served, visit: Visit) -> None:
    _, first = await staff.create(served.hall, "market", "王示例", "contact", "market")
    desk, elsewhere = visit(), visit()
    await elsewhere.login("market", first)
    await desk.login("market", first)
    assert desk.address == "/console/password"
    for new, again, said in (
        ("short", "short", "新密码不合要求"),
        (first, first, "新密码不合要求"),
        ("market-market-1", "market-market-1", "新密码不合要求"),
        (samples.PASSWORD, "something-else", "两次填的新密码不一样"),
    ):
        page = await desk.post("/console/password", old_password=first, new_password=new, again=again)
        assert said in page
    assert "旧密码不对" in await desk.post(
        "/console/password", old_password="wrong", new_password=samples.PASSWORD, again=samples.PASSWORD
    )
    await desk.post("/console/password", old_password=first, new_password=samples.PASSWORD, again=samples.PASSWORD)
    assert desk.address == "/console/"
    await elsewhere.get("/console/")
    assert elsewhere.address == LOGIN, "every other session has ended"


async def test_every_answer_carries_the_headers(served: Served, contact: Visitor, visit: Visit) -> None:
    stranger = visit()
    for visitor, path in (
        (contact, "/console/"),
        (contact, "/console/nothing"),
        (contact, "/console/packages/none"),
        (contact, "/console/static/console.js"),
        (stranger, LOGIN),
    ):
        await visitor.get(path)
        policy = visitor.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert visitor.headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in visitor.headers or "aiohttp" in visitor.headers["Server"].lower()
    await contact.get("/console/")
    assert contact.headers["Cache-Control"] == "no-store"


async def test_errors_are_pages_in_plain_words(contact: Visitor) -> None:
    for path in ("/console/nothing", "/console/packages/0", "/console/appointments?day=31", "/console/escalations/x"):
        assert "没有找到这一页" in await contact.get(path)
        assert contact.status == 404
        assert 'class="top"' in contact.page
