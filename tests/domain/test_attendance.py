"""When a person answers."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.attendance import attendance
from backend.domain.clock import SHANGHAI, local
from backend.domain.items import Contact, DayRules, Opening

DAYS = DayRules(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2026, 10, 10)}),
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
)


def contact(*hours: tuple[int, time, time]) -> Contact:
    return Contact("c", "周样本", "科员", "market", "0731", tuple(Opening(*one) for one in hours))


OFFICE = contact(*((day, *part) for day in range(5) for part in ((time(9), time(12)), (time(13, 30), time(17)))))
MORNINGS = contact(*((day, time(8), time(10)) for day in range(5)))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(11, 24, 9), None),  # from the first minute on
        (at(11, 24, 11, 59), None),
        (at(11, 24, 12), at(11, 24, 13, 30)),  # the break
        (at(11, 24, 8, 59), at(11, 24, 9)),
        (at(11, 24, 17), at(11, 25, 9)),
        (at(11, 27, 18), at(11, 30, 9)),  # Friday evening
        (at(9, 30, 17), at(10, 8, 9)),  # the evening before National Day
        (at(10, 9, 17), at(10, 10, 9)),  # the next day is a Saturday worked in exchange: Monday's hours
        (at(10, 10, 10), None),
        (at(10, 10, 17), at(10, 12, 9)),
    ],
)
def test_now_or_when(moment: datetime, opens: datetime | None) -> None:
    found = attendance([OFFICE], DAYS, moment, 3)
    assert (found.now, found.next_opening, found.position) == (opens is None, opens, 3)


def test_the_first_of_several_counts() -> None:
    assert attendance([OFFICE, MORNINGS], DAYS, at(11, 24, 7), 1).next_opening == at(11, 24, 8)
    assert attendance([OFFICE, MORNINGS], DAYS, at(11, 24, 8, 30), 1).now


@pytest.mark.parametrize(
    ("contacts", "moment"),
    [
        ([], at(11, 24, 10)),
        ([contact()], at(11, 24, 10)),
        ([OFFICE], at(12, 31, 18)),  # beyond the calendar
        ([OFFICE], datetime(2027, 6, 1, 2, 0, tzinfo=UTC)),
    ],
)
def test_when_nobody_knows_no_time_is_promised(contacts: list[Contact], moment: datetime) -> None:
    found = attendance(contacts, DAYS, moment, 1)
    assert (found.now, found.next_opening) == (False, None)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20), timezones=st.just(SHANGHAI)))  # noqa: DTZ001
def test_what_is_promised_is_later_and_true(moment: datetime) -> None:
    found = attendance([OFFICE], DAYS, moment.astimezone(UTC), 1)
    assert found.now == (found.next_opening is None)
    if found.next_opening is not None:
        assert found.next_opening > moment
        assert attendance([OFFICE], DAYS, found.next_opening, 1).now
        assert local(found.next_opening).time() in (time(9), time(13, 30))
