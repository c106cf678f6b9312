"""Working days: public holidays and adjusted workdays 调休, as the calendar's data says. Beyond it nothing is known."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from backend.domain.errors import CalendarUnknown
from backend.domain.items import DayRules


def is_working_day(days: DayRules, day: date) -> bool:
    """Whether offices work on this day. Raises ``CalendarUnknown`` outside the calendar's data."""
    if not days.first <= day <= days.last:
        raise CalendarUnknown(day=day.isoformat())
    if day in days.workdays:
        return True
    return day.weekday() < 5 and day not in days.holidays


def is_open_day(days: DayRules, day: date) -> bool:
    """Whether a window with hours on this weekday keeps them: every day but public holidays.

    A Saturday window works on ordinary Saturdays, which are no working days in the sense of time limits.
    """
    if not days.first <= day <= days.last:
        raise CalendarUnknown(day=day.isoformat())
    return day in days.workdays or day not in days.holidays


def working_days(days: DayRules, start: date) -> Iterator[date]:
    """Working days from ``start`` on, that day included. Raises ``CalendarUnknown`` at the end of the data."""
    day = start
    while True:
        if is_working_day(days, day):
            yield day
        day += timedelta(days=1)


def add_working_days(days: DayRules, start: date, count: int) -> date:
    """The last day of a limit of ``count`` working days that starts the day after ``start``.

    Limits in working days leave public holidays out (行政许可法 82). ``count`` 0 is ``start`` itself.
    Raises ``CalendarUnknown`` when the limit runs beyond the data.
    """
    if count < 0:
        raise ValueError("a limit can't be negative")
    if count == 0:
        return start
    return next(islice(working_days(days, start + timedelta(days=1)), count - 1, None))


def working_days_between(days: DayRules, start: date, end: date) -> int:
    """How many working days lie after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(days, end, start)
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(days, day) for day in span)
