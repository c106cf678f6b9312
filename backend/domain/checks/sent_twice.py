"""Was the same file or the same photo sent before, for another material or for this one?"""

from backend.domain.checks.alike import same_file
from backend.domain.checks.subject import Subject, failed, hint, passed
from backend.domain.facts import Finding, Verdict

KEYS = ("same_file", "same_file_again", "same_photo_again")
_CHECK = "sent_twice"


def check(subject: Subject) -> list[Finding]:
    other = _elsewhere(subject)
    if other is not None:
        if subject.matching:  # one PDF may hold several materials
            return [hint(_CHECK, "same_file_again", other=other)]
        return [failed(_CHECK, "same_file", Verdict.FIX, other=other)]
    if any(same_file(subject.facts, mate.facts) for mate in subject.expectation.mates):
        return passed(_CHECK, "same_photo_again")
    return []


def _elsewhere(subject: Subject) -> str | None:
    """The other material for which it was sent: the same bytes, or the same photo saved again."""
    wanted = subject.expectation
    for name in (wanted.digests.get(subject.facts.digest), *_alike(subject)):
        if name is not None and name != wanted.material_name:
            return name
    return None


def _alike(subject: Subject) -> list[str]:
    return [name for name, facts in subject.expectation.elsewhere if same_file(subject.facts, facts)]
