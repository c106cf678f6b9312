"""The page of a package over HTTP: who sees it, what it says, what a decision does, and what files may do."""

import asyncio
import html
from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.domain.packages import PackageStatus
from backend.services import appointments, conversations, escalations, packages
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage.packages import Package
from tests import factories
from tests.conftest import Served
from tests.console import samples
from tests.console.conftest import Visitor

Visit = Callable[[], Visitor]


async def _now(hall: Hall, package: Package) -> Package:
    return (await packages.progress(hall, package.id)).package


def _seen(page: str) -> str:
    """The state of the package that the page's form is about."""
    return page.split('name="seen" value="')[1].split('"')[0]


async def _decide(visitor: Visitor, package: Package, **fields: str) -> str:
    page = await visitor.get(f"/console/packages/{package.id}")
    return await visitor.post(f"/console/packages/{package.id}/decision", seen=_seen(page), **fields)


async def test_somebody_elses_package_and_a_draft_are_not_there(served: Served, visit: Visit, contact: Visitor) -> None:
    await samples.person(served.hall, "fire", "contact", "fire")
    other = visit()
    await other.login("fire")
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    draft = await factories.package_at(served.hall, PackageStatus.DRAFT)
    upload = (await packages.progress(served.hall, package.id)).materials[0].uploads[0]
    for visitor, path in (
        (other, package.id),
        (other, f"{package.id}/uploads/{upload.id}/file"),
        (contact, draft.id),
        (contact, f"{draft.id}/uploads/{upload.id}/file"),
    ):
        await visitor.get(f"/console/packages/{path}")
        assert visitor.status == 404
    for visitor, path in ((other, package.id), (contact, draft.id)):
        await visitor.post(f"/console/packages/{path}/applicant")
        assert visitor.status == 404
        await visitor.post(f"/console/packages/{path}/decision", decision="accept", seen="")
        assert visitor.status == 404
    assert package.receipt_code not in await other.get("/console/")
    assert package.receipt_code in await contact.get("/console/")
    assert (await _now(served.hall, package)).status == PackageStatus.SUBMITTED


async def test_the_applicant_is_masked_until_asked_for_and_that_is_recorded(served: Served, contact: Visitor) -> None:
    package = await samples.packet(served.hall)
    who = samples.APPLICANT
    page = await contact.get(f"/console/packages/{package.id}")
    assert who.id_number not in page
    assert who.name not in page
    assert f"{who.id_number[:3]}***********{who.id_number[-4:]}" in page
    page = await contact.post(f"/console/packages/{package.id}/applicant")
    for told in (who.id_number, who.name, "13900000007", "查看申请人完整信息"):
        assert told in page
    async with served.hall.database.transaction() as session:
        events = await audit.of_thing(session, f"package:{package.id}")
    assert events[-1].action == "package.applicant_shown"
    assert events[-1].actor.startswith("staff:")
    assert who.id_number not in await contact.get(f"/console/packages/{package.id}")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请先选一个决定"),
        ({"decision": "burn"}, "请先选一个决定"),
        ({"decision": "return"}, "请至少指出一份要补正的材料"),
        ({"decision": "return", "ready:lease": "other", "more:lease": " "}, "请在下面写明怎么改"),
        ({"decision": "return", "ready:nonsense": "看不清，请重新拍"}, "请至少指出一份要补正的材料"),
        ({"decision": "reject", "reason": " "}, "请写明理由"),
        ({"decision": "reject", "reason": "长" * 1001}, "请写明理由"),
    ],
)
async def test_a_decision_that_lacks_something_decides_nothing(
    served: Served, contact: Visitor, fields: dict[str, str], said: str
) -> None:
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    page = await _decide(contact, package, **fields)
    assert contact.status == 422
    assert said in page
    assert (await _now(served.hall, package)).status == PackageStatus.SUBMITTED


async def test_what_was_filled_in_stays_when_something_was_left_out(served: Served, contact: Visitor) -> None:
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    fields = {"ready:lease": "other", "more:lease": "", "ready:id_card": "看不清，请重新拍", "reason": "再看看"}
    page = await _decide(contact, package, decision="return", **fields)
    assert '<input type="radio" name="decision" value="return" checked>' in page
    assert "<option selected>看不清，请重新拍</option>" in page
    assert '<option value="other" selected>' in page
    assert "再看看</textarea>" in page


async def test_a_package_that_changed_meanwhile_is_shown_and_nothing_is_decided(
    served: Served, contact: Visitor
) -> None:
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    seen = _seen(await contact.get(f"/console/packages/{package.id}"))
    await packages.withdraw(served.hall, package.id, "system")
    page = await contact.post(f"/console/packages/{package.id}/decision", seen=seen, decision="accept")
    assert contact.status == 409
    assert "您刚才的决定没有生效" in page
    assert "已撤回" in page
    assert (await _now(served.hall, package)).status == PackageStatus.WITHDRAWN


async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(
    served: Served, contact: Visitor, visit: Visit
) -> None:
    await samples.person(served.hall, "boss", "admin")
    boss = visit()
    await boss.login("boss")
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    answers = await asyncio.gather(
        _decide(contact, package, decision="accept"), _decide(boss, package, decision="reject", reason="不行")
    )
    lost = [page for page in answers if "您刚才的决定没有生效" in page]
    won = [page for page in answers if "会在对话里告诉群众" in page]
    assert len(lost) == len(won) == 1
    status = (await _now(served.hall, package)).status
    assert status == (PackageStatus.ACCEPTED if won == [answers[0]] else PackageStatus.REJECTED)


async def test_a_decision_sent_twice_counts_once(served: Served, contact: Visitor) -> None:
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    seen = _seen(await contact.get(f"/console/packages/{package.id}"))
    for _ in range(2):
        await contact.post(f"/console/packages/{package.id}/decision", seen=seen, decision="accept")
    async with served.hall.database.transaction() as session:
        events = await audit.of_thing(session, f"package:{package.id}")
    assert [event.action for event in events].count("package.accepted") == 1


async def test_the_second_time_the_page_says_what_changed(served: Served, contact: Visitor) -> None:
    hall = served.hall
    package = await samples.packet(hall)
    await _decide(contact, package, decision="return", **{"ready:lease": "缺页，或者少了一面", "more:lease": "第3页"})
    assert "缺页，或者少了一面。第3页" in await contact.get(f"/console/packages/{package.id}")
    hall.clock.move(minutes=5)  # type: ignore[attr-defined]
    await samples.give(hall, package, "lease", samples.again(samples.papers()["lease"][0]))
    await factories.check_all(hall)
    await packages.submit(hall, package.id)
    page = await contact.get(f"/console/packages/{package.id}")
    assert "退回后又交来的" in page
    assert "新交了 1 个文件" in page
    assert page.count("退回后新交的") == 1
    assert "上次退回的原因：缺页，或者少了一面。第3页" in page
    assert "看换下的旧文件（1 个）" in page
    old = page.split("看换下的旧文件")[1].split("/uploads/")[1].split('"')[0]
    await contact.get(f"/console/packages/{package.id}/uploads/{old.removesuffix('/pages/')}/file")
    assert contact.status == 200


async def test_files_run_nothing_and_come_with_their_own_names(served: Served, contact: Visitor) -> None:
    package = await samples.packet(served.hall)
    state = await packages.progress(served.hall, package.id)
    uploads = {upload.name: upload for one in state.materials for upload in one.uploads}
    for name, kind in (("申请书.jpg", "inline"), ("合同.pdf", "attachment")):
        await contact.get(f"/console/packages/{package.id}/uploads/{uploads[name].id}/file")
        assert contact.headers["Content-Disposition"].startswith(kind)
        assert contact.headers["Content-Type"] == uploads[name].media_type
        assert contact.headers["X-Content-Type-Options"] == "nosniff"
        assert contact.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert contact.headers["Cache-Control"] == "no-store"
    for page, status in (("0", 200), ("1", 200), ("2", 404), ("-1", 404), ("x", 404), ("9999", 404), ("１", 404)):
        await contact.get(f"/console/packages/{package.id}/uploads/{uploads['合同.pdf'].id}/pages/{page}")
        assert contact.status == status, page
    assert contact.headers["Content-Security-Policy"]


async def test_what_residents_write_is_shown_as_text(served: Served, contact: Visitor) -> None:
    hall, evil = served.hall, '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    package = await factories.draft(hall, samples.APPLICANT)
    await packages.set_applicant(hall, package.id, business_name=evil)
    await factories.send(hall, package.conversation_id, factories.lease(), material="lease", name=f"{evil}\r\n.png")
    await factories.hand_in(hall, package, samples.APPLICANT)
    await factories.book(hall, package)
    await packages.submit(hall, package.id)
    talk = await samples.escalation(hall, package=package, words=evil)
    for path in ("/console/", f"/console/packages/{package.id}", f"/console/escalations/{talk.id}"):
        page = await contact.get(path)
        assert contact.status == 200
        assert "<img src=x" not in page
        assert "<script>alert" not in page
    assert html.escape(evil, quote=False)[2:20] in page
    page = await _decide(contact, package, decision="return", **{"ready:lease": "other", "more:lease": evil})
    page = await contact.get(f"/console/packages/{package.id}")
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3, "已超期 3 天"),
        (-1, "已超期 1 天"),
        (0, "今天到期"),
        (1, "明天到期"),
        (4, "还有 4 天"),
        (None, "没有期限"),
    ],
)
async def test_the_queue_says_when_an_answer_is_due(
    served: Served, contact: Visitor, days: int | None, said: str
) -> None:
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    await samples.due(served.hall, package, days)
    page = await contact.get("/console/")
    assert said in page
    assert ("1 份已超期" in page) is (days is not None and days < 0)
    assert ("row-over" in page) is (days is not None and days < 0)


async def test_the_list_is_sent_again_only_when_it_changed(served: Served, contact: Visitor) -> None:
    page = await contact.get("/console/")
    fresh = page.split('hx-get="')[1].split('"')[0]
    await contact.get(fresh)
    assert contact.status == 204
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    piece = await contact.get(fresh)
    assert contact.status == 200
    assert package.receipt_code in piece
    assert "<title>待办（1）" in piece
    served.hall.clock.move(days=3)  # type: ignore[attr-defined]
    await contact.get(piece.split('hx-get="')[1].split('"')[0])
    assert contact.status == 200, "another day: what was due tomorrow is overdue"


async def test_an_open_page_hears_of_changes(served: Served, contact: Visitor) -> None:
    package = await samples.packet(served.hall)
    page = await contact.get(f"/console/packages/{package.id}")
    asks = html.unescape(page.split('id="changed" hx-get="')[1].split('"')[0])
    assert await contact.get(asks) == ""
    assert contact.status == 204
    await packages.decide(served.hall, await factories.admin(served.hall), package.id, "return", "", {"lease": "缺页"})
    assert "有变化" in await contact.get(asks)
    assert contact.status == 200


async def test_findings_are_numbered_on_the_picture_and_in_words(served: Served, contact: Visitor) -> None:
    package = await samples.packet(served.hall)
    page = await contact.get(f"/console/packages/{package.id}")
    assert "看图上的 1 号框" in page
    assert page.count('class="tab tab-human"') == 1
    assert 'class="tab-number tab-human"' in page


async def test_a_package_whose_item_and_window_are_gone_is_still_shown(served: Served, contact: Visitor) -> None:
    hall = served.hall
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    seat = await appointments.current(hall, package.id)
    assert seat is not None
    item, window = hall.catalogue.items[factories.ITEM], hall.catalogue.windows[seat.window_key]
    before = hall.catalogue
    others = {key: one for key, one in before.items.items() if key != item.id}
    hall.catalogue = replace(before, items=others, windows={}, sites={})
    assert item.short_name in await contact.get("/console/")
    page = await contact.get(f"/console/packages/{package.id}")
    assert contact.status == 200
    assert item.short_name in page
    assert window.name in page
    assert "上面是提交时的版本" in page
    day = await contact.get(f"/console/appointments?day={seat.day.isoformat()}")
    assert seat.code in day
    assert item.short_name in day.split(seat.code)[0]
    hall.catalogue = before


async def test_who_must_not_be_called_is_marked_wherever_a_contact_looks(served: Served, contact: Visitor) -> None:
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    other = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    await conversations.set_focus(served.hall, package.conversation_id, no_calls=True)
    escalation, _ = await escalations.open(served.hall, package.conversation_id, "asked")
    mark = "不能打电话，只写字"
    assert mark in await contact.get(f"/console/packages/{package.id}")
    assert mark not in await contact.get(f"/console/packages/{other.id}")
    assert mark in await contact.get(f"/console/escalations/{escalation.id}")
    assert (await contact.get("/console/")).count(mark) == 2
