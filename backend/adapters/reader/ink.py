"""Whether something was written in a place, also what the reading engine can't read: a scribbled signature."""

import cv2
import numpy as np

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
