"""Time: UTC in storage, Asia/Shanghai in rules, and a clock that is passed in."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """What tells the time. Rules take one, so that tests can stop it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's clock, so much later: for demonstrations on a day that the calendar knows."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by


def local(moment: datetime) -> datetime:
    """The same moment on the hall's wall clock."""
    return moment.astimezone(SHANGHAI)


def today(clock: Clock) -> date:
    """The hall's date now."""
    return local(clock.now()).date()
