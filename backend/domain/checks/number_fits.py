"""Does the number's check digit fit? A number that does not fit was misread or is wrong: it is asked for again."""

from backend.domain.checks.subject import NUMBERS, Subject, at, failed, hint, passed
from backend.domain.checks.words import distance
from backend.domain.facts import Field, Finding, Page, Verdict
from backend.domain.numbers import birth_of, id_number_fits, sex_of, uscc_fits

KEYS = ("number_ok", "number_misfit", "codes_differ", "number_contradicts")
_FITS = {"id_number": id_number_fits, "uscc": uscc_fits}


def check(subject: Subject) -> list[Finding]:
    findings: list[Finding] = []
    for kind in subject.right_kinds:
        key = NUMBERS.get(kind)
        number = subject.fields.get(key) if key else None
        if key is None or number is None:
            continue
        page = next(page for page in subject.matching if kind in page.kinds)
        if not _FITS[key](number.value) and not _code_says_otherwise(page, number):
            findings.append(at(failed("number_fits", "number_misfit", Verdict.FIX, page, missing_fields=key), number))
        elif not number.trusted:
            finding = failed("number_fits", "codes_differ", Verdict.HUMAN, page)
            findings.append(
                Finding(finding.check, False, finding.key, {}, Verdict.HUMAN, page.number, number.box, True)
            )
        else:
            findings += passed("number_fits", "number_ok", missing_fields=key)
            findings += _contradictions(subject, key, number)
    return findings


def _code_says_otherwise(page: Page, number: Field) -> bool:
    """A QR code with a quite different code: no misreading, but two codes on one licence."""
    for text in page.codes:
        upper = text.upper()
        for start in range(len(upper) - 17):
            part = upper[start : start + 18]
            if uscc_fits(part) and len(number.value) == 18 and distance(part, number.value) > 4:
                return True
    return False


def _contradictions(subject: Subject, key: str, number: Field) -> list[Finding]:
    """Birth and sex printed on the card against the ones in its number; for the contact to look at."""
    if key != "id_number":
        return []
    born = birth_of(number.value)
    birth, sex = subject.fields.get("birth"), subject.fields.get("sex")
    if (birth and born and birth.value != born.isoformat()) or (sex and sex.value != sex_of(number.value)):
        return [hint("number_fits", "number_contradicts")]
    return []
