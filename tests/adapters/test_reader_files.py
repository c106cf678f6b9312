"""Every format a phone or an office sends, and files that are broken, locked, hostile or no documents at all."""

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import docx
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backend.adapters.reader.limits import Limits, Unreadable
from backend.adapters.reader.pictures import decode
from backend.adapters.reader.sniffing import sniff
from backend.adapters.specimens import make, person
from backend.adapters.specimens.make import DAY
from backend.domain.facts import FileFacts, facts_from_json, facts_to_json
from tests.adapters.conftest import FILES, Reading

ReadBytes = Callable[[bytes], FileFacts]
WHO = person(3, today=DAY)


@pytest.fixture(scope="session")
def card() -> Image.Image:
    """The front of a card, small enough to be read quickly."""
    picture = Image.open(io.BytesIO(make("id_card_front", seed=3)))
    picture.thumbnail((900, 900))
    return picture


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def number(facts: FileFacts, page: int = 0) -> str | None:
    field = facts.pages[page].fields.get("id_number")
    return field.value if field else None


def test_heic(read_bytes: ReadBytes) -> None:
    facts = read_bytes((FILES / "id_card_front.heic").read_bytes())
    assert facts.media_type == "image/heic"
    assert number(facts) == person(11, today=DAY).id_number


def test_webp_with_a_transparent_edge(read_bytes: ReadBytes, card: Image.Image) -> None:
    layer = Image.new("RGBA", (card.width + 60, card.height + 60), (0, 0, 0, 0))
    layer.paste(card, (30, 30))
    facts = read_bytes(saved(layer, "WEBP", quality=85))
    assert (facts.media_type, number(facts)) == ("image/webp", WHO.id_number)


def test_a_tiff_of_two_pages(read_bytes: ReadBytes, card: Image.Image) -> None:
    grey = card.convert("L")
    facts = read_bytes(saved(grey, "TIFF", save_all=True, append_images=[Image.new("L", (600, 400), 255)]))
    assert [page.quality.blank for page in facts.pages] == [False, True]
    assert number(facts) == WHO.id_number


def test_the_camera_was_turned_and_the_file_says_so(card: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = card.rotate(90, expand=True)
    (picture,) = decode(saved(sideways, "JPEG", exif=exif), Limits())
    assert (picture.width, picture.height) == card.size
    assert picture.pixels.shape[:2] == (card.height, card.width)


def test_only_the_first_picture_of_an_animation_is_looked_at(card: Image.Image) -> None:
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("white", "red", "blue")]
    animated = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(Unreadable, match="unsupported"):
        sniff(animated, Limits())
    webp = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert len(decode(webp, Limits())) == 1


def test_a_picture_saved_by_an_editor_and_a_screenshot_are_hints(card: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0131] = "Adobe Photoshop 25.0"
    assert decode(saved(card, "JPEG", exif=exif), Limits())[0].hints == ("edited",)
    screen = Image.new("RGB", (1080, 2340), "white")
    assert decode(saved(screen, "PNG"), Limits())[0].hints == ("screenshot",)
    assert decode(saved(card, "PNG"), Limits())[0].hints == ()


def test_sixteen_bits_a_pixel_are_scaled(card: Image.Image) -> None:
    deep = Image.new("I;16", (64, 64), 40000)
    deep.putpixel((0, 0), 0)
    pixels = decode(saved(deep, "PNG"), Limits())[0].pixels
    assert pixels.max() > 200


LINES = [
    "租房合同",
    "出租方（甲方）：刘房东",
    "承租方（乙方）：陈建国",
    "租赁期限：自2026年1月1日起至2027年12月31日止。",
]


def written_pdf(*pages: list[str]) -> bytes:
    """A PDF with a real text layer: a made-up font whose characters say which they are, as office programs write."""
    pdf = pikepdf.new()
    chars = sorted({char for page in pages for line in page for char in line})
    codes = {char: number for number, char in enumerate(chars, 1)}
    mapping = "".join(f"<{code:04X}> <{char.encode('utf-16-be').hex()}>\n" for char, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange {len(codes)} beginbfchar\n{mapping}endbfchar "
        "endcmap end end"
    )
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.Song, Flags=4, ItalicAngle=0, Ascent=880,
        Descent=-120, CapHeight=700, StemV=80, FontBBox=[0, -120, 1000, 880],
    )  # fmt: skip
    inner = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=pikepdf.Name.Song, DW=1000,
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name.Song,
        Encoding=pikepdf.Name("/Identity-H"), DescendantFonts=[pdf.make_indirect(inner)],
        ToUnicode=pdf.make_stream(cmap.encode()),
    )  # fmt: skip
    font = pdf.make_indirect(font)
    for lines in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        shown = "".join(
            f"1 0 0 1 60 {760 - 40 * row} Tm <{''.join(f'{codes[char]:04X}' for char in line)}> Tj\n"
            for row, line in enumerate(lines)
        )
        page.Contents = pdf.make_stream(f"BT /F1 16 Tf\n{shown}ET".encode())
    return pdf_bytes(pdf)


def pdf_bytes(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def test_a_pdf_with_its_own_text_is_not_read_by_the_engine(read_bytes: ReadBytes) -> None:
    facts = read_bytes(written_pdf(LINES))
    (page,) = facts.pages
    assert page.kinds == ("lease",)
    assert page.fields["lessee"].value == "陈建国"
    assert page.fields["expires"].value == "2027-12-31"
    assert all(line.score == 1.0 for line in page.lines)
    assert facts.seconds < 5


def test_a_locked_pdf(read_bytes: ReadBytes) -> None:
    with pikepdf.open(io.BytesIO(written_pdf(LINES))) as pdf:
        locked = pdf_bytes(pdf, encryption=pikepdf.Encryption(owner="o", user="secret"))
        printable = pdf_bytes(pdf, encryption=pikepdf.Encryption(owner="o", user=""))
    assert read_bytes(locked).failure == "encrypted"
    assert read_bytes(printable).failure is None  # only changing it needs the password


def test_a_pdf_that_would_run_something_is_read_and_told(read_bytes: ReadBytes) -> None:
    with pikepdf.open(io.BytesIO(written_pdf(LINES))) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=b"app.alert('x')")
        facts = read_bytes(pdf_bytes(pdf))
    assert facts.failure is None
    assert facts.pages[0].hints == ("scripts",)
    assert facts.pages[0].kinds == ("lease",)


def test_a_book_is_refused_before_a_page_is_drawn(read_bytes: ReadBytes) -> None:
    pdf = pikepdf.new()
    for _ in range(200):
        pdf.add_blank_page()
    facts = read_bytes(pdf_bytes(pdf))
    assert (facts.failure, facts.pages) == ("too_many_pages", ())
    assert facts.seconds < 2


def test_a_page_the_size_of_a_wall_is_drawn_small(read_bytes: ReadBytes) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14400, 14400))
    (page,) = read_bytes(pdf_bytes(pdf)).pages
    assert page.quality.blank
    assert max(page.quality.width, page.quality.height) <= Limits().dense_side + 1


def written_docx(*, table: bool = True) -> bytes:
    document = docx.Document()
    document.add_paragraph("食品小经营许可申请书")
    if table:
        cells = document.add_table(rows=2, cols=2).rows
        for row, (label, text) in zip(cells, (("经营者姓名", WHO.name), ("身份证号码", WHO.id_number)), strict=True):
            row.cells[0].text, row.cells[1].text = label, text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_form_filled_in_on_a_computer(read_bytes: ReadBytes) -> None:
    facts = read_bytes(written_docx())
    assert facts.media_type.endswith("wordprocessingml.document")
    (page,) = facts.pages
    assert page.kinds == ("application_form",)
    assert (page.fields["name"].value, page.fields["id_number"].value) == (WHO.name, WHO.id_number)


def repacked(data: bytes, **extra: bytes) -> bytes:
    """An archive with further parts, compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        for name, content in extra.items():
            new.writestr("word/" + name, content)
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A PNG that says it is this large, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(500), "unsupported"),  # a program, whatever its name
        (b"just words", "unsupported"),
        (b"<html><body>hello</body></html>", "unsupported"),
        (b"junk before %PDF-1.7", "unsupported"),
        (b"%PDF-1.7\nno objects", "broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "broken"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "broken"),
        (b"PK\x03\x04" + bytes(100), "broken"),
        (b"II*\x00\x08\x00\x00\x00" + bytes(6), "broken"),  # a TIFF that says nothing of its size
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "unsupported"),  # .doc, .wps
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "broken"),
        (huge_png(30000), "too_large_picture"),
        (huge_png(9000), "too_large_picture"),
    ],
    ids=lambda one: one if isinstance(one, str) else f"{len(one)} bytes",
)
def test_what_can_not_be_read_says_why(read_bytes: ReadBytes, data: bytes, failure: str) -> None:
    facts = read_bytes(data)
    assert (facts.failure, facts.pages) == (failure, ())


def test_archives_that_are_no_honest_documents(read_bytes: ReadBytes) -> None:
    word = written_docx(table=False)
    assert read_bytes(repacked(word, bomb=bytes(60_000_000))).failure == "too_large_file"
    assert read_bytes(repacked(word, **{"vbaProject.bin": b"x"})).failure == "macros"
    assert read_bytes(word[: len(word) // 2]).failure == "broken"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert read_bytes(out.getvalue()).failure == "unsupported"


def test_half_a_photo_is_broken(read_bytes: ReadBytes, card: Image.Image) -> None:
    whole = saved(card, "JPEG")
    assert read_bytes(whole[: len(whole) // 2]).failure == "broken"


def test_a_photo_with_a_pdf_behind_it_is_the_photo(card: Image.Image) -> None:
    both = saved(card, "JPEG") + b"%PDF-1.7"
    assert sniff(both, Limits()) == "image/jpeg"
    assert len(decode(both, Limits())) == 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_bytes_changed_anywhere_are_read_or_refused(data: st.DataObject) -> None:
    """Nothing but ``Unreadable`` comes out of opening a damaged file."""
    form = data.draw(st.sampled_from(sorted(_SMALL)))
    content = bytearray(_SMALL[form])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    with contextlib.suppress(Unreadable):
        if sniff(bytes(content[:cut]), Limits()).startswith("image/"):
            assert decode(bytes(content[:cut]), Limits())


_SMALL = {
    form: saved(Image.effect_noise((24, 20), 60).convert("RGB"), form)
    for form in ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
} | {"DOCX": written_docx()}


def test_facts_travel_as_json(reading: Reading) -> None:
    facts = reading("id_card_front")
    assert facts_from_json(facts_to_json(facts)) == facts
    assert facts_from_json(facts_to_json(replace(facts, pages=(), failure="empty"))).failure == "empty"
    with pytest.raises((KeyError, TypeError, ValueError)):
        facts_from_json("{}")
