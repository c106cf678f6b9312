"""Many residents send at once while a worker is killed: every file is judged exactly once, every resident is told.

The large one, 500 files from 50 residents, runs with ``YUBAN_RUSH=500x50``.
"""

import asyncio
import os
import signal
import sys
from collections import Counter

import pytest
from sqlmodel import col, select

from backend.domain.clock import SystemClock
from backend.domain.errors import TooBusy
from backend.domain.uploads import UploadStatus
from backend.services import upload_checks, upload_limits, uploads
from backend.services.hall import Hall
from backend.settings import ROOT
from backend.storage.audit import AuditEvent
from backend.storage.outbox import OutboxEvent
from backend.storage.uploads import Upload
from tests import factories

FILES, RESIDENTS = (int(part) for part in os.environ.get("YUBAN_RUSH", "40x8").split("x"))


async def worker(hall: Hall) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.killed.upload_worker", hall.database.url, str(hall.settings.data),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert (await process.stdout.readline()).strip() == b"up"
    return process


async def send(hall: Hall, conversation_id: str, number: int) -> str:
    """One file, sent again as long as the hall is busy, as the page does."""
    data = factories.png()
    while True:
        try:
            return (await uploads.receive(hall, conversation_id, data, f"{number}.png")).id
        except TooBusy:
            await asyncio.sleep(0.2)


async def test_a_rush_with_a_worker_killed(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.clock = SystemClock()
    monkeypatch.setattr(upload_limits, "MAX_WAITING", max(25, FILES // 4))  # so that some are turned away at first
    talks = [(await factories.draft(hall, factories.somebody())).conversation_id for _ in range(RESIDENTS)]
    workers = [await worker(hall), await worker(hall)]
    try:
        sending = asyncio.gather(*(send(hall, talks[n % RESIDENTS], n) for n in range(FILES)))
        victim = workers[0]
        assert victim.stdout is not None
        for _ in range(3):
            await victim.stdout.readline()
        victim.send_signal(signal.SIGKILL)
        await victim.wait()
        workers[0] = await worker(hall)
        ids = await sending
        async with asyncio.timeout(upload_checks.LEASE.total_seconds() + 60 + FILES * 0.5):
            while await _waiting(hall, ids):
                await asyncio.sleep(0.3)
    finally:
        for process in workers:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert len(set(ids)) == FILES
    async with hall.database.transaction() as session:
        judged = select(AuditEvent.thing).where(AuditEvent.action == "upload.judged")
        times = Counter((await session.execute(judged)).scalars())
        events = (await session.execute(select(OutboxEvent))).scalars().all()
    told = Counter(str(event.entities.get("upload_id")) for event in events)
    assert {times[f"upload:{one}"] for one in ids} == {1}
    assert {told[one] for one in ids} == {1}


async def _waiting(hall: Hall, ids: list[str]) -> bool:
    async with hall.database.transaction() as session:
        query = select(Upload.id).where(
            col(Upload.id).in_(ids),
            col(Upload.status).in_([UploadStatus.QUEUED.value, UploadStatus.CHECKING.value]),
        )
        return (await session.execute(query.limit(1))).scalar_one_or_none() is not None
