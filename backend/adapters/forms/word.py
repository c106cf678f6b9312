"""A form as a Word file, to be filled in on a computer or printed."""

import io
from datetime import datetime

from docx import Document
from docx.document import Document as Sheet
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.run import Run

from backend.adapters.forms.wording import MARK, NOTE, SEAL, SIGN_DATE, SIGN_DATE_BLANK
from backend.domain.forms import Box, Form

_RED = RGBColor(0xC0, 0x20, 0x26)
_PEN = RGBColor(0x18, 0x22, 0x5C)
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 — Word's own times have no zone; the same bytes every time


def draw_docx(form: Form, *, sample: bool, name: str = "", day: str = "") -> bytes:
    """The form as DOCX. A sample is filled in, signed with ``name`` on ``day``, and marked on every page."""
    sheet = Document()
    sheet.core_properties.created = sheet.core_properties.modified = _MADE
    sheet.core_properties.author = ""
    sheet.core_properties.title = form.title
    section = sheet.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    if sample:
        mark = section.header.paragraphs[0]
        mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _styled(mark.add_run(MARK), 14, _RED)
    head = sheet.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _styled(head.add_run(form.title), 20).bold = True
    _table(sheet, form, sample)
    _styled(sheet.add_paragraph().add_run(form.promise), 12)
    sign = sheet.add_paragraph()
    _styled(sign.add_run(f"{form.signer}："), 12)
    _styled(sign.add_run(name if sample else "　　　　　　"), 14, _PEN)
    _styled(sign.add_run(f"　　　{SIGN_DATE}"), 12)
    _styled(sign.add_run(day if sample else SIGN_DATE_BLANK), 12, _PEN if sample else None)
    if form.seal:
        _styled(sheet.add_paragraph().add_run(SEAL), 11)
    _styled(sheet.add_paragraph().add_run(MARK if sample else NOTE), 10, _RED if sample else None)
    file = io.BytesIO()
    sheet.save(file)
    return file.getvalue()


def _table(sheet: Sheet, form: Form, sample: bool) -> None:
    table = sheet.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for box in form.boxes:
        row = table.add_row()
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        row.height = Cm(2.4 if box.tall else 1.1)
        label, place = row.cells
        label.width, place.width = Cm(5), Cm(11.6)
        _styled(label.paragraphs[0].add_run(box.shown_label), 12)
        _styled(place.paragraphs[0].add_run(_content(box, sample)), 12, _PEN if sample and not box.choices else None)


def _content(box: Box, sample: bool) -> str:
    if box.choices:
        return box.ticked(box.sample if sample else "")
    return box.sample if sample else ""


def _styled(run: Run, size: int, colour: RGBColor | None = None) -> Run:
    run.font.size = Pt(size)
    run.font.name = "SimSun"
    # Word takes Chinese characters from another attribute than the Latin ones.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    if colour is not None:
        run.font.color.rgb = colour
    return run
