"""From a clean sheet to a photo: perspective, a table under it, light, noise, JPEG. And what goes wrong.

Held-out seeds have each fault in another shape: smeared the other way, cut on the left, a round lamp, a finer screen.
"""

import io
import random
import time
from typing import Any

import cv2
import numpy as np
from PIL import Image

from backend.adapters.specimens.paper import held_out

Pixels = np.ndarray[Any, Any]


def photograph(sheet: Image.Image, seed: int = 0, fault: str | None = None) -> bytes:
    """A JPEG of the sheet as a phone would take it, with one of the camera's faults when asked for."""
    rng = random.Random(f"camera {seed}")  # noqa: S311 — the same every time, on purpose
    unseen = held_out(seed)
    page = np.asarray(sheet.convert("RGB"))[:, :, ::-1].copy()
    picture = _on_a_table(page, rng, tilt=0.055 if fault == "angled" else 0.016)
    if fault == "cut":
        picture = _cut(picture, unseen)
    picture = _lit(picture, rng)
    picture = _spoilt(picture, fault, seed, unseen)
    noise = np.random.default_rng(seed).normal(0, 4.0 if unseen else 3.0, picture.shape)
    picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return _jpeg(picture, 60 if fault == "small" else 80 if unseen else 88)


def _spoilt(picture: Pixels, fault: str | None, seed: int, unseen: bool) -> Pixels:
    """The picture with one fault of the camera; unchanged when it has none of these."""
    if fault == "dark":
        return (picture * (0.13 if unseen else 0.16)).astype(np.uint8)
    if fault == "glare":
        return _flashed(picture, unseen)
    if fault == "blurred":
        # out of focus: a disc for the held-out part, a bell for the other
        if unseen:
            disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (23, 23)).astype(np.float32)
            return cv2.filter2D(picture, -1, disc / disc.sum())
        return cv2.GaussianBlur(picture, (0, 0), 5.5)
    if fault == "motion":
        smear = np.eye(27, dtype=np.float32) / 27 if unseen else np.full((1, 31), 1 / 31, np.float32)
        return cv2.filter2D(picture, -1, smear)
    if fault == "turned":
        return np.ascontiguousarray(np.rot90(picture, 1 + 2 * (seed % 2)))
    if fault == "upside_down":
        return np.ascontiguousarray(np.rot90(picture, 2))
    if fault == "small":
        scale = (330 if unseen else 300) / max(picture.shape)
        return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if fault == "screen":
        return _on_a_screen(picture, unseen)
    return picture


def scan(sheet: Image.Image) -> bytes:
    """A JPEG as a scanner makes it: no table, no tilt."""
    return _jpeg(np.asarray(sheet.convert("RGB"))[:, :, ::-1], 90)


def pdf(sheets: list[Image.Image]) -> bytes:
    """A PDF of scanned pages."""
    out = io.BytesIO()
    pages = [sheet.convert("RGB") for sheet in sheets]
    made = time.gmtime(0)  # the same bytes every time
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=150, creationDate=made, modDate=made)
    return out.getvalue()


def _on_a_table(page: Pixels, rng: random.Random, *, tilt: float) -> Pixels:
    """``tilt``: how far a corner may stray, as a share of the long side; the camera was not held straight above."""
    height, width = page.shape[:2]
    scale = 1400 / max(height, width)
    w, h = int(width * scale), int(height * scale)
    border = 90
    table = _table((h + 2 * border, w + 2 * border), rng)
    jitter = lambda: rng.uniform(-tilt, tilt) * max(w, h)  # noqa: E731
    corners = np.array(
        [
            (border + jitter(), border + jitter()),
            (border + w + jitter(), border + jitter()),
            (border + w + jitter(), border + h + jitter()),
            (border + jitter(), border + h + jitter()),
        ],
        np.float32,
    )
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners)
    size = (table.shape[1], table.shape[0])
    laid = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), matrix, size)
    shadow = cv2.GaussianBlur(np.roll(mask, (9, 7), (0, 1)), (0, 0), 9).astype(np.float32)[:, :, None] / 255
    table = (table * (1 - 0.35 * shadow)).astype(np.uint8)
    return np.ascontiguousarray(np.where(mask[:, :, None] > 127, laid, table))


def _cut(picture: Pixels, unseen: bool) -> Pixels:
    """The lower third and a part of the right are out of the frame; held out: the left and the lower third."""
    height, width = picture.shape[:2]
    if unseen:
        return np.ascontiguousarray(picture[: int(height * 0.68), int(width * 0.2) :])
    return np.ascontiguousarray(picture[: int(height * 0.66), : int(width * 0.86)])


def _table(shape: tuple[int, int], rng: random.Random) -> Pixels:
    base = np.array(rng.choice([(70, 104, 142), (92, 98, 104), (120, 136, 150), (60, 74, 92)]), np.float32)
    streaks = np.random.default_rng(rng.randrange(10**6)).normal(0, 16, (shape[0], max(2, shape[1] // 40)))
    grain = cv2.resize(streaks.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.clip(base + grain[:, :, None], 0, 255).astype(np.uint8)


def _lit(picture: Pixels, rng: random.Random) -> Pixels:
    h, w = picture.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    slope = np.cos(angle) * xs / w + np.sin(angle) * ys / h
    light = 0.86 + 0.12 * (slope - slope.min()) / max(float(np.ptp(slope)), 1e-6)
    warm = np.array([rng.uniform(0.93, 1.0), 0.99, rng.uniform(0.97, 1.02)], np.float32)
    return np.clip(picture * light[:, :, None] * warm, 0, 255).astype(np.uint8)


def _flashed(picture: Pixels, unseen: bool) -> Pixels:
    """A flash's reflection over the lower right, where the numbers are; held out: a round lamp in the middle."""
    h, w = picture.shape[:2]
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    if unseen:
        spot = np.exp(-((((xs - w * 0.5) ** 2 + (ys - h * 0.6) ** 2) / (0.24 * min(w, h)) ** 2) ** 2))
    else:
        spot = np.exp(-(((xs - w * 0.55) / (w * 0.32)) ** 4 + ((ys - h * 0.72) / (h * 0.2)) ** 4))
    return np.clip(picture + 420 * spot[:, :, None], 0, 255).astype(np.uint8)


def _on_a_screen(picture: Pixels, unseen: bool) -> Pixels:
    """Shown on a screen and photographed from it: the screen's dots beat with the camera's."""
    h, w = picture.shape[:2]
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    step, lean = (2.6, 0.05) if unseen else (3.4, 0.03)
    across, down = xs + lean * ys, ys - lean * xs
    out = picture.astype(np.float32)
    for channel in range(3):  # blue, green and red dots stand beside each other
        dots = 1 + 0.11 * np.cos(2 * np.pi * (across / step + channel / 3))
        rows = 1 + 0.07 * np.cos(2 * np.pi * down / step)
        beat = 1 + 0.05 * np.cos(2 * np.pi * (across / 37 + down / 53 + channel / 5))
        out[:, :, channel] *= dots * rows * beat
    return np.clip(out * np.array([1.04, 1.0, 0.95], np.float32), 0, 255).astype(np.uint8)


def _jpeg(picture: Pixels, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(picture), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture could not be written")
    return bytes(data)
