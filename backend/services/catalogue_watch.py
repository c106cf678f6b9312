"""A changed catalogue takes effect while the hall runs; a wrong one is refused, and the one in use is kept."""

import asyncio
import logging
from pathlib import Path

from backend.adapters import catalogue as files
from backend.domain import lint
from backend.domain.errors import CatalogueError
from backend.domain.items import Catalogue
from backend.domain.lint import Level
from backend.domain.phrases import with_aliases
from backend.services.finder import Finder
from backend.services.hall import Hall

log = logging.getLogger(__name__)

#: Seconds between two looks at the files. A change is taken when two looks in a row see the same.
LOOK_SECONDS = 1.0

Stamp = frozenset[tuple[str, int, int]]


def stamp(folder: Path) -> Stamp:
    """Name, time and size of every file of the catalogue: what tells that one was changed, added or taken away."""
    found = set()
    for path in folder.rglob("*.yaml"):
        try:
            state = path.stat()
        except FileNotFoundError:  # taken away between the two calls: the next look sees it
            continue
        found.add((str(path.relative_to(folder)), state.st_mtime_ns, state.st_size))
    return frozenset(found)


async def run(hall: Hall, every: float = LOOK_SECONDS) -> None:
    """Watch the catalogue's files until cancelled."""
    folder = hall.settings.catalogue
    known = seen = await asyncio.to_thread(stamp, folder)
    while True:
        await asyncio.sleep(every)
        now = await asyncio.to_thread(stamp, folder)
        if now == known:
            seen = now
        elif now == seen:
            known = now
            try:
                await reload(hall)
            except CatalogueError as error:
                log.error("The changed catalogue is wrong; the one in use is kept:\n%s", "\n".join(error.problems))
            except Exception:
                log.exception("The changed catalogue could not be read; the one in use is kept")
        else:
            seen = now


async def reload(hall: Hall) -> None:
    """Put the catalogue of the files in the place of the one in use, its finder with it.

    Raises:
        CatalogueError: it does not load, or lint finds errors; nothing was changed.
    """
    async with hall.learning:
        filed = await asyncio.to_thread(_checked, hall)
        guides = with_aliases(filed, sorted(hall.learnt))
        finder = await asyncio.to_thread(Finder, guides)
        hall.filed, hall.catalogue, hall.finder = filed, guides, finder
    log.info("The catalogue was changed: %d items", len(guides.items))


def _checked(hall: Hall) -> Catalogue:
    catalogue = files.load(hall.settings.catalogue)
    wrong = [f for f in lint.lint(catalogue, hall.clock.now().date()) if f.level is Level.ERROR]
    if wrong:
        raise CatalogueError([f"{finding.where}: {finding.message}" for finding in wrong])
    return catalogue
