"""A process that decides packages until it is killed: ``DATABASE_URL DATA_FOLDER PACKAGE…``. The tests start it."""

import asyncio
import sys
from pathlib import Path

from backend.domain.clock import SystemClock
from backend.services import catalogue, packages
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.settings import ROOT, Settings
from backend.storage.database import Database
from backend.storage.vault import Vault
from tests import factories


async def main(url: str, data: str, wanted: list[str]) -> None:
    settings = Settings(data=Path(data), _env_file=None)  # type: ignore[call-arg]
    guides = catalogue.load(ROOT / "data" / "catalogue")
    vault = Vault(settings.data / "files", settings.secrets.file_key)
    hall = Hall(settings, Database(url), vault, SystemClock(), guides, Finder(guides))
    boss = await factories.admin(hall)
    print("ready", flush=True)
    for number, package in enumerate(wanted):
        decision = ("accept", "reject")[number % 2]
        await packages.decide(hall, boss, package, decision, "这个地方不能开店。" if decision == "reject" else "")
        print(package, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
