"""Whether something was written in a place, also what the reading engine can't read: a scribbled signature."""

import re
from collections.abc import Sequence

import cv2
import numpy as np

from backend.adapters.reader.layout import Row
from backend.adapters.reader.pictures import Pixels

#: So much darker than the paper around it (grey): a pen's stroke is, a pale watermark across the page is not.
_DARKER = 34


class Ink:
    """The dark marks of a page without its rules and frames."""

    def __init__(self, pixels: Pixels) -> None:
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
        around = max(15, (min(grey.shape) // 40) | 1)
        dark = cv2.adaptiveThreshold(
            grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around * 2 + 1, _DARKER
        )
        length = max(30, grey.shape[1] // 30)
        rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        posts = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
        drawn = cv2.dilate(cv2.bitwise_or(rules, posts), np.ones((5, 5), np.uint8))
        marks = cv2.bitwise_and(dark, cv2.bitwise_not(drawn))
        self._marks = cv2.medianBlur(marks, 3)
        self.posts = posts
        self._dark = dark

    def share(self, box: tuple[float, float, float, float]) -> float:
        """The share of dark marks in a rectangle of pixels: about 0 on clean paper, above 0.01 with handwriting."""
        left, top, right, bottom = (max(0, round(v)) for v in box)
        part = self._marks[top:bottom, left:right]
        return float((part > 0).mean()) if part.size else 0.0

    def wall(self, left: float, top: float, bottom: float, limit: float) -> float:
        """Where the next upright rule right of ``left`` stands, at most ``limit``: the end of a table's cell."""
        strip = self.posts[max(0, round(top)) : max(1, round(bottom)), max(0, round(left)) : max(1, round(limit))]
        if not strip.size:
            return limit
        columns = np.nonzero((strip > 0).mean(axis=0) > 0.5)[0]
        return left + float(columns[0]) if len(columns) else limit

    def unticked(self, rows: Sequence[Row]) -> list[str]:
        """The words before each row of two or more empty boxes of which none is ticked."""
        found = []
        for row in rows:
            if len(row.text) < 4 or re.search(r"[√✓✔☑■]", row.text):
                continue
            boxes = self._empty_boxes(row)
            if len(boxes) >= 2 and not self._ticked_box(row, boxes):
                found.append(re.split(r"[:：□口]", row.text)[0][:12])
        return found

    def _empty_boxes(self, row: Row) -> list[tuple[int, int, int, int]]:
        """Clean small squares in a row, as left, top, width and height in pixels; a printed 口 is none."""
        left, top, right, bottom = self._frame(row)
        part = self._dark[top:bottom, left:right]
        if not part.size:
            return []
        height = row.words[0].height
        contours, tree = cv2.findContours(part, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        boxes = []
        for contour, links in zip(contours, tree[0] if tree is not None else (), strict=True):
            x, y, w, h = cv2.boundingRect(contour)
            square = 0.8 < w / h < 1.25 and 0.4 * height < w < 1.2 * height
            if links[3] < 0 or not square or cv2.contourArea(contour) < 0.75 * (w - 1) * (h - 1):
                continue  # only holes: the inside of a frame
            inside = part[y + 2 : y + h - 2, x + 2 : x + w - 2]
            if inside.size and float((inside > 0).mean()) < 0.02 and not _in_a_character(row, left + x + w / 2):
                boxes.append((left + x, top + y, w, h))
        return boxes

    def _ticked_box(self, row: Row, boxes: Sequence[tuple[int, int, int, int]]) -> bool:
        """Whether the row has a frame as large as its empty boxes with ink in it."""
        side = round(sum(max(w, h) for _, _, w, h in boxes) / len(boxes))
        left, _, right, _ = self._frame(row)
        for top in {y + shift for _, y, _, _ in boxes for shift in (-2, 0, 2)}:
            band: Pixels = np.greater(self._dark[max(0, top - 3) : top + side + 3, left:right], 0)
            if band.shape[0] < side + 6:
                continue
            upper: Pixels = np.max(band[:4], axis=0)
            lower: Pixels = np.max(band[-4:], axis=0)
            posts: Pixels = np.greater(band[3:-3].mean(axis=0), 0.6)
            for x in range(2, band.shape[1] - side - 4):
                framed = upper[x : x + side].mean() > 0.85 and lower[x : x + side].mean() > 0.85
                walled = posts[max(0, x - 3) : x + 2].any() and posts[x + side - 2 : x + side + 3].any()
                if framed and walled and band[6:-6, x + 3 : x + side - 3].mean() > 0.06:
                    return True
        return False

    def _frame(self, row: Row) -> tuple[int, int, int, int]:
        height = row.words[0].height
        left = max(0, round(row.words[0].box[0] - 2 * height))
        top = max(0, round(min(word.box[1] for word in row.words) - 0.3 * height))
        return left, top, round(row.words[-1].box[2] + 4), round(max(word.box[3] for word in row.words) + 0.3 * height)


#: Words in which 口 is a character and no box.
_WITH_MOUTH = re.compile(r"[窗户人出入进路门港关][口]|口[岸味腔径罩粮]")


def _in_a_character(row: Row, x: float) -> bool:
    """Whether a square at ``x`` is the 口 of a printed word, by the word's text and about where it stands in it."""
    for word in row.words:
        step = (word.box[2] - word.box[0]) / max(1, len(word.text))
        for match in _WITH_MOUTH.finditer(word.text):
            at = match.start() + match.group().index("口")
            if abs(word.box[0] + (at + 0.5) * step - x) < 1.2 * step:
                return True
    return False
