"""Is it the licence or the form of the right class of holder? A self-employed person's serves no company's matter.

GB 32100: of a code that begins with 9 (market regulation) the second character is 1 for an enterprise, 2 for a
self-employed person 个体工商户, 3 for a farmers' cooperative.
"""

import re

from backend.domain.checks.subject import Subject, at, failed, passed
from backend.domain.facts import Field, Finding, Verdict
from backend.domain.items import HolderClass

KEYS = (
    "holder_class_ok", "holder_individual", "holder_enterprise", "holder_cooperative", "holder_class_unsure",
    "form_individual", "form_enterprise", "form_cooperative", "form_class_unsure",
)  # fmt: skip
_CHECK = "holder_class"
_BY_CODE = {"91": HolderClass.ENTERPRISE, "92": HolderClass.INDIVIDUAL, "93": HolderClass.COOPERATIVE}
_BY_WORD = (
    (HolderClass.INDIVIDUAL, re.compile("个体|工商户")),
    (HolderClass.COOPERATIVE, re.compile("合作社|联合社")),
    (HolderClass.ENTERPRISE, re.compile("公司|企业|合伙|独资|全民所有|集体所有")),
)
#: A title read worse than this is no reason to send a form back.
_CLEAR = 0.9


def check(subject: Subject) -> list[Finding]:
    wanted = subject.expectation.holder_class
    if not wanted:
        return []
    if "business_license" in subject.right_kinds:
        return _licence(subject, HolderClass(wanted))
    if "application_form" in subject.right_kinds:
        return _form(subject.fields.get("title"), HolderClass(wanted))
    return []


def _licence(subject: Subject, wanted: HolderClass) -> list[Finding]:
    """Number and printed type are two witnesses. A number that fits is enough alone, a type never is."""
    code, kind = subject.fields.get("uscc"), subject.fields.get("type")
    by_code = _BY_CODE.get(code.value[:2]) if code else None
    by_type = _named(kind)
    said = {one for one in (by_code, by_type) if one is not None}
    if not said:
        return []
    if said == {wanted}:
        return passed(_CHECK, "holder_class_ok")
    seen = by_code if by_code is not None and said == {by_code} else None
    sure = code is not None and (code.trusted or by_type is not None)
    if seen is None or not sure:
        return [at(failed(_CHECK, "holder_class_unsure", Verdict.HUMAN), kind or code)]
    return [at(failed(_CHECK, f"holder_{seen}", _how_wrong(seen, wanted)), code)]


def _form(title: Field | None, wanted: HolderClass) -> list[Finding]:
    """Most forms are for one class and say so in their title; one that doesn't may be anybody's."""
    seen = _named(title)
    if title is None or seen is None or seen is wanted:
        return []
    if title.score < _CLEAR:
        return [at(failed(_CHECK, "form_class_unsure", Verdict.HUMAN), title)]
    return [at(failed(_CHECK, f"form_{seen}", _how_wrong(seen, wanted)), title)]


def _how_wrong(seen: HolderClass, wanted: HolderClass) -> Verdict:
    """Cooperatives are registered much like companies, so whether theirs will do is not ours to say."""
    alike = {seen, wanted} == {HolderClass.COOPERATIVE, HolderClass.ENTERPRISE}
    return Verdict.HUMAN if alike else Verdict.FIX


def _named(field: Field | None) -> HolderClass | None:
    """The one class that a text names; None when it names none, or several (个体工商户转型为企业)."""
    named = [one for one, words in _BY_WORD if field is not None and words.search(field.value)]
    return named[0] if len(named) == 1 else None
