"""Is it the document that the guide asks for?"""

import re
from collections.abc import Mapping

from backend.domain.checks import portraits
from backend.domain.checks.light import is_poor
from backend.domain.checks.subject import UNMISTAKABLE, Subject, failed, passed
from backend.domain.checks.words import distance, plain
from backend.domain.facts import Finding, Verdict
from backend.domain.items import MaterialKind

KEYS = (
    "kind_ok",
    "title_ok",
    "wrong_kind",
    "wrong_form",
    "form_title_unsure",
    "not_recognised",
    "kind_unsure",
    *portraits.KEYS,
)
#: Pages of these kinds are never another paper by accident.
_CLEAR = UNMISTAKABLE | {
    "lease", "property_certificate", "health_certificate", "household_register", "bank_card", "invoice",
    "marriage_certificate",
}  # fmt: skip

#: A well-read page without any of these is no such paper, however it is laid out.
_ALWAYS_THERE: Mapping[str, tuple[str, ...]] = {
    MaterialKind.APPLICATION_FORM: ("申请", "表", "登记", "审批", "备案", "承诺", "姓名"),
    MaterialKind.HEALTH_CERTIFICATE: ("健康", "体检", "姓名", "从业"),
    MaterialKind.PREMISES: ("租", "产权", "房", "权利人", "坐落", "甲方"),
    MaterialKind.HOUSEHOLD_REGISTER: ("户", "常住", "人口"),
    MaterialKind.POWER_OF_ATTORNEY: ("委托", "授权", "代理"),
    MaterialKind.MARRIAGE_CERTIFICATE: ("婚", "持证人", "登记"),
    MaterialKind.LICENSE: ("证", "许可", "编号", "备案"),
}


def check(subject: Subject) -> list[Finding]:
    wanted = subject.expectation
    if subject.matching:
        if wanted.kind == MaterialKind.APPLICATION_FORM:
            return _form(subject)
        if wanted.kind == MaterialKind.LICENSE:
            return _licence(subject)
        if wanted.kind == MaterialKind.PHOTO:
            return portraits.check(subject)
        if not subject.accepted:
            return passed("right_kind", "title_ok", material=wanted.material_name)
        return passed("right_kind", "kind_ok", seen_kind=subject.right_kinds[0])
    return [_wrong(subject)]


def _wrong(subject: Subject) -> Finding:
    wanted = subject.expectation
    other = next((kind for kind in subject.kinds if kind in _CLEAR), None)
    page = subject.facts.pages[0]
    if other:
        return failed("right_kind", "wrong_kind", Verdict.FIX, page, seen_kind=other, material=wanted.material_name)
    well_read = not any(is_poor(p) for p in subject.facts.pages)
    if well_read and subject.accepted & UNMISTAKABLE:
        return failed("right_kind", "not_recognised", Verdict.FIX, page, material=wanted.material_name)
    text = "".join(p.text for p in subject.facts.pages)
    nothing = len(text) < 4 and wanted.kind not in (MaterialKind.PHOTO, MaterialKind.OTHER)
    words = _ALWAYS_THERE.get(wanted.kind, ())
    foreign = well_read and len(text) >= 20 and words and not any(word in text for word in words)
    if nothing or foreign:
        return failed("right_kind", "not_recognised", Verdict.FIX, page, material=wanted.material_name)
    return failed("right_kind", "kind_unsure", Verdict.HUMAN, page, material=wanted.material_name)


def _form(subject: Subject) -> list[Finding]:
    """A form's title must be the material's: another form is sent back only when its title was read clearly."""
    name = subject.expectation.material_name
    title = subject.fields.get("title")
    if any(subject.titled(page) for page in subject.facts.pages):
        if title is not None and title.score >= 0.9 and _of_another_item(title.value, subject):
            return [failed("right_kind", "form_title_unsure", Verdict.HUMAN, subject.matching[0], material=name)]
        return passed("right_kind", "title_ok", material=name)
    if title is None or title.score < 0.9:
        return [failed("right_kind", "form_title_unsure", Verdict.HUMAN, subject.matching[0], material=name)]
    read = plain(title.value)
    nearest = min(distance(read, word) / max(len(read), len(word), 1) for word in subject.title_words)
    if nearest > 0.6:
        return [failed("right_kind", "wrong_form", Verdict.FIX, subject.matching[0], title=title.value, material=name)]
    return [failed("right_kind", "form_title_unsure", Verdict.HUMAN, subject.matching[0], material=name)]


#: What most forms have in their titles, whatever they are for.
_EVERYWHERE = re.compile(r"申请|许可|登记|经营|备案|审批|办理|证明|表|书|证|新办|变更|个体|企业|[（(].*?[)）]")


def _of_another_item(title: str, subject: Subject) -> bool:
    """Whether the guide says no more than 申请书, and the form names a matter that is not the item's."""
    if any(len(word) > 4 for word in subject.title_words) or not subject.expectation.item_name:
        return False
    matter = _EVERYWHERE.sub("", plain(title))
    wanted = plain(subject.expectation.item_name + subject.expectation.material_name)
    return len(matter) >= 2 and not any(matter[n : n + 2] in wanted for n in range(len(matter) - 1))


def _licence(subject: Subject) -> list[Finding]:
    name = subject.expectation.material_name
    if any(subject.titled(page) for page in subject.facts.pages):
        return passed("right_kind", "title_ok", material=name)
    return [failed("right_kind", "kind_unsure", Verdict.HUMAN, subject.matching[0], material=name)]
