"""The embedded PostgreSQL: one server per data folder, shared by every process that uses the folder.

Who uses the server is told by locks on a file, which the operating system frees however a process ends. The last user
to leave stops the server. A server that was left running by a killed hall is used again by the next one.
"""

import contextlib
import fcntl
import logging
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from backend.adapters.postgres_cluster import Cluster

logger = logging.getLogger(__name__)

DATABASES = ("yuban", "rasa")


class EmbeddedPostgres:
    """A share in the server of one data folder.

    Every method blocks: from a coroutine call them through ``asyncio.to_thread``.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """``folder`` is the data folder; the server keeps its files in ``postgres`` below it."""
        self._folder = folder.resolve()
        self._cluster = Cluster(self._folder / "postgres", durable=durable)
        self._share: TextIOWrapper | None = None

    def start(self) -> Self:
        """Takes a share in the server, starting it (and making its databases) if it does not run."""
        if self._share is not None:
            return self
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            share = (self._folder / "postgres.users").open("a")
            try:
                fcntl.flock(share, fcntl.LOCK_SH)
                self._cluster.ensure_running()
                self._ensure_databases()
            except BaseException:
                share.close()
                raise
            self._share = share
        return self

    def stop(self) -> None:
        """Gives the share back; the last one to do so stops the server."""
        if self._share is None:
            return
        with self._alone():
            try:
                fcntl.flock(self._share, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                logger.info("PostgreSQL stays up: another process uses it.")
            else:
                self._cluster.shut_down()
            finally:
                self._share.close()
                self._share = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def url(self, database: str = "yuban") -> str:
        """For SQLAlchemy with asyncpg."""
        return self._cluster.url("postgresql+asyncpg", database)

    def libpq_url(self, database: str = "yuban") -> str:
        """For libpq's users: psql, pg_dump, psycopg2 (and so Rasa)."""
        return self._cluster.url("postgresql", database)

    def running(self) -> bool:
        """Whether the server answers."""
        return self._cluster.answers()

    def program(self, name: str) -> Path:
        """A program of PostgreSQL's (``pg_dump``, ``psql``) that fits the server."""
        return self._cluster.programs / name

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Start and stop of one folder's server happen one after the other, whatever process asks."""
        with (self._folder / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure_databases(self) -> None:
        existing = self._cluster.psql("SELECT datname FROM pg_database").split()
        for name in DATABASES:
            if name not in existing:
                self._cluster.psql(f'CREATE DATABASE "{name}"')
