"""An upload 上传件: one file a resident sent for a material."""

from enum import StrEnum

from backend.domain.states import StateTable, Turn


class UploadStatus(StrEnum):
    """Where an upload is between the resident's phone and a verdict."""

    RECEIVED = "received"  # stored, not yet bound to a material of a package
    QUEUED = "queued"  # waits for a checker
    CHECKING = "checking"  # a checker has it
    PASSED = "passed"  # verdict pass
    FIX = "fix"  # verdict fix: the resident should send a better one
    HUMAN = "human"  # verdict human: a person will look (also when a checker failed us)
    REPLACED = "replaced"  # a later upload took its place
    REMOVED = "removed"  # the resident took it back


_S = UploadStatus
UPLOAD_STATES = StateTable(
    noun="upload",
    start=_S.RECEIVED,
    transitions={
        _S.RECEIVED: frozenset({_S.QUEUED, _S.REMOVED, _S.REPLACED}),
        _S.QUEUED: frozenset({_S.CHECKING, _S.HUMAN, _S.REMOVED, _S.REPLACED}),
        # back to QUEUED: its checker died and the attempt is tried again; to RECEIVED: no material was found for it
        _S.CHECKING: frozenset({_S.QUEUED, _S.RECEIVED, _S.PASSED, _S.FIX, _S.HUMAN, _S.REMOVED, _S.REPLACED}),
        # judged again when the guide, the applicant or the appointment day changes
        _S.PASSED: frozenset({_S.FIX, _S.HUMAN, _S.QUEUED, _S.REPLACED, _S.REMOVED}),
        _S.FIX: frozenset({_S.PASSED, _S.HUMAN, _S.QUEUED, _S.REPLACED, _S.REMOVED}),
        _S.HUMAN: frozenset({_S.PASSED, _S.FIX, _S.QUEUED, _S.REPLACED, _S.REMOVED}),
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
        _S.REPLACED: Turn.NOBODY,
        _S.REMOVED: Turn.NOBODY,
    },
)

#: The states in which an upload counts as the resident's present answer for a material.
LIVE_UPLOADS = frozenset({_S.QUEUED, _S.CHECKING, _S.PASSED, _S.FIX, _S.HUMAN})
