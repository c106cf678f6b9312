"""Whether two addresses are one place: the same house may be written in many ways.

Provinces, cities, districts and streets before the road are left away by one and written by the other; 栋 is 幢 or 座,
室 is 房; digits are Chinese or full-width. Only what both say can differ.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from backend.domain.checks.words import distance, plain


class Match(StrEnum):
    """What comparing two addresses says."""

    SAME = "same"
    DIFFERENT = "different"  # the same road, another house, building or room
    UNSURE = "unsure"


@dataclass(frozen=True)
class Address:
    """An address in its parts."""

    road: str  # what stands before the first number, without the places above it
    parts: dict[str, str] = field(default_factory=dict)  # house, building, unit, room → its number


_ABOVE = re.compile(
    r"^(?:中国)?(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?(?:[\u4e00-\u9fff]{1,7}?(?:市|自治州|地区))?"
    r"(?:[\u4e00-\u9fff]{1,7}?(?:(?<![小社园校厂])区|县|市))?"
    r"(?:[\u4e00-\u9fff]{1,7}?(?:街道办事处|街道办|街道|镇|乡))?(?:[\u4e00-\u9fff]{1,7}?(?:社区|居委会|村委会))?"
)
_NUMBER = r"(?:[A-Z]?\d+[A-Z]?(?:-\d+)*|[A-Z](?=[栋座幢]))"
_PARTS = (
    ("building", re.compile(rf"({_NUMBER})(?:栋|幢|座|号楼|号院|#)")),
    ("unit", re.compile(rf"({_NUMBER})(?:单元|门(?!面))")),
    ("room", re.compile(rf"({_NUMBER})(?:室|号房|房|号门面|号商铺|号铺)")),
    ("house", re.compile(rf"(?<!附)({_NUMBER})号(?!楼|院|房|门面|商铺|铺)")),
)
_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_DASHES = re.compile(r"[-－—–]")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百]+(?=号|栋|幢|座|单元|室|房|层|楼)")


def compare(one: str, other: str) -> tuple[Match, str, str]:
    """Whether two addresses are one place, and where they differ what each says ("12号" and "49号")."""
    first, second = parse(one), parse(other)
    if not _same_road(first.road, second.road):
        return Match.UNSURE, "", ""
    for name, unit in (("house", "号"), ("building", "栋"), ("unit", "单元"), ("room", "室")):
        mine, theirs = first.parts.get(name), second.parts.get(name)
        if mine is None or theirs is None or mine == theirs:
            continue
        if mine.startswith(f"{theirs}-") or theirs.startswith(f"{mine}-") or not (first.road and second.road):
            return Match.UNSURE, mine + unit, theirs + unit
        return Match.DIFFERENT, mine + unit, theirs + unit
    return Match.SAME, "", ""


def parse(text: str) -> Address:
    """The parts of an address as it is written."""
    folded = plain(_DASHES.sub("~", text)).replace("~", "-")
    folded = _CHINESE.sub(lambda match: _number(match.group()), folded)
    rest = _ABOVE.sub("", folded, count=1)
    parts = {}
    for name, pattern in _PARTS:
        found = pattern.search(rest)
        if found:
            parts[name] = found[1].lstrip("0") or "0"
    road = re.split(r"\d|[A-Z](?=[栋座幢])", rest, maxsplit=1)[0]
    return Address(road, parts)


def _same_road(one: str, other: str) -> bool:
    """Equal, or one character misread. A missing road contradicts nothing."""
    if not one or not other or one == other:
        return True
    return min(len(one), len(other)) >= 3 and distance(one, other, 1) <= 1 and not _beside(one, other)


def _beside(one: str, other: str) -> bool:
    """Whether two roads may be two: 东路 and 西路, 新书院路 and 书院路 differ by no misread character."""
    differ = set(one) ^ set(other)
    return len(one) != len(other) or bool(differ & set("东西南北中上下前后新老一二三四五六七八九十"))


def _number(text: str) -> str:
    """A number in Chinese digits up to 199: 三, 十二, 二十, 一百零五; or digit by digit: 二〇三."""
    if not re.search("[十百]", text):
        return "".join(_DIGITS[sign] for sign in text)
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = int(_DIGITS.get(hundreds, "0")) * 100 if hundreds else 0
    value += (int(_DIGITS.get(tens.strip("零"), "1")) if ten else 0) * 10
    return str(value + int(_DIGITS.get(ones.strip("零〇"), "0")))
