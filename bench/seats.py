"""``yuban bench seats``: holding seats under load, beside two plain ways to be safe, in the same run.

All three do the same work in the same tables (``appointments.hold``); only what keeps seats from being sold twice
differs: the hall's locks on slots, a lock on the whole table, and SERIALIZABLE transactions that are tried again when
PostgreSQL refuses one. Two loads: residents who want different slots of a day (spread), and all the same one (rush).
Rounds of the three are mixed, so that the machine's moods hit all; figures are medians of the rounds.
"""

import argparse
import asyncio
import json
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.postgres import EmbeddedPostgres
from backend.domain.errors import SlotTaken
from backend.domain.items import Window
from backend.services import appointments, packages, slots
from backend.services import catalogue as catalogue_service
from backend.services.conversations import open_channel
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.settings import ROOT, Settings
from backend.storage import appointments as stored
from backend.storage.database import Database, migrate
from backend.storage.vault import Vault

ITEM = "sc-gth-sheli"
WAYS = ("ours", "table lock", "serializable")
#: A Tuesday that the calendar knows.
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
_LOCK_SLOTS = stored.lock_slots


class StoppedClock:
    def now(self) -> datetime:
        return NOW


class SerializableDatabase(Database):
    """Every transaction as if it were alone, or refused."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with super().transaction() as session:
            await session.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
            yield session


async def _lock_table(session: AsyncSession, _slots: Iterable[tuple[str, datetime]]) -> None:
    await session.execute(text("LOCK TABLE appointment IN EXCLUSIVE MODE"))


async def _lock_nothing(_session: AsyncSession, _slots: Iterable[tuple[str, datetime]]) -> None:
    """Serializable transactions need no locks of their own."""


class Bench:
    """A hall over a real server that syncs its writes, and one window a round."""

    def __init__(self, url: str, folder: Path) -> None:
        full = catalogue_service.load(ROOT / "data" / "catalogue")
        self._like = next(w for w in full.windows.values() if ITEM in w.items)
        self._databases = {way: (SerializableDatabase if way == WAYS[2] else Database)(url) for way in WAYS}
        self.hall = Hall(
            Settings(data=folder, _env_file=None),
            self._databases[WAYS[0]],
            Vault(folder / "files", secrets.token_bytes(32)),
            StoppedClock(),
            full,
            Finder(full),
        )
        self.retries = 0

    async def close(self) -> None:
        for database in self._databases.values():
            await database.close()

    async def people(self, count: int) -> list[str]:
        self.hall.database = self._databases[WAYS[0]]
        found = []
        for _ in range(count):
            talk = await open_channel(self.hall, "bench", secrets.token_hex(8))
            found.append((await packages.start(self.hall, talk.id, ITEM)).id)
        return found

    async def round(self, way: str, load: str, people: list[str], concurrent: int) -> dict[str, float]:
        """All these people at once, ``concurrent`` at a time: answers a second, p95 and how many got a seat."""
        window = self._window(4 if load == "spread" else 3)
        starts = [one.starts_at for one in await self._offers(window)][:40]
        self.hall.database = self._databases[way]
        locks = {WAYS[0]: _LOCK_SLOTS, WAYS[1]: _lock_table, WAYS[2]: _lock_nothing}
        setattr(stored, "lock_slots", locks[way])  # noqa: B010 -- the comparison is what this file is for
        gate, dice, times = asyncio.Semaphore(concurrent), random.Random(7), []
        wanted = [dice.choice(starts) if load == "spread" else starts[0] for _ in people]

        async def one(package: str, start: datetime) -> bool:
            async with gate:
                begin = time.perf_counter()
                got = await self._hold(package, window.key, start)
                times.append(time.perf_counter() - begin)
                return got

        begin = time.perf_counter()
        got = await asyncio.gather(*(one(*each) for each in zip(people, wanted, strict=True)))
        seconds = time.perf_counter() - begin
        await self._check(window, len(people) if load == "spread" else window.capacity, sum(got), load)
        return {"per_second": len(people) / seconds, "p95_ms": statistics.quantiles(times, n=20)[-1] * 1000}

    async def _hold(self, package: str, window: str, start: datetime) -> bool:
        while True:
            try:
                await appointments.hold(self.hall, package, window, start)
            except SlotTaken:
                return False
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", "") not in ("40001", "40P01"):
                    raise
                self.retries += 1
            else:
                return True

    def _window(self, capacity: int) -> Window:
        made = replace(self._like, key=f"bench-{secrets.token_hex(4)}", capacity=capacity)
        self.hall.catalogue = replace(self.hall.catalogue, windows={made.key: made})
        return made

    async def _offers(self, window: Window) -> list[slots.SlotOffer]:
        self.hall.database = self._databases[WAYS[0]]
        first = NOW + timedelta(days=1)
        return [o for o in await slots.free(self.hall, ITEM) if o.window_key == window.key and o.starts_at > first]

    async def _check(self, window: Window, most: int, got: int, load: str) -> None:
        """A way that sells a seat twice, or leaves one empty that was wanted, is no way."""
        async with self._databases[WAYS[0]].transaction() as session:
            query = "SELECT starts_at, count(*) FROM appointment WHERE window_key = :key AND status = 'held' GROUP BY 1"
            counts = [row[1] for row in await session.execute(text(query), {"key": window.key})]
        if max(counts) > window.capacity or sum(counts) != got or got > most or (load == "rush" and got != most):
            raise AssertionError(f"{counts} seats of {window.capacity}, {got} answered")


async def measure(rounds: int, residents: int, concurrent: int) -> dict[str, Any]:
    """Medians a way and load, and ours as a ratio to the others."""
    with tempfile.TemporaryDirectory(prefix="yuban-bench-") as scratch:
        server = EmbeddedPostgres(Path(scratch))
        await asyncio.to_thread(server.start)
        try:
            await asyncio.to_thread(migrate, server.url())
            bench = Bench(server.url(), Path(scratch))
            try:
                return await _mixed(bench, rounds, residents, concurrent)
            finally:
                await bench.close()
        finally:
            await asyncio.to_thread(server.stop)


async def _mixed(bench: Bench, rounds: int, residents: int, concurrent: int) -> dict[str, Any]:
    found: dict[str, Any] = {"residents": residents, "concurrent": concurrent, "rounds": rounds}
    for load in ("spread", "rush"):
        seen: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
        for number in range(rounds + 1):
            for way in random.Random(number).sample(WAYS, len(WAYS)):
                result = await bench.round(way, load, await bench.people(residents), concurrent)
                if number:  # the first round warms connections and caches up
                    seen[way].append(result)
            print(f"{load}, round {number} of {rounds}", file=sys.stderr)
        medians = {
            way: {key: statistics.median(one[key] for one in results) for key in ("per_second", "p95_ms")}
            for way, results in seen.items()
        }
        ours = medians[WAYS[0]]
        found[load] = {
            way: {key: round(value, 1) for key, value in figures.items()} for way, figures in medians.items()
        }
        for way in WAYS[1:]:
            found[load][f"ours to {way}"] = {key: round(ours[key] / medians[way][key], 2) for key in ours}
    found["serializable retries"] = bench.retries
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--residents", type=int, default=96)
    parser.add_argument("--concurrent", type=int, default=16)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = asyncio.run(measure(options.rounds, options.residents, options.concurrent))
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name}: {json.dumps(value)}")


if __name__ == "__main__":
    main()
