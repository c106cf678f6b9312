"""Nobody is oversold: several processes at once on one PostgreSQL, and proof that the judge of it can see.

Three processes with connections of their own, sixty residents, slots of two or three seats.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg
import pytest

from backend.adapters.postgres import EmbeddedPostgres
from backend.domain.clock import SHANGHAI
from backend.services import packages
from backend.services.hall import Hall
from backend.settings import ROOT
from backend.storage.database import Database
from tests import factories
from tests.conftest import MORNING, make_database

PROCESSES = 3
RESIDENTS = 60
_OVERSOLD = """
    SELECT window_key, starts_at, count(*) FROM appointment WHERE status IN ('held', 'confirmed')
    GROUP BY window_key, starts_at HAVING count(*) > $1 OR count(DISTINCT seat) < count(*)
"""
_TWICE = """
    SELECT person_key FROM appointment WHERE status IN ('held', 'confirmed') AND NOT moving
    GROUP BY person_key, item_id HAVING count(*) > 1
"""
Calls = list[dict[str, Any]]


def at(hour: int, minute: int = 0) -> str:
    return datetime.combine(date(2026, 11, 25), time(hour, minute), SHANGHAI).astimezone(UTC).isoformat()


class Racers:
    """The processes, and the database they race on."""

    def __init__(self, url: str, processes: Sequence[asyncio.subprocess.Process]) -> None:
        self.url = url
        self._processes = processes

    async def round(
        self, window: str, capacity: int, calls: Calls, now: datetime = MORNING, locked: bool = True
    ) -> Counter[str]:
        """All calls at once, dealt out to the processes; how often each outcome came."""
        for number, process in enumerate(self._processes):
            share = calls[number :: len(self._processes)]
            plan = {"item": factories.ITEM, "window": window, "capacity": capacity, "now": now.isoformat()}
            await self._tell(process, json.dumps({**plan, "url": self.url, "locked": locked, "calls": share}))
        for process in self._processes:
            assert await self._hear(process) == "ready"
        for process in self._processes:
            await self._tell(process, "go")
        outcomes: Counter[str] = Counter()
        for process in self._processes:
            outcomes.update(json.loads(await self._hear(process)))
        return outcomes

    async def _tell(self, process: asyncio.subprocess.Process, line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(f"{line}\n".encode())
        await process.stdin.drain()

    async def _hear(self, process: asyncio.subprocess.Process) -> str:
        assert process.stdout is not None
        return (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()

    async def wrong(self, capacity: int) -> list[str]:
        """What the rows themselves say is wrong: slots sold more often than they have seats, people with two."""
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            sold = [f"{row[0]} {row[1]}: {row[2]} seats" for row in await connection.fetch(_OVERSOLD, capacity)]
            return sold + [f"{row[0][:8]} twice" for row in await connection.fetch(_TWICE)]
        finally:
            await connection.close()

    async def seated(self, window: str, start: str) -> int:
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        query = """
            SELECT count(*) FROM appointment
            WHERE window_key = $1 AND starts_at = $2 AND status IN ('held', 'confirmed')
        """
        try:
            return int(await connection.fetchval(query, window, datetime.fromisoformat(start)))
        finally:
            await connection.close()

    async def execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def deadlocks(self) -> int:
        """How many PostgreSQL itself has counted on this database."""
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            await connection.execute("SELECT pg_stat_force_next_flush()")
            return int(
                await connection.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            )
        finally:
            await connection.close()


@asynccontextmanager
async def started(url: str) -> AsyncIterator[Racers]:
    """The processes on this database, ended at the end."""
    command = (sys.executable, "-m", "tests.services.seat_racer")
    pipe = asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe) for _ in range(PROCESSES)
    ]
    try:
        yield Racers(url, processes)
    finally:
        for process in processes:
            if process.stdin is not None:
                process.stdin.close()
        for process in processes:
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()


@pytest.fixture(scope="module")
async def racers(database_url: str) -> AsyncIterator[Racers]:
    """The processes on the module's database."""
    async with started(database_url) as running:
        yield running


async def residents(hall: Hall, count: int) -> list[str]:
    """Packages of so many residents; who they are is not told yet, so each conversation counts as a person."""
    found = []
    for _ in range(count):
        talk = await factories.conversation(hall)
        found.append((await packages.start(hall, talk.id, factories.ITEM)).id)
    return found


def each(people: Sequence[str], *steps: list[str]) -> Calls:
    return [{"package": person, "steps": list(steps)} for person in people]


@pytest.mark.parametrize("capacity", [2, 3])
async def test_of_sixty_at_once_exactly_as_many_as_there_are_seats(hall: Hall, racers: Racers, capacity: int) -> None:
    for number in range(3):
        window = f"rush-{capacity}-{number}"
        people = await residents(hall, RESIDENTS)
        outcomes = await racers.round(window, capacity, each(people, ["hold", at(9)]))
        assert outcomes == {"hold": capacity, "slot_taken": RESIDENTS - capacity}
        assert await racers.seated(window, at(9)) == capacity
    assert await racers.wrong(capacity) == []
    assert await racers.deadlocks() == 0


async def test_one_person_who_asks_for_everything_at_once_gets_one_seat(hall: Hall, racers: Racers) -> None:
    who = factories.somebody()
    mine = [(await factories.draft(hall, who)).id for _ in range(12)]
    calls = [{"package": one, "steps": [["hold", at(9 + number % 3)]]} for number, one in enumerate(mine)]
    outcomes = await racers.round("greedy", 12, calls)
    assert outcomes == {"hold": 1, "appointment_limit": 11}
    again = [{"package": mine[0], "steps": [["hold", at(9 + number % 3)], ["confirm"]]} for number in range(12)]
    outcomes = await racers.round("greedy-2", 12, again)  # one package, pressed twelve times
    assert set(outcomes) <= {"hold", "confirm", "appointment_limit", "hold_expired"}
    assert await racers.wrong(12) == []
    assert await racers.deadlocks() == 0


async def test_cancels_moves_and_holds_that_run_out_oversell_nothing(hall: Hall, racers: Racers) -> None:
    dice = random.Random(7302)
    people = await residents(hall, RESIDENTS)
    slots = [at(9), at(9, 30), at(10), at(10, 30)]
    seen: Counter[str] = Counter()
    for number in range(6):
        kinds = [["hold", dice.choice(slots)], ["confirm"], ["cancel"], ["hold", dice.choice(slots)], ["sweep"]]
        calls = [{"package": one, "steps": dice.sample(kinds, dice.randint(1, 4))} for one in people]
        dice.shuffle(calls)
        # Eight minutes a round: the holds of the round before last are over.
        seen += await racers.round("fair", 3, calls, now=MORNING + timedelta(minutes=8 * number))
        assert await racers.wrong(3) == []
    refused = {"slot_taken", "hold_expired", "invalid_transition"}
    assert set(seen) - refused == {"hold", "confirm", "cancel", "sweep"}, seen
    assert {"slot_taken", "hold_expired"} <= set(seen)
    assert await racers.deadlocks() == 0
    # No seat got lost on the way: everybody leaves, and each slot can be filled once more.
    end = MORNING + timedelta(minutes=70)
    await racers.round("fair", 3, each(people, ["cancel"]), now=end)
    await racers.round("fair", 3, each(people[:1], ["sweep"]), now=end)
    for slot in slots:
        assert await racers.seated("fair", slot) == 0
        fresh = await residents(hall, 6)
        outcomes = await racers.round("fair", 3, each(fresh, ["hold", slot]), now=end)
        assert outcomes == {"hold": 3, "slot_taken": 3}


async def test_residents_who_swap_slots_whose_holds_ran_out_do_not_lock_each_other(hall: Hall, racers: Racers) -> None:
    before = await racers.deadlocks()
    now = MORNING
    for number in range(6):
        pairs = [await residents(hall, 2) for _ in range(6)]
        window = f"swap-{number}"
        times = [at(9), at(9, 30), at(10), at(10, 30), at(11), at(11, 30), at(13, 30), at(14), at(14, 30), at(15)]
        times += [at(15, 30), at(16)]
        here = [{"package": pair[side], "steps": [["hold", times[2 * n + side]]]}
                for n, pair in enumerate(pairs) for side in (0, 1)]  # fmt: skip
        there = [{"package": pair[side], "steps": [["hold", times[2 * n + 1 - side]]]}
                 for n, pair in enumerate(pairs) for side in (0, 1)]  # fmt: skip
        assert await racers.round(window, 1, here, now=now) == {"hold": 12}
        now += timedelta(minutes=16)
        outcomes = await racers.round(window, 1, there, now=now)
        assert set(outcomes) <= {"hold", "slot_taken"}
        assert await racers.wrong(3) == []
    assert await racers.deadlocks() == before


async def test_the_judge_sees_overselling_and_each_guard_alone_prevents_it(
    hall: Hall, racers: Racers, postgres: EmbeddedPostgres
) -> None:
    """Negative control, in a database of its own: constraint alone, locks alone, and neither."""
    kept, here = hall.database, racers.url
    racers.url = await make_database(postgres, "t_oversold")
    hall.database = Database(racers.url)
    try:
        await _control(hall, racers)
    finally:
        await hall.database.close()
        hall.database, racers.url = kept, here


async def _control(hall: Hall, racers: Racers) -> None:
    async def rush(window: str, *, locked: bool) -> tuple[int, Counter[str]]:
        outcomes = await racers.round(window, 2, each(await residents(hall, RESIDENTS), ["hold", at(9)]), locked=locked)
        return await racers.seated(window, at(9)), outcomes

    seated, _ = await rush("constraint", locked=False)
    assert 1 <= seated <= 2
    assert await racers.wrong(2) == []
    await racers.execute("DROP INDEX appointment_seat")
    seated, outcomes = await rush("locks", locked=True)
    assert (seated, outcomes["hold"]) == (2, 2)
    assert await racers.wrong(2) == []
    seated, outcomes = await rush("neither", locked=False)
    assert seated == outcomes["hold"] > 2
    assert any(line.startswith("neither") for line in await racers.wrong(2))
