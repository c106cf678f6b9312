"""The files of one material judged beside each other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from backend.domain.checks.judging import INCOMPLETE, judge
from backend.domain.facts import Expectation, FileFacts, Finding, Judgement, Mate, Verdict


def judge_together(files: Sequence[FileFacts], expectation: Expectation, today: date) -> list[Judgement]:
    """The verdicts on the files of one material, sent one after the other and judged again when all are there."""
    judged: list[Judgement] = []
    for facts in files:
        judged.append(judge(facts, _beside(expectation, files, judged, len(judged)), today))
    return [judge(facts, _beside(expectation, files, judged, place), today) for place, facts in enumerate(files)]


def is_faulty(findings: Sequence[Finding]) -> bool:
    """Whether a file must be sent again for a reason of its own, not for what is missing beside it."""
    return any(one.verdict is Verdict.FIX and one.check not in INCOMPLETE for one in findings)


def _beside(
    expectation: Expectation, files: Sequence[FileFacts], judged: Sequence[Judgement], place: int
) -> Expectation:
    others = [(files[n], judgement) for n, judgement in enumerate(judged) if n != place]
    mates = tuple(Mate(facts, one.sides, is_faulty(one.findings)) for facts, one in others)
    sides = expectation.sides_present.union(*(one.sides for _, one in others))
    before = judged[place].sides if place < len(judged) else frozenset[str]()
    return replace(expectation, mates=mates, sides_present=sides, sides_before=before)
