"""Do the people belong together? A guide asks for the cards of so many; a third person's card, or a certificate, lease
or register of somebody else beside them, is never passed in silence: who is meant, only a person can tell."""

from collections.abc import Iterable, Sequence

from backend.domain.checks.papers import number_of, single_papers
from backend.domain.checks.persons import SORTS
from backend.domain.checks.subject import SIDES, SURE, Subject, at, failed
from backend.domain.checks.words import same_name
from backend.domain.facts import Field, FileFacts, Finding, People, Verdict
from backend.domain.items import Material
from backend.domain.numbers import id_number_fits, mask_id_number

KEYS = ("third_person", "third_person_number", "third_person_name", "third_person_register")
_CHECK = "third_person"
#: Papers on which everybody who is named must be one of those whose cards are there.
_OF_THESE_ONLY = frozenset({"marriage_certificate", "lease"})
_NUMBERS, _NAMES = ("id_number", "id_number_2"), ("name", "spouse")


def check(subject: Subject) -> list[Finding]:
    wanted = subject.expectation.demands.get("persons")
    if wanted is not None:
        seen = _how_many(subject)
        if seen <= wanted:
            return []
        return [failed(_CHECK, "third_person", Verdict.HUMAN, count=str(wanted), seen=str(seen))]
    for people in subject.expectation.people:
        found = _stranger(subject, people) if _OF_THESE_ONLY.intersection(subject.right_kinds) else None
        found = found or _nobody_known(subject, people)
        if found is not None:
            return [found]
    return []


def people_of(materials: Iterable[Material], files: Sequence[tuple[str, FileFacts]]) -> tuple[People, ...]:
    """Whose cards were sent for materials of several people, where as many are there as the material asks for.

    ``files``: the key of the material that each was sent for, and what was read of it.
    """
    found = []
    for material in materials:
        count = material.demands.get("persons")
        people = _people(material.name, [facts for key, facts in files if key == material.key])
        if count is not None and len(people.numbers) >= count:
            found.append(people)
    return tuple(found)


def _people(material: str, files: Sequence[FileFacts]) -> People:
    papers = [paper for facts in files for page in facts.pages for paper in single_papers(page)]
    fronts = [paper for paper in papers if SIDES[0] in paper.kinds and number_of(paper)]
    return People(
        material,
        frozenset(number for paper in fronts if (number := number_of(paper))),
        frozenset(paper.fields["name"].value for paper in fronts if "name" in paper.fields),
    )


def _how_many(subject: Subject) -> int:
    """How many people's cards there are, by the numbers on the fronts or the terms on the backs. What must be sent
    again for a reason of its own is nobody's yet."""
    files = [subject.facts, *(mate.facts for mate in subject.expectation.mates if not mate.faulty)]
    known = [{sort.identity(paper) for facts in files for paper in sort.among(facts)} - {None} for sort in SORTS]
    return max(len(identities) for identities in known)


def _stranger(subject: Subject, people: People) -> Finding | None:
    """Somebody on the paper whose card is not there. Numbers decide; names only where the numbers were not all read."""
    numbers = list(_numbers(subject))
    for number in numbers:
        if number.value not in people.numbers:
            masked = mask_id_number(number.value)
            return at(
                failed(_CHECK, "third_person_number", Verdict.HUMAN, number=masked, other=people.material), number
            )
    if "marriage_certificate" not in subject.right_kinds or len({one.value for one in numbers}) > 1 or not people.names:
        return None
    for paper in subject.papers:
        for name in (paper.fields[key] for key in _NAMES if key in paper.fields):
            if name.score >= SURE and not any(same_name(name.value, known) for known in people.names):
                return at(
                    failed(_CHECK, "third_person_name", Verdict.HUMAN, seen=name.value, other=people.material), name
                )
    return None


def _nobody_known(subject: Subject, people: People) -> Finding | None:
    """A register that names people, but none of these: children and grandparents may be in it, strangers not alone."""
    if "household_register" not in subject.right_kinds:
        return None
    files = [subject.facts, *(mate.facts for mate in subject.expectation.mates if not mate.faulty)]
    papers = [paper for facts in files for page in facts.pages for paper in single_papers(page)]
    numbers = {number for paper in papers if (number := number_of(paper))}
    if not numbers or numbers & people.numbers:
        return None
    return failed(_CHECK, "third_person_register", Verdict.HUMAN, other=people.material)


def _numbers(subject: Subject) -> Iterable[Field]:
    """The identity numbers on the paper that are sure."""
    for paper in subject.papers:
        for field in (paper.fields[key] for key in _NUMBERS if key in paper.fields):
            if field.trusted and id_number_fits(field.value):
                yield field
