"""``yuban bench boot``: seconds and memory of a second start.

The model is trained before (that is what a first start does); the data folder is a scratch one with an empty database.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psutil

from backend.adapters.rasa_environment import ensure_environment
from backend.adapters.rasa_training import RasaFiles, train_if_changed
from backend.app import serving
from backend.settings import ROOT, Settings


async def start_once(kept: Path) -> dict[str, float]:
    """One start: seconds until pages are served and until chats are answered, and megabytes of all processes."""
    with tempfile.TemporaryDirectory(prefix="yuban-bench-") as scratch:
        for name in ("models", "rasa"):
            await asyncio.to_thread((kept / name).mkdir, parents=True, exist_ok=True)
            (Path(scratch) / name).symlink_to(kept / name, target_is_directory=True)
        begin = time.perf_counter()
        async with serving(Settings(data=Path(scratch), port=0, checkers=1, rasa=True), _show) as running:
            pages = time.perf_counter() - begin
            await running.assistant_ready(timedelta(minutes=10))
            chats = time.perf_counter() - begin
            me = psutil.Process(os.getpid())
            memory = {child.name(): 0.0 for child in [me, *me.children(recursive=True)]}
            for child in [me, *me.children(recursive=True)]:
                memory[child.name()] += child.memory_full_info().pss / 1e6
            return {"pages_s": pages, "chats_s": chats, "memory_mb": sum(memory.values())}


async def measure(rounds: int) -> dict[str, float]:
    """Medians of several starts."""
    kept = Settings().data
    await train_if_changed(RasaFiles.of_project(ROOT), kept, _show)
    starts = [await start_once(kept) for _ in range(rounds)]
    return {key: round(statistics.median(start[key] for start in starts), 1) for key in starts[0]} | {"starts": rounds}


def _show(line: str) -> None:
    print(line, file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ensure_environment(ROOT / "bot" / "rasa", _show)
    found = asyncio.run(measure(options.starts))
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:12} {value}")


if __name__ == "__main__":
    main()
