"""A hall as the environment sets it up, on a Tuesday at ten that the calendar knows, until it is killed."""

import asyncio
from datetime import UTC, datetime

from backend.app import serving
from backend.domain.clock import ShiftedClock
from backend.settings import Settings
from tests.conftest import MORNING


async def main() -> None:
    settings = Settings(rasa=False)
    clock = ShiftedClock(MORNING - datetime.now(UTC))
    async with serving(settings, lambda line: print(line, flush=True), clock=clock) as running:
        print(f"Pages: http://127.0.0.1:{running.port}/", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
