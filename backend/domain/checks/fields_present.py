"""Was everything read that must be on such a page?"""

from backend.domain.checks.light import is_poor
from backend.domain.checks.subject import NUMBERS, Subject, failed, passed
from backend.domain.facts import Finding, Verdict

KEYS = ("fields_ok", "number_unread", "fields_unread", "fields_unsure")


def check(subject: Subject) -> list[Finding]:
    findings = []
    for kind in subject.right_kinds:
        missing = subject.missing(kind)
        if not missing:
            continue
        page = next(page for page in subject.matching if kind in page.kinds)
        number = NUMBERS.get(kind)
        if number in missing:
            # nobody can judge a card without its number: whoever looks at it would ask for a better picture too
            findings.append(failed("fields_present", "number_unread", Verdict.FIX, page, missing_fields=str(number)))
        rest = [key for key in missing if key != number]
        if rest and not (number and _number_agrees(subject, number)):
            poor = is_poor(page)
            key, verdict = ("fields_unread", Verdict.FIX) if poor else ("fields_unsure", Verdict.HUMAN)
            findings.append(failed("fields_present", key, verdict, page, missing_fields=",".join(rest)))
    if not findings and subject.right_kinds:
        return passed("fields_present", "fields_ok")
    return findings


def _number_agrees(subject: Subject, number: str) -> bool:
    """Whether the number alone settles whose it is."""
    read = subject.fields.get(number)
    known = subject.expectation.applicant.id_number if number == "id_number" else subject.expectation.applicant.uscc
    return bool(read and read.trusted and known and read.value == known.upper())
