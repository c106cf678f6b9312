"""Does the file open at all?"""

from backend.domain.checks.subject import Subject, failed, passed
from backend.domain.facts import Finding, Verdict

FAILURES = (
    "empty", "broken", "unsupported", "encrypted", "too_many_pages", "too_large_picture", "too_large_file",
    "macros",
)  # fmt: skip
KEYS = ("opens_ok", *(f"cannot_open_{failure}" for failure in FAILURES))


def check(subject: Subject) -> list[Finding]:
    failure = subject.facts.failure
    if failure is None and not subject.facts.pages:
        failure = "broken"
    if failure is None:
        return passed("opens", "opens_ok")
    known = failure if failure in FAILURES else "broken"
    return [failed("opens", f"cannot_open_{known}", Verdict.FIX)]
