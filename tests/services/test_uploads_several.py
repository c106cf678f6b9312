"""Uploads of a material that takes several people's papers: who stands beside whom, who makes room."""

from dataclasses import replace

from backend.domain.facts import Page
from backend.domain.packages import PackageStatus, Step
from backend.domain.uploads import UploadStatus
from backend.services import packages, uploads
from backend.services.hall import Hall
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
