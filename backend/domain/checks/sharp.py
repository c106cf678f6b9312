"""Is the picture sharp and light enough?"""

from backend.domain.checks.light import is_blurred, is_dark
from backend.domain.checks.subject import Subject, failed, hint, passed
from backend.domain.facts import Finding, Page, Verdict

KEYS = ("sharp_ok", "dark", "blurred", "rather_blurred")


def check(subject: Subject) -> list[Finding]:
    if subject.legible:
        doubtful = any(is_blurred(page) for page in subject.matching)
        return [hint("sharp", "rather_blurred")] if doubtful else passed("sharp", "sharp_ok")
    for page in subject.matching or subject.facts.pages:
        if is_dark(page):
            return [failed("sharp", "dark", Verdict.FIX, page)]
        if is_blurred(page) and _little_was_read(page):
            return [failed("sharp", "blurred", Verdict.FIX, page)]
    return []


def _little_was_read(page: Page) -> bool:
    """A sketch or a page of pale print measures unsharp too: what could be read well is not blurred."""
    clear = sum(len(line.text) for line in page.lines if line.score > 0.9)
    return clear < 40 or bool(page.kinds)
