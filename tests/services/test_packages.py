"""Packages from the first question to the contact's decision, over a real database."""

import asyncio
from datetime import date, timedelta

import pytest

from backend.domain.appointments import AppointmentStatus
from backend.domain.calendar import is_working_day
from backend.domain.clock import local
from backend.domain.errors import InvalidInput, InvalidTransition, NotFound, PackageIncomplete
from backend.domain.packages import DEFAULT_DAYS, PackageStatus, Step, promised_days
from backend.domain.receipts import ALPHABET
from backend.services import appointments, packages, slots
from backend.services.hall import Hall
from backend.services.package_decisions import due_on
from backend.storage import audit, outbox
from tests import factories
from tests.conftest import FixedClock


async def events(hall: Hall, conversation_id: str, name: str) -> int:
    """How many events of this name the resident is still to be told."""
    async with hall.database.transaction() as session:
        return sum(1 for one in await outbox.pending(session, conversation_id) if one.event == name)


async def acts(hall: Hall, package_id: str) -> list[str]:
    async with hall.database.transaction() as session:
        return [one.action for one in await audit.of_thing(session, f"package:{package_id}")]


async def test_the_same_item_again_takes_up_the_open_package(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    first = await packages.start(hall, talk.id, factories.ITEM)
    again = await packages.start(hall, talk.id, factories.ITEM)
    assert first.id == again.id
    assert (await acts(hall, first.id)) == ["package.started"]


async def test_an_older_draft_can_be_taken_up_but_only_by_its_resident(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    stranger = await factories.conversation(hall)
    with pytest.raises(NotFound):
        await packages.attach(hall, stranger.id, package.id)
    with pytest.raises(NotFound):
        await packages.own(hall, stranger.id, package.id)
    assert (await packages.attach(hall, package.conversation_id, package.id)).id == package.id


async def test_unknown_items_questions_and_answers_are_refused(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    with pytest.raises(NotFound):
        await packages.start(hall, talk.id, "no-such-item")
    package = await packages.start(hall, talk.id, factories.ITEM)
    for question, answer, field in (("nothing", "self", "question"), ("handler", "nothing", "answer")):
        with pytest.raises(InvalidInput) as refused:
            await packages.answer(hall, package.id, question, answer)
        assert refused.value.fields["field"] == field


async def test_an_answer_taken_back_is_asked_again(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    assert not (await packages.progress(hall, package.id)).questions_left
    await packages.unanswer(hall, package.id, "handler")
    state = await packages.progress(hall, package.id)
    assert [one.key for one in state.questions_left] == ["handler"]
    assert packages.next_step(state) is Step.QUESTIONS


async def test_what_is_missing_can_not_be_submitted(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    assert not packages.can_submit(await packages.progress(hall, package.id))
    with pytest.raises(PackageIncomplete):
        await packages.submit(hall, package.id)
    assert (await packages.own(hall, package.conversation_id, package.id)).receipt_code is None


async def test_what_is_brought_to_the_window_need_not_be_sent(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    names = await packages.bring_along(hall, package.id)
    state = await packages.progress(hall, package.id)
    assert names == [one.material.name for one in state.materials if one.required]
    assert {one.status for one in state.materials if one.required} == {packages.Standing.BROUGHT}
    assert packages.next_step(state) == Step.SLOT
    assert await packages.bring_along(hall, package.id) == []
    offer = (await slots.offer(hall, package.id, limit=1))[0]
    await appointments.hold(hall, package.id, offer.window_key, offer.starts_at)
    await packages.submit(hall, package.id)
    submitted = await packages.progress(hall, package.id)
    assert submitted.package.status == PackageStatus.SUBMITTED
    frozen = submitted.package.frozen or {}
    assert {one["status"] for one in frozen["materials"] if one["key"] in submitted.package.brought} == {"brought"}
    assert (await acts(hall, package.id)).count("package.brought_along") == 1


async def test_what_was_sent_back_can_not_be_brought_instead(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.RETURNED)
    state = await packages.progress(hall, package.id)
    returned = [one.material.key for one in state.materials if one.status is packages.Standing.FIX]
    assert returned
    await packages.bring_along(hall, package.id)
    after = await packages.progress(hall, package.id)
    assert [one.material.key for one in after.materials if one.status is packages.Standing.FIX] == returned


async def test_a_brought_paper_that_is_sent_back_is_asked_for(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    await packages.bring_along(hall, package.id)
    offer = (await slots.offer(hall, package.id, limit=1))[0]
    await appointments.hold(hall, package.id, offer.window_key, offer.starts_at)
    brought = (await packages.submit(hall, package.id)).brought
    boss = await factories.admin(hall)
    await packages.decide(hall, boss, package.id, "return", "请补一张照片。", {brought[0]: "先发给我看一下。"})
    state = (await packages.progress(hall, package.id)).state(brought[0])
    assert state is not None
    assert (state.status, state.returned_reason) == (packages.Standing.MISSING, "先发给我看一下。")
    await packages.bring_along(hall, package.id)
    assert (await packages.progress(hall, package.id)).missing == (state.material.name,)


async def test_submitting_twice_at_once_is_one_package_with_one_code(hall: Hall) -> None:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    await factories.hand_in(hall, package, who)
    await factories.book(hall, package)
    several = await asyncio.gather(*(packages.submit(hall, package.id, "key") for _ in range(5)))
    codes = {one.receipt_code for one in several}
    assert len(codes) == 1
    code = codes.pop()
    assert code is not None
    assert set(code.removeprefix("TX-").replace("-", "")) <= set(ALPHABET)
    assert (await acts(hall, package.id)).count("package.submitted") == 1


async def test_a_retry_after_the_contacts_answer_submits_nothing_again(hall: Hall) -> None:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    await factories.hand_in(hall, package, who)
    await factories.book(hall, package)
    package = await packages.submit(hall, package.id, "key")
    await factories.decided(hall, package, PackageStatus.RETURNED)
    assert (await packages.submit(hall, package.id, "key")).status == PackageStatus.RETURNED


async def test_what_was_submitted_is_frozen_without_the_whole_number(hall: Hall) -> None:
    who = factories.somebody()
    package = await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    frozen = package.frozen
    assert frozen is not None
    assert frozen["guide_version"] == package.guide_version
    assert {one["question"]: one["answer"] for one in frozen["answers"]} == factories.ANSWERS
    assert all(one["uploads"] for one in frozen["materials"] if one["status"] == "passed")
    assert frozen["appointment"]["code"]
    assert who.id_number not in str(frozen)
    with pytest.raises(InvalidTransition):
        await packages.answer(hall, package.id, "handler", "self")


async def test_due_days_skip_weekends_and_holidays(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    item, days = hall.catalogue.items[factories.ITEM], hall.catalogue.days
    assert package.due_on == due_on(item, local(hall.clock.now()).date(), days)
    assert due_on(item, days.last, days) is None
    golden_week = date(days.last.year, 9, 30)
    due = due_on(item, golden_week, days)
    assert due is not None
    passed = [golden_week + timedelta(days=n) for n in range(1, (due - golden_week).days + 1)]
    assert sum(is_working_day(days, one) for one in passed) == (promised_days(item.days_promised.value) or DEFAULT_DAYS)
    assert any(one in days.holidays for one in passed)


async def test_the_wrong_contact_decides_nothing(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    other = next(key for key in hall.catalogue.contacts if key != package.contact_key)
    with pytest.raises(NotFound):
        await packages.decide(hall, await factories.contact(hall, other), package.id, "accept")
    right = await factories.contact(hall, package.contact_key)
    assert (await packages.decide(hall, right, package.id, "accept")).status == PackageStatus.ACCEPTED
    assert await events(hall, package.conversation_id, "event_package_decided") == 1


async def test_a_decision_needs_its_reason_and_the_items_own_materials(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    boss = await factories.admin(hall)
    refused = [
        ("nothing", "", {}, "decision"),
        ("reject", " ", {}, "reason"),
        ("return", "", {}, "reason"),
        ("return", "", {"no-such-material": "为什么"}, "materials"),
        ("accept", "", {"lease": "为什么"}, "materials"),
    ]
    for decision, reason, materials, field in refused:
        with pytest.raises(InvalidInput) as error:
            await packages.decide(hall, boss, package.id, decision, reason, materials)
        assert error.value.fields["field"] == field


async def test_a_return_reopens_only_its_material_and_keeps_seat_and_code(hall: Hall, clock: FixedClock) -> None:
    who = factories.somebody()
    package = await factories.package_at(hall, PackageStatus.RETURNED, who)
    seat = await appointments.current(hall, package.id)
    assert seat is not None
    assert seat.status == AppointmentStatus.CONFIRMED
    state = await packages.progress(hall, package.id)
    assert [one.material.key for one in state.materials if one.returned_reason] == ["lease"]
    assert [one.material.key for one in state.materials if one.status in ("fix", "missing")] == ["lease"]
    assert package.step == Step.MATERIALS
    with pytest.raises(PackageIncomplete):
        await packages.submit(hall, package.id)
    clock.move(minutes=5)
    await factories.send(hall, package.conversation_id, factories.lease(), material="lease")
    await factories.check_all(hall)
    again = await packages.submit(hall, package.id)
    assert (again.status, again.receipt_code) == (PackageStatus.SUBMITTED, package.receipt_code)
    kept = await appointments.current(hall, package.id)
    assert kept is not None
    assert kept.id == seat.id


async def test_giving_up_frees_the_seat_once(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    for _ in range(2):
        await packages.withdraw(hall, package.id, f"resident:{package.conversation_id}")
    assert await appointments.current(hall, package.id) is None
    assert (await acts(hall, package.id)).count("package.withdrawn") == 1


async def test_a_rejection_frees_the_seat(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.REJECTED)
    assert await appointments.current(hall, package.id) is None


async def test_of_two_decisions_at_once_one_counts(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    boss = await factories.admin(hall)
    results = await asyncio.gather(
        packages.decide(hall, boss, package.id, "accept"),
        packages.decide(hall, boss, package.id, "reject", "不行"),
        packages.decide(hall, boss, package.id, "return", "请补"),
        return_exceptions=True,
    )
    failures = [one for one in results if isinstance(one, BaseException)]
    assert len(failures) == 2
    assert all(isinstance(one, InvalidTransition) for one in failures)
    assert await events(hall, package.conversation_id, "event_package_decided") == 1


async def test_the_same_decision_sent_twice_counts_once(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    boss = await factories.admin(hall)
    await asyncio.gather(*(packages.decide(hall, boss, package.id, "accept") for _ in range(3)))
    assert await events(hall, package.conversation_id, "event_package_decided") == 1
    assert (await acts(hall, package.id)).count("package.accepted") == 1


async def test_a_decision_racing_with_giving_up_leaves_one_story(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    boss = await factories.admin(hall)
    await asyncio.gather(
        packages.decide(hall, boss, package.id, "reject", "不行"),
        packages.withdraw(hall, package.id, f"resident:{package.conversation_id}"),
        return_exceptions=True,
    )
    now = await packages.own(hall, package.conversation_id, package.id)
    done = [one for one in await acts(hall, package.id) if one in ("package.rejected", "package.withdrawn")]
    assert done == [f"package.{now.status}"]
    assert await appointments.current(hall, package.id) is None


async def test_a_receipt_is_found_however_it_is_typed(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    code = package.receipt_code
    assert code is not None
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", ""), f" {code} "):
        assert (await packages.find_by_receipt(hall, typed)).id == package.id
    for wrong in ("TX-0000-0000", "", "TX"):
        with pytest.raises(NotFound):
            await packages.find_by_receipt(hall, wrong)


async def test_an_impossible_number_names_its_field(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    with pytest.raises(InvalidInput) as refused:
        await packages.set_applicant(hall, package.id, id_number="439901198501010000")
    assert refused.value.fields == {"field": "id_number"}


async def test_what_is_kept_of_the_applicant_is_sealed(hall: Hall) -> None:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    assert package.applicant is not None
    assert package.person_key is not None
    assert who.id_number.encode() not in package.applicant
    assert who.id_number not in package.person_key
    assert packages.applicant(hall, package).id_number == who.id_number


async def test_a_decision_is_about_what_was_looked_at(hall: Hall, clock: FixedClock) -> None:
    who, boss = factories.somebody(), await factories.admin(hall)
    first = await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    returned = await factories.decided(hall, first, PackageStatus.RETURNED)
    clock.move(minutes=5)
    await factories.hand_in(hall, returned, who)
    again = await packages.submit(hall, first.id)
    with pytest.raises(InvalidTransition):
        await packages.decide(hall, boss, first.id, "accept", submitted_at=first.submitted_at)
    decided = await packages.decide(hall, boss, first.id, "accept", submitted_at=again.submitted_at)
    assert decided.status == PackageStatus.ACCEPTED
