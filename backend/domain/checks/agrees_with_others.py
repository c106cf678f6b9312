"""Does it agree with the package's other materials? Numbers that are both trusted decide, names go to a person."""

from backend.domain.checks.subject import Subject, at, failed, passed
from backend.domain.checks.words import same_name
from backend.domain.facts import Field, Finding, Verdict

KEYS = ("others_ok", "number_conflict", "name_conflict")
_CHECK = "agrees_with_others"
#: Of these kinds a personal name or number is the applicant's own, so they must agree with each other.
_OWN = frozenset({"id_card_front", "business_license", "application_form"})


def check(subject: Subject) -> list[Finding]:
    if not _OWN.intersection(subject.right_kinds) or "persons" in subject.expectation.demands:
        return []
    findings: list[Finding] = []
    agreed = False
    for material, fields in subject.expectation.others.items():
        for key in ("id_number", "uscc"):
            mine, theirs = subject.fields.get(key), fields.get(key)
            if mine is None or not theirs or not mine.trusted:
                continue
            if mine.value == theirs.upper():
                agreed = True
            else:
                findings.append(
                    at(failed(_CHECK, "number_conflict", Verdict.FIX, missing_fields=key, other=material), mine)
                )
        person, known = _person(subject), _persons_name(fields)
        if person and known and _people_comparable(subject, fields):
            if same_name(person.value, known):
                agreed = True
            elif not _number_settles(subject, fields):
                findings.append(
                    at(failed(_CHECK, "name_conflict", Verdict.HUMAN, seen=person.value, other=material), person)
                )
    return findings or (passed(_CHECK, "others_ok") if agreed else [])


def _person(subject: Subject) -> Field | None:
    return subject.fields.get("legal_person" if "business_license" in subject.right_kinds else "name")


def _persons_name(fields: dict[str, str]) -> str | None:
    """The personal name on another material: a licence's own ``name`` is the business's."""
    return fields.get("legal_person") or (None if "uscc" in fields else fields.get("name"))


def _people_comparable(subject: Subject, fields: dict[str, str]) -> bool:
    """Cards, licences and forms of the applicant; a worker's health certificate or a landlord's deed is not."""
    return "id_number" in fields or "legal_person" in fields or fields.get("kind") in _OWN


def _number_settles(subject: Subject, fields: dict[str, str]) -> bool:
    number, theirs = subject.fields.get("id_number"), fields.get("id_number")
    return bool(number and number.trusted and theirs and number.value == theirs.upper())
