"""What is new, heard from every hall process: one LISTEN connection that comes back by itself."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from backend.storage.database import LIVING, NEWS_CHANNEL, Database

log = logging.getLogger(__name__)

#: Seconds before a lost connection is tried again: the first time, and at most.
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
#: How often the connection is asked whether it still lives; a server can vanish without a word.
_PROBE_SECONDS = 20.0


class Signal:
    """Something that happened since one last looked. Several happenings before a look count as one."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._keys: set[str] = set()

    def set(self, key: str) -> None:
        """Wake whoever waits."""
        self._keys.add(key)
        self._event.set()

    async def wait(self, seconds: float | None = None) -> frozenset[str]:
        """What happened (conversation ids, or "" for "anything may have"); empty when ``seconds`` passed first."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        self._event.clear()
        keys, self._keys = frozenset(self._keys), set()
        return keys


class News:
    """The news of one notification channel, for everybody in this process."""

    def __init__(self, database: Database, channel: str = NEWS_CHANNEL, process: int | None = None) -> None:
        """``process`` is known to live (``lives``) as long as this connection stands."""
        self._connect_arguments = database.engine.dialect.create_connect_args(make_url(database.url))[1]
        self._channel = channel
        self._process = process
        self._signals: dict[str, set[Signal]] = {}
        self._everything: set[Signal] = set()
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    async def start(self) -> None:
        """Begin to listen; returns when the database hears us. Raises what connecting raises at the first try."""
        connection = await self._connect()
        self._task = asyncio.create_task(self._run(connection), name=f"news:{self._channel}")

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def listening(self) -> None:
        """Wait until the connection stands (again)."""
        await self._listening.wait()

    @asynccontextmanager
    async def subscribe(self, conversation_id: str) -> AsyncIterator[Signal]:
        """A signal for one conversation, as long as the block lasts."""
        signal = Signal()
        signals = self._signals.setdefault(conversation_id, set())
        signals.add(signal)
        try:
            yield signal
        finally:
            signals.discard(signal)
            if not signals:
                self._signals.pop(conversation_id, None)

    @asynccontextmanager
    async def subscribe_all(self) -> AsyncIterator[Signal]:
        """A signal for every conversation, as long as the block lasts."""
        signal = Signal()
        self._everything.add(signal)
        try:
            yield signal
        finally:
            self._everything.discard(signal)

    async def _connect(self) -> "asyncpg.Connection[Any]":
        connection: asyncpg.Connection[Any] = await asyncpg.connect(
            **self._connect_arguments, timeout=10, command_timeout=10
        )
        if self._process is not None:
            # Shared: a connection that comes back need not wait until the server has noticed the end of the old one.
            await connection.execute("SELECT pg_advisory_lock_shared($1, $2)", LIVING, self._process)
        await connection.add_listener(self._channel, self._heard)
        self._listening.set()
        return connection

    async def _run(self, connection: "asyncpg.Connection[Any] | None") -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                if connection is None:
                    connection = await self._connect()
                    # What was said while nobody listened is not repeated: everybody looks for themselves.
                    self._wake_everybody()
                pause = _FIRST_PAUSE
                await self._keep(connection)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("the news connection was lost (%s); trying again", type(error).__name__)
            finally:
                self._listening.clear()
                if connection is not None:
                    connection.terminate()
                    connection = None
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _keep(self, connection: "asyncpg.Connection[Any]") -> None:
        """Returns when the connection was closed; raises when it does not answer."""
        closed = asyncio.Event()
        connection.add_termination_listener(lambda _: closed.set())
        while not connection.is_closed():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PROBE_SECONDS):
                    await closed.wait()
                return
            await connection.execute("SELECT 1")

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        key = str(payload)
        for signal in (*self._signals.get(key, ()), *self._everything):
            signal.set(key)

    def _wake_everybody(self) -> None:
        for signal in (*(s for signals in self._signals.values() for s in signals), *self._everything):
            signal.set("")
