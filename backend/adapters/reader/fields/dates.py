"""Dates and periods as papers write them."""

import re
from datetime import date

FOREVER = "长期"
_DAY = re.compile(r"((?:19|20)\d{2})[年./-]+(\d{1,2})[月./-]+(\d{1,2})日?")
_CHINESE_DAY = re.compile(
    r"([一二][〇零○O一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_OPEN_END = re.compile(r"长期|永久|无固定期限|不约定期限|\*{3,}|＊{3,}")


def dates_in(text: str) -> list[str]:
    """Every real day in a text, in order, as ISO dates."""
    compact = re.sub(r"\s", "", text)
    found = [(m.start(), _iso(int(m[1]), int(m[2]), int(m[3]))) for m in _DAY.finditer(compact)]
    found += [(m.start(), _iso(_year(m[1]), _small(m[2]), _small(m[3]))) for m in _CHINESE_DAY.finditer(compact)]
    return [day for _, day in sorted(found, key=lambda item: item[0]) if day]


def period_in(text: str) -> tuple[str | None, str | None]:
    """The first and last day of a period; the end may be 长期. None for what was not read."""
    days = dates_in(text)
    if _OPEN_END.search(text):
        return (days[0] if days else None), FOREVER
    if len(days) >= 2:
        return days[0], days[1]
    return (days[0], None) if days else (None, None)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _year(text: str) -> int:
    return int("".join(_digit(char) for char in text))


def _digit(char: str) -> str:
    return str("〇一二三四五六七八九".index(char)) if char in "〇一二三四五六七八九" else "0"


def _small(text: str) -> int:
    """一 to 三十一."""
    if "十" not in text:
        return int(_digit(text[0]))
    tens, ones = text.split("十", 1)
    return (int(_digit(tens)) if tens else 1) * 10 + (int(_digit(ones)) if ones else 0)
