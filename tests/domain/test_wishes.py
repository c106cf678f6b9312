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
        "身份证号", "便宜一点", "下次", "上次那个", "三点几个平方", "三点五平米", "3点5个平方", "两个月了",
        "82岁", "1年",
        "3个人", "三岁半", "住了两年", "清楚一点", "有三点要求", "两点意见", "晚点再说", "材料晚点发", "照片晚点发你",
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


def fitting(wish: Wish, *numbers: int, month: int = 11) -> set[tuple[int, int]]:
    """The days and hours that fit, of the hours that a hall may be open."""
    return {(n, h) for n in numbers for h in range(8, 18) if wish.fits(day(n, month), time(h))}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("下周二三都可以", {(12, 1), (12, 2)}), ("礼拜三或者四", {(11, 25), (11, 26)}),
        ("礼拜二或者三", {(11, 24), (11, 25)}), ("二三四都行", {(11, 24), (11, 25), (11, 26)}),
        ("周三、四、五都要得", {(11, 25), (11, 26), (11, 27)}), ("下周二三四都行", {(12, 1), (12, 2), (12, 3)}),
        ("下周二，三，四都行", {(12, 1), (12, 2), (12, 3)}), ("下周二周三周四", {(12, 1), (12, 2), (12, 3)}),
        ("周一周二都行", {(11, 30), (12, 1)}), ("周六日都行", {(11, 28), (11, 29)}),
        ("下周三四下午", {(12, 2), (12, 3)}), ("26、27号都行", {(11, 26), (11, 27)}),
        ("26、27、28号都行", {(11, 26), (11, 27), (11, 28)}), ("27或者28号", {(11, 27), (11, 28)}),
        ("周四或者周一", {(11, 26), (11, 30)}), ("周5或6", {(11, 27), (11, 28)}),
        ("12月1号礼拜二或者礼拜三", {(12, 1), (12, 2)}),
    ],
)  # fmt: skip
def test_several_days_are_these_and_no_others(text: str, days: set[tuple[int, int]]) -> None:
    assert {(one.month, one.day) for one in wished(text).only} == days


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("周一至五下午", (11, 30), (12, 4)), ("周一到五都行", (11, 30), (12, 4)), ("下周一到三", (11, 30), (12, 2)),
        ("周三四个人来", (11, 25), (11, 25)), ("下周二三楼", (12, 1), (12, 1)), ("周三一早", (11, 25), (11, 25)),
        ("周五三天都在", (11, 27), (11, 27)), ("明天礼拜三", (11, 25), (11, 25)),
        ("12月1号（周二）", (12, 1), (12, 1)), ("周二，12月1号", (12, 1), (12, 1)),
        ("12月1日是星期二", (12, 1), (12, 1)), ("昨天周一交的 周三来", (11, 25), (11, 25)),
        ("不是 12月1号", (12, 1), (12, 1)), ("是不是明天", (11, 25), (11, 25)), ("能不能周三", (11, 25), (11, 25)),
    ],
)  # fmt: skip
def test_days_beside_other_words(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    wish = wished(text)
    assert (wish.first, wish.last) == (day(first[1], first[0]), day(last[1], last[0]))
    assert not wish.only
    assert not wish.without


@pytest.mark.parametrize(
    ("text", "on", "near"),
    [
        ("不是哒 12月1号 礼拜二 十一点", (12, 1), time(11)), ("礼拜二十一点", (11, 24), time(11)),
        ("下周二十点", (12, 1), time(10)), ("周三四点半", (11, 25), time(16, 30)), ("下周三三点", (12, 2), time(15)),
        ("你刚讲的26号下午1点半", (11, 26), time(13, 30)), ("明早九点", (11, 25), time(9)),
        ("今晚八点", (11, 24), time(20)), ("三点后天", (11, 26), time(15)),
        ("宝宝周五要打疫苗，改到周四下午四点行吗", (11, 26), time(16)),
        ("周三四点来 上午要值班", (11, 25), time(16)),
    ],
)  # fmt: skip
def test_a_day_and_a_time(text: str, on: tuple[int, int], near: time) -> None:
    wish = wished(text)
    assert (wish.first, wish.last, wish.near) == (day(on[1], on[0]), day(on[1], on[0]), near)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("十一点那个要得", time(11)), ("行 就那个 1点半", time(13, 30)), ("三点过来", time(15)), ("三点前后", time(15)),
        ("上午十点或者下午三点", time(10)), ("下午有三点的吗", time(15)), ("3个人 三点来", time(15)),
        ("九点莫太早", time(9)), ("四点，三点以后都行", time(16)), ("两点到三点", time(14)),
    ],
)  # fmt: skip
def test_a_time_alone(text: str, near: time) -> None:
    wish = wished(text)
    assert (wish.near, wish.first, wish.last) == (near, TODAY, TODAY + timedelta(days=14))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("莫太早", time(10), None), ("不要太早", time(10), None), ("别太早了", time(10), None),
        ("晚一点", time(10), None), ("晚点的有没有", time(10), None), ("迟点", time(10), None),
        ("太早我起不来", time(10), None), ("下午晚点的", time(15), None), ("不要那么早", time(10), None),
        ("莫太晚", None, time(16)), ("别太晚", None, time(16)), ("不要太晚", None, time(16)),
        ("早一点来", None, time(16)), ("明天早点过来", None, time(16)), ("上午莫太晚", None, time(10, 30)),
        ("莫太早 莫太晚", time(10), time(16)),
        ("三点以后", time(15), None), ("三点之后", time(15), None), ("过了三点", time(15), None),
        ("三点半下班以后", time(15, 30), None), ("最早三点", time(15), None), ("早上九点后", time(9), None),
        ("莫太早，三点以后", time(15), None), ("三点以后，五点以前", time(15), time(16, 59)),
        ("十一点前", None, time(10, 59)), ("十一点之前", None, time(10, 59)), ("下午四点以前", None, time(15, 59)),
        ("最晚四点", None, time(16)), ("莫超过四点", None, time(16)), ("九点半之前，莫太早", None, time(9, 29)),
        ("九点以前，四点以后", None, None),
    ],
)  # fmt: skip
def test_bounds_of_the_day(text: str, earliest: time | None, latest: time | None) -> None:
    wish = parse_wish(text, CLOCK) or Wish(TODAY, TODAY)
    assert (wish.near, wish.earliest, wish.latest) == (None, earliest, latest)


def test_a_leaning_keeps_the_day_it_stands_with() -> None:
    wish = wished("明天上午不要太早")
    assert fitting(wish, 25, 26) == {(25, 10), (25, 11)}


def test_two_days_not_early_and_not_the_morning() -> None:
    wish = wished("下个礼拜二三都行 莫太早 早上我要熬汤")
    assert wish.earliest == time(10)
    assert fitting(wish, 1, 2, 3, month=12) == {(n, h) for n in (1, 2) for h in range(12, 18)}


def test_two_afternoons_after_three() -> None:
    wish = wished("照片不发了，我带原件去。帮我约这周四或周五下午，晚点的，三点以后。")
    assert wish.near is None
    assert fitting(wish, 25, 26, 27, 28) == {(n, h) for n in (26, 27) for h in (15, 16, 17)}


def test_one_time_on_either_of_two_days() -> None:
    wish = wished("周五下午三点，或者周四下午三点，哪个有约哪个")
    assert (wish.near, wish.only) == (time(15), {day(26), day(27)})


def test_a_time_that_is_too_early_is_refused_with_all_before_it() -> None:
    wish = wished("一点半太早，三点有吗")
    assert wish.near == time(15)
    assert [h for h in range(8, 18) if wish.refuses(day(25), time(h))] == [8, 9, 10, 11, 12, 13]
    assert [h for h in range(8, 18) if wished("四点太晚了").refuses(day(25), time(h))] == [16, 17]


@pytest.mark.parametrize(
    ("text", "on", "part"),
    [
        ("周三他去医院 下周四上午", (12, 3), "morning"), ("下周四上午 周三他去医院", (12, 3), "morning"),
        ("周五我老公出车，周四吧", (11, 26), None), ("周三我要去长沙 周五来", (11, 27), None),
        ("周三崽要体检 周四下午", (11, 26), "afternoon"), ("周五要发货，周四上午来", (11, 26), "morning"),
        ("周三得值班，周四", (11, 26), None), ("明天上午不行，下午吧", (11, 25), "afternoon"),
        ("明天太早了，后天吧", (11, 26), None), ("礼拜三我上班没空 礼拜四来", (11, 26), None),
        ("明天要下雨，后天吧", (11, 26), None), ("周三要交材料，上午", (11, 25), "morning"),
        ("下周三我要来办执照", (12, 2), None), ("周三下午要得", (11, 25), "afternoon"),
        ("周三要两个号", (11, 25), None), ("周三我带崽来办身份证", (11, 25), None),
        ("周六你们上班吗", (11, 28), None), ("周六上班不", (11, 28), None), ("周三上班的时候来", (11, 25), None),
        ("周三我要去你们那里", (11, 25), None), ("周五要发货", (11, 27), None), ("下周三要来拿东西", (12, 2), None),
    ],
)  # fmt: skip
def test_what_somebody_does_on_a_day_is_no_wish(text: str, on: tuple[int, int], part: str | None) -> None:
    wish = wished(text)
    assert (wish.first, wish.last, wish.part) == (day(on[1], on[0]), day(on[1], on[0]), part)


@pytest.mark.parametrize("text", ["早上我要熬汤", "早上要送崽上学", "上午我要送伢子", "上午我在值班", "上午要去菜场"])
def test_a_part_of_the_day_with_a_reason_is_refused(text: str) -> None:
    assert fitting(wished(text), 25) == {(25, h) for h in range(12, 18)}


def test_a_clock_says_how_much_of_a_refused_morning_is_meant() -> None:
    assert fitting(wished("周四早上要送孩子，九点以后可以"), 25, 26) == {(26, h) for h in range(9, 18)}


def test_bounds_that_are_refused() -> None:
    assert fitting(wished("明天三点以后没空"), 25) == {(25, h) for h in range(8, 15)}
    assert fitting(wished("周三和周四没空"), 25, 26, 27) == {(27, h) for h in range(8, 18)}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("我屋里老人82岁 下周三上午", (12, 2)), ("宝宝两个月了 周四下午", (11, 26)), ("做了1年了 12月3号", (12, 3)),
        ("门面三点几个平方 后天来", (11, 26)), ("3个人 27号", (11, 27)),
    ],
)  # fmt: skip
def test_durations_ages_and_sizes_do_not_disturb(text: str, first: tuple[int, int]) -> None:
    wish = wished(text)
    assert (wish.first, wish.last, wish.near) == (day(first[1], first[0]), day(first[1], first[0]), None)


_PIECES = re.split(
    " ",
    "不要 别 除了 没空 不行 明天 后天 大后天 昨天 周 星期 下 下下 个 这 上 一 三 日 天 末 12 月 1 31 号 日 点 "
    "半 刻 : . - / 上午 下午 早 晚 到 、 或者 越早越好 随便 月底 年 2026 一点 都 三天后 ， 二十 十 名天 ０ ⑨ 零 "
    "以后 前 过了 莫太早 晚点的 太晚 太早 早一点来 我要 去医院 二三",
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


@given(st.integers(7, 18), st.sampled_from([0, 30]), st.sampled_from(["以后", "之后", "过后"]), st.times())
def test_from_a_time_on(hour: int, minute: int, word: str, at: time) -> None:
    said, at = f"{hour}点{'半' if minute else ''}", at.replace(second=0, microsecond=0)  # as slots begin
    assert wished(f"明天{said}{word}").fits(day(25), at) is (at >= time(hour, minute))
    assert wished(f"明天{said}之前").fits(day(25), at) is (at < time(hour, minute))
    assert not wished(f"明天{said}太早").fits(day(25), time(hour, minute))


_HOURS = st.builds(time, st.integers(8, 17), st.sampled_from([0, 30]))


@given(st.tuples(_HOURS, _HOURS), _HOURS, _HOURS, st.sampled_from([None, "near"]))
def test_bounds_hold_and_what_lies_further_out_is_further_away(
    bounds: tuple[time, time], one: time, other: time, kind: str | None
) -> None:
    earliest, latest = sorted(bounds)
    wish = Wish(day(25), day(25), near=earliest if kind else None, earliest=earliest, latest=latest)
    inside = earliest <= one <= latest
    assert not wish.fits(day(25), one) or inside
    if kind is None:
        assert wish.fits(day(25), one) is inside
        assert (wish.distance(day(25), one) == (0, 0)) is inside
    if one <= other <= earliest or one >= other >= latest:
        assert wish.distance(day(25), one) >= wish.distance(day(25), other)


@given(
    st.sets(st.integers(0, 4), min_size=2), st.sampled_from(["周", "星期", "礼拜"]), st.sampled_from(["", "、", "或者"])
)
def test_a_list_of_weekdays_is_all_of_them(weekdays: set[int], word: str, joined: str) -> None:
    named = sorted(weekdays)
    said = joined.join("一二三四五"[one] for one in named)
    monday = TODAY - timedelta(days=TODAY.weekday()) + timedelta(days=7)
    assert wished(f"下{word}{said}都行").only == {monday + timedelta(days=one) for one in named}


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
    for text in ("周一", "一点", "十二月", "二十一号", "11-", "1", "周三我要", "下午我", "二三", "莫太", "周二三"):
        parse_wish(text * 700, CLOCK)
    assert perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Friday morning", "周五上午"),
        ("next monday", "下周一"),
        ("tomorrow afternoon", "明天下午"),
        ("sat", "周六"),
        ("after 5pm", "下午5点以后"),
        ("thursday 4:30 pm", "周四下午四点半"),
        ("day after tomorrow at 10 am", "后天上午十点"),
        ("周四 4:30 pm", "周四下午四点半"),
        ("before 11am wed", "周三上午十一点以前"),
    ],
)
def test_english_is_read_as_chinese_is(text: str, same: str) -> None:
    assert wished(text) == wished(same)


@pytest.mark.parametrize("text", ["what a sunny day", "my mum", "the month", "satisfied", "ok 提交"])
def test_english_that_names_no_time(text: str) -> None:
    assert parse_wish(text, CLOCK) is None


def test_an_hour_alone_is_one_of_the_days_wished_for_before() -> None:
    before = wished("下周二")
    assert wished("四点半").on_the_days_of(before) == wished("下周二四点半")
    assert wished("周五").on_the_days_of(before) == wished("周五")


@pytest.mark.parametrize("text", ["下午最晚的那个", "最后一个号", "周四最晚的", "最晚能约到几点", "越晚越好"])
def test_the_last_time_is_wished_for(text: str) -> None:
    assert wished(text).at_the_end


@pytest.mark.parametrize("text", ["最晚十一点", "周四晚一点", "最后周五下午"])
def test_what_only_bounds_the_time_is_not_the_last(text: str) -> None:
    assert not wished(text).at_the_end


def test_a_yes_between_two_times_refuses_neither() -> None:
    assert wished("下午两点半那个要得 星期一的") == wished("星期一下午两点半")
    assert wished("星期五十一点一起办") == wished("星期五十一点")
