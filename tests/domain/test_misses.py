"""What was not understood: nobody can be made out in it, and like comes to like."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.misses import LONGEST, Miss, Reason, alike, anonymous, grouped

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
#: texts of hanzi, digits, letters and marks, as people type them
TEXTS = st.text(st.sampled_from("我要办证开店补贴老人的了吗请问怎么丢李王张0123456789abX，。〔〕 "), max_size=120)


def miss(text: str, count: int = 1, minutes: int = 0, reason: Reason = Reason.FALLBACK) -> Miss:
    return Miss(text, reason, count, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("said", "gone", "left"),
    [
        ("我叫李秀英想办那个卡", "李秀英", "想办那个卡"),
        ("我妈叫王桂芳，她的补贴还没到", "王桂芳", "补贴还没到"),
        ("住在芙蓉南路368号3栋502想装电梯", "368", "芙蓉南路"),
        ("车牌湘A12345怎么弄", "12345", "怎么弄"),
        ("微信是wang_1987加我", "wang_1987", "微信是"),
        ("卡号6222021234567890123钱没到", "62220212", "钱没到"),
        ("找刘主任的张老师问过了", "张老师", "问过了"),
        ("手机13812345678打不通", "13812345678", "打不通"),
    ],
)
def test_what_points_at_somebody_is_taken_out(said: str, gone: str, left: str) -> None:
    kept = anonymous(said)
    assert gone not in kept
    assert left in kept


@pytest.mark.parametrize("said", ["", "   ", "。。。", "13812345678", "〔身份证号〕", "？！"])
def test_a_text_that_says_nothing_else_is_not_kept(said: str) -> None:
    assert anonymous(said) == ""


@pytest.mark.parametrize("said", ["想在夜宵街摆个摊", "2号窗口办的那个证", "65岁能领什么钱", "叫什么名字来着那个证"])
def test_a_text_without_anybody_in_it_stays_as_it_is(said: str) -> None:
    assert anonymous(said) == said


@given(TEXTS)
def test_no_long_number_is_left_and_no_story(said: str) -> None:
    kept = anonymous(said)
    assert len(kept) <= LONGEST
    run = longest = 0
    for character in kept:
        run = run + 1 if character.isascii() and character.isdigit() else 0
        longest = max(longest, run)
    assert longest < 5


@given(TEXTS)
def test_once_is_enough(said: str) -> None:
    assert anonymous(anonymous(said)) == anonymous(said)


def test_like_comes_to_like_and_the_most_frequent_first() -> None:
    groups = grouped(
        [
            miss("怎么给狗上户口", 1, 5),
            miss("想摆个夜宵摊", 2, 1),
            miss("我想摆个夜宵摊子", 3, 2, Reason.NONE_OF_THESE),
            miss("夜宵摊想摆一个", 1, 9),
        ]
    )
    assert [group.count for group in groups] == [6, 1]
    first = groups[0]
    assert first.texts[0] == "我想摆个夜宵摊子", "what was said most leads"
    assert set(first.texts) == {"想摆个夜宵摊", "我想摆个夜宵摊子", "夜宵摊想摆一个"}
    assert first.newest == NOW + timedelta(minutes=9)
    assert first.reasons == {Reason.FALLBACK, Reason.NONE_OF_THESE}


@given(st.lists(st.tuples(TEXTS, st.integers(1, 9)), max_size=25))
def test_no_miss_is_lost_or_doubled(said: list[tuple[str, int]]) -> None:
    groups = grouped(miss(text, count) for text, count in said)
    assert sum(group.count for group in groups) == sum(count for _, count in said)
    assert sorted(text for group in groups for text in group.texts) == sorted({text for text, _ in said}) or len(
        {text for text, _ in said}
    ) <= sum(len(group.texts) for group in groups)
    assert [group.count for group in groups] == sorted((group.count for group in groups), reverse=True)


@given(TEXTS, TEXTS)
def test_likeness_is_even_and_of_itself_whole(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1
    assert alike(one, one) == 1
