"""From facts to a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from backend.domain.checks import (
    age_at_least,
    agrees_on_address,
    agrees_with_applicant,
    agrees_with_others,
    blank,
    cut_off,
    fields_present,
    form_filled,
    glare,
    holder_class,
    large_enough,
    number_fits,
    opens,
    papers_apart,
    persons,
    register_pages,
    right_kind,
    sealed,
    sent_twice,
    sharp,
    sides,
    tampered,
    third_person,
    valid_on_day,
)
from backend.domain.checks.papers import best_fields, own_papers, single_papers
from backend.domain.checks.subject import ACCEPTED, SIDES, Check, Subject
from backend.domain.facts import Expectation, Field, FileFacts, Finding, Judgement, Verdict
from backend.domain.items import MaterialKind


@dataclass(frozen=True)
class Step:
    """One check in the list. After one that ``stops`` and did not pass, the rest would only repeat its cause."""

    name: str
    run: Check
    keys: tuple[str, ...]
    stops: bool = False
    #: runs only where the catalogue gives it a number for the material
    demanding: bool = False
    #: looks at each card by itself when a file shows several
    each: bool = False


CHECKS: tuple[Step, ...] = (
    Step("opens", opens.check, opens.KEYS, stops=True),
    Step("blank", blank.check, blank.KEYS, stops=True),
    Step("large_enough", large_enough.check, large_enough.KEYS, stops=True),
    Step("glare", glare.check, glare.KEYS, stops=True),
    Step("sharp", sharp.check, sharp.KEYS, stops=True),
    Step("cut_off", cut_off.check, cut_off.KEYS, stops=True),
    Step("sent_twice", sent_twice.check, sent_twice.KEYS, stops=True),
    Step("right_kind", right_kind.check, right_kind.KEYS, stops=True),
    Step("papers_apart", papers_apart.check, papers_apart.KEYS, stops=True),
    Step("sides", sides.check, sides.KEYS),
    Step("persons", persons.check, persons.KEYS, demanding=True),
    Step("third_person", third_person.check, third_person.KEYS),
    Step("register_pages", register_pages.check, register_pages.KEYS, demanding=True),
    Step("fields_present", fields_present.check, fields_present.KEYS, each=True),
    Step("number_fits", number_fits.check, number_fits.KEYS, each=True),
    Step("holder_class", holder_class.check, holder_class.KEYS),
    Step("valid_on_day", valid_on_day.check, valid_on_day.KEYS, each=True),
    Step("agrees_with_applicant", agrees_with_applicant.check, agrees_with_applicant.KEYS, each=True),
    Step("agrees_with_others", agrees_with_others.check, agrees_with_others.KEYS),
    Step("agrees_on_address", agrees_on_address.check, agrees_on_address.KEYS),
    Step("age_at_least", age_at_least.check, age_at_least.KEYS, demanding=True),
    Step("form_filled", form_filled.check, form_filled.KEYS),
    Step("sealed", sealed.check, sealed.KEYS),
    Step("tampered", tampered.check, tampered.KEYS),
)
#: The checks that take a number from the catalogue.
DEMANDING = tuple(step.name for step in CHECKS if step.demanding)
#: Checks that miss something beside the file, which may be good itself.
INCOMPLETE = frozenset({"sides", "persons", "register_pages"})
CRASHED = "check_crashed"
_ALONE = "right_kind"
#: What is said of a file that is judged without a material.
_ALONE_KEYS = ("kind_seen", "kind_unknown")
_WEIGHT = {Verdict.PASS: 0, Verdict.HUMAN: 1, Verdict.FIX: 2}


def judge(facts: FileFacts, expectation: Expectation, today: date, checks: Sequence[Step] = CHECKS) -> Judgement:
    """The verdict on one file: the worst of its findings', where what the resident can mend comes first.

    A check that crashes sends the file to a person; it never tells a resident to fix what we broke.
    """
    subject = Subject(facts, expectation, today)
    findings: list[Finding] = []
    for step in checks:
        strictness = expectation.strictness.get(step.name, "")
        if strictness == "off" or (step.demanding and step.name not in expectation.demands):
            continue
        try:
            parts = subject.parts if step.each else (subject,)
            seen = _once([finding for part in parts for finding in step.run(part)])
        except Exception:  # whatever it is, the resident must not pay for it
            seen = [Finding(step.name, False, CRASHED, {"check": step.name}, Verdict.HUMAN, staff_only=True)]
        if strictness == "human":
            seen = [replace(f, verdict=Verdict.HUMAN) if f.verdict is Verdict.FIX else f for f in seen]
        findings += seen
        if step.stops and any(f.verdict is not Verdict.PASS for f in seen):
            break
    verdict = max((f.verdict for f in findings), key=_WEIGHT.__getitem__, default=Verdict.HUMAN)
    kind = subject.right_kinds[0] if subject.right_kinds else (subject.kinds[0] if subject.kinds else None)
    fields = subject.fields if subject.matching else describe(facts)[1]
    return Judgement(verdict, kind, fields, tuple(findings), _shown(subject))


def _once(findings: list[Finding]) -> list[Finding]:
    """Each thing said once: of two good cards not twice that all is well."""
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.key, str(finding.fields)), finding)
    return list(first.values())


def _shown(subject: Subject) -> frozenset[str]:
    """What the file shows beside the material's other files."""
    demands = subject.expectation.demands
    if "persons" in demands:
        return persons.shown(subject)
    if "register_pages" in demands:
        return register_pages.shown(subject)
    return sides_of(subject.facts)


def judge_alone(facts: FileFacts, today: date) -> Judgement:
    """What a file is, and what is wrong with it whatever it is for: without a material to judge it against."""
    kind, fields = describe(facts)
    wanted = next((str(material) for material, accepted in ACCEPTED.items() if kind in accepted), kind)
    # which side, which paper and whether it came twice matter only for a material
    off = dict.fromkeys(("sides", "right_kind", "sent_twice", "papers_apart"), "off")
    judgement = judge(facts, Expectation("", "", wanted or MaterialKind.OTHER, strictness=off), today)
    if judgement.verdict is not Verdict.PASS:
        return replace(judgement, kind=kind, fields=fields)
    if kind is None or kind == MaterialKind.PHOTO:
        key = "photo_unsure" if kind else "kind_unknown"
        seen = Finding(_ALONE, False, key, {}, Verdict.HUMAN)
    else:
        seen = Finding(_ALONE, True, "kind_seen", {"seen_kind": kind})
    return Judgement(seen.verdict, kind, fields, (*judgement.findings, seen), judgement.sides)


def describe(facts: FileFacts) -> tuple[str | None, dict[str, Field]]:
    """What a file is, without a material to judge it against: the kind of its best page, and the fields of all pages
    of that kind.

    A card's two sides count as one, whichever pages they are on. A long report with a licence somewhere in its
    annexes is no licence: at least half of the pages must be of a known kind.
    """
    known = [page for page in facts.pages if page.kinds]
    if 2 * len(known) < len([page for page in facts.pages if not page.quality.blank]) or not known:
        return None, best_fields(facts.pages[:1])
    best = max(known, key=lambda page: (len(page.fields), -page.number))
    alike = {*best.kinds, *(SIDES if set(best.kinds) & set(SIDES) else ())}
    together = tuple(page for page in known if alike & set(page.kinds))
    fields = best_fields(own_papers(tuple(paper for page in together for paper in single_papers(page))))
    kind = SIDES[0] if any(SIDES[0] in page.kinds for page in together) else best.kinds[0]
    return kind, fields


def sides_of(facts: FileFacts) -> frozenset[str]:
    """The sides of a card that the file shows."""
    return frozenset(kind for page in facts.pages for kind in page.kinds if kind in SIDES)


def suits(facts: FileFacts) -> tuple[str, ...]:
    """The kinds of material (``MaterialKind`` values) this file could answer, for filing it where it belongs."""
    seen = {kind for page in facts.pages for kind in page.kinds}
    return tuple(str(kind) for kind, accepted in ACCEPTED.items() if accepted & seen)


def all_finding_keys() -> tuple[str, ...]:
    """Every key a finding can have; each needs ``utter_finding_<key>``."""
    return (*(key for step in CHECKS for key in step.keys), *_ALONE_KEYS, CRASHED)
