"""``yuban demo``: a whole day played in real browsers, with a picture of every step."""

import asyncio
import importlib
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.adapters.rasa_environment import RasaEnvironmentMissing, ensure_environment
from backend.adapters.specimens import demo_files
from backend.app import serving
from backend.cli.output import fail, run
from backend.cli.serving import say
from backend.domain.clock import ShiftedClock, today
from backend.settings import ROOT, Settings

#: When the day is: a Tuesday, ten in the morning in Changsha, within the calendar the catalogue comes with.
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def demo(
    folder: Annotated[Path, typer.Option(help="where the pictures go")] = Path("artefacts/demo"),
    rasa: Annotated[bool, typer.Option(help="with Rasa; without it the chat is in simple mode")] = True,
) -> None:
    """Play a resident and a contact in a hall of their own that is thrown away. Needs Chromium and `make test` once."""
    chromium = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if chromium is None:
        fail("No Chromium was found. On Debian or Ubuntu: apt-get install chromium")
    sys.path.insert(0, str(ROOT))
    try:
        day = importlib.import_module("tools.demo_day")
        if rasa:
            ensure_environment(ROOT / "bot" / "rasa", say)
    except RasaEnvironmentMissing as error:
        fail(str(error))
    except ImportError as error:
        fail(f"{error.name} is missing. `uv sync` brings what the demonstration needs.")
    run(_play(day, chromium, folder, rasa))


async def _play(day: Any, chromium: str, folder: Path, rasa: bool) -> None:
    clock = ShiftedClock(MORNING - datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="yuban-demo-") as scratch:
        models = Settings().data / "models"  # a model that is trained already serves the demonstration too
        if await asyncio.to_thread(models.is_dir):
            await asyncio.to_thread(shutil.copytree, models, Path(scratch) / "models")
        files = await asyncio.to_thread(demo_files, Path(scratch) / "specimens", day.ITEM, today=today(clock), seed=5)
        settings = Settings(data=Path(scratch), port=0, rasa=rasa, checkers=1)
        async with serving(settings, say, clock=clock) as running:
            await running.assistant_ready(timedelta(hours=1))
            username = running.hall.catalogue.items[day.ITEM].contact
            password = running.first_logins[username]
            async with day.async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                shots = day.Shots(folder, say)
                base = f"http://127.0.0.1:{running.port}"
                code = await day.Day(base, browser, files, shots, username, password).play()
                await browser.close()
    say(f"Done: {code}. {len(shots.taken)} pictures in {folder}.")
