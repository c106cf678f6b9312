"""Decoding pictures: once, upright by their EXIF tag, and never more pixels than are read."""

import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pi_heif
from PIL import Image, ImageOps, ImageSequence

from backend.adapters.reader.limits import Limits, Unreadable

Pixels = np.ndarray[Any, Any]

pi_heif.register_heif_opener()
_EDITORS = ("photoshop", "gimp", "meitu", "美图", "snapseed", "picsart", "醒图", "paint")


@dataclass(frozen=True)
class Picture:
    """A decoded picture, blue-green-red, and what its file says of it."""

    pixels: Pixels  # at most ``Limits.dense_side`` long
    width: int  # as sent, upright
    height: int
    hints: tuple[str, ...] = ()


def decode(data: bytes, limits: Limits) -> list[Picture]:
    """The pictures in a file (a TIFF may hold several). Raises ``Unreadable``."""
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken tags: what can't be decoded is said anyhow
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
                if frames > limits.pages:
                    raise Unreadable("too_many_pages")
                if frames == 1:
                    return [_one(image, limits)]
                return [_one(frame, limits) for frame in ImageSequence.Iterator(image)]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable("too_large_picture") from error
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # Pillow lets errors of every kind out of its parsers: TypeError, struct.error …
        raise Unreadable("broken") from error


def _one(image: Image.Image, limits: Limits) -> Picture:
    width, height = image.size
    if width * height > limits.pixels:
        raise Unreadable("too_large_picture")
    hints = _hints(image)
    image.draft("RGB", (limits.dense_side, limits.dense_side))
    upright = ImageOps.exif_transpose(image)
    if (upright.width > upright.height) != (width > height):
        width, height = height, width
    if upright.mode in ("RGBA", "LA", "PA") or (upright.mode == "P" and "transparency" in upright.info):
        layer = upright.convert("RGBA")
        upright = Image.new("RGB", layer.size, "white")
        upright.paste(layer, mask=layer.getchannel("A"))
    elif upright.mode.startswith(("I", "F")):  # 16 bits a pixel: scale, don't clip
        upright = ImageOps.autocontrast(upright.convert("F").point(lambda v: v / 256).convert("L")).convert("RGB")
    upright = upright.convert("RGB")
    upright.thumbnail((limits.dense_side, limits.dense_side), Image.Resampling.LANCZOS)
    return Picture(np.ascontiguousarray(np.asarray(upright)[:, :, ::-1]), width, height, hints)


def _hints(image: Image.Image) -> tuple[str, ...]:
    """Cheap signs that this is not a plain photo; for the contact, never for the resident."""
    exif = image.getexif()
    software = f"{exif.get(0x0131, '')} {image.info.get('Software', '')}".lower()
    hints = ["edited"] if any(editor in software for editor in _EDITORS) else []
    width, height = image.size
    phone_screen = max(width, height) / max(1, min(width, height)) > 1.9 and min(width, height) in _SCREEN_WIDTHS
    if image.format == "PNG" and phone_screen and not exif.get(0x010F):
        hints.append("screenshot")
    return tuple(hints)


_SCREEN_WIDTHS = frozenset({720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1220, 1242, 1284, 1290, 1440})
