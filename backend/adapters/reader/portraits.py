"""Identity photos: what stands behind the person. Whose face it is, or whether there is one, is left to a person."""

import cv2
import numpy as np

from backend.adapters.reader.pictures import Pixels

_EVEN = 14.0  # grey levels by which a plain ground may vary


def background(pixels: Pixels) -> str:
    """white, blue, red or other; uneven when the upper edge and corners are not of one colour."""
    small = cv2.resize(pixels, (120, 160), interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(small, 5)
    edge = np.concatenate(
        [small[2:8, 2:-2].reshape(-1, 3), small[8:56, 2:10].reshape(-1, 3), small[8:56, -10:-2].reshape(-1, 3)]
    )
    middle = np.median(edge, axis=0)
    if (
        float(np.median(np.abs(edge - middle).max(axis=1))) > _EVEN
        or float((np.abs(edge - middle).max(axis=1) < 3 * _EVEN).mean()) < 0.8
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
