"""Has the picture enough pixels?"""

from backend.domain.checks.light import is_small, much_was_read
from backend.domain.checks.subject import Subject, failed
from backend.domain.facts import Finding, Verdict

KEYS = ("too_small",)


def check(subject: Subject) -> list[Finding]:
    for page in subject.judged:
        if is_small(page, read=subject.legible or much_was_read(page)):
            size = f"{page.quality.width}×{page.quality.height}"
            return [failed("large_enough", "too_small", Verdict.FIX, page, size=size)]
    return []
