"""``yuban bench turn``: a whole chat turn beside Rasa's own bare turn, in the same run.

The whole turn is what a resident waits for: message stored, masked, sent to Rasa, understood, action called over HTTP,
services and database, reply stored. The bare turn is the same words at a second Rasa with the same model and a tracker
of the same kind, whose actions are a server that says one sentence and does nothing. Both kinds are mixed, so that the
machine's moods hit both.
"""

import argparse
import asyncio
import contextlib
import json
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from backend.adapters.rasa_environment import ensure_environment
from backend.adapters.rasa_process import RasaKeys, RasaProcess
from backend.adapters.rasa_training import RasaFiles, train_if_changed
from backend.app import Running, serving
from backend.services import conversations
from backend.settings import ROOT, Settings
from bot.channels.rasa import RasaClient

WORDS = ("收费吗", "几点上班", "要多久", "我想开个早餐店要办什么证", "在哪里办", "要带什么材料")


async def measure(rounds: int) -> dict[str, float]:
    """Milliseconds of both, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="yuban-bench-") as scratch:
        kept = Settings().data
        for name in ("models", "rasa"):
            await asyncio.to_thread((kept / name).mkdir, parents=True, exist_ok=True)
            (Path(scratch) / name).symlink_to(kept / name, target_is_directory=True)
        settings = Settings(data=Path(scratch), port=0, checkers=0, rasa=True)
        async with serving(settings, _show) as running:
            await running.assistant_ready(timedelta(hours=1))
            async with _bare(running, Path(scratch) / "bare") as rasa:
                return await _mixed(running, rasa, rounds)


@contextlib.asynccontextmanager
async def _bare(running: Running, data: Path) -> AsyncIterator[RasaClient]:
    """A second Rasa with the same model, whose every action says one sentence."""

    async def act(_request: web.Request) -> web.Response:
        return web.json_response({"events": [], "responses": [{"text": "好的。"}]})

    app = web.Application()
    app.router.add_post("/actions", act)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    files = RasaFiles.of_project(ROOT)
    model = await train_if_changed(files, running.hall.settings.data, _show)
    keys = RasaKeys(*(secrets.token_hex(16) for _ in range(3)))
    action_url = f"http://127.0.0.1:{runner.addresses[0][1]}/actions"
    tracker = running.rasa_url
    rasa = RasaProcess(files, data, model=model, keys=keys, action_url=action_url, tracker_url=tracker)
    await rasa.start()
    try:
        await rasa.ready()
        async with RasaClient(lambda: rasa.url, channel_secret=keys.channel_secret, api_token=keys.api_token) as client:
            yield client
    finally:
        await rasa.stop()
        await runner.cleanup()


async def _mixed(running: Running, rasa: RasaClient, rounds: int) -> dict[str, float]:
    talk = await conversations.open_channel(running.hall, "bench", "resident")
    await running.gateway.welcome(talk.id)
    whole: list[float] = []
    bare: list[float] = []
    for turn in range(rounds + 6):
        words = WORDS[turn % len(WORDS)]
        start = time.perf_counter()
        await running.gateway.receive(talk.id, text=words)
        await asyncio.sleep(0)  # lets the answer begin
        while running.gateway.busy(talk.id):  # noqa: ASYNC110 -- the gateway has no event for benches
            await asyncio.sleep(0.001)
        middle = time.perf_counter()
        await rasa.turn("bench", words)
        end = time.perf_counter()
        if turn >= 6:  # the first ones warm caches up
            whole.append((middle - start) * 1000)
            bare.append((end - middle) * 1000)
    return {
        "turns": rounds,
        "whole_median_ms": round(statistics.median(whole), 1),
        "whole_p95_ms": round(_p95(whole), 1),
        "bare_median_ms": round(statistics.median(bare), 1),
        "bare_p95_ms": round(_p95(bare), 1),
        "ratio_median": round(statistics.median(whole) / statistics.median(bare), 2),
        "ratio_p95": round(_p95(whole) / _p95(bare), 2),
    }


def _show(line: str) -> None:
    print(line, file=sys.stderr)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=120)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ensure_environment(ROOT / "bot" / "rasa", _show)
    found = asyncio.run(measure(options.turns))
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:18} {value}")


if __name__ == "__main__":
    main()
