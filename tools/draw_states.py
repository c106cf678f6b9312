"""Prints ``docs/states.md`` from the state tables: ``python -m tools.draw_states > docs/states.md``."""

from enum import StrEnum
from typing import Any

from backend.domain.appointments import APPOINTMENT_STATES
from backend.domain.escalations import ESCALATION_STATES
from backend.domain.packages import PACKAGE_STATES
from backend.domain.reuse import CONSENT_STATES
from backend.domain.states import StateTable, Turn
from backend.domain.uploads import UPLOAD_STATES

TABLES: tuple[StateTable[Any], ...] = (
    UPLOAD_STATES,
    PACKAGE_STATES,
    APPOINTMENT_STATES,
    ESCALATION_STATES,
    CONSENT_STATES,
)

HEAD = """\
# States

Drawn from the tables in `backend/domain` by `python -m tools.draw_states > docs/states.md`; a test compares.
Nothing moves along a line that is not drawn here. The word after a state's name says who acts next.
"""
WHO = {
    Turn.RESIDENT: "the resident acts",
    Turn.STAFF: "the staff act",
    Turn.SYSTEM: "the system acts",
    Turn.NOBODY: "nobody needs to act",
}


def plain(state: StrEnum) -> str:
    """A state's name as words."""
    return state.value.replace("_", " ")


def diagram(table: StateTable[Any]) -> str:
    """One table as a Mermaid diagram, in the order in which its states are written."""
    lines = [f"## {table.noun.capitalize()}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value} : {plain(state)} ({WHO[table.turns[state]]})" for state in table.transitions]
    lines.append(f"    [*] --> {table.start.value}")
    order = list(table.transitions)
    for state, followers in table.transitions.items():
        lines += [f"    {state.value} --> {after.value}" for after in sorted(followers, key=order.index)]
        if table.final(state):
            lines.append(f"    {state.value} --> [*]")
    return "\n".join([*lines, "```", ""])


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *map(diagram, TABLES)])


if __name__ == "__main__":
    print(page(), end="")
