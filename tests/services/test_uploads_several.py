"""Uploads of a material that takes several people's papers: who stands beside whom, who makes room."""

from dataclasses import replace

import pytest

from backend.domain.facts import Box, Page
from backend.domain.packages import PackageStatus, Step
from backend.domain.uploads import UploadStatus
from backend.services import packages, uploads
from backend.services.hall import Hall
from backend.storage import outbox
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from tests import factories
from tests.factories import Somebody

ITEM, CARDS, REGISTER = "mz-jiehun", "both_id_card", "household_register"


async def begun(hall: Hall, who: Somebody, item: str = ITEM) -> Package:
    talk = await factories.conversation(hall)
    package = await packages.start(hall, talk.id, item)
    await packages.set_applicant(hall, package.id, name=who.name, id_number=who.id_number)
    return await packages.move_to(hall, package.id, Step.MATERIALS)


async def send(hall: Hall, package: Package, *pages: Page, material: str = CARDS) -> Upload:
    sent = await factories.send(hall, package.conversation_id, *pages, material=material)
    await factories.check_all(hall)
    return await factories.fresh(hall, sent)


async def standing(hall: Hall, package: Package, material: str = CARDS) -> str:
    state = await packages.progress(hall, package.id)
    return next(one.status.value for one in state.materials if one.material.key == material)


def back(begins: str, ends: str) -> Page:
    page = factories.back(ends)
    return replace(page, fields={**page.fields, "valid_from": replace(page.fields["expires"], value=begins)})


def keys(upload: Upload) -> list[str]:
    return [finding["key"] for finding in upload.findings if not finding["ok"]]


HIS_BACK, HER_BACK = back("2015-03-07", "2035-03-07"), back("2019-06-01", "2039-06-01")


async def test_both_spouses_cards_stand_side_by_side_and_one_alone_is_not_enough(hall: Hall) -> None:
    he, she = factories.somebody(), factories.somebody("李小红")
    package = await begun(hall, he)
    first = await send(hall, package, factories.front(he))
    await send(hall, package, HIS_BACK)
    assert "person_missing" in keys(await factories.fresh(hall, first))
    assert await standing(hall, package) == "fix"
    third = await send(hall, package, factories.front(she))
    assert keys(third) == ["person_back_missing"]
    last = await send(hall, package, HER_BACK)
    sent = [await factories.fresh(hall, one) for one in (first, third, last)]
    assert [one.status for one in sent] == [UploadStatus.PASSED] * 3
    assert await standing(hall, package) == "passed"


async def test_a_better_picture_takes_the_place_of_the_same_persons_only(hall: Hall) -> None:
    he, she = factories.somebody(), factories.somebody("李小红")
    package = await begun(hall, he)
    mine = await send(hall, package, factories.front(he), HIS_BACK)
    await send(hall, package, factories.front(she))
    expired = await send(hall, package, back("2010-06-01", "2020-06-01"))
    assert "expired" in keys(expired)
    renewed = await send(hall, package, HER_BACK)
    assert (await factories.fresh(hall, expired)).status == UploadStatus.REPLACED
    assert (await factories.fresh(hall, mine)).status == UploadStatus.PASSED
    assert renewed.status == UploadStatus.PASSED
    again = await send(hall, package, factories.front(he), HIS_BACK)
    assert (await factories.fresh(hall, mine)).status == UploadStatus.REPLACED
    assert again.status == UploadStatus.PASSED


async def test_a_card_taken_back_is_missing_again(hall: Hall) -> None:
    he, she = factories.somebody(), factories.somebody("李小红")
    package = await begun(hall, he)
    mine = await send(hall, package, factories.front(he), HIS_BACK)
    hers = await send(hall, package, factories.front(she), HER_BACK)
    assert await standing(hall, package) == "passed"
    await uploads.remove(hall, mine.id, "resident")
    assert keys(await factories.fresh(hall, hers)) == ["person_missing"]
    assert await standing(hall, package) == "fix"
    assert package.status == PackageStatus.DRAFT


async def test_the_pages_of_a_register_wait_for_each_other(hall: Hall) -> None:
    who = factories.somebody()
    package = await begun(hall, who, "mz-gaoling")
    leaf = {"head": {"householder": who.name, "household": "439900001"}, "member": {"name": who.name}}
    pages = {
        name: factories.page(("household_register",), "户口簿户主姓名常住人口", leaf=name, **values)
        for name, values in leaf.items()
    }
    head = await send(hall, package, pages["head"], material=REGISTER)
    assert keys(head) == ["register_member_missing"]
    own = await send(hall, package, pages["member"], material=REGISTER)
    assert (await factories.fresh(hall, head)).status == UploadStatus.PASSED
    assert "register_head_missing" not in keys(own)
    assert sorted([*head.sides, *own.sides]) == ["register_head", "register_member"]


async def test_a_third_persons_card_is_shown_to_a_person_until_it_is_taken_back(hall: Hall) -> None:
    he, she, they = factories.somebody(), factories.somebody("李小红"), factories.somebody("赵文博")
    package = await begun(hall, he)
    mine = await send(hall, package, factories.front(he), HIS_BACK)
    hers = await send(hall, package, factories.front(she), HER_BACK)
    assert await standing(hall, package) == "passed"
    third = await send(hall, package, factories.front(they), back("2021-08-09", "2041-08-09"))
    for one in (mine, hers, third):
        now = await factories.fresh(hall, one)
        assert (now.status, keys(now)) == (UploadStatus.HUMAN, ["third_person"])
        assert they.name not in str(now.findings)
    assert await standing(hall, package) == "human"
    async with hall.database.reading() as session:
        told = [event.entities["upload_id"] for event in await outbox.pending(session, package.conversation_id)]
    assert [told.count(one.id) for one in (mine, hers, third)] == [2, 2, 1], "what passed before is told anew"
    await uploads.remove(hall, third.id, "resident")
    assert [(await factories.fresh(hall, one)).status for one in (mine, hers)] == [UploadStatus.PASSED] * 2
    assert await standing(hall, package) == "passed"


@pytest.mark.parametrize("certificate_first", [True, False])
async def test_a_certificate_with_somebody_elses_partner_goes_to_a_person(hall: Hall, certificate_first: bool) -> None:
    he, she, they = factories.somebody(), factories.somebody("李小红"), factories.somebody("赵文博")
    package = await begun(hall, he, "mz-lihun")
    certificate = factories.page(
        ("marriage_certificate",), "结婚证", number="J439901-2020-000001", registered="2020-05-20",
        name=he.name, spouse=they.name, id_number=he.id_number, id_number_2=they.id_number,
    )  # fmt: skip
    seal = replace(certificate, seals=(Box(0.6, 0.6, 0.8, 0.8),))
    sent = await send(hall, package, seal, material="marriage_certificate") if certificate_first else None
    if sent is not None:
        assert "third_person_number" not in keys(sent), "nobody's card is there yet"
    await send(hall, package, factories.front(he), HIS_BACK)
    await send(hall, package, factories.front(she), HER_BACK)
    sent = await factories.fresh(hall, sent or await send(hall, package, seal, material="marriage_certificate"))
    assert (sent.status, keys(sent)) == (UploadStatus.HUMAN, ["third_person_number"])
    assert they.id_number not in str(sent.findings)
    assert they.name not in str(sent.findings)


async def test_the_members_of_a_committee_may_be_more_than_two(hall: Hall) -> None:
    package = await begun(hall, factories.somebody(), "zj-yezhuweiyuanhui")
    for number in range(3):
        who = factories.somebody(f"成员{'甲乙丙'[number]}")
        sides = back(f"201{number}-03-07", f"203{number}-03-07")
        last = await send(hall, package, factories.front(who), sides, material="members_id_card")
    assert not [key for key in keys(last) if key.startswith("third")]
