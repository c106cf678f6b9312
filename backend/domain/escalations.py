"""An escalation 转人工: a conversation that a person is asked to take over."""

from enum import StrEnum

from backend.domain.states import StateTable, Turn


class EscalationStatus(StrEnum):
    """Who has the conversation."""

    WAITING = "waiting"  # in the contact's queue
    TAKEN = "taken"  # a person answers; the assistant is silent
    HANDED_BACK = "handed_back"  # the assistant has it again
    CANCELLED = "cancelled"  # the resident did not want to wait


_S = EscalationStatus
ESCALATION_STATES = StateTable(
    noun="escalation",
    start=_S.WAITING,
    transitions={
        _S.WAITING: frozenset({_S.TAKEN, _S.HANDED_BACK, _S.CANCELLED}),
        _S.TAKEN: frozenset({_S.HANDED_BACK}),
        _S.HANDED_BACK: frozenset(),
        _S.CANCELLED: frozenset(),
    },
    turns={
        _S.WAITING: Turn.STAFF,
        _S.TAKEN: Turn.STAFF,
        _S.HANDED_BACK: Turn.NOBODY,
        _S.CANCELLED: Turn.NOBODY,
    },
)

#: The contact key of an escalation that belongs to no item: it is in everybody's queue, and whoever takes it has it.
ANYBODY = ""

#: While an escalation is in one of these the assistant keeps silent (TAKEN) or only takes messages (WAITING).
OPEN_ESCALATIONS = frozenset({_S.WAITING, _S.TAKEN})
