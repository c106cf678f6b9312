"""From a clean sheet to a photo: perspective, a table under it, light, noise, JPEG. And what goes wrong."""

import io
import random
import time
from typing import Any

import cv2
import numpy as np
from PIL import Image

Pixels = np.ndarray[Any, Any]


def photograph(sheet: Image.Image, seed: int = 0, fault: str | None = None) -> bytes:
    """A JPEG of the sheet as a phone would take it, with one of the camera's faults when asked for."""
    rng = random.Random(f"camera {seed}")  # noqa: S311 — the same every time, on purpose
    page = np.asarray(sheet.convert("RGB"))[:, :, ::-1].copy()
    picture = _on_a_table(page, rng, cut=fault == "cut", tilt=0.055 if fault == "angled" else 0.016)
    picture = _lit(picture, rng)
    if fault == "dark":
        picture = (picture * 0.16).astype(np.uint8)
    if fault == "glare":
        picture = _flashed(picture)
    if fault == "blurred":
        picture = cv2.GaussianBlur(picture, (0, 0), 5.5)
    if fault == "motion":
        picture = cv2.filter2D(picture, -1, np.full((1, 31), 1 / 31, np.float32))
    if fault == "turned":
        picture = np.ascontiguousarray(np.rot90(picture, 1 + 2 * (seed % 2)))
    if fault == "upside_down":
        picture = np.ascontiguousarray(np.rot90(picture, 2))
    if fault == "small":
        picture = cv2.resize(
            picture, None, fx=300 / max(picture.shape), fy=300 / max(picture.shape), interpolation=cv2.INTER_AREA
        )
    noise = np.random.default_rng(seed).normal(0, 3.0, picture.shape)
    picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return _jpeg(picture, 60 if fault == "small" else 88)


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


def _on_a_table(page: Pixels, rng: random.Random, *, cut: bool, tilt: float) -> Pixels:
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
    picture = np.where(mask[:, :, None] > 127, laid, table)
    if cut:  # the lower third is out of the frame, and a part of the right
        picture = picture[: int(picture.shape[0] * 0.66), : int(picture.shape[1] * 0.86)]
    return np.ascontiguousarray(picture)


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


def _flashed(picture: Pixels) -> Pixels:
    """A flash's reflection over the lower right, where the numbers are."""
    h, w = picture.shape[:2]
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32)
    spot = np.exp(-(((xs - w * 0.55) / (w * 0.32)) ** 4 + ((ys - h * 0.72) / (h * 0.2)) ** 4))
    return np.clip(picture + 420 * spot[:, :, None], 0, 255).astype(np.uint8)


def _jpeg(picture: Pixels, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(picture), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the picture could not be written")
    return bytes(data)
