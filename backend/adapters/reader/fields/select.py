"""Which fields a page gives, by the kinds it shows."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from backend.adapters.reader.fields import business_license, civil, form, id_card, lease, papers
from backend.adapters.reader.ink import Ink
from backend.adapters.reader.layout import Layout
from backend.domain.facts import Field, Paper

#: Watermarks that specimens and copies carry; as a line of their own they are no text of the page.
_WATERMARK = re.compile(r"^(样本|样本样本|样|本|SAMPLE|仅供.{0,12}使用|复印无效|仅限.{0,12}使用)$")


def is_watermark(text: str) -> bool:
    """Whether a line is only a watermark across the page."""
    stamp = len(text) <= 6 and Levenshtein.distance(text, "复印无效") <= 2 and ("印" in text or "无" in text)
    return bool(_WATERMARK.match(text)) or stamp


def fields_of(kinds: Sequence[str], layout: Layout, ink: Ink | None, codes: Sequence[str]) -> dict[str, Field]:
    """All fields of all kinds on the page; the best kind's come first and win."""
    found: dict[str, Field] = {}
    for kind in kinds or ("unknown",):
        for key, value in _of(kind, layout, ink, codes).items():
            found.setdefault(key, value)
    return found


def first_of_each(papers: Sequence[Paper]) -> dict[str, Field]:
    """The fields of the first paper of each kind: those of a second person are not mixed with the first's."""
    found: dict[str, Field] = {}
    leaves = dict.fromkeys((paper.kind, _leaf(paper)) for paper in papers)
    for kind, leaf in leaves:
        first = next(paper for paper in papers if (paper.kind, _leaf(paper)) == (kind, leaf))
        for key, value in first.fields.items():
            found.setdefault(key, value)
    return found


def _leaf(paper: Paper) -> str:
    leaf = paper.fields.get("leaf")
    return leaf.value if leaf else ""


def _of(kind: str, layout: Layout, ink: Ink | None, codes: Sequence[str]) -> dict[str, Field]:
    if kind == "id_card_front":
        return id_card.front(layout)
    if kind == "id_card_back":
        return id_card.back(layout)
    if kind == "business_license":
        return business_license.fields(layout, codes)
    if kind == "application_form":
        return form.fields(layout, ink)
    if kind == "power_of_attorney":
        return form.power_of_attorney(layout, ink)
    if kind == "commitment":
        return form.commitment(layout, ink)
    if kind == "household_register":
        return civil.household_register(layout)
    if kind == "marriage_certificate":
        return civil.marriage_certificate(layout)
    if kind == "lease":
        return lease.fields(layout, ink)
    if kind == "property_certificate":
        return papers.property_certificate(layout)
    if kind == "health_certificate":
        return papers.health_certificate(layout)
    if kind in ("food_license", "license"):
        return papers.licence(layout)
    if kind == "bank_card":
        return civil.bank_card(layout)
    if kind == "invoice":
        return papers.invoice(layout)
    return papers.plain(layout)
