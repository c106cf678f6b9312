"""Wishes for a time, read from what a resident says: 明天下午, 下周三上午, 12月3号三点, 最快, 月底前, 周六."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from backend.domain.clock import Clock, today

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = r"(\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_NEAR_DAYS = (("大后天", 3), ("后天", 2), ("后日", 2), ("明天", 1), ("明日", 1), ("明早", 1), ("今天", 0), ("今日", 0))
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_WEEK = re.compile(r"(下下|下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天])")
_DATE = re.compile(rf"(?:{_NUMBER}月)?{_NUMBER}[号日](?!码)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})(?!\d)")
_WEEKEND = re.compile(r"周末")
_NEXT_WEEK = re.compile(r"下(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天])")
_THIS_WEEK = re.compile(r"(?:这|本)(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天])")
_SOONEST = re.compile(r"最快|最早|尽快|越快越好|越早越好|马上|随便|都可以|都行|哪天都")
_MONTH_END = re.compile(r"月底")
_CLOCK = re.compile(rf"{_NUMBER}(?:点|:|时)(半|{_NUMBER}分?|\d{{2}})?")
_MORNING = re.compile(r"上午|早上|早晨|明早|清早|一早")
_AFTERNOON = re.compile(r"下午|中午|傍晚|晚")


@dataclass(frozen=True)
class Wish:
    """When a resident would like to come: a range of days, maybe a part of the day, maybe a time to be near to."""

    first: date
    last: date
    part: str | None = None  # "morning" or "afternoon"
    near: time | None = None
    weekdays: frozenset[int] = frozenset()  # only these, when there are any
    past: bool = False  # the day named lies behind us

    def fits(self, day: date, at: time) -> bool:
        """Whether a slot is what was wished for: the day and the part of the day, and within an hour of the time."""
        if not self.first <= day <= self.last or (self.weekdays and day.weekday() not in self.weekdays):
            return False
        if (self.part == "morning" and at >= time(12)) or (self.part == "afternoon" and at < time(12)):
            return False
        return self.near is None or abs(_minutes(at) - _minutes(self.near)) <= 60

    def distance(self, day: date, at: time) -> tuple[int, int]:
        """How far a slot is from the wish: in days, then in minutes within the day."""
        apart = (self.first - day).days if day < self.first else max(0, (day - self.last).days)
        if self.weekdays and day.weekday() not in self.weekdays:
            apart += 1
        target = self.near or {"morning": time(9), "afternoon": time(14)}.get(self.part or "", at)
        return apart, abs(_minutes(at) - _minutes(target))


def parse_wish(text: str, clock: Clock) -> Wish | None:
    """The wish in a text, None when it names no time. A day that is over comes back with ``past`` set."""
    now = today(clock)
    part, near = _part(text), _time(text)
    days = _days(text, now)
    if days is None:
        if part is None and near is None:
            return None
        return Wish(now, now + timedelta(days=14), part, near)
    first, last, weekdays = days
    return Wish(max(first, now), max(last, now), part, near, weekdays, past=last < now)


def _days(text: str, now: date) -> tuple[date, date, frozenset[int]] | None:
    named = _named_day(text, now)
    if named is not None:
        return named, named, frozenset()
    if _SOONEST.search(text):
        return now, now + timedelta(days=14), frozenset()
    monday = now - timedelta(days=now.weekday())
    if _WEEKEND.search(text):
        start = monday + timedelta(days=7 if _NEXT_WEEK.search(text) else 0)
        return start + timedelta(days=5), start + timedelta(days=6), frozenset({5, 6})
    if _NEXT_WEEK.search(text):
        return monday + timedelta(days=7), monday + timedelta(days=13), frozenset()
    if _THIS_WEEK.search(text):
        return now, monday + timedelta(days=6), frozenset()
    if _MONTH_END.search(text):
        return now, now.replace(day=calendar.monthrange(now.year, now.month)[1]), frozenset()
    return None


def _named_day(text: str, now: date) -> date | None:
    for word, ahead in _NEAR_DAYS:
        if word in text:
            return now + timedelta(days=ahead)
    week = _WEEK.search(text)
    if week:
        return _in_week(week.group(1) or "", _WEEKDAYS[week.group(2)], now)
    found = _DATE.search(text)
    if found:
        return _on_date(_int(found.group(1)) if found.group(1) else None, _int(found.group(2)), now)
    slashed = _SLASHED.search(text)
    if slashed:
        return _on_date(int(slashed.group(1)), int(slashed.group(2)), now)
    return None


def _in_week(which: str, weekday: int, now: date) -> date:
    monday = now - timedelta(days=now.weekday())
    if which.startswith("下下"):
        return monday + timedelta(days=14 + weekday)
    if which.startswith("下"):
        return monday + timedelta(days=7 + weekday)
    day = monday + timedelta(days=weekday)
    # "周三" said on a Thursday means the coming one; "这周三" means the one that is over.
    return day + timedelta(days=7) if not which and day < now else day


def _on_date(month: int | None, day: int, now: date) -> date | None:
    try:
        if month is None:
            found = now.replace(day=day)
            if found < now:
                following = now.replace(day=1) + timedelta(days=32)
                found = following.replace(day=day)
            return found
        found = date(now.year, month, day)
        # A month long past means next year's: in December people say "1月5号".
        return date(now.year + 1, month, day) if (now - found).days > 180 else found
    except ValueError:
        return None


def _part(text: str) -> str | None:
    if _MORNING.search(text):
        return "morning"
    return "afternoon" if _AFTERNOON.search(text) else None


def _time(text: str) -> time | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    hour = _int(found.group(1))
    rest = found.group(2)
    minute = 0
    if rest == "半":
        minute = 30
    elif rest:
        minute = _int(rest.rstrip("分"))
    if hour < 8 and not _MORNING.search(text):
        hour += 12  # nobody means three at night
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _int(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS[text]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
