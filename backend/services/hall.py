"""What every service is handed: the hall's parts, made once by ``backend.app`` and passed in."""

import asyncio
import secrets
from dataclasses import dataclass, field

from aiohttp import web

from backend.domain.clock import Clock
from backend.domain.items import Catalogue
from backend.services.finder import Finder
from backend.settings import Settings
from backend.storage.database import Database
from backend.storage.vault import Vault


@dataclass
class Hall:
    """The parts services work with. ``catalogue`` and ``finder`` are replaced together when guides change."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    catalogue: Catalogue
    finder: Finder
    #: this process among those over one database, until it ends: which of them answers what
    process: int = field(default_factory=lambda: secrets.randbelow(2**31))
    #: the catalogue as its files have it, and the (item id, alias) that staff taught beside them
    filed: Catalogue = field(init=False)
    learnt: frozenset[tuple[str, str]] = frozenset()
    #: held while catalogue and finder are made anew
    learning: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.filed = self.catalogue


#: Where aiohttp handlers find the hall.
HALL = web.AppKey("hall", Hall)
