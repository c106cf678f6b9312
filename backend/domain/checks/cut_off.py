"""Is the whole page in the picture? The paper is seen to leave it, or text runs into its edge while something that
must be read is missing."""

from collections.abc import Mapping

from backend.domain.checks.papers import number_of, single_papers
from backend.domain.checks.subject import NUMBERS, Subject, failed, hint
from backend.domain.facts import Finding, Line, Page, Verdict

KEYS = ("cut_off", "perhaps_cut")
_EDGE = 0.006
#: How near the edge the last line may come when what must follow it is missing.
_CLOSE = 0.07
#: What stands at the lower end of a page of a kind: with it, a cut margin has lost nothing.
_LAST_WORDS: Mapping[str, tuple[str, ...]] = {
    "id_card_front": (),  # the number itself
    "id_card_back": (),
    "health_certificate": (),
    "business_license": ("登记机关",),
    "property_certificate": ("使用期限", "登记时间", "附记"),
}


def check(subject: Subject) -> list[Finding]:
    for page in subject.judged:
        if any(name.startswith("cut_") for name in page.hints):
            if _whole(subject, page):
                return [hint("cut_off", "perhaps_cut")]
            return [failed("cut_off", "cut_off", Verdict.FIX, page)]
    if subject.legible:
        return []
    for page in subject.matching:
        missing = [key for kind in page.kinds if kind in subject.accepted for key in subject.missing(kind)]
        if not missing:
            continue
        touching = _touching(page.lines)
        number = any(NUMBERS.get(kind) in missing for kind in page.kinds)
        if touching >= 2 or (number and _close(page)):
            return [failed("cut_off", "cut_off", Verdict.FIX, page)]
    for page in subject.facts.pages if not subject.matching else ():
        if not page.kinds and _touching(page.lines) >= max(3, len(page.lines) // 3):
            return [failed("cut_off", "cut_off", Verdict.FIX, page)]
    return []


def _whole(subject: Subject, page: Page) -> bool:
    """Whether everything down to the page's end was read all the same; a number that does not fit was read too."""
    if not subject.right_kinds or any(subject.missing(kind) for kind in subject.right_kinds):
        return False
    if "application_form" in page.kinds:
        return "signed" in page.fields
    if "household_register" in page.kinds:
        return all(_whole_leaf(paper) for paper in single_papers(page))
    return all(
        kind in _LAST_WORDS and (not _LAST_WORDS[kind] or any(word in page.text for word in _LAST_WORDS[kind]))
        for kind in page.kinds
        if kind in subject.accepted
    )


def _whole_leaf(paper: Page) -> bool:
    """Whether a register's page was read to its end: the first page ends with who made it out, a person's page with
    the occupation, below the number."""
    leaf = paper.fields.get("leaf")
    if leaf is None:
        return False
    return "承办人" in paper.text if leaf.value == "head" else "职业" in paper.text and number_of(paper) is not None


def _touching(lines: tuple[Line, ...]) -> int:
    """The most lines that run into one of the left, right or bottom edges."""
    left = sum(1 for line in lines if line.box.left < _EDGE)
    right = sum(1 for line in lines if line.box.right > 1 - _EDGE)
    bottom = sum(1 for line in lines if line.box.bottom > 1 - _EDGE)
    return max(left, right, bottom * 2)


def _close(page: Page) -> bool:
    return bool(page.lines) and max(line.box.bottom for line in page.lines) > 1 - _CLOSE
