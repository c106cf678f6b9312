"""When a person answers: the contact's hours on the days that are worked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from backend.domain.calendar import is_open_day
from backend.domain.clock import SHANGHAI, local
from backend.domain.errors import CalendarUnknown
from backend.domain.items import Contact, DayRules, Opening

#: How far ahead an opening is looked for; the longest public holiday with its weekends is nine days.
_LOOK_AHEAD_DAYS = 21


@dataclass(frozen=True)
class Attendance:
    """Whether somebody answers now, else when (None: not known), and how many wait before and with this one."""

    now: bool
    next_opening: datetime | None  # UTC; None while ``now``
    position: int  # 1: next; 0: does not wait any more


def attendance(contacts: Iterable[Contact], days: DayRules, moment: datetime, position: int) -> Attendance:
    """Whether any of ``contacts`` is at work at ``moment``, and when the first of them will be."""
    openings = tuple({opening for contact in contacts for opening in contact.hours})
    here = local(moment)
    if any(o.start <= here.time() < o.end for o in _openings_on(openings, days, here.date())):
        return Attendance(True, None, position)
    return Attendance(False, _next_start(openings, days, here), position)


def _next_start(openings: Sequence[Opening], days: DayRules, here: datetime) -> datetime | None:
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = here.date() + timedelta(days=ahead)
        starts = (datetime.combine(day, o.start, SHANGHAI) for o in _openings_on(openings, days, day))
        later = min((start for start in starts if start > here), default=None)
        if later is not None:
            return later.astimezone(UTC)
    return None


def _openings_on(openings: Sequence[Opening], days: DayRules, day: date) -> tuple[Opening, ...]:
    """The hours kept on ``day``, as a window keeps its: none on a holiday, none where the calendar does not reach."""
    try:
        if not is_open_day(days, day):
            return ()
    except CalendarUnknown:
        return ()
    own = tuple(o for o in openings if o.weekday == day.weekday())
    # A weekend day worked in exchange (调休) keeps Monday's hours, unless the contact has hours of its own on it.
    return own or tuple(o for o in openings if o.weekday == 0 and day in days.workdays)
