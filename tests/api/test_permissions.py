"""Every route demands what it says, and nobody reaches what is another's: driven by the route table itself."""

import re
import secrets
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from backend.api.guard import CSRF_HEADER, STAFF_COOKIE, VISITOR_COOKIE, Permission
from backend.api.routes import ROUTES
from backend.api.routing import Route
from backend.domain.packages import PackageStatus
from backend.services import appointments, escalations, packages, staff
from backend.services.hall import Hall
from tests import factories
from tests.api.clients import Answer, Caller, desk, logged_in, other_contact, visitor
from tests.conftest import Served

#: A body for each route that takes one. A new route fails these tests until it has its own.
BODIES: dict[str, dict[str, Any]] = {
    "POST /conversations/me/messages": {"text": "你好"},
    "PUT /conversations/me/mode": {"plain_mode": True},
    "PUT /conversations/me/package": {"package": "?"},
    "PUT /uploads/{upload_id}/material": {"material": "lease"},
    "POST /packages": {"item": factories.ITEM},
    "PUT /packages/{package_id}/answers": {"answers": factories.ANSWERS},
    "PUT /packages/{package_id}/reuse": {"offer": "x", "use": False},
    "PUT /packages/{package_id}/applicant": {"name": "陈建国"},
    "POST /packages/{package_id}/submission": {},
    "POST /appointments": {"package": "?", "window": "w", "starts_at": "2026-11-26T09:00:00+08:00"},
    "POST /appointments/{appointment_id}/confirmation": {},
    "POST /conversations/me/escalation": {},
    "POST /staff/escalations/{escalation_id}/reply": {"text": "您好"},
    "POST /staff/login": {"username": "nobody", "password": "nothing"},
    "POST /staff/password": {"old": "?", "new": "?"},
    "POST /staff/packages/{package_id}/decision": {"submitted_at": "2026-11-24T10:00:00+08:00", "decision": "accept"},
}


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def _is(*permissions: Permission) -> list[Route]:
    return [route for route in ROUTES if route.permission in permissions]


VISITORS = _is(Permission.VISITOR)
STAFF = _is(Permission.STAFF, Permission.ADMIN)
#: Routes that name something of somebody's.
NAMING = [route for route in (*VISITORS, *STAFF) if "{" in route.path]
#: … or name it in their body.
NAMING_IN_BODY = [route for route in VISITORS if route.body and "package" in route.body.model_fields]


@dataclass
class World:
    """A resident with one of everything, and the one who answers for it."""

    owner: Caller
    contact_key: str
    ids: dict[str, str]

    def path(self, route: Route) -> str:
        """The route's path with the ids of this world."""
        return re.sub(r"\{(\w+)\}", lambda m: self.ids[m.group(1)], route.path)

    def body(self, route: Route) -> dict[str, Any] | None:
        """The route's body, about this world."""
        if route.body is None:
            return None
        body = BODIES[named(route)]
        return {**body, "package": self.ids["package_id"]} if "package" in body else body


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(served: Served, session: aiohttp.ClientSession, hall: Hall) -> World:
    """A submitted package of a resident's, with an appointment, files, and a person asked for. Rows stay what they
    are called, whatever is done to them: all tests share them.
    """
    resident = await visitor(Caller(session, served.base), hall)
    talk = resident.conversation
    assert talk is not None
    package = await factories.package_at(hall, PackageStatus.SUBMITTED, talk=talk)
    seat = await appointments.current(hall, package.id)
    assert seat is not None
    escalation, _ = await escalations.open(hall, talk.id, "asked")
    state = await packages.progress(hall, package.id)
    upload = next(one.uploads[0] for one in state.materials if one.uploads)
    ids = {
        "package_id": package.id,
        "upload_id": upload.id,
        "appointment_id": seat.id,
        "escalation_id": escalation.id,
        "question": "premises",
        "page": "0",
        "item_id": factories.ITEM,
        "material": "application_form",
        "file": "blank.docx",
    }
    return World(resident, package.contact_key, ids)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def insider(world: World, hall: Hall) -> Caller:
    """The contact who answers for the package."""
    return await desk(world.owner, hall, world.contact_key)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def outsider(world: World, hall: Hall) -> Caller:
    """Another contact."""
    return await desk(world.owner, hall, other_contact(hall, world.contact_key))


async def call(who: Caller, route: Route, world: World, **more: Any) -> Answer:
    return await who(route.method, world.path(route), world.body(route), **more)


def test_every_route_with_a_body_is_covered() -> None:
    assert {named(route) for route in ROUTES if route.body} == set(BODIES)


@pytest.mark.parametrize("route", NAMING, ids=named)
async def test_what_is_somebody_elses_is_not_found(
    route: Route, world: World, resident: Caller, insider: Caller, outsider: Caller
) -> None:
    of_visitors = route.permission is Permission.VISITOR
    refused = await call(resident if of_visitors else outsider, route, world)
    assert (refused.status, refused.key) == (404, "not_found")
    mine = await call(world.owner if of_visitors else insider, route, world)
    assert mine.status != 404 or route.path.endswith("/pages/{page}"), "the ids of this test must be real"
    assert mine.key not in ("not_allowed", "login_required", "visitor_unknown", "form_expired")


@pytest.mark.parametrize("route", NAMING, ids=named)
async def test_what_can_not_be_an_id_is_not_found(route: Route, world: World, resident: Caller, boss: Caller) -> None:
    who = resident if route.permission is Permission.VISITOR else boss
    for wrong in ("0" * 32, "%2e%2e%2f", "a%00b", "%ff", "x" * 80, "1;DROP"):
        refused = await call(who, route, replace(world, ids=dict.fromkeys(world.ids, wrong)))
        assert (refused.status, refused.key) == (404, "not_found"), wrong


@pytest.mark.parametrize("route", NAMING_IN_BODY, ids=named)
async def test_a_body_can_not_name_somebody_elses_package(route: Route, world: World, resident: Caller) -> None:
    refused = await call(resident, route, world)
    assert (refused.status, refused.key) == (404, "not_found")


async def test_a_receipt_code_opens_nothing_for_another(world: World, anybody: Caller, hall: Hall) -> None:
    package = await packages.own(hall, world.owner.conversation.id, world.ids["package_id"])  # type: ignore[union-attr]
    assert package.receipt_code is not None
    for typed in (package.receipt_code, package.receipt_code.lower(), package.receipt_code.replace("-", "")):
        assert (await world.owner.get(f"/packages/{typed}")).json["id"] == package.id
        assert (await (await visitor(anybody, hall)).get(f"/packages/{typed}")).status == 404


async def test_a_stranger_changes_nothing(world: World, anybody: Caller, hall: Hall) -> None:
    before = (await world.owner.get(f"/packages/{world.ids['package_id']}")).json
    stranger = await visitor(anybody, hall)
    for route in VISITORS:
        if route.changes and "{" in route.path:
            await call(stranger, route, world)
    assert (await world.owner.get(f"/packages/{world.ids['package_id']}")).json == before


@pytest.mark.parametrize("route", ROUTES, ids=named)
async def test_a_route_refuses_who_does_not_have_its_permission(
    route: Route, world: World, anybody: Caller, boss: Caller
) -> None:
    refusal = {Permission.VISITOR: "visitor_unknown", Permission.STAFF: "login_required"}.get(route.permission)
    others = {
        "nobody": anybody,
        "wrong secret": Caller(anybody.session, anybody.base, {"Authorization": f"Bearer {secrets.token_hex()}"}),
        "wrong session": Caller(anybody.session, anybody.base, {"Cookie": f"{STAFF_COOKIE}={secrets.token_hex()}"}),
        "no words": Caller(anybody.session, anybody.base, {"Authorization": "Bearer \udcff\udcfe"}),
        "the other side": boss if route.permission is Permission.VISITOR else world.owner,
    }
    for who, caller in others.items():
        answer = await call(caller, route, world)
        if refusal is None:
            assert answer.key not in ("visitor_unknown", "login_required"), who
        else:
            assert (answer.status, answer.key) == (401, refusal), who


@pytest.mark.parametrize("route", [route for route in STAFF if route.changes], ids=named)
async def test_staff_need_the_token_of_their_session_for_every_change(
    route: Route, world: World, boss: Caller, insider: Caller
) -> None:
    for token in ("", "wrong", "王", insider.headers[CSRF_HEADER]):
        refused = await call(boss, route, world, headers={CSRF_HEADER: token})
        assert (refused.status, refused.key) == (403, "form_expired")


@pytest.mark.parametrize("route", [route for route in VISITORS if route.changes], ids=named)
async def test_a_cookie_alone_changes_nothing_from_another_site(route: Route, world: World, anybody: Caller) -> None:
    cookie = {"Cookie": f"{VISITOR_COOKIE}={world.owner.headers['Authorization'].removeprefix('Bearer ')}"}
    them = Caller(anybody.session, anybody.base, cookie)
    for sign in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        refused = await call(them, route, world, headers=sign)
        assert (refused.status, refused.key) == (403, "not_allowed"), sign
    for sign in ({"Origin": anybody.base}, {"Sec-Fetch-Site": "same-origin"}, {"X-Yuban": "1"}):
        assert (await call(them, route, world, headers=sign)).key != "not_allowed", sign


async def test_a_first_password_has_to_be_changed_before_anything_else(
    world: World, anybody: Caller, hall: Hall
) -> None:
    person, password = await staff.create(hall, f"u{secrets.token_hex(6)}", "新人", "admin", None)
    newcomer = await logged_in(anybody, hall, person.username, password)
    for route in sorted(STAFF, key=lambda route: route.temporary_ok):
        answer = await call(newcomer, route, world)
        if route.temporary_ok:
            assert answer.key != "not_allowed", named(route)
        else:
            assert (answer.status, answer.key) == (403, "not_allowed"), named(route)
            assert "密码" in answer.json["error"]["message"]


async def test_a_session_that_was_left_opens_nothing(anybody: Caller, hall: Hall) -> None:
    boss = await desk(anybody, hall)
    assert (await boss.get("/staff/queue")).status == 200
    left = await boss("POST", "/staff/logout")
    assert left.status == 200
    assert f"{STAFF_COOKIE}=" in left.headers["Set-Cookie"]
    assert (await boss.get("/staff/queue")).key == "login_required"
