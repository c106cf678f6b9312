"""The slots of a window: what its hours, breaks and the calendar make of a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from backend.domain.calendar import is_open_day
from backend.domain.clock import SHANGHAI, local
from backend.domain.errors import CalendarUnknown
from backend.domain.items import DayRules, Opening, Window
from backend.domain.wishes import Wish

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


class Closed(StrEnum):
    """Why nobody could come when it was wished for, however few have booked."""

    DAYS = "days"  # on these weekdays the windows are closed
    HOLIDAY = "holiday"
    HOURS = "hours"  # they are open on that day, but not then


def closed_because(windows: Iterable[Window], days: DayRules, wish: Wish, now: date) -> Closed | None:
    """Why none of the windows is open when it was wished for; None when one is, or when nobody can know."""
    named = [day for n in range(HORIZON_DAYS + 1) if wish.takes(day := now + timedelta(days=n))]
    serving = list(windows)
    if not named or wish.past or not serving:
        return None
    try:
        opened = [(day, window) for day in named for window in serving if openings_on(window, days, day)]
        if not opened:
            usual = {opening.weekday for window in serving for opening in window.openings}
            return Closed.HOLIDAY if any(day.weekday() in usual for day in named) else Closed.DAYS
        return None if any(_is_open(window, days, day, wish) for day, window in opened) else Closed.HOURS
    except CalendarUnknown:
        return None


def _is_open(window: Window, days: DayRules, day: date, wish: Wish) -> bool:
    """Whether the window has a time on that day which was wished for, whatever was refused beside."""
    near, loose = wish.near, replace(wish, near=None, without=())
    if near is not None and not any(o.start <= near < o.end for o in openings_on(window, days, day)):
        return False
    return any(loose.fits(day, local(slot.starts_at).time()) for slot in slots_of(window, days, day))
