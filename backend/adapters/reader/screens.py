"""Whether a picture was taken from a screen: the screen's dots beat with the camera's and leave sharp peaks in the
spectrum, which print on paper does not."""

import cv2
import numpy as np

from backend.adapters.reader.pictures import Pixels

_SIDE = 512
#: How far (natural logarithm) a peak stands above what is beside and above it, and how many pixels must. Pictures of
#: paper, fine security print and a dotted scan among them, gave at most 1.6; screens at least 2.4.
_PROMINENT, _MANY = 2.0, 5
_SPOTS = ((0.5, 0.5), (0.25, 0.3), (0.75, 0.7))


def from_a_screen(pixels: Pixels) -> bool:
    """Whether two of three patches have such peaks. False for pictures too small to tell."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.float32)
    height, width = grey.shape
    if min(height, width) < _SIDE:
        return False
    found = 0
    for x, y in _SPOTS:
        left, top = _begin(x, width), _begin(y, height)
        found += _has_peaks(grey[top : top + _SIDE, left : left + _SIDE])
    return found >= 2


def _begin(share: float, size: int) -> int:
    return int(min(max(0, share * size - _SIDE / 2), size - _SIDE))


def _has_peaks(patch: Pixels) -> bool:
    spectrum = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2((patch - patch.mean()) * _WINDOW)))).astype(np.float32)
    # a rule or an edge leaves a streak, a peak stands alone: nothing as strong further along its row or column
    beside = np.maximum(_strongest_beside(spectrum, 0), _strongest_beside(spectrum, 1))
    prominent = (spectrum - beside)[_WANTED]
    return int((prominent > _PROMINENT).sum()) >= _MANY


def _strongest_beside(spectrum: Pixels, axis: int) -> Pixels:
    return np.maximum.reduce([np.roll(spectrum, way * step, axis) for step in range(5, 16, 2) for way in (1, -1)])


def _wanted() -> Pixels:
    """The higher frequencies, without those of JPEG's blocks of eight pixels."""
    down, across = np.mgrid[0:_SIDE, 0:_SIDE] - _SIDE // 2
    radius = np.hypot(across, down)
    eighth = _SIDE // 8
    off = [np.abs((steps + eighth // 2) % eighth - eighth // 2) > 2 for steps in (across, down)]
    return (radius > 0.12 * _SIDE) & (radius < 0.49 * _SIDE) & (off[0] | off[1])


_WINDOW = np.outer(np.hanning(_SIDE), np.hanning(_SIDE)).astype(np.float32)
_WANTED = _wanted()
