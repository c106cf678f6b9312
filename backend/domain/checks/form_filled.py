"""Is the form filled in, and is what must be signed signed?

Whether something is signed is a hint from ink and text: only a place that is plainly empty is sent back.
"""

from backend.domain.checks.subject import Subject, at, failed, hint, passed
from backend.domain.facts import Finding, Verdict

KEYS = (
    "form_ok",
    "form_blank",
    "form_incomplete",
    "form_gaps",
    "signed_ok",
    "unsigned",
    "sign_unsure",
    "no_sign_page",
    "undated",
    "date_unsure",
    "unticked",
)
_CHECK = "form_filled"
_BLANK = 0.25
_GAPPY = 0.7
#: Places that no form may leave empty, as the reader names them.
_ALWAYS = ("申请人", "经营者", "姓名", "名称", "地址", "住所", "经营场所", "联系电话", "身份证")


def check(subject: Subject) -> list[Finding]:
    kinds = subject.seen_kinds
    if "application_form" in kinds:
        return [*_filled(subject), *_ticked(subject), *_signed(subject)]
    if {"lease", "power_of_attorney", "commitment"} & kinds:
        return _signed(subject)
    return []


def _ticked(subject: Subject) -> list[Finding]:
    """A row of boxes without a tick may be one that does not concern the applicant: a person looks."""
    boxes = subject.fields.get("unticked")
    return [failed(_CHECK, "unticked", Verdict.HUMAN, places=boxes.value)] if boxes else []


def _filled(subject: Subject) -> list[Finding]:
    filled = subject.fields.get("filled")
    if filled is None:
        return []
    empty = subject.fields.get("empty")
    names = empty.value.split("、") if empty else []
    share = float(filled.value)
    if share <= _BLANK:
        return [at(failed(_CHECK, "form_blank", Verdict.FIX), filled)]
    needed = [name for name in names if any(word in name for word in _ALWAYS)]
    if needed:
        return [failed(_CHECK, "form_incomplete", Verdict.FIX, places="、".join(needed))]
    if share < _GAPPY:
        return [failed(_CHECK, "form_gaps", Verdict.HUMAN, places="、".join(names))]
    gaps = [hint(_CHECK, "form_gaps", places="、".join(names))] if names else []
    return [*passed(_CHECK, "form_ok"), *gaps]


def _signed(subject: Subject) -> list[Finding]:
    signed = subject.fields.get("signed")
    if signed is None:  # all of them end with signatures: without a place for them a page is missing, or a part of it
        return [failed(_CHECK, "no_sign_page", Verdict.HUMAN)]
    if signed.value == "no":
        return [at(failed(_CHECK, "unsigned", Verdict.FIX), signed)]
    if signed.value != "yes":
        return [at(failed(_CHECK, "sign_unsure", Verdict.HUMAN), signed)]
    return [*passed(_CHECK, "signed_ok"), *_dated(subject)]


def _dated(subject: Subject) -> list[Finding]:
    if "application_form" not in subject.seen_kinds or "date" in subject.fields:
        return []
    empty = subject.fields.get("undated")
    if empty:
        return [at(failed(_CHECK, "undated", Verdict.FIX), empty)]
    return [failed(_CHECK, "date_unsure", Verdict.HUMAN)]
