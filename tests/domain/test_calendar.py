"""Working days, against the arrangement of 2026 of the State Council's office and against plain counting."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.domain.calendar import add_working_days, is_open_day, is_working_day, working_days, working_days_between
from backend.domain.errors import CalendarUnknown
from backend.domain.items import Catalogue, DayRules
from backend.services import catalogue as catalogue_service
from backend.settings import ROOT

DAYS: DayRules = catalogue_service.load(ROOT / "data" / "catalogue").days
#: 2026: which days are off, which weekend days are worked, as the notice words it (month, first, last).
OFF = [(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)]
WORKED = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
in_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def test_the_catalogue_has_the_published_arrangement(the_catalogue: Catalogue) -> None:
    off = {date(2026, month, day) for month, first, last in OFF for day in range(first, last + 1)}
    assert the_catalogue.days.holidays == off
    assert the_catalogue.days.workdays == {date(2026, month, day) for month, day in WORKED}
    assert len(off) == 33  # 2026 has 33 days off
    assert all(day.weekday() >= 5 for day in the_catalogue.days.workdays)
    assert (the_catalogue.days.first, the_catalogue.days.last) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "working", "opens"),
    [
        (date(2026, 11, 24), True, True),  # a Tuesday
        (date(2026, 11, 28), False, True),  # an ordinary Saturday: who has hours on it keeps them
        (date(2026, 2, 28), True, True),  # a Saturday worked in exchange
        (date(2026, 9, 20), True, True),  # a Sunday worked in exchange
        (date(2026, 2, 17), False, False),  # New Year's Day of the spring festival
        (date(2026, 10, 3), False, False),  # a Saturday within a holiday
        (date(2026, 10, 8), True, True),  # the first day after one
    ],
)
def test_days_of_each_kind(day: date, working: bool, opens: bool) -> None:
    assert (is_working_day(DAYS, day), is_open_day(DAYS, day)) == (working, opens)


def test_2026_has_248_working_days() -> None:
    every = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    weekdays = sum(day.weekday() < 5 for day in every)
    lost = sum(day.weekday() < 5 for day in DAYS.holidays)
    assert sum(is_working_day(DAYS, day) for day in every) == weekdays - lost + len(WORKED) == 248


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1), date.min, date.max])
def test_beyond_its_data_the_calendar_knows_nothing(day: date) -> None:
    for ask in (is_working_day, is_open_day):
        with pytest.raises(CalendarUnknown) as unknown:
            ask(DAYS, day)
        assert unknown.value.fields == {"day": day.isoformat()}


def test_a_limit_that_runs_beyond_the_data_is_not_guessed() -> None:
    assert add_working_days(DAYS, date(2026, 12, 30), 1) == date(2026, 12, 31)
    with pytest.raises(CalendarUnknown):
        add_working_days(DAYS, date(2026, 12, 30), 2)
    with pytest.raises(CalendarUnknown):
        list(working_days(DAYS, date(2026, 12, 30)))
    with pytest.raises(CalendarUnknown):
        working_days_between(DAYS, date(2026, 12, 30), date(2027, 1, 1))
    with pytest.raises(ValueError, match="negative"):
        add_working_days(DAYS, date(2026, 6, 1), -1)


def test_a_limit_leaves_the_long_holiday_out() -> None:
    # From the last working day before National Day: 8, 9 and the worked Saturday 10 October.
    assert add_working_days(DAYS, date(2026, 9, 30), 3) == date(2026, 10, 10)


@given(in_2026, st.integers(0, 60))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    try:
        end = add_working_days(DAYS, start, count)
    except CalendarUnknown:
        left = (date(2026, 12, 31) - start).days
        assert sum(is_working_day(DAYS, start + timedelta(days=n)) for n in range(1, left + 1)) < count
        return
    assert working_days_between(DAYS, start, end) == count
    assert count == 0 or is_working_day(DAYS, end)
    assert add_working_days(DAYS, start, 0) == start


@given(in_2026, in_2026, in_2026)
def test_counts_add_up_and_turn_round(a: date, b: date, c: date) -> None:
    a, b, c = sorted((a, b, c))
    assert working_days_between(DAYS, a, b) + working_days_between(DAYS, b, c) == working_days_between(DAYS, a, c)
    assert working_days_between(DAYS, c, a) == -working_days_between(DAYS, a, c)


@given(in_2026)
def test_working_days_are_in_order_and_leave_none_out(start: date) -> None:
    assume(start < date(2026, 12, 1))
    found = list(islice(working_days(DAYS, start), 12))
    assert found == [d for n in range((found[-1] - start).days + 1) if is_working_day(DAYS, d := start + timedelta(n))]


@given(in_2026)
def test_who_works_is_open(day: date) -> None:
    assert is_open_day(DAYS, day) or not is_working_day(DAYS, day)
