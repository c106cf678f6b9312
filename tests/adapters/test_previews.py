"""Pictures of pages for a screen: every format, turned upright, and nothing a bad file can break."""

import asyncio
import io

import pytest
from PIL import Image

from backend.adapters import previews
from backend.adapters.previews import NoPreview, can_preview, draw
from backend.adapters.specimens import make
from tests.adapters.conftest import FILES


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


async def test_a_photo_and_the_same_turned() -> None:
    data = make("id_card_front", seed=1)
    plain = await draw(data, "image/jpeg", 0)
    turned = await draw(data, "image/jpeg", 0, turned=90)
    first, second = opened(plain.picture), opened(turned.picture)
    assert (first.format, plain.pages) == ("JPEG", 1)
    assert max(first.size) <= 2000
    assert second.size == first.size[::-1]


async def test_the_second_page_of_a_pdf() -> None:
    data = make("lease", seed=1)
    first, second = await draw(data, "application/pdf", 0), await draw(data, "application/pdf", 1)
    assert first.pages == second.pages == 2
    assert first.picture != second.picture
    with pytest.raises(NoPreview):
        await draw(data, "application/pdf", 2)


async def test_heic() -> None:
    shown = await draw((FILES / "id_card_front.heic").read_bytes(), "image/heic", 0)
    assert opened(shown.picture).width == 900


async def test_transparent_is_white_and_the_camera_turned_it() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert opened((await draw(out.getvalue(), "image/png", 0)).picture).getpixel((30, 20)) == (255, 255, 255)
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40)).save(out, "JPEG", exif=exif)
    assert opened((await draw(out.getvalue(), "image/jpeg", 0)).picture).size == (40, 60)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"", "image/jpeg"),
        (b"just words", "image/png"),
        (b"%PDF-1.7 nothing", "application/pdf"),
        (make("menu", seed=1)[:9000], "image/jpeg"),
        (b"word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
async def test_what_can_not_be_shown(data: bytes, media_type: str) -> None:
    with pytest.raises(NoPreview):
        await draw(data, media_type, 0)


def test_what_can_be_shown() -> None:
    assert can_preview("image/heic")
    assert can_preview("application/pdf")
    assert not can_preview("text/html")


async def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "_SECONDS", 0.01)
    with pytest.raises(NoPreview):
        await draw(make("menu", seed=1), "image/jpeg", 0)
    monkeypatch.undo()
    shown = await asyncio.wait_for(draw(make("menu", seed=1), "image/jpeg", 0), 30)
    assert shown.pages == 1
