"""The scripted day, with the real Rasa, real reading of photo-like specimens, and two real browsers."""

import asyncio
import secrets
from pathlib import Path

from playwright.async_api import Browser

from backend.adapters.checkers import CheckerPool
from backend.adapters.specimens import demo_files
from backend.domain.clock import today
from backend.domain.packages import PackageStatus
from backend.jobs import checking
from backend.running import Running
from backend.services import packages, staff
from backend.settings import ROOT
from tests.conftest import FixedClock
from tools import demo_day


async def _time_goes_by(clock: FixedClock) -> None:
    """The tests' clock stands still by itself; a day has an order of things."""
    while True:
        clock.move(seconds=1)
        await asyncio.sleep(0.5)


async def test_a_day_at_the_hall(talking: Running, browser: Browser, tmp_path: Path) -> None:
    hall = talking.hall
    username = f"day-{secrets.token_hex(4)}"
    contact = hall.catalogue.items[demo_day.ITEM].contact
    _, password = await staff.create(hall, username, hall.catalogue.contacts[contact].name, "contact", contact)
    files = demo_files(tmp_path, demo_day.ITEM, today=today(hall.clock), seed=5)
    shots = demo_day.Shots(ROOT / "artefacts" / "day", lambda line: None)
    pool = CheckerPool(1)
    assert isinstance(hall.clock, FixedClock)
    work = asyncio.gather(checking.run(hall, pool, 1), _time_goes_by(hall.clock))
    try:
        base = f"http://127.0.0.1:{talking.port}"
        code = await demo_day.Day(base, browser, files, shots, username, password).play()
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await pool.stop()
    assert (await packages.find_by_receipt(hall, code)).status == PackageStatus.ACCEPTED
    assert len(shots.taken) >= 18
