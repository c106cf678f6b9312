"""Public holidays in wishes: 过了国庆, 春节前, 元旦那天. The days come from the calendar's data where it has them."""

import re
from datetime import date, timedelta

from backend.domain.items import DayRules

#: what people call a holiday → its name in the calendar
_CALLED = {
    **dict.fromkeys(("元旦", "阳历年"), "元旦"),
    **dict.fromkeys(("春节", "过年", "除夕", "大年", "新年", "年"), "春节"),
    "清明": "清明节",
    **dict.fromkeys(("五一", "劳动节"), "劳动节"),
    "端午": "端午节",
    **dict.fromkeys(("中秋", "八月十五"), "中秋节"),
    **dict.fromkeys(("国庆", "十一"), "国庆节"),
}
#: the day of those that the sun decides, for years that the calendar does not know yet
_FIXED = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}
#: 年 and 十一 mean other things too
_LOOSE = {
    "年": r"(?<![今明去\d一二两三四五六七八九十几半多])年(?=[之以]?[前后]|底)",
    "十一": "十一(?=[节长假前后期]|[之以过][前后])",
}
_NAMES = "|".join(_LOOSE.get(word, word) for word in _CALLED)
_TAIL = r"(?:节|假期?|长假)*"
_AFTER = re.compile(rf"(?:过[了完]|等)(?P<a>{_NAMES}|年){_TAIL}|(?P<b>{_NAMES}){_TAIL}(?:[之以过]?后|完了?|一过)")
_BEFORE = re.compile(rf"(?P<a>{_NAMES}){_TAIL}(?:[之以]?前|以内)")
_IN = re.compile(rf"(?P<a>{_NAMES})")
#: a holiday that ended so many days ago is still the one that is meant by 过了国庆
_JUST_OVER = timedelta(days=20)


def holiday_span(text: str, now: date, rules: DayRules, reach: int) -> tuple[date, date] | None:
    """The first and last day that a text means by a holiday; None when it names none, or one whose days nobody knows.

    Args:
        reach: how many days "after" reaches.
    """
    for pattern in (_AFTER, _BEFORE, _IN):
        found = pattern.search(text)
        if found is None:
            continue
        span = _next(next(word for word in found.groupdict().values() if word), now, rules)
        if span is None:
            return None
        first, last = span
        if pattern is _AFTER:
            begin = max(now, last + timedelta(days=1))
            return begin, begin + timedelta(days=reach)
        return (now, max(now, first - timedelta(days=1))) if pattern is _BEFORE else (max(now, first), last)
    return None


def _next(word: str, now: date, rules: DayRules) -> tuple[date, date] | None:
    """The holiday's days: those that come, or are, or are just over."""
    name = _CALLED[word]
    days = sorted(day for day in rules.holidays if rules.names.get(day) == name and day >= now - _JUST_OVER)
    if days:
        span = [day for day in days if day - days[0] < timedelta(days=15)]
        return span[0], span[-1]
    if name not in _FIXED:
        return None
    coming = (date(year, *_FIXED[name]) for year in (now.year, now.year + 1))
    return next(((day, day) for day in coming if day >= now - _JUST_OVER), None)
