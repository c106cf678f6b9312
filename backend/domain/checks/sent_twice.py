"""Was the same file sent for another material before?"""

from backend.domain.checks.subject import Subject, failed, hint
from backend.domain.facts import Finding, Verdict

KEYS = ("same_file", "same_file_again")


def check(subject: Subject) -> list[Finding]:
    other = subject.expectation.digests.get(subject.facts.digest)
    if other is None or other == subject.expectation.material_name:
        return []
    if subject.matching:  # one PDF may hold several materials
        return [hint("sent_twice", "same_file_again", other=other)]
    return [failed("sent_twice", "same_file", Verdict.FIX, other=other)]
