"""Has the picture enough pixels?"""

from backend.domain.checks.light import is_small
from backend.domain.checks.subject import Subject, failed
from backend.domain.facts import Finding, Verdict

KEYS = ("too_small",)


def check(subject: Subject) -> list[Finding]:
    pages = subject.facts.pages
    if subject.legible or not all(is_small(page) for page in pages):
        return []
    page = pages[0]
    return [failed("large_enough", "too_small", Verdict.FIX, page, size=f"{page.quality.width}×{page.quality.height}")]
