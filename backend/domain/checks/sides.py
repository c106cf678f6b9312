"""Are both sides of the card there, in this file or in the material's others?"""

from backend.domain.checks.subject import SIDES, Subject, failed, passed
from backend.domain.facts import Finding, Verdict
from backend.domain.items import MaterialKind

KEYS = ("sides_ok", "side_missing_front", "side_missing_back")


def check(subject: Subject) -> list[Finding]:
    if subject.expectation.kind != MaterialKind.ID_CARD or "persons" in subject.expectation.demands:
        return []
    there = subject.expectation.sides_present.union(subject.right_kinds)
    missing = [side for side in SIDES if side not in there]
    if not missing:
        return passed("sides", "sides_ok")
    return [failed("sides", "side_missing_" + side.rsplit("_", 1)[1], Verdict.FIX) for side in missing]
