"""Staff over HTTP: in and out, the queue, a package decided, a talk taken; each told to the resident."""

import asyncio
import secrets
from datetime import timedelta

import pytest

from backend.api.guard import CSRF_HEADER, STAFF_COOKIE
from backend.domain.packages import PackageStatus
from backend.domain.staff import MAX_FAILED_LOGINS
from backend.services import packages, staff
from backend.services.hall import Hall
from tests import factories
from tests.api.clients import Caller, desk, other_contact
from tests.conftest import FixedClock, Served

PASSWORD = "correct-horse-battery"


@pytest.fixture
async def username(hall: Hall) -> str:
    """Somebody who can log in with ``PASSWORD``."""
    name = f"u{secrets.token_hex(6)}"
    await staff.create(hall, name, "王小明", "admin", None, PASSWORD)
    return name


async def login(anybody: Caller, username: str, password: str) -> tuple[int, str, Caller]:
    answer = await anybody("POST", "/staff/login", {"username": username, "password": password})
    cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
    token = answer.json.get("csrf_token", "")
    them = Caller(anybody.session, anybody.base, {"Cookie": cookie, CSRF_HEADER: token})
    return answer.status, answer.headers.get("Set-Cookie", ""), them


async def test_a_login_gives_a_session_and_its_token(anybody: Caller, username: str) -> None:
    status, cookie, them = await login(anybody, username, PASSWORD)
    assert status == 200
    assert cookie.startswith(f"{STAFF_COOKIE}=")
    for part in ("HttpOnly", "SameSite=Strict", "Path=/api/v1"):
        assert part in cookie
    assert (await them.get("/staff/me")).json["name"] == "王小明"
    assert (await them("POST", "/staff/logout")).status == 200
    assert (await them.get("/staff/me")).key == "login_required"


async def test_wrong_unknown_and_locked_look_alike(anybody: Caller, username: str, hall: Hall) -> None:
    wrong = await anybody("POST", "/staff/login", {"username": username, "password": "wrong-password"})
    unknown = await anybody("POST", "/staff/login", {"username": "nobody", "password": "wrong-password"})
    for _ in range(MAX_FAILED_LOGINS):
        await anybody("POST", "/staff/login", {"username": username, "password": "wrong-password"})
    locked = await anybody("POST", "/staff/login", {"username": username, "password": PASSWORD})
    assert wrong.status == unknown.status == locked.status == 401
    assert wrong.body == unknown.body == locked.body
    assert isinstance(hall.clock, FixedClock)
    before = hall.clock.moment
    hall.clock.move(hours=2)
    status, _, _ = await login(anybody, username, PASSWORD)
    hall.clock.moment = before
    assert status == 200, "the lock is over"


async def test_one_address_can_not_try_many_names(anybody: Caller) -> None:
    answers = [await anybody("POST", "/staff/login", {"username": f"nobody{n}", "password": "x"}) for n in range(25)]
    refused = [one for one in answers if one.status == 429]
    assert refused
    assert refused[0].key == "too_many_requests"
    assert int(refused[0].headers["Retry-After"]) >= 1


async def test_a_password_is_changed_and_other_sessions_end(anybody: Caller, username: str) -> None:
    _, _, here = await login(anybody, username, PASSWORD)
    _, _, there = await login(anybody, username, PASSWORD)
    weak = await here("POST", "/staff/password", {"old": PASSWORD, "new": "short"})
    assert (weak.status, weak.json["error"]["fields"]) == (422, {"field": "new_password"})
    assert "密码" in weak.json["error"]["message"]
    assert (await here("POST", "/staff/password", {"old": "wrong", "new": "a-better-one-77"})).key == "login_failed"
    assert (await here("POST", "/staff/password", {"old": PASSWORD, "new": "a-better-one-77"})).status == 200
    assert (await here.get("/staff/me")).status == 200
    assert (await there.get("/staff/me")).status == 401


async def test_a_contact_returns_a_material_and_the_resident_hears_it(
    resident: Caller, hall: Hall, anybody: Caller, served: Served
) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED, talk=resident.conversation)
    contact = await desk(anybody, hall, package.contact_key)
    entry = next(one for one in (await contact.get("/staff/queue")).json["entries"] if one["id"] == package.id)
    assert entry["due_on"]
    assert "*" in entry["applicant"]
    view = (await contact.get(f"/staff/packages/{package.id}")).json
    assert view["decidable"] is True
    assert "*" in view["applicant"]["name"]
    assert view["submitted"]["materials"]
    back = {
        "submitted_at": view["package"]["submitted_at"],
        "decision": "return",
        "materials": {"lease": "租期已经到了，请发新的合同。"},
    }
    unseen = {**back, "submitted_at": (hall.clock.now() - timedelta(minutes=1)).isoformat()}
    refused = await contact("POST", f"/staff/packages/{package.id}/decision", unseen)
    assert (refused.status, refused.key) == (409, "invalid_transition"), "it was handed in again since"
    decided = await contact("POST", f"/staff/packages/{package.id}/decision", back)
    assert decided.json["status"] == "returned"
    await served.running.gateway.settle(package.conversation_id, 20)
    said = (await resident.get("/conversations/me/messages")).body.decode()
    assert "租期已经到了" in said
    mine = (await resident.get(f"/packages/{package.id}")).json
    reasons = {one["key"]: one["returned_reason"] for one in mine["materials"] if one["returned_reason"]}
    assert reasons == back["materials"]
    again = await contact(
        "POST", f"/staff/packages/{package.id}/decision", {**back, "decision": "accept", "materials": {}}
    )
    assert (again.status, again.key) == (409, "invalid_transition")


async def test_a_decision_without_its_reason_is_refused(hall: Hall, anybody: Caller) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    contact = await desk(anybody, hall, package.contact_key)
    assert package.submitted_at is not None
    for body in (
        {"decision": "accept", "submitted_at": None},
        {"decision": "accept", "submitted_at": "2026-11-24T10:00:00"},
        {"decision": "reject"},
        {"decision": "return"},
        {"decision": "return", "materials": {"no-such": "x"}},
        {"decision": "accept", "materials": {"lease": "x"}},
        {"decision": "maybe"},
        {"decision": "accept", "by": "me"},
    ):
        sent = {"submitted_at": package.submitted_at.isoformat(), **body}
        refused = await contact("POST", f"/staff/packages/{package.id}/decision", sent)
        assert (refused.status, refused.key) == (422, "invalid_input"), body


async def test_what_a_resident_still_puts_together_is_nobody_elses(hall: Hall, boss: Caller) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    assert (await boss.get(f"/staff/packages/{package.id}")).status == 404
    assert (await boss("POST", f"/staff/packages/{package.id}/applicant")).status == 404


async def test_looking_at_the_applicant_is_recorded(hall: Hall, anybody: Caller) -> None:
    who = factories.somebody()
    package = await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    contact = await desk(anybody, hall, package.contact_key)
    assert (await contact("POST", f"/staff/packages/{package.id}/applicant")).json["id_number"] == who.id_number
    history = (await contact.get(f"/staff/packages/{package.id}")).json["history"]
    assert history[-1]["action"] == "package.applicant_shown"
    assert contact.person is not None
    assert history[-1]["actor"] == f"staff:{contact.person.id}"


async def test_files_of_a_package_are_its_contacts_to_see(hall: Hall, anybody: Caller) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    upload = next(one for m in (await packages.progress(hall, package.id)).materials for one in m.uploads)
    contact = await desk(anybody, hall, package.contact_key)
    where = f"/staff/packages/{package.id}/uploads/{upload.id}"
    assert (await contact.get(f"{where}/file")).body.startswith(b"\x89PNG")
    for page in ("-1", "x", "9999", "1"):
        assert (await contact.get(f"{where}/pages/{page}")).status == 404
    other = await factories.package_at(hall, PackageStatus.SUBMITTED)
    assert (await contact.get(f"/staff/packages/{other.id}/uploads/{upload.id}/file")).status == 404


async def test_who_comes_on_a_day(hall: Hall, anybody: Caller) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    contact = await desk(anybody, hall, package.contact_key)
    seat = (await packages.progress(hall, package.id)).appointment
    assert seat is not None
    coming = (await contact.get("/staff/appointments", day=seat.day.isoformat())).json["appointments"]
    assert seat.code in [one["code"] for one in coming]
    other = await desk(anybody, hall, other_contact(hall, package.contact_key))
    theirs = (await other.get("/staff/appointments", day=seat.day.isoformat())).json["appointments"]
    assert seat.code not in [one["code"] for one in theirs]
    assert (await contact.get("/staff/appointments", day="tomorrow")).status == 422


async def test_a_talk_is_taken_answered_and_handed_back(
    resident: Caller, hall: Hall, anybody: Caller, served: Served
) -> None:
    asked = (await resident("POST", "/conversations/me/escalation", {"words": "看不懂"})).json
    one, two = await desk(anybody, hall), await desk(anybody, hall)
    where = f"/staff/escalations/{asked['id']}"
    assert (await one("POST", f"{where}/reply", {"text": "您好"})).key == "invalid_transition"
    taken = await asyncio.gather(one("POST", f"{where}/take"), two("POST", f"{where}/take"))
    assert sorted(answer.status for answer in taken) == [200, 409]
    mine, late = (one, two) if taken[0].status == 200 else (two, one)
    refused = await late("POST", f"{where}/reply", {"text": "您好"})
    assert (refused.status, refused.key) == (409, "escalation_taken")
    assert "周经办" in refused.json["error"]["message"]
    body = {"text": "您好，我来帮您。", "client_key": "r-1"}
    said = [(await mine("POST", f"{where}/reply", body)).json["id"] for _ in range(2)]
    assert said[0] == said[1]
    view = (await mine.get(where)).json
    assert view["mine"] is True
    assert view["context"]["words"] == "看不懂"
    assert (await resident.get("/conversations/me")).json["person"] == "taken"
    assert (await mine("POST", f"{where}/hand-back")).json["status"] == "handed_back"
    assert resident.conversation is not None
    await served.running.gateway.settle(resident.conversation.id, 20)
    heard = [(m["from"], m["text"]) for m in (await resident.get("/conversations/me/messages")).json["messages"]]
    assert heard.count(("staff", "您好，我来帮您。")) == 1
