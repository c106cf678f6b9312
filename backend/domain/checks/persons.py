"""Are the cards of as many different people there as the guide asks for, each with both sides?"""

from backend.domain.checks.numbering import Numbered, Sort, numbered
from backend.domain.checks.papers import number_of
from backend.domain.checks.subject import SIDES, Subject, failed, passed
from backend.domain.facts import FileFacts, Finding, Page, Verdict

KEYS = (
    "persons_ok", "person_missing", "person_front_missing", "person_back_missing", "persons_unsure",
    "persons_not_applicant",
)  # fmt: skip
_CHECK = "persons"


def check(subject: Subject) -> list[Finding]:
    wanted = subject.expectation.demands[_CHECK]
    if not set(SIDES).intersection(subject.right_kinds):
        return []
    there = subject.expectation.sides_present | shown(subject)
    lacking = {side: max(0, wanted - _count(there, side)) for side in SIDES}
    whole = min(lacking.values())
    findings = [failed(_CHECK, "person_missing", Verdict.FIX, lack=str(whole), count=str(wanted))] if whole else []
    for side in SIDES:
        left = lacking[side] - whole
        if left:
            key = f"person_{side.rsplit('_', 1)[1]}_missing"
            findings.append(failed(_CHECK, key, Verdict.FIX, lack=str(left), count=str(wanted)))
    if findings:
        return findings
    if any(one.unsure for one in _numbered(subject)):
        return [failed(_CHECK, "persons_unsure", Verdict.HUMAN, count=str(wanted))]
    known = subject.expectation.applicant.id_number
    if known and known.upper() not in _numbers(subject):
        return [failed(_CHECK, "persons_not_applicant", Verdict.HUMAN)]
    return passed(_CHECK, "persons_ok", count=str(wanted))


def shown(subject: Subject) -> frozenset[str]:
    """What the file's sides are called beside the material's other uploads."""
    return frozenset(one.called for one in _numbered(subject))


def _numbered(subject: Subject) -> list[Numbered]:
    count = subject.expectation.demands[_CHECK]
    return [one for sort in SORTS for one in numbered(subject.facts, sort, subject.expectation, count)]


def _count(there: frozenset[str], side: str) -> int:
    return sum(1 for one in there if one == side or one.startswith(f"{side}_"))


def _numbers(subject: Subject) -> set[str]:
    files = [subject.facts, *(mate.facts for mate in subject.expectation.mates)]
    found = (number_of(paper) for facts in files for paper in _FRONTS.among(facts))
    return {number for number in found if number is not None}


def _validity(paper: Page) -> str | None:
    """Two people's cards seldom have the same term; where they do, a person compares."""
    read = [paper.fields.get(key) for key in ("valid_from", "expires")]
    return "/".join(field.value for field in read if field is not None) if all(read) else None


def _owner(facts: FileFacts) -> str | None:
    """Whose back it is when it came with a front: one card lies in the file."""
    fronts, backs = _FRONTS.among(facts), _BACKS.among(facts)
    return number_of(fronts[0]) if len(fronts) == len(backs) == 1 else None


_FRONTS = Sort(SIDES[0], lambda paper: SIDES[0] in paper.kinds, number_of)
_BACKS = Sort(SIDES[1], lambda paper: SIDES[1] in paper.kinds, _validity, _owner)
#: What of a card tells one person from another.
SORTS = (_FRONTS, _BACKS)
