"""The slots of a window: what its hours, breaks and the calendar make of a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from backend.domain.calendar import is_open_day
from backend.domain.clock import SHANGHAI
from backend.domain.items import DayRules, Opening, Window

#: How long before its start a slot is offered for the last time (the hall's own rule).
LEAD = timedelta(hours=2)
#: How many days ahead slots are offered (the hall's own rule: ten working days are two weeks).
HORIZON_DAYS = 14


@dataclass(frozen=True)
class Slot:
    """One slot of one window. Moments are aware, in UTC; ``day`` is the hall's date."""

    window: str
    day: date
    starts_at: datetime
    ends_at: datetime


def openings_on(window: Window, days: DayRules, day: date) -> tuple[Opening, ...]:
    """The hours a window keeps on a day; none on a public holiday.

    A weekend day that is worked in exchange (调休) keeps Monday's hours, unless the window has its own on that weekday.
    Raises ``CalendarUnknown`` outside the calendar's data.
    """
    if not is_open_day(days, day):
        return ()
    own = tuple(o for o in window.openings if o.weekday == day.weekday())
    if own or day not in days.workdays:
        return own
    return tuple(o for o in window.openings if o.weekday == 0)


def slots_of(window: Window, days: DayRules, day: date) -> Iterator[Slot]:
    """The window's slots on a day, in order. A slot never runs into a break: what is left before one is not offered."""
    length = timedelta(minutes=window.slot_minutes)
    for opening in sorted(openings_on(window, days, day), key=lambda o: o.start):
        start = datetime.combine(day, opening.start, SHANGHAI)
        end = datetime.combine(day, opening.end, SHANGHAI)
        while start + length <= end:
            yield Slot(window.key, day, start.astimezone(UTC), (start + length).astimezone(UTC))
            start += length
