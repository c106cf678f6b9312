"""Is the whole page in the picture? Text that runs into the edge, while something that must be read is missing."""

from backend.domain.checks.subject import NUMBERS, Subject, failed
from backend.domain.facts import Finding, Line, Page, Verdict

KEYS = ("cut_off",)
_EDGE = 0.006
#: How near the edge the last line may come when what must follow it is missing.
_CLOSE = 0.07


def check(subject: Subject) -> list[Finding]:
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


def _touching(lines: tuple[Line, ...]) -> int:
    """The most lines that run into one of the left, right or bottom edges."""
    left = sum(1 for line in lines if line.box.left < _EDGE)
    right = sum(1 for line in lines if line.box.right > 1 - _EDGE)
    bottom = sum(1 for line in lines if line.box.bottom > 1 - _EDGE)
    return max(left, right, bottom * 2)


def _close(page: Page) -> bool:
    return bool(page.lines) and max(line.box.bottom for line in page.lines) > 1 - _CLOSE
