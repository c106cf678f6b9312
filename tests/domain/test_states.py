"""Only what is drawn happens."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.appointments import SEATED
from backend.domain.errors import InvalidTransition
from backend.domain.escalations import OPEN_ESCALATIONS
from backend.domain.packages import OPEN_PACKAGES, STEP_ORDER, PackageStatus, Step
from backend.domain.reuse import IN_USE
from backend.domain.states import StateTable, Turn
from backend.domain.uploads import JUDGED_UPLOADS, LIVE_UPLOADS, STATUS_OF_VERDICT
from backend.settings import ROOT
from tools import draw_states

TABLES = draw_states.TABLES
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.noun)


@st.composite
def walks(draw: st.DrawFn) -> tuple[StateTable[Any], list[Any]]:
    """A table and wishes for what to become, sensible or not."""
    table = draw(st.sampled_from(TABLES))
    return table, draw(st.lists(st.sampled_from(list(type(table.start))), max_size=30))


@given(walks())
def test_a_walk_of_wishes_takes_drawn_steps_only(walk: tuple[StateTable[Any], list[Any]]) -> None:
    table, wishes = walk
    now = table.start
    for wanted in wishes:
        drawn = f"{now.value} --> {wanted.value}\n" in draw_states.diagram(table)
        assert table.can_move(now, wanted) is drawn
        if drawn:
            table.check_move(now, wanted)
            now = wanted
            continue
        with pytest.raises(InvalidTransition) as refused:
            table.check_move(now, wanted)
        assert refused.value.fields == {"thing": table.noun, "status": now.value, "wanted": wanted.value}
        assert not (table.final(now) and wanted in table.transitions[now])


@each_table
def test_every_state_is_in_the_table_and_can_be_reached(table: StateTable[Any]) -> None:
    states = set(type(table.start))
    assert set(table.transitions) == set(table.turns) == states
    reached, left = {table.start}, [table.start]
    while left:
        for after in table.transitions[left.pop()] - reached:
            reached.add(after)
            left.append(after)
    assert reached == states


@each_table
def test_a_road_leads_to_an_end_from_everywhere(table: StateTable[Any]) -> None:
    ends = {state for state in table.transitions if table.final(state)}
    assert ends
    while more := {state for state, after in table.transitions.items() if after & ends} - ends:
        ends |= more
    assert ends == set(table.transitions)


@each_table
def test_nobody_waits_at_an_end(table: StateTable[Any]) -> None:
    assert all(table.turns[state] is Turn.NOBODY for state in table.transitions if table.final(state))


@each_table
def test_a_state_never_follows_itself(table: StateTable[Any]) -> None:
    assert all(state not in after for state, after in table.transitions.items())


def test_the_named_groups_are_of_states_that_are_not_over() -> None:
    groups = (LIVE_UPLOADS, OPEN_PACKAGES, SEATED, OPEN_ESCALATIONS, IN_USE)
    for table, group in zip(TABLES, groups, strict=True):
        assert not any(table.final(state) for state in group)
    assert set(STATUS_OF_VERDICT.values()) == JUDGED_UPLOADS < LIVE_UPLOADS


def test_a_package_that_waits_for_staff_is_not_open_to_its_resident() -> None:
    assert PackageStatus.SUBMITTED not in OPEN_PACKAGES
    assert set(STEP_ORDER) == set(Step)


def test_the_page_of_diagrams_is_up_to_date() -> None:
    kept = (ROOT / "docs" / "states.md").read_text(encoding="utf-8")
    assert kept == draw_states.page(), "run: python -m tools.draw_states > docs/states.md"
