"""The hours that residents name: 下午三点, 三点以后, 十一点前, 莫太早, 晚点的."""

import re
from dataclasses import dataclass
from datetime import time

from backend.domain.wish_days import without_days
from backend.domain.wish_words import CLOCK, number, part_of

#: What 莫太早 and 莫太晚 mean when no clock is named: by the hall's own sense of early and late.
NOT_EARLY, NOT_LATE = time(10), time(16)
_NOT_EARLY_IN_THE_AFTERNOON, _NOT_LATE_IN_THE_MORNING = time(15), time(10, 30)
_DONT = r"(?:莫|不要|不能|不想|不用|不|别|勿)(?:再|给我|约|搞|来|去|弄|安排|排|订|选|得|的)*(?:太|那么|这么|[那这])"
_MORE = r"一?点(?:儿|子)?"
_LATER = re.compile(
    rf"{_DONT}早(?:[了哒的])?|太早[了哒]?(?:我|也|就|都)*(?:不行|不得行|不好|起不来|来不了|来不成|去不了|没空)"
    rf"|(?<![早点今明后昨])[晚迟]{_MORE}(?=[的来去到过有行可能好吧啵咯噻没吗呢,。;!?]|时[候间]|$)"
)
_SOONER = re.compile(
    rf"{_DONT}[晚迟](?:[了哒的])?|太[晚迟][了哒]?(?:我|也|就|都)*(?:不行|不得行|不好|来不了|来不成|去不了|没空)"
    rf"|早{_MORE}(?:来|去|到|过来|过去)"
)
_CLOCK = re.compile(CLOCK)
#: What follows or goes before a clock that is only a bound.
FROM = r"(?:钟|整)?(?:[以之]?后(?!天)|过后|往后|以上|起(?!床)|才(?![来到])|(?:才|就)?(?:下班|放学|下课|收工))"
UNTIL = r"(?:钟|整)?(?:[以之]前|前(?![天后]))"
_FROM, _UNTIL = re.compile(FROM), re.compile(UNTIL)
_AT_LEAST = re.compile(r"(?:(?<!超)过了?|最早|至少|起码)(?:也|要|得|到)*$")
_AT_MOST = re.compile(r"(?:最[晚迟]|(?:不要?|莫|别)超过|不晚于|不迟于|赶在)(?:也|要|得|到)*$")
_PARTS = re.compile(r"(上午|早上|早晨|清早|一早)|下午|傍晚|晚上")


@dataclass(frozen=True)
class Hours:
    """A part of the day, a time to be near to, the first and the last moment to begin. ``exact``: a clock was named."""

    part: str | None = None  # "morning" or "afternoon"
    near: time | None = None
    earliest: time | None = None
    latest: time | None = None
    exact: bool = False

    @property
    def said(self) -> bool:
        """Whether anything was said about the hour."""
        return any(value is not None for value in (self.part, self.near, self.earliest, self.latest))


@dataclass(frozen=True)
class Leaning:
    """Whether somebody would rather not come early, or late; ``rest`` is the text without the words for it."""

    rest: str
    later: bool = False
    sooner: bool = False


def leaning_of(text: str) -> Leaning:
    """Read 莫太早, 晚点的, 早一点来."""
    later, sooner = bool(_LATER.search(text)), bool(_SOONER.search(text))
    return Leaning(_LATER.sub(",", _SOONER.sub(",", text)), later, sooner)


def hours_of(text: str, leaning: Leaning | None = None) -> Hours:
    """The hours a text names. What is said by the clock wins over a leaning. Of a span the beginning counts."""
    part = part_of(text)
    near, earliest, latest = _by_the_clock(without_days(text))
    exact = any(at is not None for at in (near, earliest, latest))
    if earliest is not None and latest is not None and earliest > latest:
        earliest = latest = None
    if near is not None and not (earliest or near) <= near <= (latest or near):
        near = None
    if leaning is not None and near is None:
        earliest, latest = _leant(leaning, part, earliest, latest)
    return Hours(_fitting_part(part, near, earliest, latest), near, earliest, latest, exact)


def _by_the_clock(text: str) -> tuple[time | None, time | None, time | None]:
    near = earliest = latest = None
    for found in _CLOCK.finditer(text):
        at = _time(found, text)
        if at is None:
            continue
        if _FROM.match(text, found.end()) or _AT_LEAST.search(text, 0, found.start()):
            earliest = earliest or at
        elif _AT_MOST.search(text, 0, found.start()):
            latest = latest or at
        elif _UNTIL.match(text, found.end()):
            latest = latest or _just_before(at)
        else:
            near = near or at
    return near, earliest, latest


def _leant(
    leaning: Leaning, part: str | None, earliest: time | None, latest: time | None
) -> tuple[time | None, time | None]:
    """The bounds with what 莫太早 and 莫太晚 add where it leaves anything."""
    if leaning.later and earliest is None:
        bound = _NOT_EARLY_IN_THE_AFTERNOON if part == "afternoon" else NOT_EARLY
        earliest = bound if latest is None or bound <= latest else None
    if leaning.sooner and latest is None:
        bound = _NOT_LATE_IN_THE_MORNING if part == "morning" else NOT_LATE
        latest = bound if earliest is None or earliest <= bound else None
    return earliest, latest


def _fitting_part(part: str | None, near: time | None, earliest: time | None, latest: time | None) -> str | None:
    """The part of the day, unless a clock says that another is meant: 早上要送孩子，三点以后."""
    noon = time(12)
    if part == "morning" and ((near is not None and near >= noon) or (earliest is not None and earliest >= noon)):
        return "afternoon" if near is not None else None
    if part == "afternoon" and ((near is not None and near < noon) or (latest is not None and latest < noon)):
        return "morning" if near is not None else None
    return part


def _time(found: re.Match[str], text: str) -> time | None:
    hour, rest = number(found.group(1)), found.group(2) or ""
    minutes = {"": 0, "半": 30, "一刻": 15, "三刻": 45}
    minute = minutes[rest] if rest in minutes else number(rest.removeprefix("零").removesuffix("分"))
    part = _part_around(found, text)
    # Nobody comes at three at night, and eight in the evening is no eight in the morning.
    if (hour < 7 and part != "morning") or (hour < 12 and part == "evening"):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _part_around(found: re.Match[str], text: str) -> str | None:
    """The part of the day that a clock is in: the last that was named before it, else the first after it."""
    parts = list(_PARTS.finditer(text))
    before = [one for one in parts if one.end() <= found.start()]
    one = before[-1] if before else next(iter(parts), None)
    return None if one is None else "morning" if one.group(1) else "evening"


def _just_before(at: time) -> time:
    """The last minute before a time: who must leave by eleven can't begin at eleven."""
    minutes = max(0, at.hour * 60 + at.minute - 1)
    return time(minutes // 60, minutes % 60)
