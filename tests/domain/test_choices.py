"""Which of the offered choices a typed text means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.choices import (
    is_place,
    is_plain_yes,
    is_yes,
    pick,
    place_first,
    place_named,
    says_yes_first,
    squeeze,
)

LABELS = ["个体工商户设立", "公司设立", "都不是", "转人工"]
TIMES = ["11月25日 周三 上午9:00", "11月25日 周三 上午10:30", "11月26日 周四 下午2:00", "换个时间"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0), ("２", 1), ("②", 1), ("第二个", 1), ("第 2 个。", 1), ("选3", 2),
        ("我选第三个吧", 2), ("三", 2), ("就第一个", 0), ("那就第二个吧", 1), ("要第四项", 3), ("最后一个", 3),
        ("最后那个", 3), ("第一个就行", 0), ("公司设立", 1), (" 公司 设立！", 1), ("最上面那个", 0), ("2、", 1),
        ("我想选第二个", 1), ("请选2", 1), ("1号", 0), ("选择第两个", 1),
    ],
)  # fmt: skip
def test_numbers_ordinals_and_words(text: str, place: int) -> None:
    assert pick(text, LABELS) == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "？",
        "0",
        "5",
        "第九个",
        "99",
        "公司",
        "设立",
        "我要开公司",
        "第二个和第三个",
        "两个都要",
        "一共几个",
        "2024",
    ],
)
def test_what_is_not_sure_picks_nothing(text: str) -> None:
    assert pick(text, LABELS) is None


@pytest.mark.parametrize("text", ["1号", "2号", "二号", "3号吧", "1日"])
def test_among_days_a_day_of_the_month_is_no_place_in_the_list(text: str) -> None:
    assert pick(text, TIMES) is None


def test_times_can_be_picked_by_place_and_by_their_words() -> None:
    assert pick("2", TIMES) == 1
    assert pick("第二个", TIMES) == 1
    assert pick("11月26日周四下午2:00", TIMES) == 2
    assert pick("上午9点", TIMES) is None


def test_two_buttons_with_the_same_words_can_only_be_told_by_number() -> None:
    assert pick("是", ["是", "是", "否"]) is None
    assert pick("2", ["是", "是", "否"]) == 1


def test_nothing_to_choose_from() -> None:
    assert pick("1", []) is None


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=12), max_size=16))
def test_it_picks_what_is_there_or_nothing(text: str, labels: list[str]) -> None:
    place = pick(text, labels)
    assert place is None or 0 <= place < len(labels)


@given(st.lists(st.text("甲乙丙丁戊己庚辛", min_size=2, max_size=6), min_size=1, max_size=15, unique=True))
def test_every_label_and_every_number_picks_its_own(labels: list[str]) -> None:
    for place, label in enumerate(labels):
        assert pick(label, labels) == place
        for said in (str(place + 1), f"第{place + 1}个"):
            assert pick(said, labels) == place


@given(st.text(max_size=30))
def test_the_one_form_is_stable(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@pytest.mark.parametrize(("text", "place"), [("第二个", True), ("最后一个", True), ("3", True), ("两证合一", False)])
def test_a_bare_place_in_a_list_is_told_from_a_need(text: str, place: bool) -> None:
    assert is_place(text) is place


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("确定。", True),
        ("是的", True),
        ("确定删", True),
        ("删吧", True),
        ("", False),
        ("删除什么", False),
        ("是的吗", False),
        ("不是", False),
    ],
)
def test_a_plain_yes_is_nothing_but_a_yes(text: str, yes: bool) -> None:
    assert is_plain_yes(text) is yes


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("是的咯，她走不动，我帮她去搞要得不", True),
        ("嗯 我要给他带些什么去", True),
        ("对 就办这个 他叫魏思远", True),
        ("好多钱", False),
        ("是的", False),
        ("对面的那个窗口", False),
        ("不是 我有证的", False),
    ],
)
def test_a_yes_with_more_behind_it_is_heard(text: str, yes: bool) -> None:
    assert says_yes_first(text) is yes


@given(st.integers(1, 12), st.integers(1, 12))
def test_a_place_in_a_sentence_is_found_while_the_list_is_long_enough(place: int, places: int) -> None:
    assert place_named(f"第{place}样是什么东西", places) == (place - 1 if place <= places else None)


@pytest.mark.parametrize("text", ["好的，不用了", "好的，我再想想", "行，不是这个", "对，等一下", "是 不是要本人去"])
def test_a_yes_that_is_taken_back_is_none(text: str) -> None:
    assert not says_yes_first(text)


@pytest.mark.parametrize(
    ("text", "yes"), [("是的", True), ("搞咯", True), ("不办了", False), ("取消", False), ("吧", False)]
)
def test_what_begins_an_item_is_a_yes_and_no_end(text: str, yes: bool) -> None:
    assert is_yes(text) is yes


@pytest.mark.parametrize(
    ("said", "place"),
    [("2 以前在医院看过", 1), ("1、租的，有合同", 0), ("第2个，我自己的", 1), ("选1 我来办", 0)],
)
def test_a_number_before_more_words(said: str, place: int) -> None:
    assert place_first(said, 2) == place


@pytest.mark.parametrize("said", ["2 点以前", "2", "3 不晓得", "2个人", "12 月来", "2月1号", "明天 2 点", "1.5 米"])
def test_a_number_of_something_else(said: str) -> None:
    assert place_first(said, 2) is None


@pytest.mark.parametrize("said", ["嗯嗯对 出生证明带不带", "对对对就是这个！那要带什么", "是 这个手机上能不能办"])
def test_a_yes_with_a_question_behind_it(said: str) -> None:
    assert says_yes_first(said)
