"""Nothing is asked for twice within a package: files follow the case, and a file with several papers serves several
materials."""

from dataclasses import replace

from backend.domain.facts import Page
from backend.services import packages, uploads
from backend.services.hall import Hall
from backend.services.packages import Standing
from backend.storage import packages as stored_packages
from backend.storage import uploads as stored
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from tests import factories
from tests.factories import Somebody


def licence() -> Page:
    return factories.page(
        ("business_license",), "营业执照", name="天心区样本粉店", uscc="92439901MA1234567Y", legal_person="陈建国",
        expires="长期",
    )  # fmt: skip


def register(who: Somebody) -> Page:
    return factories.page(("household_register",), "常住人口登记卡", name=who.name, id_number=who.id_number)


def numbered(*pages: Page) -> list[Page]:
    return [replace(page, number=number) for number, page in enumerate(pages)]


async def stands(hall: Hall, package: Package, material: str) -> Standing:
    state = (await packages.progress(hall, package.id)).state(material)
    assert state is not None
    return state.status


async def every(hall: Hall, package: Package) -> list[Upload]:
    async with hall.database.transaction() as session:
        return list(await stored.of_package(session, package.id))


async def test_a_lease_follows_when_the_answer_changes_to_a_case_that_takes_it(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    lease = await factories.send(hall, package.conversation_id, factories.lease(), material="lease")
    await factories.check_all(hall)
    assert await stands(hall, package, "lease") is Standing.PASSED
    await packages.answer(hall, package.id, "premises", "other")
    assert await stands(hall, package, "premises_other") is Standing.PASSED
    assert (await factories.fresh(hall, lease)).material_key == "premises_other"
    await packages.answer(hall, package.id, "premises", "rented")
    assert await stands(hall, package, "lease") is Standing.PASSED


async def test_a_lease_does_not_pass_for_a_title_deed(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    lease = await factories.send(hall, package.conversation_id, factories.lease(), material="lease")
    await factories.check_all(hall)
    await packages.answer(hall, package.id, "premises", "owned")
    assert await stands(hall, package, "title_deed") is Standing.MISSING
    assert (await factories.fresh(hall, lease)).material_key == "lease"  # if the answer changes back
    await packages.answer(hall, package.id, "premises", "rented")
    assert await stands(hall, package, "lease") is Standing.PASSED


async def test_both_sides_of_a_card_go_together(hall: Hall) -> None:
    """A card sent for the applicant's, in a case that asks for it no more, would serve where it is asked for again."""
    who = factories.somebody()
    package = await factories.draft(hall, who)
    for sheet in (factories.front(who), factories.back()):
        await factories.send(hall, package.conversation_id, sheet, material="id_card")
    await factories.check_all(hall)
    async with hall.database.transaction() as session:
        locked = await stored_packages.lock(session, package.id)
        assert locked is not None
        for upload in await stored.of_package(session, package.id):
            upload.material_key = "card_of_a_case_that_is_gone"
    await packages.answer(hall, package.id, "handler", "self")
    assert {one.material_key for one in await every(hall, package)} == {"id_card"}
    assert await stands(hall, package, "id_card") is Standing.PASSED


async def at_the_change(hall: Hall, who: Somebody) -> Package:
    """A package that wants the licence and the card."""
    talk = await factories.conversation(hall)
    package = await packages.start(hall, talk.id, "sc-gth-biangeng")
    for question in hall.catalogue.items["sc-gth-biangeng"].questions:
        await packages.answer(hall, package.id, question.key, question.answers[0].key)
    return await packages.set_applicant(hall, package.id, name=who.name, id_number=who.id_number)


async def test_a_scan_with_card_and_licence_serves_both(hall: Hall) -> None:
    who = factories.somebody()
    package = await at_the_change(hall, who)
    sent = await factories.send(
        hall, package.conversation_id, *numbered(factories.front(who), factories.back(), licence()), material="id_card"
    )
    await factories.check_all(hall)
    assert await stands(hall, package, "id_card") is Standing.PASSED
    assert await stands(hall, package, "business_license") is Standing.PASSED
    shared = next(one for one in await every(hall, package) if one.id != sent.id)
    assert (shared.material_key, shared.reused_from, shared.digest) == ("business_license", sent.id, sent.digest)
    assert (shared.first_passed, shared.consent_id) == (None, None)
    assert await uploads.file(hall, shared.id) == await uploads.file(hall, sent.id)
    await uploads.remove(hall, sent.id, "system")
    assert await stands(hall, package, "business_license") is Standing.PASSED


async def test_one_card_is_not_two_peoples(hall: Hall) -> None:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    await packages.answer(hall, package.id, "handler", "agent")
    await factories.send(
        hall, package.conversation_id, *numbered(factories.front(who), factories.back()), material="id_card"
    )
    await factories.check_all(hall)
    assert await stands(hall, package, "id_card") is Standing.PASSED
    assert await stands(hall, package, "agent_id_card") is Standing.MISSING


async def test_a_title_in_another_paper_is_no_paper(hall: Hall) -> None:
    """A form that lists a lease among its enclosures holds none."""
    package = await factories.draft(hall, factories.somebody())
    listed = factories.page((), "所附材料：房屋租赁合同、居民身份证")
    await factories.send(
        hall, package.conversation_id, *numbered(factories.form(), listed), material="application_form"
    )
    await factories.check_all(hall)
    assert await stands(hall, package, "lease") is Standing.MISSING
    assert len(await every(hall, package)) == 1
