"""The question that best tells several items apart, made from how the catalogue says they differ."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.items import Item

#: More groups than this are no question but a list. Of what matters are about the likeliest are offered.
_MOST_GROUPS = 5
#: Where a matter is taken is the office's knowledge: asked only when nothing else says half as much.
_PLACE_WEIGHT = 0.5


class Difference(StrEnum):
    """In what items differ."""

    APPLICANT = "applicant"  # whom it is for: oneself and the family, or a shop and a business
    STAGE = "stage"  # what is to happen: new, changed, renewed, ended
    PLACE = "place"  # who takes it: the street, the police station, the district, the city
    DEPARTMENT = "department"  # what it is about


@dataclass(frozen=True)
class Group:
    """Items that are alike in the difference that is asked about."""

    key: str
    items: tuple[str, ...]  # item ids, the likeliest first


@dataclass(frozen=True)
class Split:
    """A question in data: what it asks about and which items each answer leaves."""

    difference: Difference
    groups: tuple[Group, ...]


_STAGES = (
    ("end", re.compile(r"注销|离婚|迁出")),
    ("renew", re.compile(r"延续|换证|年审|年度审验|换领")),
    ("change", re.compile(r"变更|更正|改")),
)
_PLACES = (
    ("street", re.compile(r"街道|社区|乡镇|镇")),
    ("police", re.compile(r"派出所|出入境")),
    ("city", re.compile(r"^市级")),
)


def _first(patterns: Sequence[tuple[str, re.Pattern[str]]], text: str, otherwise: str) -> str:
    return next((key for key, pattern in patterns if pattern.search(text)), otherwise)


_VALUES: dict[Difference, Callable[[Item], str]] = {
    Difference.APPLICANT: lambda item: "business" if item.trade else item.applicant,
    Difference.STAGE: lambda item: _first(_STAGES, f"{item.name.value or ''} {item.short_name}", "new"),
    Difference.PLACE: lambda item: _first(_PLACES, item.level.value or "", "district"),
    Difference.DEPARTMENT: lambda item: item.department,
}


def split(items: Sequence[tuple[Item, float]]) -> Split | None:
    """The question whose answer is expected to leave the least doubt, None when no difference parts the items.

    Args:
        items: the candidates with their chances, the likeliest first.
    """
    found = [_grouped(difference, items) for difference in Difference]
    worth = [(gain, split) for gain, split in found if gain > 0]
    return max(worth, key=lambda one: one[0])[1] if worth else None


def _grouped(difference: Difference, items: Sequence[tuple[Item, float]]) -> tuple[float, Split]:
    groups: dict[str, list[str]] = defaultdict(list)
    chances: dict[str, float] = defaultdict(float)
    for item, chance in items:
        key = _VALUES[difference](item)
        groups[key].append(item.id)
        chances[key] += chance
    if difference is Difference.DEPARTMENT:
        likely = sorted(chances, key=lambda key: -chances[key])[:_MOST_GROUPS]
        groups, chances = {key: groups[key] for key in likely}, {key: chances[key] for key in likely}
    total = sum(chances.values()) or 1.0
    parts = [chance / total for chance in chances.values() if chance > 0]
    gain = -sum(part * math.log(part) for part in parts) if 1 < len(groups) <= _MOST_GROUPS else 0.0
    if difference is Difference.PLACE:
        gain *= _PLACE_WEIGHT
    return gain, Split(difference, tuple(Group(key, tuple(ids)) for key, ids in groups.items()))
