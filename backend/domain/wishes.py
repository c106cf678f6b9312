"""Wishes for a time, read from what a resident says: 明天下午, 下周三上午, 12月3号三点, 最快, 周六, 除了周三都行."""

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from backend.domain.clock import Clock, today
from backend.domain.items import DayRules
from backend.domain.wish_days import SOON_DAYS, Days, NoSuchDay, days_of
from backend.domain.wish_holidays import holiday_span
from backend.domain.wish_hours import Hours, Leaning, hours_of, leaning_of
from backend.domain.wish_refusals import Refusal, parted
from backend.domain.wish_words import plain

#: A blank ends what is refused, for those who type no commas: 不是明天 12月2号那个.
_REFUSED_ALONE = re.compile(r"((?:不是|不要|不想|别|莫)[^\s\uff0c,。]{1,6})\s+")
#: The last of the times: 下午最晚的那个, 最后一个号. "最晚十一点" is a bound.
_AT_THE_END = re.compile(
    r"最[晚迟]的|最[晚迟](?=$|[,。!?吧咯啵噻哈那一个有号能可约]|什么时|几[点时])|最后(?:面|那|的)*(?:一个|一班|个|的号?|时段)|越[晚迟]越好"
)
#: A wish is short; the rest of a long text is not searched.
_LONGEST = 200


@dataclass(frozen=True)
class Wish:
    """When a resident would like to come: a range of days, maybe a part of the day, a time to be near to, bounds."""

    first: date
    last: date
    part: str | None = None  # "morning" or "afternoon"
    near: time | None = None
    earliest: time | None = None  # no slot begins before
    latest: time | None = None  # no slot begins after
    weekdays: frozenset[int] = frozenset()  # only these, when there are any
    only: frozenset[date] = frozenset()  # only these, when there are any
    past: bool = False  # the day named lies behind us
    without: tuple["Wish", ...] = ()  # what was refused
    any_day: bool = False  # no day was named
    at_the_end: bool = False  # the last time of those that fit is meant

    def fits(self, day: date, at: time, within: int = 60) -> bool:
        """Whether a slot is what was wished for: day, part of the day, and ``within`` so many minutes of the time."""
        if not self.first <= day <= self.last or not self._takes(day) or self.refuses(day, at):
            return False
        if (self.part == "morning" and at >= time(12)) or (self.part == "afternoon" and at < time(12)):
            return False
        if not (self.earliest or at) <= at <= (self.latest or at):
            return False
        return self.near is None or abs(_minutes(at) - _minutes(self.near)) <= within

    def on_the_days_of(self, before: "Wish") -> "Wish":
        """This wish, of an hour alone, on the days that were wished for before it."""
        if not self.any_day or before.any_day:
            return self
        return replace(
            self,
            any_day=False,
            past=before.past,
            first=before.first,
            last=before.last,
            weekdays=before.weekdays,
            only=before.only,
        )

    def on(self, day: date) -> "Wish":
        """This wish, of an hour alone, on that day."""
        return replace(self, any_day=False, first=day, last=day) if self.any_day else self

    def takes(self, day: date) -> bool:
        """Whether the day, as a day, is one that was wished for."""
        return self.first <= day <= self.last and self._takes(day)

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
        target = min(max(target, self.earliest or target), self.latest or time.max)
        return apart, abs(_minutes(at) - _minutes(target))

    def _takes(self, day: date) -> bool:
        return (not self.weekdays or day.weekday() in self.weekdays) and (not self.only or day in self.only)


def parse_wish(text: str, clock: Clock, rules: DayRules | None = None) -> Wish | None:
    """The wish in a text, None when it names no time. A day that is over comes back with ``past`` set.

    ``rules``: the hall's calendar, by which 过了国庆 is understood.
    """
    now = today(clock)
    said = plain(_REFUSED_ALONE.sub(r"\1，", text[:_LONGEST]))
    leaning = leaning_of(said)
    wanted, refused = parted(leaning.rest)
    try:
        wish = _read(wanted, leaning, now, rules)
        refusals = [(one, _read(one.text, None, now, rules)) for one in refused]
    except (NoSuchDay, OverflowError):
        return None
    at_the_end = _AT_THE_END.search(said) is not None
    if at_the_end and not wish.says_anything and not any(read.says_anything for _, read in refusals):
        return replace(_made(wish, now), at_the_end=True)
    found = _joined(wish, [_refused(one, read) for one, read in refusals if read.says_anything], now)
    return replace(found, at_the_end=at_the_end) if found is not None and at_the_end else found


@dataclass(frozen=True)
class _Read:
    """What a text says of days, None when nothing, and of hours."""

    days: Days | None
    hours: Hours

    @property
    def says_anything(self) -> bool:
        return self.days is not None or self.hours.said


def _read(text: str, leaning: Leaning | None, now: date, rules: DayRules | None) -> _Read:
    holiday = holiday_span(text, now, rules, SOON_DAYS) if rules is not None else None
    return _Read(Days(*holiday) if holiday is not None else days_of(text, now), hours_of(text, leaning))


def _refused(refusal: Refusal, read: _Read) -> _Read:
    """三点太早 refuses all before three as well."""
    at = read.hours.near
    if refusal.too is None or at is None:
        return read
    bound = Hours(latest=at) if refusal.too == "early" else Hours(earliest=at)
    return replace(read, hours=replace(bound, exact=True))


def _joined(wish: _Read, refused: list[_Read], now: date) -> Wish | None:
    if wish.says_anything:
        return _with_refusals(wish, refused, now)
    without = tuple(_made(one, now) for one in refused)
    return replace(_made(wish, now), without=without) if without else None


def _with_refusals(wish: _Read, refused: list[_Read], now: date) -> Wish:
    if wish.days is None:  # 明天上午不行，下午吧
        wish = replace(wish, days=next((one.days for one in refused if one.days and one.hours.said), None))
    wanted = _made(wish, now)
    without = (_made(one, now) for one in refused)
    return replace(wanted, without=tuple(one for one in without if not _only_a_reason(one, wanted, wish.hours)))


def _only_a_reason(refused: Wish, wanted: Wish, hours: Hours) -> bool:
    """早上要送孩子，九点以后: the clock says how much of the morning is meant."""
    at = wanted.near or wanted.earliest
    if not hours.exact or at is None or refused.part is None or refused.near or refused.earliest or refused.latest:
        return False
    return refused.fits(max(wanted.first, refused.first), at)


def _made(read: _Read, now: date) -> Wish:
    days, hours = read.days or Days(now, now + timedelta(days=SOON_DAYS)), read.hours
    return Wish(
        max(days.first, now),
        max(days.last, now),
        part=hours.part,
        near=hours.near,
        earliest=hours.earliest,
        latest=hours.latest,
        weekdays=days.weekdays,
        only=days.only,
        past=days.last < now,
        any_day=read.days is None,
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
