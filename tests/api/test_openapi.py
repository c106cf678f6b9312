"""The document is valid OpenAPI 3.1, and the hall does what it says, whatever is sent (schemathesis)."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.api import limits as api_limits
from backend.api.guard import CSRF_HEADER, Permission
from backend.api.limits import Rate
from backend.api.openapi import document
from backend.api.routes import ROUTES
from backend.app import joined
from backend.domain.packages import PackageStatus
from backend.services import appointments, escalations, packages, slots
from backend.services.hall import Hall
from tests import factories
from tests.api.clients import Caller, desk, visitor
from tests.conftest import Served

#: Examples of each operation and caller. More find more: set this higher when the API changed a lot.
EXAMPLES = 6
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: Streams don't end by themselves; tests/api/test_events.py reads them.
STREAMING = {"/conversations/me/events"}
#: What would take away the ground that the others stand on; each has tests of its own.
ENDING = {"/staff/logout", "/staff/password"}


def test_the_document_is_valid() -> None:
    described = document(ROUTES)
    assert described["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_every_route_is_described_with_who_may() -> None:
    described = document(ROUTES)
    for route in ROUTES:
        operation = described["paths"][route.path][route.method.lower()]
        needs = [scheme for option in operation["security"] for scheme in option]
        assert needs == {
            Permission.PUBLIC: [],
            Permission.VISITOR: ["visitorSecret", "visitorCookie"],
        }.get(route.permission, ["staffSession"])
        assert set(needs) <= set(described["components"]["securitySchemes"])
        assert operation["summary"]
        assert str(route.status) in operation["responses"]
        assert "422" in operation["responses"]
        assert "429" in operation["responses"]


@pytest.mark.parametrize("route", [route for route in ROUTES if route.example], ids=lambda r: f"{r.method} {r.path}")
def test_examples_are_what_the_route_takes(route: Any) -> None:
    assert route.body.model_validate(route.example)


async def test_the_document_is_served(anybody: Caller) -> None:
    served = await anybody.get("/openapi.json")
    assert served.status == 200
    assert served.json == document(ROUTES)


@dataclass
class Ground:
    """Real things whose ids the generated requests name half of the time."""

    callers: dict[str, dict[str, str]]
    ids: dict[str, list[str]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unlimited() -> Any:
    """A hall that slows nobody down, so that every generated request is really answered."""
    usual = api_limits.USUAL
    api_limits.USUAL = dict.fromkeys(usual, Rate(1e9, 1e9))
    yield
    api_limits.USUAL = usual


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(unlimited: None, hall: Hall, postgres: Any) -> Any:
    """The hall of this module, without limits by sender."""
    async with joined(hall, postgres.libpq_url("rasa"), lambda line: None) as running:
        yield Served(hall, running, f"http://127.0.0.1:{running.port}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ground(served: Served, session: aiohttp.ClientSession, hall: Hall) -> Ground:
    """A visitor with packages in two states, files and an appointment; an admin; somebody who waits for a person."""
    anybody = Caller(session, served.base)
    resident, boss = await visitor(anybody, hall), await desk(anybody, hall)
    talk = resident.conversation
    assert talk is not None
    done = await factories.package_at(hall, PackageStatus.SUBMITTED, talk=talk)
    assert await served.running.gateway.settle(talk.id, 20)
    draft = await factories.draft(hall, factories.somebody(), talk)
    upload = await factories.send(hall, talk.id, factories.lease())
    offer = (await slots.offer(hall, draft.id, limit=1))[0]
    held = await appointments.hold(hall, draft.id, offer.window_key, offer.starts_at)
    seat = await appointments.current(hall, done.id)
    assert seat is not None
    kept = [one for m in (await packages.progress(hall, done.id)).materials for one in m.uploads]
    escalation, _ = await escalations.open(hall, talk.id, "asked")
    return Ground(
        callers={"anonymous": {}, "visitor": resident.headers, "staff": boss.headers},
        ids={
            "package_id": [draft.id, done.id, done.receipt_code or ""],
            "upload_id": [upload.id, kept[0].id],
            "appointment_id": [held.id, seat.id],
            "escalation_id": [escalation.id],
            "item_id": [factories.ITEM],
            "material": ["application_form", "id_card"],
            "file": ["blank.docx", "blank.pdf", "sample.docx", "sample.pdf"],
            "question": list(factories.ANSWERS),
            "page": ["0"],
        },
    )


@pytest.mark.parametrize("who", ["anonymous", "visitor", "staff"])
async def test_the_hall_answers_everything_as_it_says(who: str, ground: Ground, served: Served) -> None:
    schema = schemathesis.openapi.from_dict(document(ROUTES))
    schema.config.base_url = f"{served.base}/api/v1"  # type: ignore[misc]
    failures: list[str] = []

    def explore() -> None:
        for result in schema.get_all_operations():
            operation = result.ok()
            if operation.path in STREAMING | ENDING:
                continue
            _run(operation, lambda case: _ask(case, ground, who, served.base), failures)

    await asyncio.to_thread(explore)
    assert failures == []


def _run(operation: Any, ask: Callable[[Case], None], failures: list[str]) -> None:
    @seed(20261124)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def asked(case: Case) -> None:
        ask(case)

    try:
        asked()
    except Exception as error:  # collected, so that one run names all that is wrong
        failures.append(f"{operation.label}: {error}"[:1500])


def _ask(case: Case, ground: Ground, who: str, base: str) -> None:
    for name in case.path_parameters or {}:
        if secrets.randbelow(4):
            case.path_parameters[name] = secrets.choice(ground.ids[name])
    if isinstance(case.body, dict) and "package" in case.body and secrets.randbelow(4):
        case.body["package"] = ground.ids["package_id"][0]
    case.headers.pop(CSRF_HEADER, None)
    case.headers.pop("Authorization", None)
    case.cookies.clear()
    case.call_and_validate(base_url=f"{base}/api/v1", headers=ground.callers[who], checks=CHECKS, timeout=20)
