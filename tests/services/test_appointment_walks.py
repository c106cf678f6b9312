"""Any order of steps on seats: only drawn steps happen, nobody is oversold, nothing that was confirmed gets lost."""

import random
import secrets
from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select

from backend.domain.appointments import APPOINTMENT_STATES, AppointmentStatus
from backend.domain.errors import HallError
from backend.domain.items import Opening, Window
from backend.services import appointments, slots
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage.appointments import Appointment
from backend.storage.packages import Package
from tests import factories
from tests.conftest import FixedClock

PEOPLE, STEPS, CAPACITY = 5, 90, 2
#: What an audit row says a step made of the seat.
_MADE = {"held": "held", "confirmed": "confirmed", "cancelled": "cancelled", "let_go": "cancelled"}


async def rows(hall: Hall, window: str) -> list[Appointment]:
    async with hall.database.transaction() as session:
        query = select(Appointment).where(Appointment.window_key == window).order_by(col(Appointment.id))
        return list((await session.execute(query)).scalars().all())


async def step(hall: Hall, dice: random.Random, clock: FixedClock, people: list[Package], window: str) -> str:
    """One step of somebody's; what came of it."""
    package, name = dice.choice(people), dice.choice(["hold"] * 4 + ["confirm"] * 3 + ["cancel", "sweep", "wait"])
    try:
        match name:
            case "hold":
                offers = await slots.free(hall, factories.ITEM)
                starts = [one.starts_at for one in offers[:3]] or [clock.now() + timedelta(hours=3)]
                await appointments.hold(hall, package.id, window, dice.choice(starts))
            case "confirm":
                await factories.confirm(hall, package.id)
            case "cancel":
                mine = [one for one in await rows(hall, window) if one.package_id == package.id]
                if mine:
                    await appointments.cancel(hall, dice.choice(mine).id, "system")
            case "sweep":
                await appointments.sweep(hall)
            case _:
                clock.move(minutes=dice.choice([5, 10, 30]))
    except HallError as refused:
        return refused.key
    return name


@pytest.mark.parametrize("seed", range(4))
async def test_any_walk_keeps_the_rules(hall: Hall, clock: FixedClock, seed: int) -> None:
    dice = random.Random(seed)
    openings = tuple(Opening(day, time(9), time(17)) for day in range(5))
    window = Window(f"walk-{secrets.token_hex(4)}", "w", "hall", (factories.ITEM,), openings, 60, CAPACITY)
    hall.catalogue = replace(hall.catalogue, windows={window.key: window})
    who = factories.somebody()
    people = [await factories.draft(hall, factories.somebody()) for _ in range(PEOPLE - 2)]
    people += [await factories.draft(hall, who), await factories.draft(hall, who)]  # one person in two conversations
    before: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for _ in range(STEPS):
        seen[await step(hall, dice, clock, people, window.key)] += 1
        now = await rows(hall, window.key)
        _check_steps(before, now)
        _check_seats(now, clock.now())
        before = {one.id: one.status for one in now}
    assert {"hold", "confirm", "cancel"} <= set(seen), seen
    await _check_audit(hall, window.key)


def _check_steps(before: dict[str, str], now: list[Appointment]) -> None:
    """A row is new and held, stays as it is, or went a drawn way. None disappears."""
    assert before.keys() <= {one.id for one in now}
    for one in now:
        was = before.get(one.id)
        if was is None:
            assert one.status == AppointmentStatus.HELD
        elif was != one.status:
            assert APPOINTMENT_STATES.can_move(AppointmentStatus(was), AppointmentStatus(one.status))


def _check_seats(now: list[Appointment], moment: datetime) -> None:
    seated = [one for one in now if one.status in ("held", "confirmed")]
    slots = Counter(one.starts_at for one in seated)
    assert max(slots.values(), default=0) <= CAPACITY
    assert max(Counter((one.starts_at, one.seat) for one in seated).values(), default=0) <= 1
    confirmed = [one for one in seated if one.status == "confirmed"]
    assert max(Counter(one.package_id for one in confirmed).values(), default=0) <= 1
    assert max(Counter(one.person_key for one in confirmed).values(), default=0) <= 1
    assert all(one.hold_until is None and not one.moving for one in confirmed)
    assert all(one.hold_until is not None for one in seated if one.status == "held")
    # A package that moved has an heir: something of it was confirmed later, and has the code that was handed on.
    for moved in (one for one in now if one.status == "moved"):
        heirs = [one for one in now if one.package_id == moved.package_id and one.code == moved.code.split("-")[0]]
        assert len(heirs) == 1
        assert heirs[0].updated_at <= moment


async def _check_audit(hall: Hall, window: str) -> None:
    """What was written down about each seat is a way that is drawn, and ends where the seat is."""
    for one in await rows(hall, window):
        async with hall.database.transaction() as session:
            written = [row.action.removeprefix("appointment.") for row in await audit.of_thing(session, _thing(one))]
        states = [AppointmentStatus(_MADE.get(act, act)) for act in written]
        assert states[0] == APPOINTMENT_STATES.start
        assert states[-1] == one.status
        assert all(APPOINTMENT_STATES.can_move(a, b) for a, b in pairwise(states))


def _thing(one: Appointment) -> str:
    return f"appointment:{one.id}"
