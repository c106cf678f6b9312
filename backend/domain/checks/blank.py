"""Is there anything to be seen?"""

from backend.domain.checks.subject import Subject, failed
from backend.domain.facts import Finding, Verdict

KEYS = ("blank",)


def check(subject: Subject) -> list[Finding]:
    if all(page.quality.blank for page in subject.facts.pages):
        return [failed("blank", "blank", Verdict.FIX, subject.facts.pages[0])]
    return []
