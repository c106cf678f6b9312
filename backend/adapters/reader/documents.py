"""PDF and DOCX: pages as pictures, and their own text where it can be believed."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import docx
import numpy as np
import pikepdf
import pypdfium2
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_GetLastError

from backend.adapters.reader.limits import Limits, Unreadable
from backend.adapters.reader.pictures import Pixels
from backend.adapters.reader.words import Word, plain

#: 150 dpi reads best: 300 is slower and worse.
_DPI = 150
_MOST_OBJECTS = 20_000
_KNOWN = re.compile(r"[\u4e00-\u9fa5A-Za-z0-9，。、；：？！（）《》“”.,:;()%/-]")


@dataclass(frozen=True)
class Sheet:
    """One page of a document: its picture (None: it has none), and its words when they need no reading."""

    pixels: Pixels | None
    width: int
    height: int
    words: list[Word] | None


class Pdf:
    """An open PDF. Raises ``Unreadable`` when it can't be opened or has too many pages."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.pages = len(self._document)
        except pypdfium2.PdfiumError as error:
            locked = FPDF_GetLastError() == FPDF_ERR_PASSWORD or "password" in str(error).lower()
            raise Unreadable("encrypted" if locked else "broken") from error
        self._limits = limits
        self.hints = ("scripts",) if _has_scripts(data) else ()
        if self.pages == 0:
            raise Unreadable("broken")
        if self.pages > limits.pages:
            raise Unreadable("too_many_pages")

    def __iter__(self) -> Iterator[Sheet]:
        try:
            for number in range(self.pages):
                page = self._document[number]
                try:
                    yield self._sheet(page)
                finally:
                    page.close()
        except pypdfium2.PdfiumError as error:
            raise Unreadable("broken") from error
        finally:
            self._document.close()

    def _sheet(self, page: pypdfium2.PdfPage) -> Sheet:
        scale = min(_DPI / 72, self._limits.dense_side / max(page.get_size()))
        pixels = np.ascontiguousarray(page.render(scale=scale).to_numpy()[:, :, :3])
        text = page.get_textpage()
        try:
            words = _layer(text, page.get_height(), scale)
        finally:
            text.close()
        whole = re.sub(r"\s", "", "".join(word.text for word in words))
        odd = 1 - len(_KNOWN.findall(whole)) / max(len(whole), 1)
        believed = len(whole) >= 30 and odd <= 0.3
        return Sheet(pixels, pixels.shape[1], pixels.shape[0], words if believed else None)


def _has_scripts(data: bytes) -> bool:
    """Whether opening the file elsewhere could run or start something. Here nothing in it is ever run."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            found = islice(document.objects, _MOST_OBJECTS)
            return any(_kind_of_action(one) in ("/JavaScript", "/Launch") for one in found)
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, AttributeError, RecursionError):
        # the other library opened it: it is judged by what it shows
        return False


def _kind_of_action(one: pikepdf.Object) -> str:
    if not isinstance(one, pikepdf.Dictionary):
        return ""
    actions = [one, one.get("/OpenAction"), one.get("/A")]
    kinds = [str(action.get("/S", "")) for action in actions if isinstance(action, pikepdf.Dictionary)]
    return next((kind for kind in kinds if kind in ("/JavaScript", "/Launch")), "")


def _layer(text: pypdfium2.PdfTextPage, height: float, scale: float) -> list[Word]:
    words = []
    for index in range(min(text.count_rects(), 3000)):
        left, bottom, right, top = text.get_rect(index)
        content = re.sub(r"\s", "", text.get_text_bounded(left, bottom, right, top))
        if content:
            box = (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
            words.append(plain(content, 1.0, box))
    return words


def docx_sheet(data: bytes, limits: Limits) -> Sheet:
    """The text of a DOCX on one long made-up page: a row for each paragraph and table row, cells side by side."""
    try:
        document = docx.Document(io.BytesIO(data))
        rows = list(_rows(document))
    except Unreadable:
        raise
    except Exception as error:  # python-docx lets errors of lxml, zipfile and its own through
        raise Unreadable("broken") from error
    if len(rows) > 60 * limits.pages:
        raise Unreadable("too_many_pages")
    words, line, width = [], 24.0, 1000.0
    for number, cells in enumerate(rows):
        step = width / len(cells)
        for column, cell in enumerate(cells):
            if cell:
                left, top = column * step, number * line * 1.5
                words.append(plain(cell, 1.0, (left, top, left + min(step - 12, 12 * len(cell)), top + line)))
    return Sheet(None, int(width), max(1, int(len(rows) * line * 1.5)), words)


def _rows(document: docx.document.Document) -> Iterator[list[str]]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield [re.sub(r"\s", "", block.text)]
        elif isinstance(block, Table):
            for row in block.rows:
                cells = list(dict.fromkeys(cell._tc for cell in row.cells))  # merged cells are listed twice
                yield [re.sub(r"\s", "", "".join(p.text or "" for p in cell.iter("{*}t"))) for cell in cells]
