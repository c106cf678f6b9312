"""Is the picture sharp and light enough?"""

from backend.domain.checks.light import is_blurred, is_dark, much_was_read
from backend.domain.checks.subject import Subject, failed, hint, passed
from backend.domain.facts import Finding, Verdict

KEYS = ("sharp_ok", "dark", "blurred", "rather_blurred")


def check(subject: Subject) -> list[Finding]:
    read = subject.legible
    for page in subject.judged:
        if is_dark(page, read=read):
            return [failed("sharp", "dark", Verdict.FIX, page)]
        if is_blurred(page, read=read or much_was_read(page)):
            return [failed("sharp", "blurred", Verdict.FIX, page)]
    if read and any(is_blurred(page) for page in subject.matching):
        return [hint("sharp", "rather_blurred")]
    return passed("sharp", "sharp_ok") if read else []
