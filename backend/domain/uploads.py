"""An upload 上传件: one file a resident sent for a material."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.domain.facts import Verdict
from backend.domain.items import MaterialKind
from backend.domain.states import StateTable, Turn


class UploadStatus(StrEnum):
    """Where an upload is between the resident's phone and a verdict."""

    RECEIVED = "received"  # stored, not yet bound to a material of a package
    QUEUED = "queued"  # waits for a checker
    CHECKING = "checking"  # a checker has it
    PASSED = "passed"  # verdict pass
    FIX = "fix"  # verdict fix: the resident should send a better one
    HUMAN = "human"  # verdict human: a person will look (also when a checker failed us)
    EXTRA = "extra"  # for no material: it goes with its package for the contact to see, and nothing is judged
    REPLACED = "replaced"  # a later upload took its place
    REMOVED = "removed"  # the resident took it back


_S = UploadStatus
UPLOAD_STATES = StateTable(
    noun="upload",
    start=_S.RECEIVED,
    transitions={
        _S.RECEIVED: frozenset({_S.QUEUED, _S.EXTRA, _S.REMOVED, _S.REPLACED}),
        _S.QUEUED: frozenset({_S.CHECKING, _S.HUMAN, _S.REMOVED, _S.REPLACED}),
        # back to QUEUED: its checker died and the attempt is tried again; to RECEIVED: no material was found for it
        _S.CHECKING: frozenset({_S.QUEUED, _S.RECEIVED, _S.PASSED, _S.FIX, _S.HUMAN, _S.REMOVED, _S.REPLACED}),
        # judged again when the guide, the applicant or the appointment day changes
        _S.PASSED: frozenset({_S.FIX, _S.HUMAN, _S.QUEUED, _S.REPLACED, _S.REMOVED}),
        _S.FIX: frozenset({_S.PASSED, _S.HUMAN, _S.QUEUED, _S.REPLACED, _S.REMOVED}),
        _S.HUMAN: frozenset({_S.PASSED, _S.FIX, _S.QUEUED, _S.REPLACED, _S.REMOVED}),
        # its resident finds a material for it after all
        _S.EXTRA: frozenset({_S.QUEUED, _S.REMOVED}),
        _S.REPLACED: frozenset(),
        _S.REMOVED: frozenset(),
    },
    turns={
        _S.RECEIVED: Turn.RESIDENT,
        _S.QUEUED: Turn.SYSTEM,
        _S.CHECKING: Turn.SYSTEM,
        _S.PASSED: Turn.NOBODY,
        _S.FIX: Turn.RESIDENT,
        _S.HUMAN: Turn.STAFF,
        _S.EXTRA: Turn.NOBODY,
        _S.REPLACED: Turn.NOBODY,
        _S.REMOVED: Turn.NOBODY,
    },
)

#: The states in which an upload counts as the resident's present answer for a material.
LIVE_UPLOADS = frozenset({_S.QUEUED, _S.CHECKING, _S.PASSED, _S.FIX, _S.HUMAN})

#: The uploads of a submitted package that its contact sees.
SHOWN_UPLOADS = LIVE_UPLOADS | {_S.EXTRA}

#: Where a verdict leads.
STATUS_OF_VERDICT = {Verdict.PASS: _S.PASSED, Verdict.FIX: _S.FIX, Verdict.HUMAN: _S.HUMAN}

#: The states in which an upload has a verdict and can be judged again.
JUDGED_UPLOADS = frozenset({_S.PASSED, _S.FIX, _S.HUMAN})

#: Materials that are seldom one sheet: several files of theirs stand side by side.
SEVERAL_SHEETS = frozenset(
    {
        MaterialKind.PREMISES,
        MaterialKind.APPLICATION_FORM,
        MaterialKind.HOUSEHOLD_REGISTER,
        MaterialKind.POWER_OF_ATTORNEY,
        MaterialKind.MARRIAGE_CERTIFICATE,
        MaterialKind.LICENSE,
        MaterialKind.OTHER,
    }
)
_WORTH = {Verdict.FIX: 0, Verdict.HUMAN: 1, Verdict.PASS: 2}


@dataclass(frozen=True)
class Showing:
    """What an upload that was judged shows, as far as it matters for the other uploads of its material."""

    verdict: Verdict
    sides: frozenset[str] = frozenset()


def takes_place_of(newer: Showing, older: Showing, kind: MaterialKind) -> bool:
    """Whether ``newer`` replaces ``older``, both sent for one material of this kind. The hall's own rule:

    - a worse file never pushes out a better one (a blurred second photo leaves the good first one);
    - sides of a card stand side by side: a file replaces the one whose sides it shows too. When the older one is to be
      fixed, one common side is enough; a file that shows no known side touches none that does;
    - where there are no sides, what was to be fixed makes room for whatever comes next; a good sheet makes room only
      when the material is a single sheet, and else the two stand side by side.
    """
    if _WORTH[newer.verdict] < _WORTH[older.verdict]:
        return False
    if older.sides:
        if older.verdict is Verdict.FIX and newer.sides & older.sides:
            return True
        return older.sides <= newer.sides
    return older.verdict is Verdict.FIX or kind not in SEVERAL_SHEETS


def together(showings: Sequence[Showing], kind: MaterialKind) -> Verdict | None:
    """The verdict on a material, from all its judged uploads; None when there are none.

    A file to be fixed weighs only where no better one shows the same: a cut-off second photo of a card whose both
    sides are fine changes nothing, a blurred front beside a good back does. Of a material of several sheets each
    sheet counts.
    """
    passed = [one for one in showings if one.verdict is Verdict.PASS]
    human = [one for one in showings if one.verdict is Verdict.HUMAN]
    fix = [one for one in showings if one.verdict is Verdict.FIX]
    if fix and (kind in SEVERAL_SHEETS or _uncovered(fix, [*passed, *human])):
        return Verdict.FIX
    if human and (kind in SEVERAL_SHEETS or _uncovered(human, passed)):
        return Verdict.HUMAN
    return Verdict.PASS if passed else None


def _uncovered(weighed: Sequence[Showing], better: Sequence[Showing]) -> bool:
    """Whether something ``weighed`` shows is shown by nothing ``better``."""
    covered = frozenset[str]().union(*(one.sides for one in better))
    return not better or any(one.sides and not one.sides <= covered for one in weighed)
