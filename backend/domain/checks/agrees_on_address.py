"""Is the place on a licence, a lease and a property certificate the same one?

An address is written in many ways and read with mistakes, so a difference is never sent back: a clear one is shown to
be confirmed, an unclear one a person compares.
"""

from collections.abc import Iterator, Mapping

from backend.domain.checks.addresses import Match, compare
from backend.domain.checks.papers import best_fields
from backend.domain.checks.subject import Subject, at, failed, passed
from backend.domain.facts import Finding, Verdict

KEYS = ("address_ok", "address_differs", "address_unsure")
_CHECK = "agrees_on_address"
_KINDS = frozenset({"business_license", "lease", "property_certificate"})
#: What only papers about a place have beside its address; on an identity card the address is where somebody lives.
_MARKS = frozenset({"uscc", "reg_number", "lessor", "lessee", "holder"})
_LIKELY = 0.9


def check(subject: Subject) -> list[Finding]:
    mine = subject.fields.get("address")
    if mine is None or not _KINDS.intersection(subject.right_kinds):
        return []
    agreed = False
    for other, address in _others(subject):
        match, seen, wanted = compare(mine.value, address)
        if match is Match.DIFFERENT and mine.score >= _LIKELY:
            differs = failed(_CHECK, "address_differs", Verdict.HUMAN, seen=seen, wanted=wanted, other=other)
            return [at(differs, mine)]
        if match is not Match.SAME:
            return [at(failed(_CHECK, "address_unsure", Verdict.HUMAN, other=other), mine)]
        agreed = True
    return passed(_CHECK, "address_ok") if agreed else []


def _others(subject: Subject) -> Iterator[tuple[str, str]]:
    """The other papers about a place in the package: name of the material and address."""
    for name, fields in subject.expectation.others.items():
        if _about_a_place(fields):
            yield name, fields["address"]
    for mate in subject.expectation.mates:
        values = {key: field.value for key, field in best_fields(mate.facts.pages).items()}
        if not mate.faulty and _about_a_place(values):
            yield subject.expectation.material_name, values["address"]


def _about_a_place(fields: Mapping[str, str]) -> bool:
    return "address" in fields and bool(_MARKS.intersection(fields))
