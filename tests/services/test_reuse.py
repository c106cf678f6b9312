"""What was verified once serves the same person's next package: with their consent, and only in the conversation that
handed it in."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.domain.errors import InvalidTransition, OfferChanged
from backend.domain.packages import PackageStatus
from backend.services import appointments, conversations, packages, privacy, retention, reuse, reuse_upkeep, uploads
from backend.services.hall import Hall
from backend.services.packages import Standing
from backend.services.reuse import Offer
from backend.storage import audit
from backend.storage import reuse as stored
from backend.storage import uploads as stored_uploads
from backend.storage.packages import Package
from backend.storage.reuse import Consent
from backend.storage.uploads import Upload
from tests import factories
from tests.conftest import FixedClock
from tests.factories import Somebody


def words(offer: Offer) -> str:
    """The question, as some channel would put it."""
    lines = [f"{paper.material.name} {paper.number} {paper.passed_on}" for paper in offer.papers]
    return f"{offer.name}：{'；'.join(lines)}。要用上次的吗？"


async def again(hall: Hall, earlier: Package, who: Somebody) -> Package:
    """The next package of the conversation that had this one."""
    return await factories.draft(hall, who, await conversations.get(hall, earlier.conversation_id))


async def offered(hall: Hall, package: Package, *, wished: bool = False) -> Offer:
    offer = await reuse.offer(hall, package.id, wished=wished)
    assert offer is not None
    return offer


async def agreed(hall: Hall, package: Package) -> tuple[str, ...]:
    offer = await offered(hall, package, wished=True)
    return await reuse.agree(hall, package.id, offer.key(words(offer)), words)


async def used(hall: Hall, package: Package) -> list[Upload]:
    async with hall.database.transaction() as session:
        return list(await stored.in_use(session, package.id))


async def consents(hall: Hall, package: Package) -> list[Consent]:
    async with hall.database.transaction() as session:
        return list(await stored.of_conversation(session, package.conversation_id))


async def stands(hall: Hall, package: Package, material: str = "id_card") -> Standing:
    state = (await packages.progress(hall, package.id)).state(material)
    assert state is not None
    return state.status


async def test_the_card_of_an_accepted_package_serves_the_next_one(hall: Hall, clock: FixedClock) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    clock.move(days=20)
    new = await again(hall, first, who)
    offer = await offered(hall, new)
    assert [paper.material.key for paper in offer.papers] == ["id_card"]  # no form, no lease
    assert offer.papers[0].passed_on.isoformat() == "2026-11-24"
    shown = words(offer)
    assert who.id_number not in shown
    assert who.id_number[-4:] in shown
    assert who.name not in shown
    assert await agreed(hall, new) == ("经营者身份证",)
    assert await stands(hall, new) is Standing.PASSED
    rows = await used(hall, new)
    earlier = {one.digest: one for one in (await packages.progress(hall, first.id)).state("id_card").uploads}  # type: ignore[union-attr]
    assert {one.digest for one in rows} == earlier.keys()
    assert all(one.reused_from == earlier[one.digest].id and one.findings for one in rows)
    assert await reuse.offer(hall, new.id) is None  # nothing is left to ask


async def test_consent_is_kept_with_its_words_and_leaves_a_record(hall: Hall) -> None:
    who = factories.somebody()
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    shown = words(await offered(hall, new))
    await agreed(hall, new)
    (consent,) = await consents(hall, new)
    assert (consent.status, consent.words, consent.package_id) == ("agreed", shown, new.id)
    assert consent.at == hall.clock.now()
    async with hall.database.transaction() as session:
        acts = [act for act in await audit.of_thing(session, f"package:{new.id}") if act.action == "consent.agreed"]
    assert [act.details["materials"] for act in acts] == [["id_card"]]
    assert shown not in str(acts[0].details)


async def test_a_package_with_a_used_paper_goes_to_its_contact_with_the_day_it_was_passed(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    submitted = await _submitted_again(hall, first, who)
    assert submitted.frozen is not None
    card = next(one for one in submitted.frozen["materials"] if one["key"] == "id_card")
    assert {one["first_passed"] for one in card["uploads"]} == {"2026-11-24"}


async def _submitted_again(hall: Hall, earlier: Package, who: Somebody) -> Package:
    """The next package, submitted with the card of the earlier one, whose seat is freed for it."""
    new = await again(hall, earlier, who)
    await agreed(hall, new)
    await factories.hand_in(hall, new, who)
    seat = await appointments.current(hall, earlier.id)
    if seat is not None:
        await appointments.cancel(hall, seat.id, "system")
    await factories.book(hall, new)
    return await packages.submit(hall, new.id)


async def _talk(hall: Hall, package: Package) -> conversations.Conversation:
    return await conversations.get(hall, package.conversation_id)


@pytest.mark.parametrize("status", [PackageStatus.DRAFT, PackageStatus.WITHDRAWN, PackageStatus.REJECTED])
async def test_what_was_not_handed_in_or_not_taken_is_not_offered(hall: Hall, status: PackageStatus) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, status, who)
    if status is PackageStatus.DRAFT:
        await factories.hand_in(hall, first, who)
        await packages.withdraw(hall, first.id, "system")
    new = await again(hall, first, who)
    assert await reuse.offer(hall, new.id, wished=True) is None


async def test_what_waits_for_its_contact_is_offered_when_the_checks_passed_it(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    assert (await offered(hall, await again(hall, first, who))).papers


async def test_of_a_returned_package_what_was_sent_back_is_not_offered(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    boss = await factories.admin(hall)
    await packages.decide(hall, boss, first.id, "return", "", {"id_card": "看不清，请重新拍"})
    hall.clock.move(minutes=5)  # type: ignore[attr-defined]
    await factories.hand_in(hall, first, who)  # sent anew, but nobody has seen it yet
    conversation = await _talk(hall, first)
    await conversations.set_package(hall, conversation.id, None)
    new = await _other_item(hall, conversation.id, who)
    assert await reuse.offer(hall, new.id, wished=True) is None


async def _other_item(hall: Hall, conversation_id: str, who: Somebody) -> Package:
    """A package for changing the licence, which wants the same card."""
    package = await packages.start(hall, conversation_id, "sc-gth-biangeng")
    for question in hall.catalogue.items["sc-gth-biangeng"].questions:
        await packages.answer(hall, package.id, question.key, question.answers[0].key)
    return await packages.set_applicant(hall, package.id, name=who.name, id_number=who.id_number)


async def test_another_item_of_the_same_person_is_served_too(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await _other_item(hall, first.conversation_id, who)
    assert "id_card" in {paper.material.key for paper in (await offered(hall, new)).papers}


async def test_a_card_that_is_over_by_now_is_not_offered(hall: Hall, clock: FixedClock) -> None:
    who = factories.somebody()
    first = await factories.draft(hall, who)
    for sheet in (factories.front(who), factories.back("2026-12-15")):
        await factories.send(hall, first.conversation_id, sheet, material="id_card")
    await factories.hand_in(hall, first, who)
    await factories.book(hall, first)
    await factories.decided(hall, await packages.submit(hall, first.id), PackageStatus.ACCEPTED)
    new = await again(hall, first, who)
    assert (await offered(hall, new)).papers
    clock.move(days=22)
    assert await reuse.offer(hall, new.id, wished=True) is None


async def test_a_paper_gets_too_old_and_using_it_again_does_not_make_it_younger(hall: Hall, clock: FixedClock) -> None:
    who = factories.somebody()
    hall.settings.reuse_days = 30
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    clock.move(days=20)
    second = await _submitted_again(hall, first, who)
    await factories.decided(hall, second, PackageStatus.ACCEPTED)
    clock.move(days=9)
    third = await again(hall, second, who)
    offer = await offered(hall, third)
    assert offer.papers[0].source.id == second.id
    assert offer.papers[0].passed_on.isoformat() == "2026-11-24"  # the first time
    clock.move(days=2)
    assert await reuse.offer(hall, third.id, wished=True) is None
    hall.settings.reuse_days = 0
    assert await reuse.offer(hall, third.id, wished=True) is None


async def test_the_catalogue_may_forbid_it(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await again(hall, first, who)
    item = hall.catalogue.items[factories.ITEM]
    strict = replace(item, materials=tuple(replace(one, reusable=False) for one in item.materials))
    hall.catalogue = replace(hall.catalogue, items={**hall.catalogue.items, item.id: strict})
    assert await reuse.offer(hall, new.id, wished=True) is None


async def test_a_blurred_photo_makes_room_for_the_earlier_paper(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await again(hall, first, who)
    blurred = await factories.send(hall, new.conversation_id, factories.front(who, blurred=True), material="id_card")
    await factories.check_all(hall)
    assert await stands(hall, new) is Standing.FIX
    await agreed(hall, new)
    assert await stands(hall, new) is Standing.PASSED
    assert (await factories.fresh(hall, blurred)).status in ("replaced", "fix")


async def test_a_new_photo_takes_the_place_of_the_earlier_paper(hall: Hall) -> None:
    who = factories.somebody()
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    await agreed(hall, new)
    hall.clock.move(minutes=1)  # type: ignore[attr-defined]
    for sheet in (factories.front(who), factories.back()):
        await factories.send(hall, new.conversation_id, sheet, material="id_card")
    await factories.check_all(hall)
    assert await used(hall, new) == []
    assert await stands(hall, new) is Standing.PASSED


async def test_what_an_older_reader_read_is_read_again_when_it_is_used(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await again(hall, first, who)
    cards = (await packages.progress(hall, first.id)).state("id_card")
    assert cards is not None
    async with hall.database.transaction() as session:
        for one in cards.uploads:
            await stored_uploads.forget_reading(session, uploads.facts_key(hall, one.digest))
    await agreed(hall, new)
    assert await stands(hall, new) is Standing.CHECKING
    assert {one.status for one in await used(hall, new)} == {"queued"}


# -- whose papers they are ----------------------------------------------------------------------------------------


async def test_a_stranger_who_knows_the_number_is_offered_nothing(hall: Hall) -> None:
    who = factories.somebody()
    await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    stranger = await factories.draft(hall, who)  # another conversation, the same name and number
    assert await reuse.offer(hall, stranger.id) is None
    assert await reuse.offer(hall, stranger.id, wished=True) is None


async def test_nor_can_a_stranger_agree_to_an_offer_they_have_seen_elsewhere(hall: Hall) -> None:
    who = factories.somebody()
    mine = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    offer = await offered(hall, mine)
    stranger = await factories.draft(hall, who)
    with pytest.raises(OfferChanged):
        await reuse.agree(hall, stranger.id, offer.key(words(offer)), words)
    assert await used(hall, stranger) == []


async def test_a_receipt_code_alone_opens_nothing(hall: Hall) -> None:
    """Whoever holds the code hears how the package stands; its papers stay with the conversation that sent them."""
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    stranger = await factories.draft(hall, who)
    assert (await packages.find_by_receipt(hall, first.receipt_code or "")).id == first.id
    assert await reuse.offer(hall, stranger.id, wished=True) is None


async def test_an_agent_is_offered_each_principals_own_papers_only(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    chen, li = factories.somebody("陈建国"), factories.somebody("李桂香")
    await factories.package_at(hall, PackageStatus.ACCEPTED, chen, talk)
    await factories.package_at(hall, PackageStatus.ACCEPTED, li, talk)
    for who in (chen, li):
        new = await factories.draft(hall, who, await conversations.get(hall, talk.id))
        (paper,) = (await offered(hall, new)).papers
        assert paper.source.person_key == new.person_key
        assert paper.number is not None
        assert paper.number.endswith(who.id_number[-4:])
        await packages.withdraw(hall, new.id, "system")
    other = await factories.draft(hall, factories.somebody("王五妹"), await conversations.get(hall, talk.id))
    assert await reuse.offer(hall, other.id, wished=True) is None


async def test_without_an_applicant_nothing_is_offered(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await packages.start(hall, first.conversation_id, factories.ITEM)
    assert await reuse.offer(hall, new.id, wished=True) is None


async def test_a_used_paper_goes_when_the_package_becomes_anothers(hall: Hall) -> None:
    who, other = factories.somebody(), factories.somebody("李桂香")
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    await agreed(hall, new)
    await packages.set_applicant(hall, new.id, name=other.name, id_number=other.id_number)
    assert await used(hall, new) == []
    assert await stands(hall, new) is Standing.MISSING
    assert await reuse.offer(hall, new.id, wished=True) is None
    await packages.set_applicant(hall, new.id, name=who.name, id_number=who.id_number)
    offer = await offered(hall, new)
    seen = offer.key(words(offer))
    for _ in range(2):  # the same question, answered again, and that answer sent twice
        assert await reuse.agree(hall, new.id, seen, words) == ("经营者身份证",)
    assert await stands(hall, new) is Standing.PASSED


async def test_a_used_paper_goes_when_its_first_contact_sends_it_back(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    new = await _other_item(hall, first.conversation_id, who)
    await agreed(hall, new)
    assert await used(hall, new)
    boss = await factories.admin(hall)
    await packages.decide(hall, boss, first.id, "return", "", {"id_card": "不是本人的"})
    await reuse_upkeep.drop_spoilt(hall, new.id)  # as submitting does first
    assert await used(hall, new) == []
    assert await stands(hall, new) is Standing.MISSING


# -- yes, no, and not any more ------------------------------------------------------------------------------------


async def test_a_no_is_remembered_for_the_package_until_it_is_asked_for(hall: Hall) -> None:
    who = factories.somebody()
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    await reuse.refuse(hall, new.id, words)
    await reuse.refuse(hall, new.id, words)
    assert await reuse.offer(hall, new.id) is None
    assert [one.status for one in await consents(hall, new)] == ["refused"]
    await agreed(hall, new)  # they ask for it themselves
    assert await stands(hall, new) is Standing.PASSED
    await packages.withdraw(hall, new.id, "system")
    assert await reuse.offer(hall, (await again(hall, new, who)).id) is not None  # the next package is asked about


async def test_the_answer_is_to_the_question_that_was_shown(hall: Hall) -> None:
    who = factories.somebody()
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    offer = await offered(hall, new)
    with pytest.raises(OfferChanged):
        await reuse.agree(hall, new.id, offer.key("别的话"), words)
    with pytest.raises(OfferChanged):
        await reuse.agree(hall, new.id, "", words)
    assert await used(hall, new) == []
    assert await consents(hall, new) == []


async def test_agreeing_twice_at_once_is_agreeing_once(hall: Hall) -> None:
    who = factories.somebody()
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    offer = await offered(hall, new)
    seen = offer.key(words(offer))
    both = await asyncio.gather(*(reuse.agree(hall, new.id, seen, words) for _ in range(2)))
    assert both == [("经营者身份证",)] * 2
    assert len(await consents(hall, new)) == 1
    assert len(await used(hall, new)) == len(offer.papers[0].uploads)


async def test_what_is_submitted_can_be_agreed_to_no_more(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    with pytest.raises(InvalidTransition):
        await reuse.agree(hall, package.id, "x", words)
    with pytest.raises(InvalidTransition):
        await reuse.refuse(hall, package.id, words)


async def test_taking_it_back_takes_the_papers_out_of_what_is_open(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await again(hall, first, who)
    await agreed(hall, new)
    rows = await used(hall, new)
    done = await reuse.withdraw(hall, new.conversation_id)
    assert (done.materials, done.kept) == (("经营者身份证",), 0)
    assert await stands(hall, new) is Standing.MISSING
    gone = [await factories.fresh(hall, one) for one in rows]
    assert all((one.status, one.fields, one.findings, one.name) == ("removed", None, [], "") for one in gone)
    assert [one.status for one in await consents(hall, new)] == ["withdrawn", "refused"]
    assert await reuse.offer(hall, new.id) is None
    assert await stands(hall, first) is Standing.PASSED  # where it was handed in it stays
    assert (await uploads.file(hall, rows[0].reused_from or ""))[0]
    await packages.withdraw(hall, new.id, "system")
    later = await again(hall, new, who)
    assert await reuse.offer(hall, later.id) is None  # not asked any more, for nothing
    assert await reuse.offer(hall, later.id, wished=True) is not None


async def test_taking_it_back_leaves_what_is_submitted(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await _submitted_again(hall, first, who)
    done = await reuse.withdraw(hall, new.conversation_id)
    assert (done.materials, done.kept) == ((), 1)
    assert await stands(hall, new) is Standing.PASSED


# -- deleted ------------------------------------------------------------------------------------------------------


async def test_deleting_ones_data_deletes_the_use_and_not_the_record(hall: Hall) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    new = await again(hall, first, who)
    await agreed(hall, new)
    rows = await used(hall, new)
    await privacy.delete_own(hall, new.conversation_id)
    assert [(await factories.fresh(hall, one)).status for one in rows] == ["removed"] * len(rows)
    assert [(one.status, one.words) for one in await consents(hall, new)] == [("withdrawn", ""), ("refused", "")]
    assert (await uploads.file(hall, rows[0].reused_from or ""))[0]


async def test_a_file_lives_as_long_as_the_last_package_that_needs_it(hall: Hall, clock: FixedClock) -> None:
    who = factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    clock.move(days=30)
    new = await _submitted_again(hall, first, who)
    rows = await used(hall, new)
    clock.move(days=151)
    assert await retention.sweep(hall) > 0  # the first package's time is over
    assert all(hall.vault.has(one.digest) for one in rows)
    assert (await retention.runs(hall))[0].proved
    assert [one.status for one in await consents(hall, new)] == ["agreed"]
    await factories.decided(hall, new, PackageStatus.ACCEPTED)
    third = await again(hall, new, who)
    assert await reuse.offer(hall, third.id, wished=True) is None  # by now too old
    clock.move(days=181)
    await retention.sweep(hall)
    assert not any(hall.vault.has(one.digest) for one in rows)
    assert (await retention.runs(hall))[0].proved
    (consent,) = await consents(hall, new)
    assert (consent.status, consent.words, consent.over_at) == ("ended", "", clock.now())


async def test_what_retention_has_deleted_is_offered_no_more(hall: Hall, clock: FixedClock) -> None:
    who = factories.somebody()
    hall.settings.reuse_days = 1000
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    clock.move(days=179)
    new = await again(hall, first, who)
    offer = await offered(hall, new)
    clock.move(days=2)
    await retention.sweep(hall)
    assert await reuse.offer(hall, new.id, wished=True) is None
    with pytest.raises(OfferChanged):
        await reuse.agree(hall, new.id, offer.key(words(offer)), words)


async def test_the_words_of_a_no_are_forgotten_in_time_and_the_no_is_not(hall: Hall, clock: FixedClock) -> None:
    who = factories.somebody()
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    await reuse.refuse(hall, new.id, words)
    clock.move(days=179)
    await retention.sweep(hall)
    assert (await consents(hall, new))[0].words
    clock.move(days=2)
    await retention.sweep(hall)
    assert [(one.status, one.words) for one in await consents(hall, new)] == [("refused", "")]


async def test_no_number_and_no_whole_name_stands_in_a_consent(hall: Hall) -> None:
    who = factories.somebody()
    new = await again(hall, await factories.package_at(hall, PackageStatus.ACCEPTED, who), who)
    await agreed(hall, new)
    async with hall.database.transaction() as session:
        rows = (await session.execute(select(Consent))).scalars().all()
        acts = (await session.execute(select(audit.AuditEvent))).scalars().all()
    for text in [str(row.model_dump()) for row in rows] + [str(act.details) for act in acts]:
        assert who.id_number not in text
    assert hall.clock.now() - rows[-1].at < timedelta(seconds=1)
