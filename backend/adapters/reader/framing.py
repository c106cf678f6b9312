"""Whether the paper runs out of the picture on one side."""

from collections.abc import Sequence

import cv2
import numpy as np

from backend.adapters.reader.pictures import Pixels

_LONG_SIDE = 320
_SIDES = ("left", "top", "right", "bottom")


def cut_sides(pixels: Pixels, boxes: Sequence[tuple[float, float, float, float]]) -> tuple[str, ...]:
    """The sides on which the paper leaves the picture with something printed on it still going on.

    Nothing is claimed unless the paper's edge is seen on another side: a scan fills its picture on all four.
    ``boxes`` are the words' rectangles, in pixels; the paper is what can be reached from between them.
    """
    if len(boxes) < 3:
        return ()
    scale = _LONG_SIDE / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = _paper(small, [tuple(v * scale for v in box) for box in boxes])
    opened = {side: float(_edge(paper, side).mean()) > 0.3 for side in _SIDES}
    if sum(opened.values()) in (0, 4) or float(paper.mean()) < 0.15:
        return ()
    return tuple(side for side in _SIDES if opened[side] and _goes_on(pixels, paper, boxes, side))


def _paper(small: Pixels, boxes: Sequence[tuple[float, ...]]) -> Pixels:
    """1 where the paper is: reached from beside the words without crossing an edge."""
    smooth = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))  # print disappears in the paper
    smooth = cv2.medianBlur(smooth, 5)
    height, width = smooth.shape[:2]
    mask = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | (1 << 8) | cv2.FLOODFILL_MASK_ONLY
    for box in boxes:
        for x, y in ((box[0] - 3, (box[1] + box[3]) / 2), ((box[0] + box[2]) / 2, box[3] + 3)):
            spot = (min(width - 1, max(0, int(x))), min(height - 1, max(0, int(y))))
            if not mask[spot[1] + 1, spot[0] + 1]:
                cv2.floodFill(smooth, mask, spot, (0, 0, 0), (5, 5, 5), (5, 5, 5), flags)
    return mask[1:-1, 1:-1]


def _edge(paper: Pixels, side: str) -> Pixels:
    return {"left": paper[:, :2], "right": paper[:, -2:], "top": paper[:2], "bottom": paper[-2:]}[side]


def _goes_on(pixels: Pixels, paper: Pixels, boxes: Sequence[tuple[float, float, float, float]], side: str) -> bool:
    """Whether words end at this side of the picture, or rules and print cross it."""
    height, width = pixels.shape[:2]
    index = _SIDES.index(side)
    size = width if index in (0, 2) else height
    gap = min(box[index] if index < 2 else size - box[index] for box in boxes)
    if gap < 0.012 * size:
        return True
    depth = max(4, size // 80)
    strip = {
        "left": pixels[:, :depth], "right": pixels[:, -depth:], "top": pixels[:depth], "bottom": pixels[-depth:],
    }[side]  # fmt: skip
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY).astype(np.float32)
    along = grey.min(axis=1 if index in (0, 2) else 0)
    inside = cv2.resize(
        _edge(paper, side).max(axis=1 if index in (0, 2) else 0).astype(np.float32)[None], (along.size, 1)
    )[0]
    usual = cv2.blur(along[None], (max(3, along.size // 12), 1))[0]
    marks = (usual - along > 45) & (inside > 0.5)
    return int((np.diff(marks.astype(np.int8)) > 0).sum()) >= 2
