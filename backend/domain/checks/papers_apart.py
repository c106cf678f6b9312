"""Can the papers in one picture be told apart, and whose is it that is asked for?"""

from backend.domain.checks.papers import number_of
from backend.domain.checks.subject import Subject, failed
from backend.domain.facts import Finding, Verdict

KEYS = ("papers_mixed", "several_people")


def check(subject: Subject) -> list[Finding]:
    for page in subject.matching:
        if "mixed" in page.hints:
            return [failed("papers_apart", "papers_mixed", Verdict.HUMAN, page)]
    if "persons" in subject.expectation.demands or "id_card_front" not in subject.right_kinds:
        return []
    numbers = {number for paper in subject.papers if (number := number_of(paper))}
    if len(numbers) > 1 and not subject.expectation.applicant.id_number:
        return [failed("papers_apart", "several_people", Verdict.HUMAN)]
    return []
