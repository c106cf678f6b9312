"""A line as the reading engine gives it: in pixels, before it becomes a domain ``Line``."""

import math
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from backend.domain.facts import Box, Line

_SLANT = 0.176  # the tangent of ten degrees
_CJK = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Word:
    """Some text with its rectangle on the page. ``level`` is the rectangle after the page's tilt was taken out."""

    text: str
    score: float
    box: tuple[float, float, float, float]  # left, top, right, bottom in pixels
    level: tuple[float, float, float, float]
    slanted: bool = False  # written across the page: a watermark, or the rim of a seal

    @property
    def height(self) -> float:
        return self.level[3] - self.level[1]

    @property
    def middle(self) -> float:
        return (self.level[1] + self.level[3]) / 2


def plain(text: str, score: float, box: tuple[float, float, float, float]) -> Word:
    """A word that already stands level (a text layer, a table cell of a DOCX)."""
    return Word(text, score, box, box)


Quad = Sequence[tuple[float, float]]


def from_quads(found: Sequence[tuple[str, float, Quad]]) -> list[Word]:
    """Words from the four corners the engine gives for each, with the page's common tilt taken out."""
    angles = [
        math.atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0])
        for text, _, quad in found
        if len(text) >= 4 and quad[1][0] - quad[0][0] > 2 * abs(quad[3][1] - quad[0][1])
    ]
    tilt = statistics.median(angles) if len(angles) >= 3 else 0.0
    cos, sin = math.cos(-tilt), math.sin(-tilt)
    words = []
    for text, score, quad in found:
        turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in quad]
        word = Word(text.replace(" ", ""), score, _around(quad), _around(turned), _slanted(turned))
        if word.text:
            words.extend(_upright(word))
    return words


def _slanted(quad: Quad) -> bool:
    """Whether a line stands at more than ten degrees to the page's own lines. Short words show no angle."""
    wide, rise = quad[1][0] - quad[0][0], abs(quad[1][1] - quad[0][1])
    tall = abs(quad[3][1] - quad[0][1])
    return wide > 1.2 * tall and rise > _SLANT * wide


def _around(quad: Quad) -> tuple[float, float, float, float]:
    """The rectangle of a quadrangle: means of its corners, so that a tilted line does not look tall."""
    return (
        (quad[0][0] + quad[3][0]) / 2,
        (quad[0][1] + quad[1][1]) / 2,
        (quad[1][0] + quad[2][0]) / 2,
        (quad[2][1] + quad[3][1]) / 2,
    )


def _upright(word: Word) -> list[Word]:
    """A column of labels that was read as one tall box ("名类住"), as one word for each character."""
    left, top, right, bottom = word.level
    count = len(word.text)
    if count < 2 or bottom - top < 1.4 * (right - left) or not _CJK.fullmatch(word.text):
        return [word]
    step, step_box = (bottom - top) / count, (word.box[3] - word.box[1]) / count
    return [
        Word(
            char,
            word.score,
            (word.box[0], word.box[1] + i * step_box, word.box[2], word.box[1] + (i + 1) * step_box),
            (left, top + i * step, right, top + (i + 1) * step),
        )
        for i, char in enumerate(word.text)
    ]


def fraction(box: tuple[float, float, float, float], width: int, height: int) -> Box:
    """A pixel rectangle as fractions of the page."""
    return Box(
        round(max(0.0, box[0] / width), 4),
        round(max(0.0, box[1] / height), 4),
        round(min(1.0, box[2] / width), 4),
        round(min(1.0, box[3] / height), 4),
    )


def to_line(word: Word, width: int, height: int) -> Line:
    """The domain's line."""
    return Line(word.text, round(word.score, 3), fraction(word.box, width, height))
