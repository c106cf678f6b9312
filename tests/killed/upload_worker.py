"""A worker process for tests/killed/test_rush.py: judges what waits until it is killed. Reading takes a moment."""

import asyncio
import hashlib
import sys
from pathlib import Path

from backend.app import make_hall
from backend.domain.facts import FileFacts, Page, Quality
from backend.services import uploads
from backend.settings import Settings

#: Seconds that reading a file takes here.
READING = 0.05


class Reader:
    """Reads nothing and says so: every file is one nobody knows."""

    async def read(self, data: bytes, name: str) -> FileFacts:
        await asyncio.sleep(READING)
        page = Page(0, (), Quality(1200, 800, 400.0, 1.0, 170.0, 0.0))
        return FileFacts(hashlib.sha256(data).hexdigest(), "image/png", (page,), "rush")


async def _main(url: str, data: str) -> None:
    hall = make_hall(Settings(data=Path(data), _env_file=None), url)  # type: ignore[call-arg]
    print("up", flush=True)
    while True:
        if not await uploads.work_once(hall, Reader()):
            await asyncio.sleep(0.05)
        else:
            print("judged", flush=True)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2]))
