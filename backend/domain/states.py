"""State as data: one table per noun, drawn into ``docs/states.md`` by a command and compared by a test."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from backend.domain.errors import InvalidTransition


class Turn(StrEnum):
    """Whose turn it is while something is in a state."""

    RESIDENT = "resident"
    STAFF = "staff"
    SYSTEM = "system"
    NOBODY = "nobody"  # the end of the road


S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class StateTable(Generic[S]):
    """The states of one noun, where each may go, and whose turn it is in each."""

    noun: str
    start: S
    transitions: Mapping[S, frozenset[S]]
    turns: Mapping[S, Turn]

    def check_move(self, now: S, wanted: S) -> None:
        """Raise ``InvalidTransition`` unless ``now`` may become ``wanted``."""
        if wanted not in self.transitions[now]:
            raise InvalidTransition(thing=self.noun, status=now.value, wanted=wanted.value)

    def can_move(self, now: S, wanted: S) -> bool:
        """Whether ``now`` may become ``wanted``; what buttons ask before they are shown."""
        try:
            self.check_move(now, wanted)
        except InvalidTransition:
            return False
        return True

    def final(self, state: S) -> bool:
        """Whether nothing can follow ``state``."""
        return not self.transitions[state]
