"""One process runs the timetable; when it dies another one takes over; a job that fails stops nothing."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
import pytest

from backend.domain.appointments import AppointmentStatus
from backend.jobs import timetable
from backend.services import appointments, slots
from backend.services.hall import Hall
from backend.settings import ROOT
from backend.storage import election
from backend.storage.appointments import Appointment
from tests import factories
from tests.conftest import FixedClock

#: A process that only runs the timetable, its job being to print a line every fifth of a second.
_LEADER = """
import asyncio, sys
from types import SimpleNamespace
from backend.jobs import timetable
from backend.storage import election
from backend.storage.database import Database

async def tick(hall):
    print("tick", flush=True)

timetable.TIMETABLE = ((tick, 0.2),)
election.LOOK_SECONDS = 0.3
print("up", flush=True)
asyncio.run(timetable.run(SimpleNamespace(database=Database(sys.argv[1]))))
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elections in tenths of a second."""
    monkeypatch.setattr(election, "LOOK_SECONDS", 0.1)


@asynccontextmanager
async def running(*halls: Hall) -> AsyncIterator[list[asyncio.Task[None]]]:
    tasks = [asyncio.create_task(timetable.run(hall)) for hall in halls]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def another_process(hall: Hall) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _LEADER, hall.database.url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def line(process: asyncio.subprocess.Process, seconds: float = 60) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), seconds)).decode().strip()


async def until(met: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.02)


async def leaders(hall: Hall) -> int:
    """How many connections to this database hold the lock."""
    connection = await asyncpg.connect(hall.database.url.replace("+asyncpg", ""))
    try:
        return int(
            await connection.fetchval(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = $1 AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())",
                timetable.LOCK,
            )
        )
    finally:
        await connection.close()


async def test_only_one_of_several_runs_the_jobs(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []

    async def note(who: Hall) -> None:
        ran.append(id(who))

    monkeypatch.setattr(timetable, "TIMETABLE", ((note, 0.1),))
    first, second = replace(hall), replace(hall)
    async with running(first, second) as tasks:
        await until(lambda: len(ran) >= 5)
        assert len(set(ran)) == 1
        assert await leaders(hall) == 1
        leader = 0 if ran[0] == id(first) else 1
        tasks[leader].cancel()  # a hall that is stopped in good order
        await asyncio.gather(tasks[leader], return_exceptions=True)
        seen = len(ran)
        await until(lambda: len(ran) >= seen + 3)
        assert set(ran[seen:]) == {id((first, second)[1 - leader])}
    assert await leaders(hall) == 0


async def test_another_takes_over_when_the_first_is_killed(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Hall] = []

    async def note(who: Hall) -> None:
        ran.append(who)

    monkeypatch.setattr(timetable, "TIMETABLE", ((note, 0.1),))
    async with another_process(hall) as process:
        assert await line(process) == "up"
        assert await line(process) == "tick"
        async with running(hall):
            await line(process)
            await asyncio.sleep(0.5)
            assert ran == []  # the other one leads
            process.send_signal(signal.SIGKILL)
            await process.wait()
            await until(lambda: len(ran) >= 2, 10)
            assert await leaders(hall) == 1


async def test_a_leader_that_lost_its_connection_stops_and_the_election_is_held_again(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[float] = []

    async def note(_: Hall) -> None:
        ran.append(asyncio.get_running_loop().time())

    monkeypatch.setattr(timetable, "TIMETABLE", ((note, 0.1),))
    async with running(hall) as tasks:
        await until(lambda: len(ran) >= 2)
        connection = await asyncpg.connect(hall.database.url.replace("+asyncpg", ""))
        await connection.execute(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l WHERE locktype = 'advisory' AND objid = $1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            timetable.LOCK,
        )
        await connection.close()
        await asyncio.sleep(0.3)
        seen = len(ran)
        await until(lambda: len(ran) >= seen + 3)
        assert not tasks[0].done()
        assert await leaders(hall) == 1


async def test_a_job_that_fails_or_hangs_stops_neither_itself_nor_the_others(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    async def bad(_: Hall) -> None:
        ran.append("bad")
        raise ValueError("样本")

    async def stuck(_: Hall) -> None:
        ran.append("stuck")
        await asyncio.sleep(3600)

    async def good(_: Hall) -> None:
        ran.append("good")

    monkeypatch.setattr(timetable, "TIMETABLE", ((bad, 0.1), (stuck, 0.1), (good, 0.1)))
    async with running(hall):
        await until(lambda: ran.count("bad") >= 3 and ran.count("good") >= 3)
        assert ran.count("stuck") == 1  # never twice at once
    assert "bad failed" in caplog.text


async def test_a_job_that_hangs_for_too_long_is_ended_and_comes_again(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    async def stuck(_: Hall) -> None:
        ran.append("stuck")
        await asyncio.sleep(3600)

    monkeypatch.setattr(timetable, "TIMETABLE", ((stuck, 0.1),))
    monkeypatch.setattr(timetable, "JOB_SECONDS", 0.3)
    async with running(hall):
        await until(lambda: len(ran) >= 3)


async def test_the_real_timetable_frees_holds(hall: Hall, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    package = await factories.draft(hall, factories.somebody())
    offer = (await slots.offer(hall, package.id))[0]
    held = await appointments.hold(hall, package.id, offer.window_key, offer.starts_at)
    clock.move(minutes=16)
    assert (appointments.sweep, 30) in timetable.TIMETABLE
    monkeypatch.setattr(timetable, "TIMETABLE", tuple((work, 0.1) for work, _ in timetable.TIMETABLE))

    async def status() -> str:
        async with hall.database.transaction() as session:
            found = await session.get(Appointment, held.id)
        assert found is not None
        return found.status

    async with running(hall), asyncio.timeout(10):
        while await status() != AppointmentStatus.EXPIRED:
            await asyncio.sleep(0.05)


async def test_it_waits_for_a_database_that_is_away(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = replace(hall, database=type(hall.database)("postgresql+asyncpg://x@127.0.0.1:1/nothing"))
    async with running(nowhere) as tasks:
        await asyncio.sleep(0.5)
        assert not tasks[0].done()
    await nowhere.database.close()
