"""Identity photos of a real face: the astronaut's portrait that scikit-image carries for such uses (NASA, free of
rights), cut out and laid on a plain ground. The specimens' faces are drawings, and no detector takes them for faces.
"""

from functools import cache
from typing import Any

import cv2
import numpy as np
from skimage import data

Image = np.ndarray[Any, Any]
#: Grounds as photo studios have them, BGR.
GROUNDS = {"white": (250, 250, 250), "blue": (219, 142, 67), "red": (40, 30, 205)}
_CROP = (132, 0, 322, 266)  # left, top, right, bottom: the head is two thirds of the height, as the rules ask for


def astronaut() -> Image:
    """The whole portrait, with what stands behind her."""
    return np.ascontiguousarray(data.astronaut()[:, :, ::-1])


@cache
def _cut_out() -> tuple[Image, Image]:
    """The portrait, and how much of each pixel is hers."""
    picture = astronaut()
    mask = np.full(picture.shape[:2], cv2.GC_BGD, np.uint8)
    cv2.ellipse(mask, (226, 88), (88, 92), 0, 0, 360, cv2.GC_PR_FGD, cv2.FILLED)
    cv2.ellipse(mask, (226, 105), (40, 70), 0, 0, 360, cv2.GC_FGD, cv2.FILLED)
    cv2.fillPoly(mask, [np.array([(0, 512), (60, 230), (130, 140), (300, 140), (350, 230), (430, 512)])], cv2.GC_PR_FGD)
    cv2.grabCut(picture, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    hers = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    hers = cv2.erode(hers, np.ones((3, 3), np.uint8))
    return picture, cv2.GaussianBlur(hers.astype(np.float32), (0, 0), 0.8)


def identity_photo(
    ground: str = "white", *, width: int = 413, crop: tuple[int, int, int, int] = _CROP, ratio: float = 1.4
) -> Image:
    """A photo as a studio makes it. ``crop`` may reach beyond the portrait; there is ground then."""
    picture, hers = _cut_out()
    left, top, right, bottom = crop
    size = (width, round(width * ratio))
    move = np.array([[size[0] / (right - left), 0, -left * size[0] / (right - left)],
                     [0, size[1] / (bottom - top), -top * size[1] / (bottom - top)]])  # fmt: skip
    person = cv2.warpAffine(picture, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    person = person + 2.0 * (
        person.astype(np.float32) - cv2.GaussianBlur(person, (0, 0), width / 200)
    )  # as sharp as new
    share = cv2.warpAffine(hers, move, size, flags=cv2.INTER_LINEAR)[:, :, None].clip(0, 1)
    noise = np.random.default_rng(3).normal(0, 1.5, person.shape)
    mixed = person.clip(0, 255) * share + np.array(GROUNDS[ground]) * (1 - share) + noise
    return mixed.clip(0, 255).astype(np.uint8)


def jpeg(picture: Image) -> bytes:
    """The picture as a file."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
