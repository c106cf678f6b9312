"""Identity photos: how many faces are seen, and what stands behind the person. Whose face it is, nobody asks here."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

from backend.adapters.reader.pictures import Pixels
from backend.adapters.reader.words import fraction
from backend.domain.facts import Box, Field

_EVEN = 14.0  # grey levels by which a plain ground may vary
_STRANGE = 0.06  # share of what is around a head that may be of another plain colour
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
    import dlib  # only here: on a processor without AVX it would take the whole reader with it

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
    """white, blue, red or other; uneven when the upper edge and corners are not of one colour, or another plain ground
    is beside the head (a print on a table)."""
    small = cv2.resize(pixels, (120, 160), interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 5)
    edge = np.concatenate(
        [small[2:8, 2:-2].reshape(-1, 3), small[8:56, 2:10].reshape(-1, 3), small[8:56, -10:-2].reshape(-1, 3)]
    )
    middle = np.median(edge, axis=0)
    if (
        float(np.median(np.abs(edge - middle).max(axis=1))) > _EVEN
        or float((np.abs(edge - middle).max(axis=1) < 3 * _EVEN).mean()) < 0.8
        or (face is not None and _another_ground(small, middle, face))
    ):
        return "uneven"
    white, blue, red = (bool(found[0, 0]) for found in _grounds(middle[None, None].astype(np.uint8)))
    return "white" if white else "blue" if blue else "red" if red else "other"


def _grounds(pixels: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    """Where a picture is as white, blue or red as the ground of an identity photo."""
    hue, saturation, value = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2HSV))
    white = (saturation < 40) & (value > 180)
    blue = (hue >= 90) & (hue <= 130) & (saturation >= 40) & ~white
    red = ((hue <= 10) | (hue >= 170)) & (saturation >= 80) & ~white
    return white, blue, red


def _another_ground(small: Pixels, colour: Pixels, face: Box) -> bool:
    """Whether over and beside the head there is a plain ground of another colour than at the edge. Hair is neither
    plain nor of such a colour, and the face itself is left out."""
    height, width = small.shape[:2]
    aside = 0.15 * (face.right - face.left)
    around = np.ones((height, width), bool)
    around[round((face.top + face.bottom) / 2 * height) :] = False
    left, right = max(0.0, face.left - aside), face.right + aside
    around[round(face.top * height) :, round(left * width) : round(right * width)] = False
    nearby = np.ones((5, 5), np.uint8)
    flat = (cv2.dilate(small, nearby).astype(int) - cv2.erode(small, nearby)).max(axis=2) < 2 * _EVEN
    strange = np.abs(small - colour).max(axis=2) > 3 * _EVEN
    seen = around & flat & strange & np.logical_or.reduce(_grounds(small))
    return float(seen.sum()) > _STRANGE * float(around.sum())
