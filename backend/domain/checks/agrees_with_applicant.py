"""Does it belong to the applicant? A number that differs decides; a personal name that differs never does:
names are misread in about 4 of 100 with high scores too."""

from backend.domain.checks.subject import SURE, Subject, at, failed, hint, passed
from backend.domain.checks.words import same_name
from backend.domain.facts import Field, Finding, Verdict
from backend.domain.numbers import id_number_fits, mask_id_number

KEYS = (
    "applicant_ok", "other_id_number", "other_uscc", "name_differs", "business_name_differs", "name_misread",
    "name_to_confirm",
    "legal_person_differs",
)  # fmt: skip
_CHECK = "agrees_with_applicant"
#: Papers that name several people: the applicant must be one of them.
_SEVERAL = frozenset({"household_register", "marriage_certificate", "power_of_attorney", "lease"})
_PEOPLE = ("name", "spouse", "holder", "householder", "lessee", "lessor")


def check(subject: Subject) -> list[Finding]:
    holder = subject.expectation.holder
    findings: list[Finding] = []
    if "register_pages" in subject.expectation.demands:
        return []  # whether the applicant's own page is there is told where the pages are counted
    if "lease" in subject.right_kinds or (holder == "applicant" and _SEVERAL.intersection(subject.right_kinds)):
        return _among_several(subject)
    if holder == "applicant" or "application_form" in subject.right_kinds:
        findings += _person(subject)
    if holder in ("applicant", "business") or "business_license" in subject.right_kinds:
        findings += _business(subject)
    return findings


def _among_several(subject: Subject) -> list[Finding]:
    """Whether the applicant or the business is one of those named. Somebody else's is never sent back by itself: a
    family member's page or a partner's lease may do."""
    applicant = subject.expectation.applicant
    numbers = [
        field
        for page in subject.matching
        for key in ("id_number", "id_number_2", "uscc")
        if (field := page.fields.get(key)) is not None and field.trusted
    ]
    known = {number.upper() for number in (applicant.id_number, applicant.uscc) if number}
    if known.intersection(number.value for number in numbers):
        return passed(_CHECK, "applicant_ok")
    named = [field for page in subject.matching for key in _PEOPLE if (field := page.fields.get(key)) is not None]
    business = applicant.business_name
    if business and any(same_name(field.value, business) for field in named):
        return passed(_CHECK, "applicant_ok")
    people = [number for number in numbers if id_number_fits(number.value)]
    if applicant.id_number and people and (len({number.value for number in people}) > 1 or not named):
        # everybody's number is there and none is the applicant's: the same name would be somebody else's
        masked = mask_id_number(people[0].value)
        return [at(failed(_CHECK, "other_id_number", Verdict.HUMAN, number=masked), people[0])]
    wanted = [name for name in (applicant.name, applicant.business_name) if name]
    if any(same_name(field.value, name) for field in named for name in wanted):
        return passed(_CHECK, "applicant_ok")
    if not wanted or not named:
        return []
    seen = max(named, key=lambda field: field.score)
    return [at(failed(_CHECK, "name_differs", Verdict.HUMAN, seen=seen.value, wanted=wanted[0]), seen)]


def _person(subject: Subject) -> list[Finding]:
    applicant = subject.expectation.applicant
    number, name = subject.fields.get("id_number"), subject.fields.get("name")
    if applicant.id_number and number and number.trusted:
        if number.value != applicant.id_number.upper():
            masked = mask_id_number(number.value)
            return [at(failed(_CHECK, "other_id_number", Verdict.FIX, number=masked), number)]
        if applicant.name and name and not same_name(name.value, applicant.name):
            # The number decides; whose name is written wrong, here or there, the resident knows best.
            told = passed(_CHECK, "name_to_confirm", seen=name.value, wanted=applicant.name)
            return [*told, at(hint(_CHECK, "name_misread", seen=name.value), name)]
        return passed(_CHECK, "applicant_ok")
    if "business_license" in subject.right_kinds or not applicant.name or name is None:
        return []  # on a licence the name is the business's
    if same_name(name.value, applicant.name):
        return passed(_CHECK, "applicant_ok")
    return [at(failed(_CHECK, "name_differs", Verdict.HUMAN, seen=name.value, wanted=applicant.name), name)]


def _business(subject: Subject) -> list[Finding]:
    applicant = subject.expectation.applicant
    code = subject.fields.get("uscc")
    if applicant.uscc and code and code.trusted:
        if code.value != applicant.uscc.upper():
            return [at(failed(_CHECK, "other_uscc", Verdict.FIX, number=code.value), code)]
        return passed(_CHECK, "applicant_ok")
    if "business_license" not in subject.right_kinds:
        return []
    findings = _business_name(subject.fields.get("name"), applicant.business_name)
    person = subject.fields.get("legal_person")
    if applicant.name and person and not same_name(person.value, applicant.name):
        findings.append(at(hint(_CHECK, "legal_person_differs", seen=person.value), person))
    return findings


def _business_name(read: Field | None, known: str | None) -> list[Finding]:
    if not known or read is None:
        return []
    if same_name(read.value, known):
        return passed(_CHECK, "applicant_ok")
    key = "business_name_differs" if read.score >= SURE else "name_differs"
    return [at(failed(_CHECK, key, Verdict.HUMAN, seen=read.value, wanted=known), read)]
