"""Files made to crash, stall or swell whoever opens them, and what the reader says of each.

All are small: what they claim or unpack to is not.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import docx
import pikepdf
from PIL import Image

from tests.broken_files import CORPUS

#: An answer of these is right: it was read, or it was not.
ANY = None


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(side: int, *more: bytes) -> bytes:
    """A PNG that says it is this large, with further chunks."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    rows = _chunk(b"IDAT", zlib.compress(bytes(20_000_000), 9))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + rows + _chunk(b"IEND", b"")


def _text_bomb() -> bytes:
    return _png(100, _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(80_000_000), 9)))


def _wide_jpeg() -> bytes:
    data = bytearray(CORPUS["jpeg"])
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = b"\xff\xdc\xff\xdc"
    return bytes(data)


def _tiff(*, side: int = 0, frames: int = 1, loop: bool = False) -> bytes:
    """A TIFF: many pages, one that says it is this large, or whose last page comes before its first."""
    out = io.BytesIO()
    page = Image.new("1", (8, 8))
    page.save(out, "TIFF", save_all=True, append_images=[page] * (frames - 1))
    data = bytearray(out.getvalue())
    first = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[first : first + 2])[0]
    for number in range(count):
        at = first + 2 + 12 * number
        if side and struct.unpack("<H", data[at : at + 2])[0] in (256, 257):
            data[at + 2 : at + 12] = struct.pack("<HII", 4, 1, side)
    if loop:
        end = first + 2 + 12 * count
        data[end : end + 4] = struct.pack("<I", first)
    return bytes(data)


def _pdf(pages: int = 1, content: bytes = b"") -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    if content:
        pdf.pages[0].Contents = pdf.make_stream(content)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _pdf_of_a_huge_picture() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    side = 30_000
    picture = pdf.make_stream(zlib.compress(bytes(side * side // 8), 9))
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width = picture.Height = side
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 1
    picture.Filter = pikepdf.Name.FlateDecode
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    pdf.pages[0].Contents = pdf.make_stream(b"200 0 0 200 0 0 cm /P Do")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _pdf_that_draws_for_ever(levels: int) -> bytes:
    """Each form draws the next one ten times."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    inner = None
    for _ in range(levels):
        form = pdf.make_stream(b"/F Do " * 10 if inner is not None else b"0 0 100 100 re f")
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 200, 200])
        if inner is not None:
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        inner = form
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do " * 10)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _pdf_whose_pages_are_their_own_parents() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>endobj\ntrailer<</Root 1 0 R>>"
    )


def _deep_pdf() -> bytes:
    return _pdf().replace(b"%%EOF", b"") + b"9 0 obj" + b"[" * 200_000 + b"]" * 200_000 + b"endobj\n%%EOF"


def _word(**parts: bytes) -> bytes:
    """A document with these parts in place of its own, or beside them."""
    whole = io.BytesIO()
    docx.Document().save(whole)
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            name = entry.filename.rsplit("/", 1)[-1].removesuffix(".xml")
            new.writestr(entry.filename, parts.pop(name, old.read(entry)))
        for name, content in parts.items():
            new.writestr(f"word/{name}", content)
    return out.getvalue()


_BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def _laughing_word() -> bytes:
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = _BODY.format("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>")
    return _word(document=f'<!DOCTYPE w [<!ENTITY l0 "ha">{names}]>{body}'.encode())


def _prying_word() -> bytes:
    """It wants a file of this machine's in its text."""
    body = _BODY.format("<w:p><w:r><w:t>&f;</w:t></w:r></w:p>")
    return _word(document=f'<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>{body}'.encode())


def _deep_word() -> bytes:
    return _word(document=_BODY.format("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000).encode())


def _wide_word() -> bytes:
    """A table whose one row claims a million columns."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr><w:p/></w:tc>'
    return _word(document=_BODY.format(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>").encode())


def _lying_word() -> bytes:
    """Its directory says that everything in it is small."""
    data = bytearray(_word(document=_BODY.format("<w:p/>" * 3_000_000).encode()))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 24 : at + 28] = struct.pack("<I", 1000)
        at += 4
    return bytes(data)


def _head(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


#: name → the bytes, and the failure that is right; None: any answer is.
HOSTILE: Mapping[str, tuple[bytes, str | None]] = {
    "empty": (b"", "empty"),
    "png that says 60000 × 60000": (_png(60_000), "too_large_picture"),
    "png with a text that unpacks to 80 MB": (_text_bomb(), ANY),
    "png whose rows go on and on": (_png(100), ANY),
    "jpeg that says 65500 × 65500": (_wide_jpeg(), "too_large_picture"),
    "webp that says 16384 × 16384": (_head(CORPUS["webp"], 26, b"\xff\x3f\xff\x3f"), "too_large_picture"),
    "tiff that says 100000 × 100000": (_tiff(side=100_000), "too_large_picture"),
    "tiff of 200 pages": (_tiff(frames=200), "too_many_pages"),
    "tiff that goes in a circle": (_tiff(frames=3, loop=True), ANY),
    "pdf of 200 pages": (_pdf(200), "too_many_pages"),
    "pdf with a picture of 900 million pixels": (_pdf_of_a_huge_picture(), ANY),
    "pdf whose pages are their own parents": (_pdf_whose_pages_are_their_own_parents(), ANY),
    "pdf of brackets": (_deep_pdf(), ANY),
    "docx that unpacks to 100 MB": (_word(bomb=bytes(100_000_000)), "too_large_file"),
    "docx with macros": (_word(**{"vbaProject.bin": b"x"}), "macros"),
    "docx that laughs": (_laughing_word(), ANY),
    "docx that pries": (_prying_word(), ANY),
    "docx of 50000 boxes in boxes": (_deep_word(), ANY),
    "docx with a row of a million columns": (_wide_word(), ANY),
    "docx whose directory lies": (_lying_word(), "broken"),
    "docx of 5000 paragraphs": (_word(document=_BODY.format("<w:p/>" * 5000).encode()), "too_many_pages"),
    "png and pdf": (CORPUS["png"] + CORPUS["pdf"], ANY),
    "jpeg and docx": (CORPUS["jpeg"] + CORPUS["docx"], ANY),
    "pdf and docx": (CORPUS["pdf"] + CORPUS["docx"], ANY),
    "gif that is a page of a web site": (b"GIF89a/*" + b"*/=1;<script>alert(1)</script>", "unsupported"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "unsupported"),
    "heic of boxes in boxes": (b"\x00\x00\x00\x18ftypheic" + b"\x00\x00\xff\xffmeta" * 3000, "broken"),
    "20 MB of nothing": (b"\x89PNG\r\n\x1a\n" + bytes(20 * 1024 * 1024 - 8), ANY),
}
#: What keeps a library busy without end: only the limit of time helps.
ENDLESS: Mapping[str, bytes] = {
    "pdf that draws ten billion boxes": _pdf_that_draws_for_ever(9),
    "pdf of half a million strokes": _pdf(content=b"0 0 m 200 200 l S " * 500_000),
}


def truncated() -> list[tuple[str, bytes]]:
    """Every good file cut off at eight places."""
    return [
        (f"{name} cut at {part}/8", data[: max(1, len(data) * part // 8)])
        for name, data in sorted(CORPUS.items())
        for part in range(1, 8)
    ]
