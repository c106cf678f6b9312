"""What can be said of a picture without reading it."""

from collections.abc import Sequence

import cv2
import numpy as np

from backend.adapters.reader.pictures import Pixels
from backend.domain.facts import Quality

_LONG_SIDE = 1000  # sharpness depends on the size: every picture is measured at this one

_BURNT = 250  # grey
_SCAN = 240  # mean grey; photos with a flash on them stayed below 205
_GREY = 3.5  # steps of Lab's a and b by which grey print on white strays
_PRINTED = 0.2  # of a burnt-out patch: so much print read in it says that it hides none


def measure(pixels: Pixels, width: int, height: int) -> Quality:
    """Sharpness, motion and light of an upright picture that was sent with ``width`` × ``height`` pixels; its glare
    is told when it was read, see ``glare``."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = _LONG_SIDE / max(grey.shape)
    if scale < 1 or scale > 1.5:
        size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    across = float(np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)).mean())
    down = float(np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1)).mean())
    return Quality(
        width=width,
        height=height,
        sharpness=round(float(cv2.Laplacian(grey, cv2.CV_32F).var()), 1),
        motion=round(across / max(down, 1e-6), 3),
        brightness=round(float(grey.mean()), 1),
        glare=0.0,
        blank=_blank(grey),
        blur=round(max(_blur(grey, 0), _blur(grey, 1)), 3),
    )


def glare(pixels: Pixels, boxes: Sequence[tuple[float, float, float, float]]) -> float:
    """The share of the picture in burnt-out patches that hide something.

    They fade out slowly, as reflections do: white paper, a white background or a blanked-out field is as bright, but
    ends at an edge. And nothing is read in them: a page held under a lamp may burn out and keep its print.
    ``boxes`` are the rectangles of the words that were read, in pixels of the picture.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, _LONG_SIDE / max(grey.shape))
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    burnt = cv2.morphologyEx((grey > _BURNT).astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(burnt, connectivity=8)
    total = 0.0
    for index in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[index])
        if area < 0.003 * grey.size:
            continue
        frame = (slice(max(0, y - 24), y + h + 24), slice(max(0, x - 24), x + w + 24))
        patch = (labels[frame] == index).astype(np.uint8)
        ring = cv2.dilate(patch, np.ones((13, 13), np.uint8)) - cv2.dilate(patch, np.ones((7, 7), np.uint8))
        around = grey[frame][ring > 0]
        fades = around.size and float((around > 225).mean()) > 0.4
        if fades and _print_in(labels == index, boxes, scale) < _PRINTED * area:
            total += area / grey.size
    # all as bright as this, from edge to edge: a scan's white paper
    return 0.0 if float(grey.mean()) > _SCAN else total


def _print_in(patch: Pixels, boxes: Sequence[tuple[float, float, float, float]], scale: float) -> float:
    """The area of the words that were read on burnt-out ground, in pixels of the scaled picture."""
    total = 0.0
    for box in boxes:
        left, top, right, bottom = (max(0, round(v * scale)) for v in box)
        ground = patch[max(0, top - 4) : bottom + 4, max(0, left - 4) : right + 4]
        if ground.size and float(ground.mean()) > 0.3:
            total += (right - left) * (bottom - top)
    return total


def _blank(grey: Pixels) -> bool:
    """Nothing to be seen: hardly any contrast, even between large areas and in the brightest corner."""
    small = cv2.GaussianBlur(grey, (0, 0), 2)
    return float(np.percentile(small, 99.5)) - float(np.percentile(small, 0.5)) < 12


def _blur(grey: Pixels, axis: int) -> float:
    """How little a further blur along one axis changes the strongest edges: 0 sharp, 1 blurred.

    After Crete et al. 2007 (re-blur), over the steepest 5 % of the pixels only, so that empty paper does not count.
    """
    image = cv2.GaussianBlur(grey, (0, 0), 0.8).astype(np.float32)
    kernel = (11, 1) if axis == 0 else (1, 11)
    soft = cv2.blur(image, kernel)
    steps, soft_steps = np.abs(np.diff(image, axis=1 - axis)), np.abs(np.diff(soft, axis=1 - axis))
    edges = steps >= max(6.0, float(np.percentile(steps, 95)))
    total = float(steps[edges].sum())
    if total < 1.0:
        return 1.0
    lost = float(np.maximum(0.0, steps[edges] - soft_steps[edges]).sum())
    return 1.0 - lost / total


def likeness(pixels: Pixels) -> str:
    """A 64-bit perceptual hash (DCT) of a picture, hex: a few bits differ when the same photo is recompressed."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:8, :8].flatten()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def is_grey(pixels: Pixels) -> bool:
    """Whether a picture has no colour but its light's: a black-and-white copy."""
    small = cv2.resize(pixels, (160, 160), interpolation=cv2.INTER_AREA)
    colour = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB)[:, :, 1:].astype(np.float32).reshape(-1, 2)
    strayed = np.abs(colour - np.median(colour, axis=0)).max(axis=1)
    return float(np.percentile(strayed, 99)) < _GREY
