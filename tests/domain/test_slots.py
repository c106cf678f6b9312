"""Slots: what hours, breaks and the calendar make of a day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.clock import SHANGHAI, local
from backend.domain.errors import CalendarUnknown
from backend.domain.items import Catalogue, DayRules, Opening, Window
from backend.domain.slots import Closed, closed_because, openings_on, slots_of
from backend.domain.wishes import Wish

DAYS = DayRules(
    holidays=frozenset({date(2026, 10, 1), date(2026, 10, 3)}),
    workdays=frozenset({date(2026, 10, 10), date(2026, 9, 20)}),
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
)
TUESDAY, SATURDAY, WORKED_SATURDAY, WORKED_SUNDAY = (
    date(2026, 11, 24),
    date(2026, 11, 28),
    date(2026, 10, 10),
    date(2026, 9, 20),
)


def window(*openings: Opening, minutes: int = 30) -> Window:
    return Window("w", "w", "hall", ("i",), openings, minutes, 1)


def weekdays(*hours: tuple[time, time]) -> list[Opening]:
    return [Opening(day, start, end) for day in range(5) for start, end in hours]


NORMAL = weekdays((time(9), time(12)), (time(13, 30), time(17)))


def starts(made: Window, day: date) -> list[time]:
    return [local(slot.starts_at).time() for slot in slots_of(made, DAYS, day)]


def test_a_usual_day() -> None:
    found = starts(window(*NORMAL), TUESDAY)
    assert found[0] == time(9)
    assert found[5:7] == [time(11, 30), time(13, 30)]
    assert (found[-1], len(found)) == (time(16, 30), 13)


def test_what_is_left_before_a_break_is_not_offered() -> None:
    assert starts(window(Opening(1, time(9), time(10, 20))), TUESDAY) == [time(9), time(9, 30)]
    assert starts(window(Opening(1, time(9), time(9, 29))), TUESDAY) == []


def test_holidays_weekends_and_days_worked_in_exchange() -> None:
    made = window(*NORMAL)
    assert starts(made, date(2026, 10, 1)) == []
    assert starts(made, SATURDAY) == []
    assert len(starts(made, WORKED_SATURDAY)) == len(starts(made, WORKED_SUNDAY)) == 13  # Monday's hours
    short = Opening(5, time(9), time(12))
    assert len(starts(window(*NORMAL, short), SATURDAY)) == 6
    assert len(starts(window(*NORMAL, short), WORKED_SATURDAY)) == 6  # its own hours on that weekday
    assert starts(window(*NORMAL, short), date(2026, 10, 3)) == []


def test_a_window_that_opens_on_wednesdays_only() -> None:
    made = window(Opening(2, time(9), time(10)))
    assert [starts(made, TUESDAY + timedelta(days=n)) != [] for n in range(7)] == [False, True] + [False] * 5


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_no_slots_are_made_up_beyond_the_calendar(day: date) -> None:
    with pytest.raises(CalendarUnknown):
        list(slots_of(window(*NORMAL), DAYS, day))


def test_slots_are_in_utc_and_belong_to_the_halls_day() -> None:
    early = next(slots_of(window(Opening(1, time(7), time(9))), DAYS, TUESDAY))
    assert early.starts_at == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # seven in Changsha
    assert early.starts_at.tzinfo is UTC
    assert early.day == TUESDAY


@st.composite
def days_hours(draw: st.DrawFn) -> tuple[list[Opening], int]:
    """Hours of one weekday that do not overlap, in any order, and the length of a slot."""
    marks = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), min_size=2, max_size=8)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    openings = [Opening(1, time(a // 60, a % 60), time(b // 60, b % 60)) for a, b in pairs]
    return draw(st.permutations(openings)), draw(st.integers(1, 120))


@given(days_hours())
def test_slots_keep_to_the_hours_one_after_the_other(made: tuple[list[Opening], int]) -> None:
    openings, minutes = made
    slots = list(slots_of(window(*openings, minutes=minutes), DAYS, TUESDAY))
    length = timedelta(minutes=minutes)
    for slot in slots:
        start, end = slot.starts_at.astimezone(SHANGHAI), slot.ends_at.astimezone(SHANGHAI)
        assert end - start == length
        assert sum(o.start <= start.time() and end.time() <= o.end and end.date() == TUESDAY for o in openings) == 1
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(slots))
    spans = [(o.end.hour - o.start.hour) * 60 + o.end.minute - o.start.minute for o in openings]
    assert len(slots) == sum(span // minutes for span in spans)  # no more and no fewer than there is room for


def test_the_catalogues_windows_keep_their_breaks(the_catalogue: Catalogue) -> None:
    for made in the_catalogue.windows.values():
        for ahead in range(14):
            day = TUESDAY + timedelta(days=ahead)
            hours = openings_on(made, the_catalogue.days, day)
            for slot in slots_of(made, the_catalogue.days, day):
                start, end = local(slot.starts_at).time(), local(slot.ends_at).time()
                assert any(o.start <= start < end <= o.end for o in hours), (made.key, slot)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(SATURDAY, SATURDAY), Closed.DAYS),
        (Wish(TUESDAY, TUESDAY, near=time(17, 30)), Closed.HOURS),
        (Wish(TUESDAY, SATURDAY, earliest=time(17)), Closed.HOURS),
        (Wish(TUESDAY, TUESDAY, near=time(12, 30)), Closed.HOURS),
        (Wish(TUESDAY, TUESDAY, near=time(16, 45)), None),
        (Wish(TUESDAY, SATURDAY, part="morning"), None),
        (Wish(TUESDAY, TUESDAY, past=True), None),
        (Wish(date(2027, 5, 4), date(2027, 5, 4)), None),
    ],
)
def test_why_nobody_could_come_then(wish: Wish, why: Closed | None) -> None:
    assert closed_because([window(*NORMAL)], DAYS, wish, TUESDAY) is why


def test_a_public_holiday_is_the_reason_on_a_day_that_is_worked_else() -> None:
    feast = date(2026, 10, 1)
    assert closed_because([window(*NORMAL)], DAYS, Wish(feast, feast), feast - timedelta(days=2)) is Closed.HOLIDAY
