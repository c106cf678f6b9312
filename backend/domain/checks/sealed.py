"""Is there a red seal where one must be? None found is never "not sealed": grey copies show none."""

from backend.domain.checks.subject import Subject, failed, passed
from backend.domain.facts import Finding, Verdict

KEYS = ("seal_ok", "seal_not_found")


def check(subject: Subject) -> list[Finding]:
    if not subject.expectation.seal:
        return []
    if any(page.seals for page in subject.facts.pages):
        return passed("sealed", "seal_ok")
    return [failed("sealed", "seal_not_found", Verdict.HUMAN)]
