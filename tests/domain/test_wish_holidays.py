"""Holidays and bounds in wishes: 过了国庆, 春节前, 周五之前."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.calendar import is_open_day
from backend.domain.items import Catalogue, DayRules
from backend.domain.wishes import parse_wish
from tests.conftest import FixedClock


def on(day: str) -> FixedClock:
    """Ten in the morning of a day, in Changsha."""
    return FixedClock(datetime.fromisoformat(day).replace(hour=2, tzinfo=UTC))


@pytest.fixture
def days(the_catalogue: Catalogue) -> DayRules:
    """The project's own calendar of 2026."""
    return the_catalogue.days


@pytest.mark.parametrize(
    ("today", "said", "first", "last"),
    [
        ("2026-09-21", "过了国庆", "2026-10-08", "2026-10-22"),
        ("2026-09-21", "国庆以后再来吧", "2026-10-08", "2026-10-22"),
        ("2026-09-28", "等十一长假完了", "2026-10-08", "2026-10-22"),
        ("2026-10-03", "过完国庆节", "2026-10-08", "2026-10-22"),
        ("2026-10-12", "过了国庆", "2026-10-12", "2026-10-26"),
        ("2026-09-21", "国庆前行吗", "2026-09-21", "2026-09-30"),
        ("2026-09-21", "国庆那天", "2026-10-01", "2026-10-07"),
        ("2026-02-02", "年前办得了不", "2026-02-02", "2026-02-14"),
        ("2026-02-02", "过完年", "2026-02-24", "2026-03-10"),
        ("2026-04-28", "五一之后", "2026-05-06", "2026-05-20"),
        ("2026-11-24", "元旦以前", "2026-11-24", "2026-12-31"),
        ("2026-11-24", "过了元旦", "2027-01-02", "2027-01-16"),
        ("2026-11-24", "这周五之前", "2026-11-24", "2026-11-26"),
        ("2026-11-24", "12月3号以后", "2026-12-04", "2026-12-18"),
        ("2026-11-24", "过了周三", "2026-11-26", "2026-12-10"),
        ("2026-11-24", "今天之前", "2026-11-24", "2026-11-24"),
        ("2026-11-24", "月底前", "2026-11-24", "2026-11-30"),
        ("2026-11-24", "这两天", "2026-11-24", "2026-12-08"),
    ],
)
def test_what_is_meant(days: DayRules, today: str, said: str, first: str, last: str) -> None:
    wish = parse_wish(said, on(today), days)
    assert wish is not None
    assert (wish.first, wish.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_either_of_two_days(days: DayRules) -> None:
    wish = parse_wish("明后天都行", on("2026-11-24"), days)
    assert wish is not None
    assert wish.only == {date(2026, 11, 25), date(2026, 11, 26)}


def test_a_part_of_the_day_goes_along(days: DayRules) -> None:
    wish = parse_wish("过了国庆随便哪天下午", on("2026-09-21"), days)
    assert wish is not None
    assert (wish.first, wish.part) == (date(2026, 10, 8), "afternoon")


@pytest.mark.parametrize("said", ["过了春节", "一年前办过的", "今年后面再说", "三十一岁", "端午以后"])
def test_what_nobody_knows_or_means_is_no_wish(days: DayRules, said: str) -> None:
    assert parse_wish(said, on("2026-11-24"), days) is None


@given(st.dates(date(2026, 1, 1), date(2026, 10, 20)), st.sampled_from(["过了国庆", "国庆之后", "等国庆过完"]))
def test_after_a_holiday_begins_when_it_is_over(the_catalogue: Catalogue, day: date, said: str) -> None:
    wish = parse_wish(said, on(day.isoformat()), the_catalogue.days)
    assert wish is not None
    assert wish.first >= day
    assert wish.first not in the_catalogue.days.holidays or the_catalogue.days.names[wish.first] != "国庆节"
    assert is_open_day(the_catalogue.days, wish.first) or wish.first == day
    assert wish.last - wish.first == timedelta(days=14)
