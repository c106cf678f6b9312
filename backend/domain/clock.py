"""Time: UTC in storage, Asia/Shanghai in rules, and a clock that is passed in."""

from datetime import UTC, date, datetime
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


def local(moment: datetime) -> datetime:
    """The same moment on the hall's wall clock."""
    return moment.astimezone(SHANGHAI)


def today(clock: Clock) -> date:
    """The hall's date now."""
    return local(clock.now()).date()
