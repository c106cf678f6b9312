"""Is the holder old enough for what the guide gives? The guide may know exceptions, so a person decides."""

from datetime import date

from backend.domain.checks.subject import Subject, at, failed, passed
from backend.domain.facts import Field, Finding, Verdict
from backend.domain.numbers import birth_of

KEYS = ("age_ok", "age_below", "age_unsure")
_CHECK = "age_at_least"


def check(subject: Subject) -> list[Finding]:
    demanded = subject.expectation.demands[_CHECK]
    if not {"id_card_front", "household_register"} & set(subject.right_kinds):
        return []
    number, birth = subject.fields.get("id_number"), subject.fields.get("birth")
    born = _born(number, birth)
    if born is None:
        if number is None and birth is None and "id_card_front" not in subject.right_kinds:
            return []  # a register's first page names no birthday
        return [at(failed(_CHECK, "age_unsure", Verdict.HUMAN, years=str(demanded)), birth or number)]
    if _years(born, subject.day) >= demanded:
        return passed(_CHECK, "age_ok", years=str(demanded))
    return [at(failed(_CHECK, "age_below", Verdict.HUMAN, years=str(demanded)), birth or number)]


def _born(number: Field | None, birth: Field | None) -> date | None:
    """The birthday: of a number that fits, else of one that was printed and read without a second source."""
    if number is not None and number.trusted:
        return birth_of(number.value)
    try:
        return date.fromisoformat(birth.value) if birth is not None else None
    except ValueError:
        return None


def _years(born: date, day: date) -> int:
    """Completed years of life (周岁) on a day, the birthday itself counted."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
