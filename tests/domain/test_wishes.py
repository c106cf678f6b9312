"""What residents say about when they would like to come."""

import re
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.wishes import Wish, parse_wish
from tests.conftest import MORNING, FixedClock

TODAY = date(2026, 11, 24)  # a Tuesday
CLOCK = FixedClock(MORNING)


def day(number: int, month: int = 11, year: int = 2026) -> date:
    return date(year, month, number)


def wished(text: str) -> Wish:
    wish = parse_wish(text, CLOCK)
    assert wish is not None, text
    return wish


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("今天", 24, 24), ("明天上午", 25, 25), ("明儿下午", 25, 25),
        ("后天", 26, 26), ("大后天", 27, 27), ("今晚", 24, 24),
        ("明晚", 25, 25), ("明早", 25, 25), ("三天后", 27, 27), ("过两天", 26, 26),
        ("周三", 25, 25), ("星期四", 26, 26), ("礼拜五", 27, 27),
        ("这周五", 27, 27), ("本周五", 27, 27), ("周3", 25, 25),
        ("星期２", 24, 24), ("週四", 26, 26),
        ("下 周 一", 30, 30), ("下星期一", 30, 30), ("下个星期一下午", 30, 30),
        ("下礼拜1", 30, 30), ("11月27号", 27, 27),
        ("１１月２７日", 27, 27), ("十一月二十七号", 27, 27), ("27号", 27, 27),
        ("二十七号", 27, 27), ("11/27", 27, 27),
        ("11-27", 27, 27), ("2026-11-27", 27, 27), ("2026年11月27日", 27, 27),
        ("这周", 24, 29), ("周末", 28, 29), ("这个周末", 28, 29), ("月底", 24, 30), ("月底前都行", 24, 30),
        ("周四到周五", 26, 27), ("周四、周五都可以", 26, 27),
        ("明天或者后天", 25, 26), ("27号到30号", 27, 30),
        ("名天", 25, 25), ("后田", 26, 26), ("兴期五", 27, 27), ("下州一", 30, 30), ("星七四", 26, 26),
    ],
)  # fmt: skip
def test_days_of_november(text: str, first: int, last: int) -> None:
    wish = wished(text)
    assert (wish.first, wish.last) == (day(first), day(last))
    assert not wish.past


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("下周三", (12, 2), (12, 2)), ("下周", (11, 30), (12, 6)), ("下周都可以", (11, 30), (12, 6)),
        ("下下周", (12, 7), (12, 13)), ("下下周三", (12, 9), (12, 9)), ("下下个星期三", (12, 9), (12, 9)),
        ("下周末", (12, 5), (12, 6)), ("下周末都行", (12, 5), (12, 6)), ("12月1号", (12, 1), (12, 1)),
        ("十二月一日", (12, 1), (12, 1)), ("1号", (12, 1), (12, 1)), ("31号", (12, 31), (12, 31)),
        ("下个月5号", (12, 5), (12, 5)), ("下个月", (12, 1), (12, 31)), ("下周一到下周三", (11, 30), (12, 2)),
        ("周一", (11, 30), (11, 30)),
    ],
)  # fmt: skip
def test_days_of_later_months(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    wish = wished(text)
    assert (wish.first, wish.last) == (day(first[1], first[0]), day(last[1], last[0]))


@pytest.mark.parametrize("text", ["昨天", "前天", "11月3号", "这周一", "上周三", "上个星期三"])
def test_days_that_are_over_say_so(text: str) -> None:
    assert wished(text).past
    assert wished(text).first >= TODAY


@pytest.mark.parametrize(
    ("text", "part", "near"),
    [
        ("下午有没得 我上午要守店", "afternoon", None), ("下午最好，上午也行", "afternoon", None),
        ("上午", "morning", None), ("早上", "morning", None),
        ("下午", "afternoon", None), ("中午", "afternoon", None),
        ("下舞", "afternoon", None), ("上五", "morning", None),
        ("下午三点", "afternoon", time(15)),
        ("三点", None, time(15)), ("上午十点半", "morning", time(10, 30)),
        ("三点一刻", None, time(15, 15)), ("三点三刻", None, time(15, 45)), ("3:30", None, time(15, 30)),
        ("３：３０", None, time(15, 30)), ("9点", None, time(9)),
        ("九点钟", None, time(9)), ("11点05分", None, time(11, 5)),
        ("14:00", None, time(14)),
        ("晚上八点", "afternoon", time(20)), ("下午1点20", "afternoon", time(13, 20)),
        ("9-10点", None, time(9)), ("9点到10点", None, time(9)),
        ("三点零五分", None, time(15, 5)), ("两点左右", None, time(14)),
        ("25点上午", "morning", None),
    ],
)  # fmt: skip
def test_times_of_the_day(text: str, part: str | None, near: time | None) -> None:
    wish = wished(text)
    assert (wish.part, wish.near) == (part, near)
    assert (wish.first, wish.last) == (TODAY, TODAY + timedelta(days=14))


@pytest.mark.parametrize(
    "text", ["越早越好", "最快什么时候", "尽快", "随便哪天都行", "早点", "快一点", "这几天", "马上"]
)
def test_soon_is_any_day_from_now_on(text: str) -> None:
    wish = wished(text)
    assert (wish.first, wish.last, wish.near, wish.part) == (TODAY, TODAY + timedelta(days=14), None, None)


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("不要上午", (25, 14), (25, 9)), ("上午不行", (25, 14), (25, 9)), ("别约下午", (25, 9), (25, 14)),
        ("除了周三都行", (26, 9), (25, 9)), ("周三没空", (26, 9),
        (25, 9)), ("明天不行，后天上午", (26, 9), (25, 9)),
        ("后天不行，明天吧", (25, 9), (26, 9)), ("不是明天，是后天", (26, 14),
        (25, 14)), ("明天上午不行", (25, 14), (25, 9)),
        ("明天下午，不要三点", (25, 16), (25, 15)), ("这周除了周四都可以", (25, 9), (26, 9)),
        ("周三我要上班，周五可以", (27, 9), (25, 9)),
    ],
)  # fmt: skip
def test_what_is_not_wanted_does_not_fit(text: str, good: tuple[int, int], bad: tuple[int, int]) -> None:
    wish = wished(text)
    assert wish.fits(day(good[0]), time(good[1])), wish
    assert not wish.fits(day(bad[0]), time(bad[1])), wish


@pytest.mark.parametrize(
    "text",
    [
        "", "你好", "收费吗", "我想开个店", "12号窗口在哪里",
        "5号楼", "我的号码是13812345678", "有一点问题", "一点都不懂", "一点也不好",
        "要多少钱", "2月30号", "13月1号", "0月0号", "32号", "周八",
        "材料有点多", "4301021985", "排到第3号了吗", "1.5倍", "不行", "不要",
        "身份证号", "便宜一点", "下次", "上次那个",
    ],
)  # fmt: skip
def test_what_names_no_time_is_no_wish(text: str) -> None:
    assert parse_wish(text, CLOCK) is None


def test_a_day_in_january_is_next_years_and_a_leap_day_waits_for_its_year() -> None:
    assert wished("1月5号").first == day(5, 1, 2027)
    december = FixedClock(datetime(2027, 12, 20, 2, 0, tzinfo=UTC))
    leap = parse_wish("2月29号", december)
    assert leap is not None
    assert leap.first == day(29, 2, 2028)


@pytest.mark.parametrize(
    ("moment", "today"),
    [
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), day(24)),  # 23:59 in Changsha
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), day(25)),  # midnight there, still the 24th in UTC
        (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), day(25)),
    ],
)
def test_tomorrow_is_by_the_halls_wall_clock(moment: datetime, today: date) -> None:
    for text, ahead in (("今天", 0), ("明天", 1), ("后天", 2)):
        wish = parse_wish(text, FixedClock(moment))
        assert wish is not None
        assert wish.first == today + timedelta(days=ahead)


def test_a_weekend_wish_takes_both_its_days_and_no_others() -> None:
    wish = wished("周末")
    assert [n for n in range(24, 31) if wish.fits(day(n), time(9))] == [28, 29]


def test_a_weekend_that_has_begun() -> None:
    sunday = FixedClock(datetime(2026, 11, 29, 2, 0, tzinfo=UTC))
    wish = parse_wish("周末", sunday)
    assert wish is not None
    assert not wish.past
    assert wish.first == wish.last == day(29)


def test_a_time_fits_within_an_hour() -> None:
    wish = wished("明天下午三点")
    assert [h for h in range(9, 18) if wish.fits(day(25), time(h))] == [14, 15, 16]


_PIECES = re.split(
    " ",
    "不要 别 除了 没空 不行 明天 后天 大后天 昨天 周 星期 下 下下 个 这 上 一 三 日 天 末 12 月 1 31 号 日 点 "
    "半 刻 : . - / 上午 下午 早 晚 到 、 或者 越早越好 随便 月底 年 2026 一点 都 三天后 ， 二十 十 名天 ０ ⑨ 零",
)


@given(
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join),
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    st.times(),
)
def test_any_words_on_any_day_give_a_sane_wish_or_none(text: str, on: date, at: time) -> None:
    moment = datetime.combine(on, at, UTC)
    wish = parse_wish(text, FixedClock(moment))
    if wish is None:
        return
    here = (moment + timedelta(hours=8)).date()
    assert here <= wish.first <= wish.last
    assert wish.part in (None, "morning", "afternoon")
    for ahead in (0, 1, 9):
        apart = wish.distance(here + timedelta(days=ahead), time(9))
        assert apart[0] >= 0 <= apart[1]
        if wish.fits(here + timedelta(days=ahead), time(9)):
            assert apart[0] == 0


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    parse_wish(text, CLOCK)


@given(st.integers(0, 60), st.sampled_from(["{m}月{d}号", "{m}月{d}日", "{m}/{d}", "{m}-{d}", "{m}.{d}"]))
def test_a_day_that_is_written_is_the_day_that_is_meant(ahead: int, form: str) -> None:
    wanted = TODAY + timedelta(days=ahead)
    wish = wished(form.format(m=wanted.month, d=wanted.day))
    assert (wish.first, wish.last, wish.past) == (wanted, wanted, False)


@given(st.integers(0, 6), st.sampled_from(["周", "星期", "礼拜"]), st.sampled_from(["", "下", "下个", "下下", "这"]))
def test_weekdays_are_those_of_the_week_that_is_named(weekday: int, word: str, which: str) -> None:
    wish = wished(f"{which}{word}{'一二三四五六日'[weekday]}")
    monday = TODAY - timedelta(days=TODAY.weekday())
    weeks = {"": 0, "这": 0, "下": 1, "下个": 1, "下下": 2}[which]
    named = monday + timedelta(days=7 * weeks + weekday)
    if which == "" and named < TODAY:
        named += timedelta(days=7)
    assert wish.past is (named < TODAY)
    assert wish.past or (wish.first, wish.last) == (named, named)


def test_a_long_text_is_read_in_no_time() -> None:
    start = perf_counter()
    for text in ("周一", "一点", "十二月", "二十一号", "11-", "1"):
        parse_wish(text * 700, CLOCK)
    assert perf_counter() - start < 1
