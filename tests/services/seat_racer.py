"""One process of a race for seats: many residents at once, over connections of its own. The tests start it.

It reads a line for each round, the plan as JSON, says "ready", and runs it when the next line comes; then it prints how
often each outcome came, as JSON.
"""

import asyncio
import json
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.domain.errors import HallError
from backend.domain.items import Catalogue, DayRules, Window
from backend.services import appointments
from backend.services import catalogue as catalogue_service
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.services.package_locks import lock_package
from backend.settings import ROOT, Settings
from backend.storage import appointments as stored
from backend.storage.database import Database
from backend.storage.tables import METADATA
from backend.storage.vault import Vault


class StoppedClock:
    """Tells the plan's time."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def joined(folder: Path) -> tuple[Hall, StoppedClock]:
    """A hall of this process' own; each plan says which database."""
    assert METADATA.tables  # every table is known here, as in a hall
    full = catalogue_service.load(ROOT / "data" / "catalogue")
    days = DayRules(frozenset(), frozenset(), full.days.first, full.days.last)
    clock = StoppedClock(datetime.now(UTC))
    hall = Hall(
        settings=Settings(data=folder, _env_file=None),
        database=Database("postgresql+asyncpg:///"),
        vault=Vault(folder / "files", bytes(32)),
        clock=clock,
        catalogue=full,
        finder=Finder(Catalogue({}, {}, {}, {}, {}, {}, days)),  # nobody searches here
    )
    return hall, clock


async def race(folder: Path) -> None:
    """Round after round, until the input ends."""
    hall, clock = joined(folder)
    locks = stored.lock_slots
    while line := await asyncio.to_thread(sys.stdin.readline):
        plan = json.loads(line)
        like = next(iter(load_windows(hall, plan["item"])))
        if hall.database.url != plan["url"]:
            await hall.database.close()
            hall.database = Database(plan["url"], pool_size=12)
        made = replace(like, key=plan["window"], capacity=plan["capacity"])
        hall.catalogue = replace(hall.catalogue, windows={**hall.catalogue.windows, made.key: made})
        clock.moment = datetime.fromisoformat(plan["now"])
        setattr(stored, "lock_slots", locks if plan["locked"] else _no_locks)  # noqa: B010 -- only a control does so
        outcomes: Counter[str] = Counter()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)  # all processes start together
        await asyncio.gather(*(_call(hall, made.key, call, outcomes) for call in plan["calls"]))
        print(json.dumps(outcomes), flush=True)
    await hall.database.close()


def load_windows(hall: Hall, item_id: str) -> list[Window]:
    return [window for window in hall.catalogue.windows.values() if item_id in window.items]


async def _no_locks(*_: Any) -> None:
    """What the negative control takes for the locks."""


async def _call(hall: Hall, window: str, call: dict[str, Any], outcomes: Counter[str]) -> None:
    """Steps of one resident, one after the other. What the hall refuses is counted by its key, else by what broke."""
    for step in call["steps"]:
        try:
            match step:
                case ["hold", start]:
                    await appointments.hold(hall, call["package"], window, datetime.fromisoformat(start))
                case ["confirm"]:
                    async with hall.database.transaction() as session:
                        package = await lock_package(session, call["package"])
                        await appointments.confirm_in(hall, session, package)
                case ["cancel"]:
                    seat = await appointments.current(hall, call["package"])
                    if seat is not None:
                        await appointments.cancel(hall, seat.id, "system")
                case ["sweep"]:
                    await appointments.sweep(hall)
                case _:
                    raise ValueError(step)
            outcomes[step[0]] += 1
        except HallError as refused:
            outcomes[refused.key] += 1
        except Exception as broken:
            text = str(broken)
            outcomes["deadlock" if "deadlock" in text else f"broken: {type(broken).__name__} {text[:200]}"] += 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(race(Path(scratch)))
