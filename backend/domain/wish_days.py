"""The days that residents name: 大后天, 下下周三, 12月1号, 27号到30号, 周末, 下个月, 三天后."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from backend.domain.wish_words import NUMBER, SOON, number

#: How far "any day" reaches.
SOON_DAYS = 14
_NEAR = {"大前天": -3, "前天": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_WEEKDAYS = {
    name: place for place, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for name in names
}
_WEEK = r"(?:周|星期|礼拜)"
_WHICH = r"(上上个?|上个?|下下个?|下个?|这个?|本)"
#: A day by name. The groups are read in this order by ``_date``.
DAY = (
    r"(大前天|前天|大后(?=[天日])|后(?=[天日儿])|[昨今明](?=[天日儿早晚]))[天日儿早晚]?"
    rf"|{_WHICH}?{_WEEK}([一二三四五六日天]|[1-7](?!\d))"
    rf"|(?<![\d第])(?:(\d{{4}})年)?(?:({NUMBER}|下个?|这个?|本)月)?{NUMBER}[号日](?![码窗楼线门院房柜台])"
    r"|(?<![\d.:/\-])(?:(\d{4})[/.\-])?(\d{1,2})[/.\-](\d{1,2})(?![\d.:/\-点时倍小元万块米平公岁%])"
    rf"|过?{NUMBER}天[以之]?后|过{NUMBER}天"
)
#: Several days by one name.
SPAN = (
    rf"{_WHICH}?(?:周末)|{_WHICH}{_WEEK}(?:末|(?![一二三四五六日天1-7]))|工作日|平日"
    rf"|(?:(?<!\d){NUMBER}|下个?|这个?|本)月(?:底|初|份)?(?!\d)|月底|月初"
)
_DAY, _SPAN = re.compile(DAY), re.compile(SPAN)
_BEFORE, _AFTER = re.compile(r"[之以]前|前(?!天)"), re.compile(r"[之以过]后|后(?!天)")
_PAST = re.compile(r"过[了完]$")
#: What may stand between a date and its weekday.
_SAME = re.compile(r"[,、(\[]?(?:是|就是|也就是|那天|那个)?")
_TO = re.compile(r"[天日儿]?[到至~\-—]+")


class NoSuchDay(ValueError):
    """A day was named that no calendar has, such as 2月30号."""


@dataclass(frozen=True)
class Days:
    """From ``first`` to ``last``, of these only the ``weekdays`` and the days in ``only`` when there are any."""

    first: date
    last: date
    weekdays: frozenset[int] = frozenset()
    only: frozenset[date] = frozenset()


def days_of(text: str, now: date) -> Days | None:
    """The days a text names, None when it names none. Raises ``NoSuchDay``."""
    named = _named(text, now)
    if named is not None:
        return named
    span = _SPAN.search(text)
    if span:
        return _span(span, now)
    return Days(now, now + timedelta(days=SOON_DAYS)) if SOON.search(text) else None


def without_days(text: str) -> str:
    """The text without the days it names, so that 礼拜二十一点 is read as eleven o'clock. 明早 stays a morning."""
    return _SPAN.sub(",", _DAY.sub(lambda found: {"早": ",早上", "晚": ",晚上"}.get(found.group()[-1], ","), text))


def _named(text: str, now: date) -> Days | None:
    """All single days in the text: from the first to the second when they are joined by 到, else just these."""
    found = list(_DAY.finditer(text))
    if not found:
        return None
    days = _dates(text, found, now)
    if len(found) == 1 and (bound := _bound(text, found[0], days[0], now)) is not None:
        return bound
    for place, (before, one) in enumerate(pairwise(found)):
        if _TO.fullmatch(text, before.end(), one.start()):
            first, last = days[place], days[place + 1]
            while last < first and one.group(3):
                last += timedelta(days=7)
            return Days(min(*days[:place], first, last), max(*days[:place], first, last))
    coming = {day for day in days if day >= now} or set(days)
    return Days(min(coming), max(coming), only=frozenset(coming) if len(coming) > 1 else frozenset())


def _dates(text: str, found: list[re.Match[str]], now: date) -> list[date]:
    """The day of each name. 12月1号礼拜二 names one day twice; 下周二周三周四 are all in the week named first."""
    days: list[date] = []
    week: date | None = None  # a day in the week that bare weekdays are in
    for place, one in enumerate(found):
        beside = _beside(text, found, place, now) if one.group(3) else None
        day = _date(one, now, week)
        if beside is not None and beside.weekday() == _WEEKDAYS[one.group(3)]:
            day = week = beside
        elif one.group(3) and (one.group(2) or _next_day_follows(found, place)):
            week = day
        days.append(day)
    return days


def _beside(text: str, found: list[re.Match[str]], place: int, now: date) -> date | None:
    """The date right before or after a weekday, with nothing but 是 or a comma between."""
    for one, other in ((place - 1, place), (place, place + 1)):
        near = one if one != place else other
        if one < 0 or other >= len(found) or found[near].group(3):
            continue
        if _SAME.fullmatch(text, found[one].end(), found[other].start()):
            return _date(found[near], now, None)
    return None


def _next_day_follows(found: list[re.Match[str]], place: int) -> bool:
    """周一周二, said on a Tuesday, is next week's Tuesday too."""
    if place + 1 == len(found) or not found[place + 1].group(3) or found[place + 1].group(2):
        return False
    return _WEEKDAYS[found[place + 1].group(3)] - _WEEKDAYS[found[place].group(3)] == 1


def _bound(text: str, found: re.Match[str], day: date, now: date) -> Days | None:
    """From today to before the day (周五之前), or from the one after it on (过了周三)."""
    if _BEFORE.match(text, found.end()):
        return Days(now, max(now, day - timedelta(days=1)))
    if _AFTER.match(text, found.end()) or _PAST.search(text, 0, found.start()):
        return Days(day + timedelta(days=1), day + timedelta(days=1 + SOON_DAYS))
    return None


def _date(found: re.Match[str], now: date, week_of: date | None) -> date:
    """The day. ``week_of``: a day before it in the text that says which week a bare weekday is in."""
    near, which, weekday, year, month, month_number, day, year_2, month_2, day_2, after, later = found.groups()[:12]
    if near:
        return now + timedelta(days=_NEAR[near])
    if weekday:
        return _in_week(which or "", _WEEKDAYS[weekday], week_of, now)
    if after or later:
        return now + timedelta(days=number(after or later))
    if day_2:
        return _on_date(int(year_2) if year_2 else None, int(month_2), int(day_2), now)
    if month and not month_number:
        start = _month(now, 1 if month.startswith("下") else 0)
        return _checked(start.year, start.month, number(day))
    if month is None:
        return _coming(number(day), now)
    return _on_date(int(year) if year else None, number(month), number(day), now)


def _in_week(which: str, weekday: int, week_of: date | None, now: date) -> date:
    start = week_of if week_of is not None and not which else now
    weeks = which.count("下") - which.count("上")
    day = start - timedelta(days=start.weekday()) + timedelta(days=7 * weeks + weekday)
    # "周三" said on a Thursday means the coming one; "这周三" means the one that is over.
    return day + timedelta(days=7) if not which and day < now else day


def _on_date(year: int | None, month: int, day: int, now: date) -> date:
    if year is not None:
        return _checked(year, month, day)
    for ahead in range(9):  # 2月29号 may be years away
        try:
            found = date(now.year + ahead, month, day)
        except ValueError:
            continue
        # A month long past means next year's: in December people say "1月5号".
        if (now - found).days <= 180:
            return found
    raise NoSuchDay


def _coming(day: int, now: date) -> date:
    """The next such day of a month: this one's or, when it is over or has none, a later one's."""
    for ahead in range(3):
        start = _month(now, ahead)
        if 1 <= day <= _length(start) and start.replace(day=day) >= now:
            return start.replace(day=day)
    raise NoSuchDay


def _span(found: re.Match[str], now: date) -> Days:
    text = found.group()
    if text in ("工作日", "平日"):
        return Days(now, now + timedelta(days=SOON_DAYS), frozenset(range(5)))
    if "月" in text:
        return _month_span(text, now)
    weeks = text.count("下") - text.count("上")
    monday = now - timedelta(days=now.weekday()) + timedelta(days=7 * weeks)
    if text.endswith("末"):
        return Days(monday + timedelta(days=5), monday + timedelta(days=6), frozenset({5, 6}))
    return Days(monday if weeks else now, monday + timedelta(days=6))


def _month_span(text: str, now: date) -> Days:
    name = re.match(NUMBER, text)
    if name:
        first = _on_date(None, number(name.group()), 1, now)
        if (first.year, first.month) == (now.year, now.month):
            first = now
    elif text.startswith("下") or (text == "月初" and now.day > 10):
        first = _month(now, 1)
    else:
        first = now
    last = first.replace(day=10 if text.endswith("初") and first.day <= 10 else _length(first))
    return Days(first, last)


def _month(now: date, ahead: int) -> date:
    """The first day of the month so many months ahead."""
    months = now.year * 12 + now.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def _length(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def _checked(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDay from error
