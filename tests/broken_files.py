"""Broken files for the fuzz tests: good ones of every format, changed, cut, doubled and joined.

``YUBAN_FUZZ`` is how many each test tries (60 when it is not set): for a long run, ``YUBAN_FUZZ=5000``.
"""

import io
import os
from pathlib import Path

import docx
import pikepdf
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

_FILES = Path(__file__).parent / "adapters" / "files"

#: No shrinking: reading is slow, and a failing file is small anyhow.
fuzzing = settings(
    max_examples=int(os.environ.get("YUBAN_FUZZ", "60")),
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _picture() -> Image.Image:
    """Small, so that reading it takes little, with something on it."""
    picture = Image.new("RGB", (160, 110), "white")
    ImageDraw.Draw(picture).text((20, 40), "2026-11-24 NO 439901", "black")
    return picture


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("申请表")
    document.add_table(rows=2, cols=2).rows[0].cells[0].text = "姓名"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _empty_pdf() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 200))
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=b"app.alert('x')")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _text_pdf() -> bytes:
    """Born digital: its text needs no reading."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    lines = b"".join(b"1 0 0 1 20 %d Tm (No 439901 of 2026-11-24, line %d) Tj " % (180 - 20 * n, n) for n in range(6))
    pdf.pages[0].Contents = pdf.make_stream(b"BT /F 12 Tf " + lines + b"ET")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


#: From a phone; nothing here can write one. Its head holds the boxes, where damage does most.
_HEIC = (_FILES / "id_card_front.heic").read_bytes()


_PAGES = [_picture().rotate(90, expand=True)]
#: One small good file of each format.
CORPUS: dict[str, bytes] = {
    "jpeg": _saved(_picture(), "JPEG"),
    "png": _saved(_picture(), "PNG"),
    "palette": _saved(_picture().convert("P"), "PNG"),
    "webp": _saved(_picture(), "WEBP"),
    "tiff": _saved(_picture(), "TIFF", save_all=True, append_images=_PAGES),
    "packed tiff": _saved(_picture().convert("1"), "TIFF", compression="group4"),
    "bmp": _saved(_picture(), "BMP"),
    "scan": _saved(_picture(), "PDF", save_all=True, append_images=_PAGES),
    "pdf": _empty_pdf(),
    "docx": _docx(),
    "text pdf": _text_pdf(),
    "moving webp": _saved(_picture(), "WEBP", save_all=True, append_images=[_picture().rotate(180)]),
    "zipped tiff": _saved(_picture(), "TIFF", compression="tiff_lzw"),
    "half a heic": _HEIC[:12_000],
}
#: Read by the second: for long runs only.
_LARGE = {"heic": _HEIC}
_SEEDS = {**CORPUS, **_LARGE} if "YUBAN_FUZZ" in os.environ else CORPUS
#: What a field for a length or a place may be set to.
_EXTREMES = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\x00\x00\x00", b"\x00\x00\x00\x00")


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """The bytes of one broken file."""
    data = bytearray(_SEEDS[draw(st.sampled_from(sorted(_SEEDS)))])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(("set", "length", "head", "run", "cut", "double", "join", "insert", "drop"))):
            case "set" if data:
                data[at] = draw(st.integers(0, 255))
            case "length":
                data[at : at + 4] = draw(st.sampled_from(_EXTREMES))
            case "head" if data:  # where formats say what follows
                data[at % min(len(data), 300)] = draw(st.integers(0, 255))
            case "run":
                filler = draw(st.sampled_from((b"\x00", b"\xff", b"\x7f")))
                data[at : at + 64] = filler * min(64, len(data) - at)
            case "cut":
                del data[at:]
            case "double":
                data[at:at] = data[at : at + 2000]
            case "join":
                data += CORPUS[draw(st.sampled_from(sorted(CORPUS)))]
            case "insert":
                data[at:at] = draw(st.binary(max_size=200))
            case "drop":
                del data[at : at + draw(st.integers(1, 500))]
    return bytes(data)
