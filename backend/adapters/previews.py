"""Pictures of the pages of a resident's file, for a screen.

Files from outside are opened in a process of their own, under limits of time and memory: one that breaks the library
breaks only that process. The file goes in and the picture comes out through pipes; nothing touches the disk.
"""

import asyncio
import io
import os
import resource
import sys
from dataclasses import dataclass

import pi_heif
import pypdfium2
from PIL import Image, ImageOps

#: What a browser can show after it was turned into a JPEG here.
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/bmp", "image/tiff"})
PDF = "application/pdf"
_SIDE = 2000  # long side of what comes out, in pixels: enough to read small print when zoomed
_PIXELS = 100_000_000
_SECONDS = 20
_MEMORY = 1_500_000_000
_COUNT_BYTES = 4
_at_once = asyncio.Semaphore(2)


class NoPreview(Exception):
    """The file, or this page of it, can't be shown as a picture."""


@dataclass(frozen=True)
class Preview:
    """One page as a JPEG, and how many pages the file has."""

    picture: bytes
    pages: int


def can_preview(media_type: str) -> bool:
    """Whether pages of such a file can be shown."""
    return media_type == PDF or media_type in PICTURES


async def draw(data: bytes, media_type: str, page: int, *, turned: int = 0) -> Preview:
    """The picture of page ``page`` (from 0), turned clockwise by ``turned`` degrees. Raises ``NoPreview``."""
    if not can_preview(media_type):
        raise NoPreview()
    async with _at_once:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            media_type,
            str(page),
            str(turned),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        try:
            async with asyncio.timeout(_SECONDS):
                output, _ = await process.communicate(data)
        except TimeoutError as error:
            raise NoPreview() from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if process.returncode != 0 or len(output) <= _COUNT_BYTES:
        raise NoPreview()
    return Preview(output[_COUNT_BYTES:], int.from_bytes(output[:_COUNT_BYTES]))


def _draw(data: bytes, media_type: str, page: int, turned: int) -> tuple[Image.Image, int]:
    """The page upright, at most ``_SIDE`` long. Raises whatever the libraries raise."""
    if media_type == PDF:
        document = pypdfium2.PdfDocument(data)
        sheet = document[page]
        scale = min(_SIDE / max(sheet.get_size()), 4.0)
        return sheet.render(scale=scale).to_pil().rotate(-turned, expand=True), len(document)
    Image.MAX_IMAGE_PIXELS = _PIXELS
    image: Image.Image = Image.open(io.BytesIO(data))
    pages = getattr(image, "n_frames", 1) if media_type == "image/tiff" else 1
    image.seek(page)
    image.draft("RGB", (_SIDE, _SIDE))
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA", "P"):
        layer = upright.convert("RGBA")
        upright = Image.new("RGB", layer.size, "white")
        upright.paste(layer, mask=layer.getchannel("A"))
    upright.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    return upright.rotate(-turned, expand=True), pages


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    pi_heif.register_heif_opener()
    media_type, page, turned = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    picture, pages = _draw(sys.stdin.buffer.read(), media_type, page, turned)
    output = io.BytesIO()
    picture.convert("RGB").save(output, "JPEG", quality=88)
    sys.stdout.buffer.write(pages.to_bytes(_COUNT_BYTES) + output.getvalue())


if __name__ == "__main__":
    _main()
