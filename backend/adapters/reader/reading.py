"""From the bytes of a file to facts."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2

from backend.adapters.reader import READER_VERSION
from backend.adapters.reader.codes import read_codes
from backend.adapters.reader.documents import Pdf, Sheet, docx_sheet
from backend.adapters.reader.engine import Engine, upright
from backend.adapters.reader.fields.civil import masked
from backend.adapters.reader.fields.select import fields_of, first_of_each, is_watermark
from backend.adapters.reader.framing import cut_sides
from backend.adapters.reader.ink import Ink
from backend.adapters.reader.kinds import recognise
from backend.adapters.reader.layout import Layout, around
from backend.adapters.reader.limits import Limits, Unreadable
from backend.adapters.reader.parting import Part, parts_of
from backend.adapters.reader.pictures import Picture, Pixels, decode
from backend.adapters.reader.portraits import described
from backend.adapters.reader.quality import glare, is_grey, likeness, measure
from backend.adapters.reader.screens import from_a_screen
from backend.adapters.reader.seals import find_seals
from backend.adapters.reader.sniffing import DOCX, PDF, sniff
from backend.adapters.reader.words import Word, fraction, to_line
from backend.domain.facts import FileFacts, Page, Paper, Quality

#: Called before each page with its number and how many there are.
Progress = Callable[[int, int], None]
#: Called with the first page and its picture as the page's boxes take it; a page without a picture is not shown.
Sight = Callable[[Page, Pixels], None]

#: Papers of several pages, of which only the first has a title.
_GO_ON = frozenset({"lease", "application_form", "power_of_attorney", "commitment"})
_LARGE_DIGITS = 640  # long side of the second look at a bank card
_INK_KINDS = frozenset({"application_form", "lease", "power_of_attorney", "commitment"})


def read(
    source: bytes | str | Path,
    *,
    engine: Engine,
    limits: Limits | None = None,
    progress: Progress = lambda page, of: None,
    sight: Sight = lambda page, pixels: None,
) -> FileFacts:
    """What a file shows. A file that can't be read gives facts with ``failure``; what else goes wrong raises."""
    limits = limits or Limits()
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    begun = time.monotonic()
    digest = hashlib.sha256(data).hexdigest()
    media_type, failure = "", None
    pages: tuple[Page, ...] = ()
    try:
        media_type = sniff(data, limits)
        pages = tuple(_pages(data, media_type, engine, limits, progress, sight))
    except Unreadable as error:
        failure = error.key
    seconds = round(time.monotonic() - begun, 3)
    return FileFacts(digest, media_type, pages, READER_VERSION, failure, seconds)


def _pages(
    data: bytes, media_type: str, engine: Engine, limits: Limits, progress: Progress, sight: Sight
) -> list[Page]:
    pages: list[Page] = []
    if media_type == PDF:
        document = Pdf(data, limits)
        for number, sheet in enumerate(document):
            progress(number, document.pages)
            page, pixels = _sheet_page(number, sheet, engine, limits, _carried(pages))
            if number == 0 and pixels is not None:
                sight(page, pixels)
            pages.append(replace(page, hints=(*page.hints, *document.hints)))
    elif media_type == DOCX:
        progress(0, 1)
        pages.append(_sheet_page(0, docx_sheet(data, limits), engine, limits, ())[0])
    else:
        pictures = decode(data, limits)
        for number, picture in enumerate(pictures):
            progress(number, len(pictures))
            page, pixels = _picture_page(number, picture, engine, limits, _carried(pages))
            if number == 0:
                sight(page, pixels)
            pages.append(page)
    return pages


def _carried(pages: list[Page]) -> tuple[str, ...]:
    """The kind that goes on from the page before: a lease's second page has no title of its own."""
    return tuple(kind for kind in pages[-1].kinds if kind in _GO_ON) if pages else ()


def _sheet_page(
    number: int, sheet: Sheet, engine: Engine, limits: Limits, carried: tuple[str, ...]
) -> tuple[Page, Pixels | None]:
    if sheet.words is None and sheet.pixels is not None:
        return _picture_page(number, Picture(sheet.pixels, sheet.width, sheet.height), engine, limits, carried)
    words = sheet.words or []
    if sheet.pixels is None:
        paper = Quality(sheet.width, sheet.height, 1000.0, 1.0, 255.0, 0.0, blank=not words)
        return _page(number, words, paper, None, (sheet.width, sheet.height)), None
    quality = measure(sheet.pixels, sheet.width, sheet.height)
    codes = read_codes(sheet.pixels)
    page = _page(number, words, quality, sheet.pixels, (sheet.width, sheet.height), codes, carried)
    return page, sheet.pixels


def _picture_page(
    number: int, picture: Picture, engine: Engine, limits: Limits, carried: tuple[str, ...]
) -> tuple[Page, Pixels]:
    """The facts of a picture, and the picture upright as their boxes take it."""
    large = picture.pixels
    turned = engine.turned(_capped(large, limits.side))
    large = upright(large, turned)
    pixels = _capped(large, limits.side)
    width, height = (picture.height, picture.width) if turned in (90, 270) else (picture.width, picture.height)
    quality = measure(pixels, width, height)
    words = [] if quality.blank else engine.read(pixels)
    if turned and _gibberish(words):  # a sparse page with seals at its foot looks upside down
        again = engine.read(upright(pixels, 180))
        if _well_read(again) > _well_read(words):
            turned, pixels, large, words = (turned + 180) % 360, upright(pixels, 180), upright(large, 180), again
    read_well = [word.box for word in words if word.score > 0.8]
    quality = replace(quality, glare=round(glare(pixels, read_well), 4))
    codes = () if quality.blank else read_codes(large)
    page = _page(number, words, quality, pixels, (pixels.shape[1], pixels.shape[0]), codes, carried)
    if "business_license" in page.kinds and not _has_code(page):
        again = engine.read(large, dense=True)
        second = _page(number, again, quality, large, (large.shape[1], large.shape[0]), codes, carried)
        page = second if _has_code(second) else page
    if "bank_card" in page.kinds and "last_four" not in page.fields:
        small = _capped(large, _LARGE_DIGITS)  # the engine overlooks digits as large as a card's
        second = _page(number, engine.read(small), quality, small, (small.shape[1], small.shape[0]), codes, carried)
        if "last_four" in second.fields:
            page = replace(second, likeness=page.likeness)
    # a person always leaves an identity photo
    cut = () if page.kinds == ("photo",) else cut_sides(pixels, [word.box for word in words])
    hints = [*picture.hints, *(f"cut_{side}" for side in cut)]
    if not quality.blank and from_a_screen(large):
        hints.append("screen")
    if not quality.blank and is_grey(pixels):
        hints.append("grey")
    return replace(page, turned=turned, hints=(*page.hints, *hints)), pixels


def _page(
    number: int,
    words: list[Word],
    quality: Quality,
    pixels: Pixels | None,
    size: tuple[int, int],
    codes: tuple[str, ...] = (),
    carried: tuple[str, ...] = (),
) -> Page:
    """The facts of a page whose words are known; ``size`` is the one their boxes are in."""
    stamps = [word for word in words if word.slanted or is_watermark(word.text)]
    layout = Layout([word for word in words if word not in stamps], *size, stamps)
    kinds = recognise(layout) or (carried if words else ()) or _without_text(words, quality)
    ink = Ink(pixels) if pixels is not None and _INK_KINDS.intersection(kinds) else None
    seals = find_seals(pixels) if pixels is not None and not quality.blank else []
    parts, apart = parts_of(layout, kinds)
    papers = tuple(_paper(part, size, codes) for part in parts)
    fields = first_of_each(papers) if papers else fields_of(kinds, layout, ink, codes) if apart else {}
    if pixels is not None and kinds == ("photo",):
        fields |= described(pixels)
    lines = tuple(to_line(word, *size) for word in words)
    hidden = "bank_card" in kinds  # a bank's number is not kept, not even among the lines
    return Page(
        number=number,
        kinds=kinds,
        quality=quality,
        lines=tuple(replace(line, text=masked(line.text, always=hidden)) for line in lines),
        fields=fields,
        seals=tuple(fraction(seal, *size) for seal in seals),
        codes=codes,
        hints=() if apart else ("mixed",),
        likeness=likeness(pixels) if pixels is not None else "",
        papers=papers,
    )


def _paper(part: Part, size: tuple[int, int], codes: tuple[str, ...]) -> Paper:
    box = fraction(around([word.box for word in part.layout.words]), *size)
    return Paper(part.kind, fields_of((part.kind,), part.layout, None, codes), box)


def _well_read(words: list[Word]) -> int:
    """How many characters were read without doubt."""
    return sum(len(word.text) for word in words if word.score > 0.9)


def _gibberish(words: list[Word]) -> bool:
    return len(words) >= 3 and _well_read(words) < 0.5 * sum(len(word.text) for word in words)


def _without_text(words: list[Word], quality: Quality) -> tuple[str, ...]:
    """A portrait picture without text may be an identity photo; whether it shows a face is looked for then."""
    shape = quality.width / max(1, quality.height)
    readable = sum(len(word.text) for word in words if word.score > 0.7 and not is_watermark(word.text))
    return ("photo",) if not quality.blank and readable <= 2 and 0.6 <= shape <= 0.9 else ()


def _has_code(page: Page) -> bool:
    return ("uscc" in page.fields and page.fields["uscc"].trusted) or "reg_number" in page.fields


def _capped(pixels: Pixels, side: int) -> Pixels:
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
