"""Checkers: killable child processes that read files, and their supervisors in the hall's event loop.

Not a process pool: a running task of a pool can't be killed, and one dead child breaks the whole pool.
"""

import asyncio
import base64
import contextlib
import json
import logging
import os
import struct
import sys
from dataclasses import dataclass, replace
from typing import Any

import psutil

from backend.adapters.reader import READER_VERSION
from backend.domain.facts import FileFacts, facts_from_json

log = logging.getLogger(__name__)

_BUSY = 0.7  # of its time: a child that got so much of the processor had its chance
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
#: What a child inherits. It opens strangers' files: no keys, no tokens. (Windows starts none without SYSTEMROOT.)
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "SYSTEMROOT")


class CheckerDied(Exception):
    """The child crashed or ran out of time or memory on a file. It is started anew for the next one.

    ``reason`` is crashed, timed_out or failed; nothing of the file is in it.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CheckerLimits:
    """Seconds, pages and megabytes a child gets.

    The seconds for a file and a page are those a child may work: on a busy machine, where it gets little of the
    processor, it may take ``patience`` times as long. One that hangs without working is given up after that.
    """

    start: float = 90.0  # until its models are warm
    file: float = 20.0  # for opening a file, and then
    page: float = 30.0  # for each page, counted anew
    patience: int = 4
    whole: float = 420.0  # for all of a file
    memory: int = 6144  # megabytes of address space; the models and their arenas need about 2048 of it
    recycle: int = 200  # pages, after which a child is replaced: its memory creeps


class Checker:
    """The supervisor of one child. One file at a time; a second caller waits."""

    def __init__(self, limits: CheckerLimits | None = None) -> None:
        self._limits = limits or CheckerLimits()
        self._child: asyncio.subprocess.Process | None = None
        self._busy = asyncio.Lock()
        self._pages = 0

    @property
    def pid(self) -> int | None:
        """The child's process id, None when there is none."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def start(self) -> None:
        """Start the child and wait until its models are warm. Raises ``CheckerDied``."""
        async with self._busy:
            await self._ready()

    async def read(self, data: bytes, name: str = "") -> FileFacts:
        """The facts of one file. Raises ``CheckerDied``; whatever happens, the next call finds a fresh child.

        ``name`` is the resident's name for the file and decides nothing.
        """
        async with self._busy:
            try:
                child = await self._ready()
                async with asyncio.timeout(self._limits.whole):
                    facts = await self._exchange(child, data)
            except TimeoutError as error:
                await self._kill()
                raise CheckerDied("timed_out") from error
            except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
                await self._kill()
                raise CheckerDied("crashed") from error
            except BaseException:  # cancelled in the middle: the pipe is out of step
                await self._kill()
                raise
            self._pages += max(1, len(facts.pages))
            if self._pages >= self._limits.recycle:
                await self._kill()
            return facts

    async def stop(self) -> None:
        """End the child."""
        await self._kill()

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._child is not None and self._child.returncode is None:
            return self._child
        self._pages = 0
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "backend.adapters.reader.child",
            str(self._limits.memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_environ(),
        )
        try:
            async with asyncio.timeout(self._limits.start):
                hello = await _receive(self._child)
        except (TimeoutError, EOFError, OSError, ValueError) as error:
            await self._kill()
            raise CheckerDied("not_started") from error
        if hello.get("ready") != READER_VERSION:
            await self._kill()
            raise CheckerDied("other_version")
        log.info("checker %s is warm", self._child.pid)
        return self._child

    async def _exchange(self, child: asyncio.subprocess.Process, data: bytes) -> FileFacts:
        limit = self._limits.file
        async with asyncio.timeout(limit):
            await _send(child, data)
        while True:
            answer = await _receive_within(child, limit, self._limits.patience)
            if "facts" in answer:
                facts = facts_from_json(json.dumps(answer["facts"]))
                return replace(facts, thumbnail=base64.b64decode(answer["thumbnail"]))
            if "error" in answer:
                log.warning("checker %s failed on a file: %s", child.pid, answer["error"])
                raise CheckerDied("failed")
            limit = self._limits.page

    async def _kill(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


class CheckerPool:
    """Several checkers; a file goes to the next free one."""

    def __init__(self, count: int, limits: CheckerLimits | None = None) -> None:
        self._checkers = [Checker(limits) for _ in range(max(1, count))]
        self._free: asyncio.LifoQueue[Checker] = asyncio.LifoQueue()
        for checker in reversed(self._checkers):
            self._free.put_nowait(checker)

    async def start(self) -> None:
        """Start every child. One that does not start is tried again with its first file."""
        results = await asyncio.gather(*(c.start() for c in self._checkers), return_exceptions=True)
        for error in results:
            if isinstance(error, BaseException):
                log.error("a checker did not start: %s", error)

    async def read(self, data: bytes, name: str = "") -> FileFacts:
        """The facts of one file, when a checker is free. Raises ``CheckerDied``."""
        checker = await self._free.get()
        try:
            return await checker.read(data, name)
        finally:
            self._free.put_nowait(checker)

    async def stop(self) -> None:
        """End every child."""
        await asyncio.gather(*(checker.stop() for checker in self._checkers))

    @property
    def pids(self) -> list[int]:
        """The children's process ids."""
        return [checker.pid for checker in self._checkers if checker.pid is not None]


def _environ() -> dict[str, str]:
    paths = os.pathsep.join(path for path in sys.path if path)
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**inherited, "PYTHONPATH": paths, **_ONE_THREAD}


async def _receive(child: asyncio.subprocess.Process) -> dict[str, Any]:
    assert child.stdout is not None
    size = struct.unpack(">I", await child.stdout.readexactly(4))[0]
    answer = json.loads(await child.stdout.readexactly(size))
    if not isinstance(answer, dict):
        raise ValueError("not a message")
    return answer


async def _receive_within(child: asyncio.subprocess.Process, limit: float, patience: int) -> dict[str, Any]:
    """The next message. Raises ``TimeoutError`` when the child worked longer than ``limit`` seconds on it, or let
    ``patience`` times as long pass."""
    begun = _worked(child)
    message = asyncio.ensure_future(_receive(child))
    try:
        for _ in range(patience):
            done, _pending = await asyncio.wait({message}, timeout=limit)
            if done:
                return message.result()
            if _worked(child) - begun > _BUSY * limit:
                break
        raise TimeoutError
    finally:
        message.cancel()


def _worked(child: asyncio.subprocess.Process) -> float:
    """CPU seconds of a child; 0 when it is gone."""
    try:
        times = psutil.Process(child.pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


async def _send(child: asyncio.subprocess.Process, data: bytes) -> None:
    assert child.stdin is not None
    child.stdin.write(struct.pack(">I", len(data)) + data)
    await child.stdin.drain()
