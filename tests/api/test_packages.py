"""A package without the chat: found, begun, filled, booked, submitted, moved, withdrawn, and deleted."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.domain.packages import PackageStatus
from backend.services import packages
from backend.services.hall import Hall
from tests import factories
from tests.api.clients import Caller, desk
from tests.conftest import FixedClock, Served


async def begun(resident: Caller) -> dict[str, Any]:
    """A package with its case and applicant known."""
    package = (await resident("POST", "/packages", {"item": factories.ITEM})).json
    who = factories.somebody()
    await resident("PUT", f"/packages/{package['id']}/answers", {"answers": factories.ANSWERS})
    told = await resident("PUT", f"/packages/{package['id']}/applicant", {"name": who.name, "id_number": who.id_number})
    assert told.status == 200
    return {**told.json, "who": who}


def another_item(hall: Hall) -> str:
    """An item that can be begun, beside the usual one."""
    bookable = (item for item in hall.catalogue.items.values() if item.status == "active" and item.bookable)
    return next(item.id for item in bookable if item.id != factories.ITEM)


async def first_slots(resident: Caller, package: str, **query: Any) -> list[dict[str, Any]]:
    offered = await resident.get(f"/packages/{package}/slots", **query)
    assert offered.status == 200
    return list(offered.json["slots"])


async def held(resident: Caller, package: str, slot: dict[str, Any]) -> dict[str, Any]:
    body = {"package": package, "window": slot["window"], "starts_at": slot["starts_at"]}
    answer = await resident("POST", "/appointments", body)
    assert answer.status == 201, answer.json
    return dict(answer.json)


async def hand_in(resident: Caller, hall: Hall, package: dict[str, Any]) -> None:
    """Send what the package requires, and have it judged."""
    for material in package["materials"]:
        if material["required"]:
            kind = next(m.kind for m in hall.catalogue.items[factories.ITEM].materials if m.key == material["key"])
            for sheet in factories.sheets_for(kind, package["who"]):
                data = factories.png()
                await factories.keep(hall, data, sheet)
                assert (await resident.send_file(data, material=material["key"])).status == 201
    await factories.check_all(hall)


async def submitted(resident: Caller, hall: Hall) -> tuple[dict[str, Any], dict[str, Any]]:
    """A package in its contact's queue, and its appointment."""
    package = await begun(resident)
    await hand_in(resident, hall, package)
    await held(resident, package["id"], (await first_slots(resident, package["id"]))[0])
    told = await resident("POST", f"/packages/{package['id']}/submission", {})
    assert told.status == 200, told.json
    return {**package, **told.json}, told.json["appointment"]


async def test_items_are_found_and_their_guides_shown(anybody: Caller) -> None:
    found = (await anybody.get("/items", q="开早餐店")).json
    assert found["outcome"] in ("found", "choose")
    guide = (await anybody.get(f"/items/{found['items'][0]['id']}")).json
    assert guide["materials"]
    assert guide["name"]["value"]
    assert guide["name"]["sources"]
    listed = (await anybody.get("/items", limit=50)).json
    assert listed["total"] > 50
    assert len(listed["items"]) == 50
    assert (await anybody.get("/items/no-such-item")).key == "not_found"
    for wrong in ({"limit": 0}, {"offset": -1}, {"q": "x" * 201}, {"other": 1}):
        assert (await anybody.get("/items", **wrong)).key == "invalid_input"


async def test_the_whole_way_without_the_chat(resident: Caller, hall: Hall, anybody: Caller) -> None:
    package = await begun(resident)
    assert package["next_step"] == "materials"
    early = await resident("POST", f"/packages/{package['id']}/submission", {})
    assert (early.status, early.key) == (409, "package_incomplete")
    assert early.json["error"]["fields"]["missing"]
    await hand_in(resident, hall, package)
    assert (await resident.get(f"/packages/{package['id']}")).json["next_step"] == "slot"
    seat = await held(resident, package["id"], (await first_slots(resident, package["id"]))[0])
    assert seat["status"] == "held"
    early = await resident("POST", f"/appointments/{seat['id']}/confirmation", {"client_key": "c"})
    assert (early.status, early.key) == (409, "invalid_transition"), "a draft keeps no seat for good"
    body = {"client_key": "s"}
    sent = [(await resident("POST", f"/packages/{package['id']}/submission", body)).json for _ in range(2)]
    assert sent[0]["receipt_code"] == sent[1]["receipt_code"]
    assert sent[0]["status"] == "submitted"
    assert sent[0]["due_on"]
    assert sent[0]["appointment"]["status"] == "confirmed"
    by_code = (await resident.get(f"/packages/{sent[0]['receipt_code']}")).json
    assert by_code["id"] == package["id"]
    assert [one["id"] for one in (await resident.get("/packages")).json["packages"]] == [package["id"]]
    boss = await desk(anybody, hall)
    assert package["id"] in [one["id"] for one in (await boss.get("/staff/queue")).json["entries"]]


async def test_answers_count_in_the_order_of_the_questions(resident: Caller) -> None:
    package = (await resident("POST", "/packages", {"item": factories.ITEM})).json
    backwards = dict(reversed(factories.ANSWERS.items()))
    told = (await resident("PUT", f"/packages/{package['id']}/answers", {"answers": backwards})).json
    assert told["answers"] == factories.ANSWERS
    question = next(iter(factories.ANSWERS))
    back = await resident("DELETE", f"/packages/{package['id']}/answers/{question}")
    assert back.status == 200
    assert question in [one["key"] for one in back.json["questions_left"]]
    for wrong in ({}, {"no-such": "x"}, {question: "no-such"}, {question: 1}):
        refused = await resident("PUT", f"/packages/{package['id']}/answers", {"answers": wrong})
        assert (refused.status, refused.key) == (422, "invalid_input"), wrong


async def test_a_number_that_can_not_be_right_is_refused_and_not_repeated(resident: Caller) -> None:
    package = (await resident("POST", "/packages", {"item": factories.ITEM})).json
    wrong = "439901198503071001"
    refused = await resident("PUT", f"/packages/{package['id']}/applicant", {"name": "陈建国", "id_number": wrong})
    assert (refused.status, refused.key) == (422, "invalid_input")
    assert refused.json["error"]["fields"] == {"field": "id_number"}
    assert "身份证" in refused.json["error"]["message"]
    assert wrong not in refused.body.decode()


async def test_the_applicant_is_never_shown_back(resident: Caller) -> None:
    package = await begun(resident)
    who = package["who"]
    shown = (await resident.get(f"/packages/{package['id']}")).body.decode()
    assert who.id_number not in shown
    assert package["applicant_known"] is True


async def test_items_that_can_not_be_had_here_begin_no_package(resident: Caller, hall: Hall) -> None:
    closed = next(item.id for item in hall.catalogue.items.values() if item.status != "active")
    refused = await resident("POST", "/packages", {"item": closed})
    assert (refused.status, refused.key) == (403, "not_allowed")
    assert (await resident("POST", "/packages", {"item": "no-such"})).status == 404


async def test_an_appointment_is_moved_and_keeps_its_code(resident: Caller, hall: Hall) -> None:
    package, old = await submitted(resident, hall)
    new = await held(resident, package["id"], (await first_slots(resident, package["id"]))[-1])
    assert (await resident.get(f"/appointments/{old['id']}")).json["status"] == "confirmed", "nothing is lost yet"
    same = await resident("POST", f"/appointments/{old['id']}/confirmation", {})
    assert same.json["starts_at"] == old["starts_at"], "confirming the old one again moves nothing"
    moved = (await resident("POST", f"/appointments/{new['id']}/confirmation", {})).json
    assert moved["code"] == old["code"]
    assert (await resident.get(f"/appointments/{old['id']}")).json["status"] == "moved"
    assert (await resident("POST", f"/appointments/{old['id']}/confirmation", {})).key == "hold_expired"
    assert [one["id"] for one in (await resident.get("/appointments")).json["appointments"]] == [new["id"]]
    assert (await resident("DELETE", f"/appointments/{new['id']}")).status == 200
    assert (await resident("DELETE", f"/appointments/{new['id']}")).status == 200
    assert (await resident.get("/appointments")).json["appointments"] == []
    assert (await resident("DELETE", f"/appointments/{old['id']}")).key == "invalid_transition"


async def test_a_hold_that_is_over_can_not_be_confirmed(resident: Caller, hall: Hall) -> None:
    package, _ = await submitted(resident, hall)
    seat = await held(resident, package["id"], (await first_slots(resident, package["id"]))[-1])
    assert isinstance(hall.clock, FixedClock)
    before = hall.clock.moment
    hall.clock.move(minutes=16)
    refused = await resident("POST", f"/appointments/{seat['id']}/confirmation", {})
    hall.clock.moment = before
    assert (refused.status, refused.key) == (409, "hold_expired")
    assert "15 分钟" in refused.json["error"]["message"]


async def test_slots_are_offered_as_wished(resident: Caller, hall: Hall) -> None:
    package = await begun(resident)
    wished = await first_slots(resident, package["id"], wish="后天下午", limit=3)
    local = [datetime.fromisoformat(slot["starts_at"]) + timedelta(hours=8) for slot in wished]
    assert all((one.day, one.hour >= 12) == (26, True) for one in local)
    assert all(slot["meets_wish"] for slot in wished)
    site = wished[0]["site"]
    assert {slot["site"] for slot in await first_slots(resident, package["id"], site=site)} == {site}
    assert await first_slots(resident, package["id"], site="nowhere") == []
    refused = await resident.get(f"/packages/{package['id']}/slots", wish="吃饭")
    assert (refused.status, refused.json["error"]["fields"]) == (422, {"field": "wish"})


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-26T03:07:00+08:00", "2026-11-26T09:00:00", "x"],
)
async def test_a_time_that_is_no_slot_is_refused(moment: str, resident: Caller) -> None:
    package = await begun(resident)
    window = (await first_slots(resident, package["id"]))[0]["window"]
    refused = await resident("POST", "/appointments", {"package": package["id"], "window": window, "starts_at": moment})
    assert (refused.status, refused.key) == (422, "invalid_input")


async def test_a_package_that_was_given_up_takes_no_seat(resident: Caller) -> None:
    package = await begun(resident)
    slot = (await first_slots(resident, package["id"]))[0]
    assert (await resident("DELETE", f"/packages/{package['id']}")).status == 200
    body = {"package": package["id"], "window": slot["window"], "starts_at": slot["starts_at"]}
    refused = await resident("POST", "/appointments", body)
    assert (refused.status, refused.key) == (409, "invalid_transition")


async def test_the_papers_of_an_appointment(resident: Caller) -> None:
    package = await begun(resident)
    seat = await held(resident, package["id"], (await first_slots(resident, package["id"]))[0])
    calendar = await resident.get(seat["calendar"])
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert calendar.body.startswith(b"BEGIN:VCALENDAR")
    picture = await resident.get(seat["qr"])
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert b"<svg" in picture.body
    assert "sandbox" in picture.headers["Content-Security-Policy"]


async def test_the_talk_turns_to_another_package(resident: Caller, hall: Hall) -> None:
    first = await begun(resident)
    second = (await resident("POST", "/packages", {"item": another_item(hall)})).json
    assert (await resident.get("/conversations/me")).json["package"] == second["id"]
    assert (await resident("PUT", "/conversations/me/package", {"package": first["id"]})).status == 200
    assert (await resident.get("/conversations/me")).json["package"] == first["id"]


async def test_a_resident_deletes_their_data(resident: Caller, hall: Hall, served: Served) -> None:
    kept = await factories.package_at(hall, PackageStatus.SUBMITTED, talk=resident.conversation)
    assert await served.running.gateway.settle(kept.conversation_id, 20), "its verdicts are told"
    started = await resident("POST", "/packages", {"item": another_item(hall)})
    assert started.status == 201, started.json
    sent = await resident.send_file(factories.png(), "陈建国的身份证.png")
    assert sent.status == 201
    deleted = await resident("DELETE", "/conversations/me")
    assert deleted.json == {"kept_packages": 1}
    assert (await resident.get(f"/uploads/{sent.json['id']}/file")).status == 404
    assert "陈建国" not in (await resident.get("/conversations/me/messages")).body.decode()
    states = {one["id"]: one["status"] for one in (await resident.get("/packages")).json["packages"]}
    assert states.pop(kept.id) == "submitted"
    assert set(states.values()) == {"withdrawn"}
    assert (await packages.own(hall, kept.conversation_id, kept.id)).applicant is not None
