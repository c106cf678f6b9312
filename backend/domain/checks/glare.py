"""Does a reflection cover a part of the page?"""

from backend.domain.checks.light import has_glare
from backend.domain.checks.subject import Subject, failed
from backend.domain.facts import Finding, Verdict

KEYS = ("glare",)


def check(subject: Subject) -> list[Finding]:
    for page in subject.judged:
        if has_glare(page, read=subject.legible):
            return [failed("glare", "glare", Verdict.FIX, page)]
    return []
