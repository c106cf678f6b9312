"""Red seals: round, hollow, red. None found never means "not sealed": a grey copy shows none."""

import cv2
import numpy as np

from backend.adapters.reader.pictures import Pixels

_LONG_SIDE = 800
_SATURATIONS = (50, 30)  # bright seals first, pale ones when there are none
_PAPER = 70.0  # saturation; a table's wood has more


def find_seals(pixels: Pixels) -> list[tuple[float, float, float, float]]:
    """Rectangles of the red seals, as left, top, right, bottom in pixels of the picture."""
    scale = min(1.0, _LONG_SIDE / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    hsv = cv2.cvtColor(_white_balanced(small), cv2.COLOR_BGR2HSV)
    for saturation in _SATURATIONS:
        found = [ring for ring in _rings(_red(hsv, saturation)) if _on_paper(hsv, ring, saturation)]
        if found:
            return [(x / scale, y / scale, (x + w) / scale, (y + h) / scale) for x, y, w, h in found]
    return []


def _white_balanced(picture: Pixels) -> Pixels:
    white = np.percentile(picture.reshape(-1, 3), 90, axis=0)
    return np.clip(picture * (235.0 / np.maximum(white, 60.0)), 0, 255).astype(np.uint8)


def _red(hsv: Pixels, saturation: int) -> Pixels:
    low = cv2.inRange(hsv, np.array((0, saturation, 50)), np.array((11, 255, 255)))
    high = cv2.inRange(hsv, np.array((160, saturation, 50)), np.array((180, 255, 255)))
    return cv2.morphologyEx(
        cv2.bitwise_or(low, high), cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    )


def _rings(mask: Pixels) -> list[tuple[int, int, int, int]]:
    height, width = mask.shape
    long_side = max(height, width)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for index in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[index])
        if not 0.05 * long_side <= max(w, h) <= 0.4 * long_side or not 0.6 <= w / h <= 1.7:
            continue
        if x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1:
            continue  # what the paper lies on goes on beyond the picture
        fill = area / (w * h)
        # the national emblem is a filled disc near the top
        if not 0.06 <= fill <= 0.52 or (fill > 0.3 and y + h / 2 < height / 3):
            continue
        if _around_the_rim(labels[y : y + h, x : x + w] == index) >= 0.55:
            found.append((x, y, w, h))
    return found


def _on_paper(hsv: Pixels, ring: tuple[int, int, int, int], saturation: int) -> bool:
    """Whether what is not red in a ring is pale, as paper is: the streaks of a wooden table go round things too."""
    x, y, w, h = ring
    part = hsv[y : y + h, x : x + w]
    ground = part[_red(part, saturation) == 0]
    return ground.size > 0 and float(np.median(ground[:, 1])) < _PAPER


def _around_the_rim(part: np.ndarray) -> float:
    """The share of 36 sectors of 10 degrees that have red near the rim."""
    h, w = part.shape
    ys, xs = np.nonzero(part)
    dx, dy = (xs - w / 2) / (w / 2), (ys - h / 2) / (h / 2)
    rim = np.hypot(dx, dy)
    near = (rim > 0.8) & (rim < 1.15)
    sectors = np.unique(((np.arctan2(dy[near], dx[near]) + np.pi) / (2 * np.pi) * 36).astype(int) % 36)
    return len(sectors) / 36
