"""Several questions in one message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import papers
from backend.domain.guide_parts import order_asked, parts_asked
from backend.domain.papers import lacks, material_asked, material_named


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("收费不咯 要好久", ["fee", "days"]),
        ("收费吗？多久能拿到？几点上班？", ["fee", "days", "hours"]),
        ("哪个部门管的 电话多少", ["phone"]),
        ("原件还是复印件，周末开不开门", ["original", "hours"]),
        ("在哪里办啊，有没有停车的地方", ["place", "access"]),
        ("表格在哪下载", ["form"]),
        ("我想开个早餐店", []),
        ("在哪里搞 要好多钱", ["place", "fee"]),
        ("地址在哪里 坐几路车", ["place"]),
        ("崽帮我去要得不", ["self"]),
    ],
)
def test_each_question_of_a_message_is_seen_in_order(text: str, parts: list[str]) -> None:
    assert parts_asked(text) == parts


NAMES = ["食品小经营许可申请书", "营业执照", "经营者身份证", "场所平面布局说明", "从业人员健康证明"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("第三样是什么", 2),
        ("最后一样怎么弄", 4),
        ("平面布局说明是么子", 3),
        ("健康证我还没办", 4),
        ("没有健康证怎么办", 4),
        ("申请书怎么写", 0),
        ("第九样是什么", None),
        ("营业执照收费吗", None),
        ("不晓得是么子意思", None),
    ],
)
def test_a_question_about_one_material_is_seen_by_its_place_or_its_name(text: str, asked: int | None) -> None:
    assert material_asked(text, NAMES) == asked


def test_who_lacks_a_paper_is_told_from_who_asks_what_it_is() -> None:
    assert lacks("健康证我还没办")
    assert lacks("没有健康证怎么办")
    assert not lacks("健康证是什么")
    assert not lacks("没有的话去哪里开")


@given(st.sampled_from(range(len(NAMES))))
def test_a_whole_name_names_its_own_material(place: int) -> None:
    assert material_named(f"{NAMES[place]}呢", NAMES) == place


@pytest.mark.parametrize("text", ["先办哪个", "先搞营业执照还是先搞食品证", "哪个先办咯", "谁先谁后"])
def test_which_comes_first_is_asked(text: str) -> None:
    assert order_asked(text)


@pytest.mark.parametrize("text", ["先办居住证吧", "我先想想", "我想先约时间"])
def test_what_is_no_question_of_order(text: str) -> None:
    assert not order_asked(text)


@pytest.mark.parametrize("text", ["我的身份证照片没有反光吧", "户口本没有问题吧"])
def test_a_good_paper_is_not_taken_for_a_missing_one(text: str) -> None:
    assert not lacks(text)


@pytest.mark.parametrize(
    ("text", "lost", "never"),
    [
        ("他还没办身份证，只有户口本", False, True),
        ("小孩没有身份证", False, True),
        ("身份证从来就没有", False, True),
        ("我的身份证搞丢了", True, False),
        ("身份证找不到了", True, False),
        ("我身份证没带", False, False),
        ("身份证冇丢呀", False, False),
    ],
)
def test_a_card_that_was_never_made_is_not_lost(text: str, lost: bool, never: bool) -> None:
    assert papers.lost(text) == lost
    assert papers.never_issued(text) == never


@pytest.mark.parametrize("text", ["身份证冇丢呀", "么子还没到八十 身份证上头是登记错了的", "我没说户口簿丢了"])
def test_who_lacks_nothing_is_not_told_to_fetch_it(text: str) -> None:
    assert papers.material_lacking(text, ["身份证", "户口簿"]) is None


@pytest.mark.parametrize("said", ["注册地址也搬了，一起改", "公司地址换了", "地址不对"])
def test_an_address_that_changed_is_no_question_for_the_place(said: str) -> None:
    assert "place" not in parts_asked(said)


def test_the_address_is_asked_for() -> None:
    assert parts_asked("地址发我一下") == ["place"]


def test_the_fee_is_asked_in_any_order() -> None:
    assert parts_asked("钱几多") == ["fee"]
