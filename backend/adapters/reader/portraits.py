"""Identity photos: how many faces are seen, and what stands behind the person. Whose face it is, nobody asks here."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import dlib
import numpy as np

from backend.adapters.reader.pictures import Pixels
from backend.adapters.reader.words import fraction
from backend.domain.facts import Box, Field

_EVEN = 14.0  # grey levels by which a plain ground may vary
_SIDE = 800  # faces of less than a tenth of it (80 pixels) are not found
_MOST = 5  # faces of which the place is kept
#: The detector's margin from which a face is as sure as 0.9. Measured: portraits 1.3 to 3.2, drawn faces to 0.4, other
#: papers below 0.
_CLEAR = 0.7
_FAINT = 0.25  # below it are folds of clothes; real faces of 25 pixels, enlarged, had 0.36 and more in nine of ten
#: The detector's five patterns: from the front, from either side, and from the front with the head tilted.
_POSES = ("front", "side", "side", "tilted", "tilted")


@dataclass(frozen=True)
class Face:
    """A face from the brows to the chin; the head is about 1.8 times as high."""

    pose: str  # front, side or tilted
    score: float  # from 0.64 perhaps, from 0.9 sure
    box: Box


def faces(pixels: Pixels) -> list[Face]:
    """The faces of an upright picture, the largest first."""
    height, width = pixels.shape[:2]
    scale = _SIDE / max(height, width)
    grey = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    boxes, margins, patterns = _detector().run(grey, 0, _FAINT)
    size = grey.shape[1], grey.shape[0]
    found = [
        Face(
            _POSES[int(pattern)],
            round(min(0.99, 0.5 + 0.4 * margin / _CLEAR), 2),
            fraction((box.left(), box.top(), box.right(), box.bottom()), *size),
        )
        for box, margin, pattern in zip(boxes, margins, patterns, strict=True)
    ]
    return sorted(found, key=lambda face: face.box.top - face.box.bottom)


@cache
def _detector() -> Any:  # dlib has no types
    """Made with the first photo: it takes a third of a second, and most files are no photos."""
    return dlib.get_frontal_face_detector()


def described(pixels: Pixels) -> dict[str, Field]:
    """The facts of an identity photo: how many faces, where and how each is seen, and the ground."""
    seen = faces(pixels)
    least = min((face.score for face in seen), default=0.5)
    places = {
        f"face_{number}" if number > 1 else "face": Field(face.pose, face.score, face.box)
        for number, face in enumerate(seen[:_MOST], 1)
    }
    ground = background(pixels, seen[0].box if seen else None)
    return {"background": Field(ground, 0.9), "faces": Field(str(len(seen)), least), **places}


def background(pixels: Pixels, face: Box | None = None) -> str:
    """white, blue, red or other; uneven when the upper edge and corners are not of one colour, or what is around the
    head is not of theirs (a print on a table)."""
    small = cv2.resize(pixels, (120, 160), interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 5)
    edge = np.concatenate(
        [small[2:8, 2:-2].reshape(-1, 3), small[8:56, 2:10].reshape(-1, 3), small[8:56, -10:-2].reshape(-1, 3)]
    )
    middle = np.median(edge, axis=0)
    if (
        float(np.median(np.abs(edge - middle).max(axis=1))) > _EVEN
        or float((np.abs(edge - middle).max(axis=1) < 3 * _EVEN).mean()) < 0.8
        or (face is not None and not _goes_on(small, middle, face))
    ):
        return "uneven"
    hue, saturation, value = (
        int(v) for v in cv2.cvtColor(middle[None, None].astype(np.uint8), cv2.COLOR_BGR2HSV)[0, 0]
    )
    if saturation < 40 and value > 180:
        return "white"
    if 90 <= hue <= 130 and saturation >= 40:
        return "blue"
    if (hue <= 10 or hue >= 170) and saturation >= 80:
        return "red"
    return "other"


def _goes_on(small: Pixels, colour: Pixels, face: Box) -> bool:
    """Whether the edge's colour reaches the head: over it and beside it, hair left out."""
    height, width = small.shape[:2]
    wide, tall = face.right - face.left, face.bottom - face.top
    beside = np.ones((height, width), bool)
    beside[round((face.top + tall / 2) * height) :] = False
    left, right = max(0.0, face.left - 0.5 * wide), face.right + 0.5 * wide
    beside[round(max(0.0, face.top - 0.75 * tall) * height) :, round(left * width) : round(right * width)] = False
    around = small[beside]
    return around.size == 0 or float((np.abs(around - colour).max(axis=1) < 3 * _EVEN).mean()) > 0.85
