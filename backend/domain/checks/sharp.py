"""Is the picture sharp and light enough?"""

from backend.domain.checks.light import is_blurred, is_dark, much_was_read
from backend.domain.checks.subject import Subject, failed, hint, passed
from backend.domain.facts import Finding, Verdict
from backend.domain.items import MaterialKind

KEYS = ("sharp_ok", "dark", "blurred", "portrait_blurred", "rather_blurred")


def check(subject: Subject) -> list[Finding]:
    read = subject.legible
    for page in subject.judged:
        if is_dark(page, read=read):
            return [failed("sharp", "dark", Verdict.FIX, page)]
        if is_blurred(page, read=read or much_was_read(page)):
            # A picture of a face holds no writing that could be too blurred to read.
            key = "portrait_blurred" if subject.expectation.kind == MaterialKind.PHOTO else "blurred"
            return [failed("sharp", key, Verdict.FIX, page)]
    if read and any(is_blurred(page) for page in subject.matching):
        return [hint("sharp", "rather_blurred")]
    return passed("sharp", "sharp_ok") if read else []
