"""A form as a PDF, to be printed or looked at on a phone. The font is put into the file, the used characters only."""

from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from backend.adapters.forms.typeface import TYPEFACE
from backend.adapters.forms.wording import MARK, NOTE, SEAL, SIGN_DATE, SIGN_DATE_BLANK, WATERMARK
from backend.domain.forms import Box, Form

_LABEL, _PLACE, _ROW = 48, 122, 11  # millimetres
_BLACK, _RED, _PEN, _PALE = (0, 0, 0), (192, 32, 38), (24, 34, 92), (244, 205, 205)
_ON_ALL = MARK + NOTE + SEAL + SIGN_DATE + SIGN_DATE_BLANK + WATERMARK
_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # the same bytes every time


class _Sheet(FPDF):
    """A4 with the 样本 mark on every page of a sample, under what is written."""

    def __init__(self, *, sample: bool, characters: str) -> None:
        super().__init__(format="A4")
        self.sample = sample
        self.set_margins(20, 18)
        self.set_auto_page_break(True, 20)
        self.set_creation_date(_MADE)
        self.add_font("hall", "", TYPEFACE.covering(characters))

    def header(self) -> None:
        """The mark of a sample."""
        if not self.sample:
            return
        self.set_text_color(*_PALE)
        self.set_font("hall", size=88)
        for y in (95, 195, 285):
            with self.rotation(28, 105, y):
                self.text(62, y, WATERMARK)
        self.set_text_color(*_RED)
        self.set_font("hall", size=13)
        self.set_y(10)
        self.cell(0, 7, MARK, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(*_BLACK)


def draw_pdf(form: Form, *, sample: bool, name: str = "", day: str = "") -> bytes:
    """The form as PDF. A sample is filled in, signed with ``name`` on ``day``, and marked on every page.

    Raises ``NoChineseFont`` on a machine without one.
    """
    sheet = _Sheet(sample=sample, characters=characters_of(form) + name + day)
    sheet.set_title(form.title)
    sheet.add_page()
    sheet.set_font("hall", size=20)
    sheet.cell(0, 16, form.title, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for box in form.boxes:
        _row(sheet, box, sample)
    sheet.ln(5)
    sheet.set_font("hall", size=12)
    sheet.multi_cell(0, 7, form.promise, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.ln(7)
    _write(sheet, f"{form.signer}：")
    _write(sheet, name if sample else "　" * 6, _PEN, 15 if sample else 12)
    sheet.set_x(max(sheet.get_x() + 8, 122))
    _write(sheet, SIGN_DATE)
    _write(sheet, day if sample else SIGN_DATE_BLANK, _PEN if sample else _BLACK)
    sheet.ln(11)
    if form.seal:
        _write(sheet, SEAL)
        sheet.ln(9)
    sheet.set_font("hall", size=10)
    sheet.set_text_color(*(_RED if sample else _BLACK))
    sheet.cell(0, 7, MARK if sample else NOTE)
    return bytes(sheet.output())


def characters_of(form: Form) -> str:
    """All that may be written on this form."""
    boxes = "".join(box.shown_label + box.ticked() + box.sample for box in form.boxes)
    return boxes + form.title + form.promise + form.signer + _ON_ALL


def _row(sheet: _Sheet, box: Box, sample: bool) -> None:
    """One box: its label on the left, its place on the right, as high as what stands in it."""
    said = box.ticked(box.sample if sample else "") if box.choices else box.sample if sample else ""
    sheet.set_font("hall", size=12)
    lines = max(_lines(sheet, _PLACE - 6, said), _lines(sheet, _LABEL - 6, box.shown_label))
    height = max(26 if box.tall else _ROW, lines * 6.5 + 4)
    if sheet.will_page_break(height):
        sheet.add_page()
        sheet.set_font("hall", size=12)
    x, y = sheet.get_x(), sheet.get_y()
    sheet.rect(x, y, _LABEL, height)
    sheet.rect(x + _LABEL, y, _PLACE, height)
    sheet.set_xy(x + 3, y + 2.5)
    sheet.multi_cell(_LABEL - 6, 6.5, box.shown_label)
    sheet.set_xy(x + _LABEL + 3, y + 2.5)
    sheet.set_text_color(*(_PEN if sample and not box.choices else _BLACK))
    sheet.multi_cell(_PLACE - 6, 6.5, said)
    sheet.set_text_color(*_BLACK)
    sheet.set_xy(x, y + height)


def _lines(sheet: _Sheet, width: float, text: str) -> int:
    lines = sheet.multi_cell(width, 6.5, text, dry_run=True, output=MethodReturnValue.LINES)
    return len(lines) if isinstance(lines, list) else 1


def _write(sheet: _Sheet, text: str, colour: tuple[int, int, int] = _BLACK, size: int = 12) -> None:
    sheet.set_text_color(*colour)
    sheet.set_font("hall", size=size)
    sheet.cell(sheet.get_string_width(text) + 2, 8, text)
    sheet.set_text_color(*_BLACK)
