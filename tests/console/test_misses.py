"""The page 没听懂的话, over real HTTP, in two halls over one database, and in a real browser."""

import asyncio
from collections.abc import Callable

import pytest

from backend.adapters.postgres import EmbeddedPostgres
from backend.app import joined
from backend.domain.misses import Reason
from backend.domain.phrases import Use
from backend.services import misses, phrases
from backend.services.finder import Finder, Outcome
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage.database import Database
from tests.conftest import Served
from tests.console import samples
from tests.console.conftest import PHONE, OpenDesk, Visitor

PAGE = "/console/misses"
ITEM = "mz-gaoling"
#: words that name nothing in the catalogue
ALIAS = "寿星佬红包"


@pytest.fixture(autouse=True)
async def as_filed(served: Served) -> None:
    """Each test begins with what the files have."""
    await phrases.refresh(served.hall)


@pytest.fixture
async def admin(served: Served, visitor: Visitor) -> Visitor:
    """The administrator, logged in, without scripts."""
    await samples.person(served.hall, "chief", "admin")
    await visitor.login("chief")
    return visitor


async def heard(hall: Hall, *said: str, reason: Reason = Reason.FALLBACK) -> None:
    for text in said:
        await misses.note(hall, text, reason)


def best(hall: Hall, text: str) -> str:
    """The item that the finder is sure of."""
    found = hall.finder.find(text)
    return found.hits[0].item_id if found.outcome == Outcome.FOUND else ""


async def test_what_was_not_understood_is_shown_together_and_without_names(served: Served, admin: Visitor) -> None:
    await heard(served.hall, "想领寿星佬红包", "我想领寿星佬红包", "我叫李秀英想领寿星佬红包", "给狗狗上户口")
    await heard(served.hall, "给狗狗上户口", "13812345678", reason=Reason.NONE_OF_THESE)
    answer = await admin.get(PAGE)
    assert admin.status == 200
    assert "5 次，2 种说法" in answer
    assert "李秀英" not in answer
    assert "138" not in answer
    assert "点了“都不是”" in answer
    assert answer.index("寿星佬") < answer.index("狗狗"), "the most frequent first"


async def test_one_click_teaches_the_running_finder(served: Served, admin: Visitor) -> None:
    hall = served.hall
    await heard(hall, f"想领{ALIAS}")
    assert best(hall, ALIAS) != ITEM
    await admin.get(PAGE)
    answer = await admin.post(f"{PAGE}/alias", item=ITEM, phrase=ALIAS, seen=f"想领{ALIAS}")
    assert admin.address == PAGE
    assert "马上就能用" in answer
    assert "现在没有没听懂的话" in answer
    assert best(hall, f"我要领{ALIAS}") == ITEM
    kept = (await phrases.kept(hall, Use.ALIAS))[0]
    async with hall.database.reading() as session:
        rows = await audit.of_thing(session, f"phrase:{kept.id}")
    assert [(row.action, row.details["item"]) for row in rows] == [("phrase.added", ITEM)]
    assert rows[0].actor.startswith("staff:")


async def test_an_alias_can_be_taken_back(served: Served, admin: Visitor) -> None:
    hall = served.hall
    await admin.get(PAGE)
    await admin.post(f"{PAGE}/alias", item=ITEM, phrase=ALIAS)
    kept = (await phrases.kept(hall, Use.ALIAS))[0]
    answer = await admin.post(f"/console/phrases/{kept.id}/removed")
    assert "去掉了" in answer
    assert best(hall, ALIAS) != ITEM
    assert hall.catalogue == hall.filed
    await admin.post(f"/console/phrases/{kept.id}/removed")
    assert admin.status == 404


async def test_an_item_can_be_typed_by_its_name(served: Served, admin: Visitor) -> None:
    await admin.get(PAGE)
    await admin.post(f"{PAGE}/alias", other="高龄津贴", phrase=ALIAS)
    assert best(served.hall, ALIAS) == ITEM
    answer = await admin.post(f"{PAGE}/alias", other="没有这件事", phrase="寿星佬贺礼")
    assert admin.status == 422
    assert "请选一个事项" in answer


async def test_what_is_refused_is_said_and_nothing_is_kept(served: Served, admin: Visitor) -> None:
    taken = served.hall.catalogue.items["mz-laonian"].aliases[0]
    await heard(served.hall, taken)
    await admin.get(PAGE)
    for phrase, said in ((taken, "已经有这个说法"), ("那个证", "太笼统"), ("钱", "太短"), ("着火了快来", "危险")):
        answer = await admin.post(f"{PAGE}/alias", item=ITEM, phrase=phrase, seen=taken)
        assert admin.status == 422
        assert said in answer
    assert "1 次，1 种说法" in await admin.get(PAGE)
    assert await phrases.kept(served.hall, Use.ALIAS) == []


async def test_a_sentence_is_kept_to_test_with(served: Served, admin: Visitor) -> None:
    await heard(served.hall, "给狗狗上户口")
    await admin.get(PAGE)
    answer = await admin.post(f"{PAGE}/test", phrase="给狗狗上户口", seen="给狗狗上户口")
    assert "留作测试了" in answer
    assert "不该找到任何事项" in answer
    assert [(p.text, p.item_id) for p in await phrases.kept(served.hall, Use.TEST)] == [("给狗狗上户口", None)]
    assert served.hall.catalogue == served.hall.filed, "a test teaches nothing"


async def test_what_is_dismissed_is_gone_until_it_is_said_again(served: Served, admin: Visitor) -> None:
    await heard(served.hall, "给狗狗上户口", "今天好热啊")
    await admin.get(PAGE)
    await admin.post(f"{PAGE}/dismissed", seen="给狗狗上户口")
    page = await admin.get(PAGE)
    assert "狗狗" not in page
    assert "好热" in page
    await heard(served.hall, "给狗狗上户口")
    assert "狗狗" in await admin.get(PAGE)


async def test_the_other_hall_learns_it_and_so_does_one_that_starts_later(
    served: Served, admin: Visitor, postgres: EmbeddedPostgres
) -> None:
    first = served.hall
    database = Database(first.database.url)
    second = Hall(first.settings, database, first.vault, first.clock, first.filed, Finder(first.filed))
    async with joined(second, postgres.libpq_url("rasa"), lambda line: None):
        await admin.get(PAGE)
        await admin.post(f"{PAGE}/alias", item=ITEM, phrase=ALIAS)
        async with asyncio.timeout(15):
            while best(second, ALIAS) != ITEM:
                await asyncio.sleep(0.1)
    third = Hall(first.settings, database, first.vault, first.clock, first.filed, Finder(first.filed))
    async with joined(third, postgres.libpq_url("rasa"), lambda line: None):
        assert best(third, ALIAS) == ITEM, "known before the first answer"
    await database.close()


async def test_each_form_needs_its_token(served: Served, admin: Visitor) -> None:
    await admin.get(PAGE)
    for address in (f"{PAGE}/alias", f"{PAGE}/test", f"{PAGE}/dismissed", "/console/phrases/x/removed"):
        for token in ("", "0" * 43):
            await admin.post(address, token=token, item=ITEM, phrase=ALIAS)
            assert admin.status == 403
        await admin.post(address, headers={"Sec-Fetch-Site": "cross-site"}, item=ITEM, phrase=ALIAS)
        assert admin.status == 403
    assert await phrases.kept(served.hall, Use.ALIAS) == []


async def test_only_administrators_see_it(served: Served, contact: Visitor, visit: Callable[[], Visitor]) -> None:
    assert "没听懂的话" not in await contact.get("/console/")
    await contact.get(PAGE)
    assert contact.status == 404
    await contact.post(f"{PAGE}/alias", item=ITEM, phrase=ALIAS)
    assert contact.status == 404
    assert await phrases.kept(served.hall, Use.ALIAS) == []


async def test_in_a_browser(served: Served, desk: OpenDesk) -> None:
    hall = served.hall
    await samples.person(hall, "chief", "admin")
    await heard(hall, *["想领寿星佬红包"] * 4, *["我想领寿星佬的红包"] * 2, "屋里老倌子那个寿星佬红包何解领")
    await heard(hall, "给狗狗上户口", "给我屋里狗上个户口", reason=Reason.NONE_OF_THESE)
    await heard(hall, "那个证", "我叫李秀英住芙蓉南路368号3栋502", reason=Reason.AGAIN)
    one = await desk("chief")
    await one.page.get_by_role("link", name="没听懂的话").click()
    assert await one.fits()
    await one.shot("30-misses")
    card = one.page.locator("form.miss").first
    await card.get_by_label("当作俗称").fill(ALIAS)
    await card.get_by_text("别的事项，或者留作测试").click()
    await card.get_by_label("事项（").fill("高龄津贴")
    await one.shot("31-misses-other-item")
    await card.get_by_role("button", name="加成俗称").click()
    await one.page.get_by_role("status").filter(has_text="马上就能用").wait_for()
    assert best(hall, ALIAS) == ITEM
    await one.shot("32-misses-alias")
    phone = await desk("chief", PHONE)
    await phone.open(PAGE)
    assert await phone.fits()
    await phone.shot("phone-misses")


async def test_what_is_old_is_forgotten(hall: Hall, clock: object) -> None:
    await heard(hall, "去年说的话")
    assert await misses.forget_old(hall) == 0
    clock.move(days=181)  # type: ignore[attr-defined]
    assert await misses.forget_old(hall) >= 1
