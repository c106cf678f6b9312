"""Wishes for a time, read from what a resident says: 明天下午, 下周三上午, 12月3号三点, 最快, 周六, 除了周三都行."""

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from backend.domain.clock import Clock, today
from backend.domain.items import DayRules
from backend.domain.wish_days import DAY, SOON_DAYS, SPAN, Days, NoSuchDay, days_of
from backend.domain.wish_holidays import holiday_span
from backend.domain.wish_words import CLOCK, PART, part_of, plain, time_of

_NAMES = re.sub(r"\((?!\?)", "(?:", rf"(?:{DAY}|{SPAN}|{PART}|{CLOCK})+")
_NEGATED = re.compile(
    rf"(?:不要|不想|不能|别|除了?|不是|避开)(?:再|在|约|选|是|来|要)?({_NAMES})"
    rf"|({_NAMES})(?:我|都|也|就|是|的话|可能|要|又|那天)*"
    r"(?:不行|不可以|不方便|没空|没得空|没时间|来不了|去不了|不来|有事|上班|上课|不得闲|要?(?:守店|看店|带人|带孩子|接孩子|送孩子|做事|做饭|值班|开会|出差|出摊|忙)"
    rf"|(?:不要|不能|不想)(?!(?:再|在|约|选|是|来|要)?{_NAMES}))"
)
#: A wish is short; the rest of a long text is not searched.
_LONGEST = 200


@dataclass(frozen=True)
class Wish:
    """When a resident would like to come: a range of days, maybe a part of the day, maybe a time to be near to."""

    first: date
    last: date
    part: str | None = None  # "morning" or "afternoon"
    near: time | None = None
    weekdays: frozenset[int] = frozenset()  # only these, when there are any
    only: frozenset[date] = frozenset()  # only these, when there are any
    past: bool = False  # the day named lies behind us
    without: tuple["Wish", ...] = ()  # what was refused

    def fits(self, day: date, at: time, within: int = 60) -> bool:
        """Whether a slot is what was wished for: day, part of the day, and ``within`` so many minutes of the time."""
        if not self.first <= day <= self.last or not self._takes(day) or self.refuses(day, at):
            return False
        if (self.part == "morning" and at >= time(12)) or (self.part == "afternoon" and at < time(12)):
            return False
        return self.near is None or abs(_minutes(at) - _minutes(self.near)) <= within

    def refuses(self, day: date, at: time) -> bool:
        """Whether the resident said not to want this."""
        return any(refused.fits(day, at, within=30) for refused in self.without)

    def distance(self, day: date, at: time) -> tuple[int, int]:
        """How far a slot is from the wish: in days, then in minutes within the day. What was refused is far away."""
        apart = (self.first - day).days if day < self.first else max(0, (day - self.last).days)
        if not self._takes(day):
            apart += 1
        if self.refuses(day, at):
            apart += SOON_DAYS
        target = self.near or {"morning": time(9), "afternoon": time(14)}.get(self.part or "", at)
        return apart, abs(_minutes(at) - _minutes(target))

    def _takes(self, day: date) -> bool:
        return (not self.weekdays or day.weekday() in self.weekdays) and (not self.only or day in self.only)


def parse_wish(text: str, clock: Clock, rules: DayRules | None = None) -> Wish | None:
    """The wish in a text, None when it names no time. A day that is over comes back with ``past`` set.

    ``rules``: the hall's calendar, by which 过了国庆 is understood.
    """
    now = today(clock)
    said = plain(text[:_LONGEST])
    refused = [found.group(1) or found.group(2) for found in _NEGATED.finditer(said)]
    try:
        wanted = _wish(_NEGATED.sub("，", said), now, rules)
        without = tuple(wish for wish in (_wish(names, now, rules) for names in refused) if wish is not None)
    except (NoSuchDay, OverflowError):
        return None
    if wanted is None:
        return Wish(now, now + timedelta(days=SOON_DAYS), without=without) if without else None
    return replace(wanted, without=without)


def _wish(text: str, now: date, rules: DayRules | None) -> Wish | None:
    part, near = part_of(text), time_of(text)
    holiday = holiday_span(text, now, rules, SOON_DAYS) if rules is not None else None
    days = Days(*holiday) if holiday is not None else days_of(text, now)
    if days is None:
        if part is None and near is None:
            return None
        days = Days(now, now + timedelta(days=SOON_DAYS))
    first, last = max(days.first, now), max(days.last, now)
    return Wish(first, last, part, near, days.weekdays, days.only, past=days.last < now)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
