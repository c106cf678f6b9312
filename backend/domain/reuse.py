"""Using a paper again 沿用: what was verified once, for the same person's later package, with their consent.

Whether the file itself is good enough for the new material is judged by the same checks as any other file, from what
was read of it; here stands what must hold before that is even asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.domain.facts import Verdict
from backend.domain.items import Material, MaterialKind
from backend.domain.packages import PackageStatus
from backend.domain.states import StateTable, Turn


class ConsentStatus(StrEnum):
    """What somebody said to "may the earlier paper be used?"."""

    ASKED = "asked"  # shown; nothing is kept of it yet
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # agreed, and taken back
    ENDED = "ended"  # the files it was about are deleted


_S = ConsentStatus
CONSENT_STATES = StateTable(
    noun="consent",
    start=_S.ASKED,
    transitions={
        _S.ASKED: frozenset({_S.AGREED, _S.REFUSED}),
        _S.AGREED: frozenset({_S.WITHDRAWN, _S.ENDED}),
        _S.REFUSED: frozenset(),
        _S.WITHDRAWN: frozenset(),
        _S.ENDED: frozenset(),
    },
    turns={
        _S.ASKED: Turn.RESIDENT,
        _S.AGREED: Turn.NOBODY,
        _S.REFUSED: Turn.NOBODY,
        _S.WITHDRAWN: Turn.NOBODY,
        _S.ENDED: Turn.NOBODY,
    },
)
#: The states in which papers are in use by a consent.
IN_USE = frozenset({_S.AGREED})

#: Packages whose papers may be used again. A draft's were never handed in; what was given up or refused as a whole is
#: not taken as verified.
SOURCES = frozenset({PackageStatus.SUBMITTED, PackageStatus.RETURNED, PackageStatus.ACCEPTED})

#: Kinds that show who somebody is or what they have, whatever it is handed in for. A form is signed for one item, a
#: mandate for one errand, a photo or a lease shows what is so today: those only where the catalogue says so.
USED_AGAIN = frozenset(
    {
        MaterialKind.ID_CARD,
        MaterialKind.HOUSEHOLD_REGISTER,
        MaterialKind.BUSINESS_LICENSE,
        MaterialKind.LICENSE,
        MaterialKind.MARRIAGE_CERTIFICATE,
        MaterialKind.BANK_ACCOUNT,
    }
)
#: Of the papers that prove the right to a place, only this one outlasts an item.
_OWNED = "property_certificate"
_FOREVER = "长期"


@dataclass(frozen=True)
class Paper:
    """What an earlier package holds for one of its materials."""

    material: Material
    person: str | None  # ``Package.person_key``
    status: PackageStatus
    verdict: Verdict | None  # on all its files together
    returned: bool  # the contact sent it back
    kinds: tuple[str | None, ...]  # what its files show
    sent_on: date  # the day its oldest file was sent, for whichever package first
    expires: tuple[str, ...]  # the last days of validity that were read, ISO or 长期
    kept: bool  # every file is still there


@dataclass(frozen=True)
class Wanted:
    """What a new package lacks."""

    material: Material
    person: str | None
    on: date  # the day it must be valid: the appointment's, else today


def can_serve(paper: Paper, wanted: Wanted, today: date, most_days: int) -> bool:
    """Whether the paper may be offered for the material. ``most_days``: its greatest age; 0 offers nothing."""
    return (
        paper.person is not None
        and paper.person == wanted.person
        and _verified(paper)
        and paper.kept
        and 0 <= (today - paper.sent_on).days <= most_days > 0
        and _alike(paper.material, wanted.material)
        and is_used_again(paper.material, paper.kinds)
        and is_used_again(wanted.material, paper.kinds)
        and all(_holds(day, wanted.on) for day in paper.expires)
    )


def is_used_again(material: Material, kinds: Iterable[str | None]) -> bool:
    """Whether papers of this material, showing these kinds, may serve another package: by the catalogue's own word,
    else by the material's kind."""
    if material.reusable is not None:
        return material.reusable
    if material.kind is MaterialKind.PREMISES:
        seen = set(kinds)
        return seen == {_OWNED}
    return material.kind in USED_AGAIN


def can_lack_be_served(material: Material) -> bool:
    """Whether any earlier paper could serve this material: what is asked before earlier papers are looked at."""
    return is_used_again(material, (_OWNED,))


def _verified(paper: Paper) -> bool:
    """Passed by the checks and not sent back; or looked at by the contact who accepted the package."""
    if paper.status not in SOURCES or paper.returned:
        return False
    enough = {Verdict.PASS, Verdict.HUMAN} if paper.status is PackageStatus.ACCEPTED else {Verdict.PASS}
    return paper.verdict in enough


def _alike(had: Material, wanted: Material) -> bool:
    """The same kind of document of the same holder. Where the guide names no holder, the paper may be anybody's (an
    agent's card, a landlord's deed): then only for the material of the same key."""
    same = had.kind is wanted.kind and had.holder == wanted.holder
    return same and (bool(wanted.holder) or had.key == wanted.key)


def _holds(expires: str, on: date) -> bool:
    if expires == _FOREVER:
        return True
    try:
        return date.fromisoformat(expires) >= on
    except ValueError:
        return False


def is_spoilt(person: str | None, source: str | None, status: PackageStatus, *, returned: bool) -> bool:
    """Whether a paper in use must go: it is another person's now, or its first contact did not take it after all."""
    return source is None or person != source or returned or status is PackageStatus.REJECTED


@dataclass(frozen=True)
class Said:
    """One decision about using papers again. ``package``: None when it is about all to come."""

    package: str | None
    status: ConsentStatus


def may_ask(said: Sequence[Said], package: str) -> bool:
    """Whether to ask by oneself. ``said``: all decisions of the conversation, the oldest first.

    The last word on this package counts; without one, a no to everything, unless a yes came after it.
    """
    yes_since = False
    for one in reversed(said):
        if one.package == package:
            return one.status in _YES
        if one.package is None and not yes_since:
            return False
        yes_since = yes_since or one.status in _YES
    return True


_YES = frozenset({_S.AGREED, _S.ENDED})
