"""Several papers on one page: cards beside each other, two pages of a household register lying open.

Read as one page, a name of one and a number of another could be taken for one person's. So the page is cut along the
gaps between its words until no part shows the marks of two papers.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from backend.adapters.reader.kinds import recognise
from backend.adapters.reader.layout import Layout
from backend.adapters.reader.words import Word

#: What stands once on each paper of a kind.
_MARKS: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "id_card_front": tuple(
        re.compile(pattern) for pattern in (r"^姓名?", r"^出生", r"^住址?", r"公民身份", r"\d{6}(?:19|20)\d{6,8}")
    ),
    "id_card_back": tuple(
        re.compile(pattern) for pattern in (r"居民身份证$", r"签发机关", r"有效期限", r"\d{4}\.\d\d\.\d\d[-—~一至]")
    ),
    "household_member": tuple(
        re.compile(pattern)
        for pattern in (r"与户主关系", r"曾用名", r"公民身份", r"婚姻状况", r"文化程度", r"服务处所")
    ),
    "household_head": tuple(re.compile(pattern) for pattern in (r"户主姓名", r"^户别", r"^户号")),
}
#: Kinds of pages on which to look for more than one paper, and the marks of those.
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "id_card_front": ("id_card_front", "id_card_back"),
    "id_card_back": ("id_card_front", "id_card_back"),
    "household_register": ("household_member", "household_head"),
}
_MOST = 8  # papers on one page
_FOREIGN_WORDS = 3  # words of another paper that a cut may leave on the wrong side before it is no cut


@dataclass(frozen=True)
class Part:
    """One paper on the page: its kind and its own words."""

    kind: str
    layout: Layout


def parts_of(layout: Layout, kinds: Sequence[str]) -> tuple[tuple[Part, ...], bool]:
    """The papers of a page that shows several of one family, and whether all could be told apart.

    No parts: the page is one paper, or both sides of one card.
    """
    family = next((_FAMILIES[kind] for kind in kinds if kind in _FAMILIES), ())
    if set(kinds) - set(_FAMILIES) or not family:
        return (), True
    counts = {marks: _papers(layout.words, marks) for marks in family}
    sides_of_one = family[0] == "id_card_front" and max(counts.values()) < 2
    if sum(counts.values()) < 2 or sides_of_one:
        return (), True
    groups, clean = _cut(layout.words, family, _MOST)
    parts = []
    for words in groups:
        part = Layout(words, layout.width, layout.height, layout.stamps)
        kind = next((kind for kind in recognise(part) if kind in kinds), "")
        if kind:
            parts.append(Part(kind, part))
    return (tuple(parts), clean and len(parts) == len(groups)) if len(parts) > 1 else ((), False)


def _papers(words: Sequence[Word], marks: str) -> int:
    """How many papers these words come from: as many as at least two of the marks say."""
    found = sorted((sum(1 for word in words if mark.search(word.text)) for mark in _MARKS[marks]), reverse=True)
    return found[1]


def _cut(words: Sequence[Word], family: Sequence[str], most: int) -> tuple[list[Sequence[Word]], bool]:
    """Groups of words, each of one paper, and whether no group is left that shows two."""
    if most <= 1 or sum(_papers(words, marks) for marks in family) < 2:
        return [words], most > 1
    best: tuple[tuple[float, float], Sequence[Word], Sequence[Word]] | None = None
    for low, high in (_LEFT_RIGHT, _TOP_BOTTOM):
        for gap, first, second in _gaps(words, low, high):
            halves = (_cost(first, family), _cost(second, family))
            if None in halves:
                continue
            rank = (float(sum(cost for cost in halves if cost is not None)), -gap)
            if best is None or rank < best[0]:
                best = (rank, first, second)
    if best is None or best[0][0] > _FOREIGN_WORDS:
        return [words], False
    one, clean_one = _cut(best[1], family, most - 1)
    two, clean_two = _cut(best[2], family, most - 1)
    return [*one, *two], clean_one and clean_two


_Edge = Callable[[Word], float]
_LEFT_RIGHT: tuple[_Edge, _Edge] = (lambda word: word.level[0], lambda word: word.level[2])
_TOP_BOTTOM: tuple[_Edge, _Edge] = (lambda word: word.level[1], lambda word: word.level[3])


def _gaps(words: Sequence[Word], low: _Edge, high: _Edge) -> list[tuple[float, list[Word], list[Word]]]:
    """Every place where a straight cut touches no word, as its width and the words on both sides."""
    ordered = sorted(words, key=low)
    found, end = [], high(ordered[0])
    for place in range(1, len(ordered)):
        gap = low(ordered[place]) - end
        if gap > 0:
            found.append((gap, ordered[:place], ordered[place:]))
        end = max(end, high(ordered[place]))
    return found


def _cost(words: Sequence[Word], family: Sequence[str]) -> float | None:
    """How far some words are from being whole papers: marks too many or too few. None: no paper is among them."""
    total, papers = 0.0, 0
    for marks in family:
        count = _papers(words, marks)
        papers += count
        total += sum(abs(sum(1 for word in words if mark.search(word.text)) - count) for mark in _MARKS[marks])
    return total if papers else None
