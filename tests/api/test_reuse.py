"""Earlier papers over HTTP: asked in words, used after a yes, gone after a no, and nobody else's business."""

from backend.domain.packages import PackageStatus
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.api.clients import Caller, visitor
from tests.api.test_packages import begun


async def second(resident: Caller, hall: Hall) -> tuple[Package, dict[str, str]]:
    """A package that was accepted, and the id of the same person's next one with their name and number."""
    assert resident.conversation is not None
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who, resident.conversation)
    new = await start(resident, who)
    return first, {"id": new, "name": who.name, "number": who.id_number}


async def start(resident: Caller, who: factories.Somebody) -> str:
    package = (await resident("POST", "/packages", {"item": factories.ITEM})).json
    await resident("PUT", f"/packages/{package['id']}/answers", {"answers": factories.ANSWERS})
    await resident("PUT", f"/packages/{package['id']}/applicant", {"name": who.name, "id_number": who.id_number})
    return str(package["id"])


async def test_a_paper_is_offered_in_words_and_used_after_a_yes(resident: Caller, hall: Hall) -> None:
    _, new = await second(resident, hall)
    offered = (await resident.get(f"/packages/{new['id']}/reuse")).json
    assert [paper["material"] for paper in offered["papers"]] == ["id_card"]
    assert offered["papers"][0]["passed_on"] == "2026-11-24"
    assert "要用上次的吗" in offered["words"]
    assert not offered["refused"]
    assert new["number"] not in str(offered)
    assert new["name"] not in str(offered)
    answer = {"offer": offered["offer"], "use": True}
    told = (await resident("PUT", f"/packages/{new['id']}/reuse", answer)).json
    card = next(one for one in told["materials"] if one["key"] == "id_card")
    assert card["status"] == "passed"
    assert {upload["first_passed"] for upload in card["uploads"]} == {"2026-11-24"}
    shown = await resident("GET", f"/uploads/{card['uploads'][0]['id']}/file")
    assert shown.status == 200
    assert (await resident("PUT", f"/packages/{new['id']}/reuse", answer)).status == 200  # a retry
    assert (await resident.get(f"/packages/{new['id']}/reuse")).json["offer"] is None


async def test_a_no_is_told_and_can_be_changed(resident: Caller, hall: Hall) -> None:
    _, new = await second(resident, hall)
    offered = (await resident.get(f"/packages/{new['id']}/reuse")).json
    path, offer = f"/packages/{new['id']}/reuse", offered["offer"]
    assert (await resident("PUT", path, {"offer": offer, "use": False})).status == 200
    assert (await resident.get(path)).json["refused"]
    assert (await resident("PUT", path, {"offer": offer, "use": True})).status == 200


async def test_an_answer_to_another_question_is_refused(resident: Caller, hall: Hall) -> None:
    _, new = await second(resident, hall)
    refused = await resident("PUT", f"/packages/{new['id']}/reuse", {"offer": "0" * 24, "use": True})
    assert (refused.status, refused.key) == (409, "offer_changed")
    for body in ({"use": True}, {"offer": "x"}, {"offer": "x", "use": True, "upload": "y"}):
        assert (await resident("PUT", f"/packages/{new['id']}/reuse", body)).key == "invalid_input"


async def test_it_can_be_taken_back(resident: Caller, hall: Hall) -> None:
    first, new = await second(resident, hall)
    path = f"/packages/{new['id']}/reuse"
    offered = (await resident.get(path)).json
    used = (await resident("PUT", path, {"offer": offered["offer"], "use": True})).json
    upload = next(one for one in used["materials"] if one["key"] == "id_card")["uploads"][0]["id"]
    stopped = (await resident("DELETE", "/conversations/me/reuse")).json
    assert stopped == {"materials": ["经营者身份证"], "kept": 0}
    told = (await resident.get(f"/packages/{new['id']}")).json
    assert "经营者身份证" in told["missing"]
    assert upload not in str((await resident.get("/conversations/me/uploads")).json)
    assert (await resident.get(f"/packages/{first.id}")).json["status"] == "accepted"


async def test_a_stranger_with_the_number_sees_what_anybody_sees(anybody: Caller, resident: Caller, hall: Hall) -> None:
    """The name and number of somebody who has been here, and of somebody who has not: the answers are the same."""
    first, mine = await second(resident, hall)
    offered = (await resident.get(f"/packages/{mine['id']}/reuse")).json
    stranger = await visitor(anybody, hall)
    theirs = await start(stranger, factories.Somebody(mine["name"], mine["number"]))
    other = await visitor(anybody, hall)
    unknown = (await begun(other))["id"]
    answers = []
    for who, package in ((stranger, theirs), (other, unknown)):
        asked = await who.get(f"/packages/{package}/reuse")
        yes = await who("PUT", f"/packages/{package}/reuse", {"offer": offered["offer"], "use": True})
        no = await who("PUT", f"/packages/{package}/reuse", {"offer": offered["offer"], "use": False})
        stop = await who("DELETE", "/conversations/me/reuse")
        missing = no.json["missing"]
        answers.append((asked.json, yes.status, yes.json, no.status, missing, stop.json))
    assert answers[0] == answers[1]
    assert answers[0][0] == {"offer": None, "words": "", "papers": [], "refused": False}
    for package in (first.id, mine["id"], first.receipt_code):
        assert (await stranger.get(f"/packages/{package}/reuse")).status == 404
    assert (await resident.get(f"/packages/{mine['id']}/reuse")).json == offered  # nothing changed for its owner
