"""Finding the value that belongs to a label, by position: reading order can't be relied on."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from backend.adapters.reader.words import Word, fraction
from backend.domain.facts import Field

#: The score of a value that a stamp may have cut: a part of a name reads as well as the whole.
_UNDER_A_STAMP = 0.5
_LEAD = " :：;；._-—|,，、"


@dataclass(frozen=True)
class Value:
    """A piece of text on the page, with the words it came from."""

    text: str
    words: tuple[Word, ...]

    @property
    def score(self) -> float:
        """The weakest word's."""
        return min((word.score for word in self.words), default=0.0)

    @property
    def level(self) -> tuple[float, float, float, float]:
        return around([word.level for word in self.words])


@dataclass(frozen=True)
class Row:
    """Words beside each other, left to right."""

    words: tuple[Word, ...]
    text: str
    owners: tuple[int, ...]  # for each character, the index of its word


@dataclass(frozen=True)
class Hit:
    """A label found in a row: characters ``start`` to ``end``."""

    row: int
    start: int
    end: int


class Layout:
    """The words of one page, in rows."""

    def __init__(self, words: Sequence[Word], width: int, height: int, stamps: Sequence[Word] = ()) -> None:
        """``stamps``: what was stamped or written across the page and is no text of its own."""
        self.words = tuple(words)
        self.stamps = tuple(stamps)
        self.width, self.height = width, height
        self.rows = _rows(words)
        self.text = "".join(row.text for row in self.rows)

    def find(self, labels: Sequence[str], *, fuzzy: bool = True) -> list[Hit]:
        """Where one of the labels begins a word, or follows a gap or a mark; best label first, then from the top."""
        hits = [hit for label in labels for hit in self._exact(label)]
        if not hits and fuzzy:
            hits = [hit for label in labels if len(label) >= 4 for hit in self._near(label)]
        return hits

    def value(self, hit: Hit, stops: Sequence[str] = ()) -> Value | None:
        """What stands to the right of a label in its row: up to the next label, or a wide gap."""
        row = self.rows[hit.row]
        end = min([len(row.text), *(s for label in stops for s in _starts(row, label) if s >= hit.end)])
        chars: list[int] = []
        for i in range(hit.end, end):
            if chars and row.owners[i] != row.owners[i - 1]:
                left, right = row.words[row.owners[i - 1]], row.words[row.owners[i]]
                if right.level[0] - left.level[2] > 3.0 * max(left.height, right.height):
                    break
            if chars or row.text[i] not in _LEAD:
                chars.append(i)
        if not chars:
            return None
        words = tuple(row.words[i] for i in sorted({row.owners[i] for i in chars}))
        return Value("".join(row.text[i] for i in chars).strip(_LEAD), words)

    def lines_below(self, value: Value, stops: Sequence[str] = (), most: int = 6) -> Value:
        """The value with the lines that continue it below, aligned with its left edge."""
        words, text = list(value.words), value.text
        first = value.words[0]
        left = _value_left(first, value.text)
        bottom, height = max(w.level[3] for w in words), first.height
        for row in sorted(self.rows, key=lambda r: r.words[0].middle):
            for word in row.words:
                near = bottom - 0.6 * height <= word.level[1] <= bottom + 0.7 * height
                aligned = abs(word.level[0] - left) < 1.6 * height
                if word in words or not near or not aligned or most <= 0:
                    continue
                beside = [w for w in row.words if w.level[2] <= word.level[0] + 2]
                if any(w.text[:2] in {s[:2] for s in stops} for w in [*beside, word]):
                    return Value(text, tuple(words))
                words.append(word)
                text += word.text
                bottom, most = word.level[3], most - 1
        return Value(text, tuple(words))

    def _exact(self, label: str) -> list[Hit]:
        return [
            Hit(number, start, start + len(label))
            for number, row in enumerate(self.rows)
            for start in _starts(row, label)
        ]

    def _near(self, label: str) -> list[Hit]:
        """The label with one character misread, lost or doubled, at the beginning of a word."""
        hits = []
        for number, row in enumerate(self.rows):
            for start in _word_starts(row):
                sizes = (len(label), len(label) - 1, len(label) + 1)
                best = min(sizes, key=lambda n: Levenshtein.distance(row.text[start : start + n], label))
                if Levenshtein.distance(row.text[start : start + best], label) <= 1:
                    hits.append(Hit(number, start, start + best))
        return hits


def to_field(value: Value, layout: Layout, text: str | None = None, *, trusted: bool = False) -> Field:
    """A domain field from a value on the page."""
    box = fraction(around([word.box for word in value.words]), layout.width, layout.height) if value.words else None
    score = value.score if trusted or not _stamped(value, layout) else min(value.score, _UNDER_A_STAMP)
    return Field(text if text is not None else value.text, round(score, 3), box, trusted)


def _stamped(value: Value, layout: Layout) -> bool:
    """Whether a stamp begins right behind the value: the rest of it may be underneath."""
    for word in value.words:
        _, top, right, bottom = word.level
        for stamp in layout.stamps:
            a, b, _, d = stamp.level
            behind = right - 0.6 * word.height < a < right + word.height
            if behind and min(bottom, d) - max(top, b) > 0.3 * word.height:
                return True
    return False


def first_value(
    layout: Layout,
    labels: Sequence[str],
    stops: Sequence[str],
    fits: Callable[[str], bool] = bool,
    *,
    below: bool = False,
) -> Value | None:
    """The first value beside one of the labels that fits; with ``below`` also the line under a label that has none."""
    for hit in layout.find(labels):
        value = layout.value(hit, stops)
        if value is not None and fits(value.text):
            return value
        if below and value is None:
            under = _under(layout, hit)
            if under is not None and fits(under.text):
                return under
    return None


def search(layout: Layout, pattern: re.Pattern[str]) -> list[tuple[re.Match[str], Value]]:
    """Every match of a pattern in the rows, with the words it covers."""
    found = []
    for row in layout.rows:
        for match in pattern.finditer(row.text):
            words = tuple(row.words[i] for i in sorted({row.owners[i] for i in range(match.start(), match.end())}))
            found.append((match, Value(match.group(), words)))
    return found


def _under(layout: Layout, hit: Hit) -> Value | None:
    row = layout.rows[hit.row]
    label = row.words[row.owners[hit.start]]
    below = [
        w
        for w in layout.words
        if 0 < w.middle - label.middle < 2.4 * label.height
        and w.level[0] < label.level[2]
        and w.level[2] > label.level[0]
    ]
    nearest = min(below, key=lambda w: w.middle, default=None)
    return Value(nearest.text, (nearest,)) if nearest else None


def _value_left(word: Word, text: str) -> float:
    """Where the value begins inside its first word, when that word holds the label too."""
    at = word.text.find(text[:2])
    return word.level[0] + (word.level[2] - word.level[0]) * max(at, 0) / max(1, len(word.text))


def _starts(row: Row, label: str) -> list[int]:
    return [
        m.start()
        for m in re.finditer(re.escape(label), row.text)
        if m.start() in _word_starts(row) or row.text[m.start() - 1] in _LEAD + "）)】。(（"
    ]


def _word_starts(row: Row) -> list[int]:
    return [i for i in range(len(row.text)) if i == 0 or row.owners[i] != row.owners[i - 1]]


def _rows(words: Sequence[Word]) -> tuple[Row, ...]:
    """Words chained to their nearest neighbours at the same height; so a bent page still gives whole rows."""
    follows, precedes = _links(words)
    rows = []
    for first in range(len(words)):
        if first in precedes:
            continue
        chain = [first]
        while chain[-1] in follows:
            chain.append(follows[chain[-1]])
        rows.append(tuple(words[i] for i in chain))
    rows.sort(key=lambda chain: chain[0].middle)
    return tuple(
        Row(chain, "".join(w.text for w in chain), tuple(i for i, w in enumerate(chain) for _ in w.text))
        for chain in rows
    )


def _links(words: Sequence[Word]) -> tuple[dict[int, int], dict[int, int]]:
    """For each word its neighbour to the right, and to the left: the closest pairs first, each word once a side."""
    pairs = []
    for i, left in enumerate(words):
        for j, right in enumerate(words):
            height = min(left.height, right.height)
            rise, gap = abs(left.middle - right.middle), right.level[0] - left.level[2]
            if i != j and rise < 0.5 * height and gap >= -0.6 * height and right.level[0] > left.level[0]:
                pairs.append((max(gap, 0.0) + 6 * rise, i, j))
    follows: dict[int, int] = {}
    precedes: dict[int, int] = {}
    for _, i, j in sorted(pairs):
        if i not in follows and j not in precedes:
            follows[i], precedes[j] = j, i
    return follows, precedes


def around(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[float, float, float, float]:
    """The rectangle around some rectangles."""
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
