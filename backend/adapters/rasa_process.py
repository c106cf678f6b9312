"""Rasa as a child of the hall: started, watched, started again when it dies, and never left behind.

The child watches the hall too (``bot/rasa/launch.py``), so a killed hall leaves no Rasa. Should one be left all the
same, the next start finds it by the file ``rasa.pid`` and ends it.
"""

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TextIO

import aiohttp
import psutil

from backend.adapters.rasa_environment import environment_python
from backend.adapters.rasa_training import RasaFiles, rasa_environ

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
LOAD_LIMIT = 300
"""Seconds from the start of the process to its first answer; 20 to 30 are usual."""
STOP_LIMIT = 10
LOOK_EVERY = 10
"""Seconds between two questions to a running Rasa whether it still answers."""
LOOK_LIMIT = 10
MISSED_LOOKS = 6
"""A Rasa that has not answered for so many looks in a row is taken for stuck, and is started again."""
BACK_OFF = (1, 2, 5, 10, 20, 30)
"""Seconds to wait before each new start; the last goes on."""
SETTLED = 120
"""Seconds after which a Rasa that dies is a new mishap, not the old one again."""
LOG_LIMIT = 5 * 1024 * 1024
WARM_UP = "你好，请问要带什么材料"
"""The first message costs seconds (dictionary, graph); it is Rasa's, before any resident's."""


class RasaState(StrEnum):
    """What Rasa is doing. Only ``READY`` takes turns."""

    STOPPED = "stopped"
    LOADING = "loading"
    READY = "ready"
    DOWN = "down"
    """It died, and is about to be started again."""


class RasaTaken(Exception):
    """Rasa can't be started: the folder or the port is another program's. The text says which."""


@dataclass(frozen=True)
class RasaKeys:
    """What the two sides show each other. Passed through the environment, never on a command line."""

    api_token: str = field(repr=False)
    channel_secret: str = field(repr=False)
    action_token: str = field(repr=False)


class RasaProcess:
    """One Rasa server, kept alive from ``start`` to ``stop``."""

    def __init__(
        self,
        files: RasaFiles,
        data: Path,
        *,
        model: Path,
        keys: RasaKeys,
        action_url: str,
        tracker_url: str,
        port: int = 0,
        on_change: Callable[[RasaState], None] | None = None,
    ) -> None:
        """``tracker_url`` is a libpq URL; ``port`` 0 takes a free one; ``on_change`` hears of every new state."""
        self._files = files
        self._data = data
        self._model = model
        self._keys = keys
        self._environ = {
            "RASA_ACTION_URL": action_url,
            "RASA_ACTION_TOKEN": keys.action_token,
            "RASA_CHANNEL_SECRET": keys.channel_secret,
            "RASA_API_TOKEN": keys.api_token,
            "RASA_TRACKER_URL": tracker_url,
            # One message at a time is too little work for two threads, and the other core belongs to the page readers.
            "TF_INTRA_OP_PARALLELISM_THREADS": "1",
            "TF_INTER_OP_PARALLELISM_THREADS": "1",
        }
        self._wanted_port = port
        self._port = 0
        self._on_change = on_change
        self._state = RasaState.STOPPED
        self._ready = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._lock: TextIO | None = None
        self.starts = 0
        """How often the process was started: 1 if all went well."""

    @property
    def state(self) -> RasaState:
        """What Rasa is doing now."""
        return self._state

    @property
    def url(self) -> str | None:
        """Where Rasa takes turns; ``None`` while it does not."""
        return f"http://{LOOPBACK}:{self._port}" if self._state is RasaState.READY else None

    @property
    def pid(self) -> int | None:
        """The present process."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    def memory(self) -> int | None:
        """Bytes of the machine's memory that the process holds."""
        try:
            return psutil.Process(self.pid).memory_info().rss if self.pid is not None else None
        except psutil.NoSuchProcess:
            return None

    async def start(self) -> None:
        """Begins to load Rasa and returns at once; ``ready`` waits. Raises ``RasaTaken``."""
        if self._keeper is not None:
            return
        self._lock = await asyncio.to_thread(_take_folder, self._data)
        try:
            await asyncio.to_thread(_end_leftover, self._data / "rasa.pid")
            self._port = _free_port(self._wanted_port)
        except BaseException:
            self._lock.close()
            raise
        self._enter(RasaState.LOADING)
        self._keeper = asyncio.create_task(self._keep(), name="rasa-keeper")

    async def ready(self, limit: float = LOAD_LIMIT) -> None:
        """Waits until Rasa takes turns. Raises ``TimeoutError``."""
        async with asyncio.timeout(limit):
            await self._ready.wait()

    async def stop(self) -> None:
        """Ends Rasa and lets the folder go."""
        if self._keeper is None:
            return
        self._keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._keeper
        self._keeper = None
        if self._lock is not None:
            self._lock.close()
        self._enter(RasaState.STOPPED)

    async def use(self, model: Path) -> None:
        """Goes on with another model, by a restart: a minute in which Rasa takes no turns."""
        self._model = model
        if self.pid is not None:
            await self._end()

    def _enter(self, state: RasaState) -> None:
        if state is self._state:
            return
        self._state = state
        if state is RasaState.READY:
            self._ready.set()
        else:
            self._ready.clear()
        logger.info("Rasa is %s.", state.value)
        if self._on_change is not None:
            self._on_change(state)

    async def _keep(self) -> None:
        """Starts Rasa again and again, until cancelled."""
        failures = 0
        while True:
            began = time.monotonic()
            try:
                await self._run_once()
            except OSError:
                logger.exception("Rasa could not be started.")
            finally:
                await self._end()
            failures = 0 if time.monotonic() - began > SETTLED else failures + 1
            wait = BACK_OFF[min(failures, len(BACK_OFF)) - 1] if failures else 0
            self._enter(RasaState.DOWN)
            logger.error("Rasa ended; it is started again in %d s. See %s.", wait, self._log_path())
            await asyncio.sleep(wait)
            with contextlib.suppress(RasaTaken):
                self._port = _free_port(self._wanted_port)
            self._enter(RasaState.LOADING)

    async def _run_once(self) -> None:
        """One life of the process; returns when it ended, or when it no longer answers."""
        self._process = await self._launch()
        self.starts += 1
        ended = asyncio.create_task(self._process.wait())
        watch = asyncio.create_task(self._watch())
        try:
            await asyncio.wait((ended, watch), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (ended, watch):
                task.cancel()
            await asyncio.gather(ended, watch, return_exceptions=True)

    async def _launch(self) -> asyncio.subprocess.Process:
        environ = await asyncio.to_thread(rasa_environ, self._files, self._data)
        with await asyncio.to_thread(_open_log, self._log_path()) as log:
            process = await asyncio.create_subprocess_exec(
                str(environment_python(self._files.box)),
                *("-m", "bot.rasa.launch", "serve", str(os.getpid())),
                *("--model", str(self._model), "--port", str(self._port)),
                *("--credentials", str(self._files.credentials), "--endpoints", str(self._files.endpoints)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._files.root,
                env=environ | self._environ,
            )
        await asyncio.to_thread(_note, self._data / "rasa.pid", process.pid)
        return process

    async def _watch(self) -> None:
        """Waits for the first answer, then asks now and then. Returns when there is none for too long."""
        began = time.monotonic()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=LOOK_LIMIT)) as session:
            while not await self._answers(session):
                if time.monotonic() - began > LOAD_LIMIT:
                    logger.error("Rasa did not finish loading in %d s.", LOAD_LIMIT)
                    return
                await asyncio.sleep(0.25)
            await self._warm_up(session)
            logger.info("Rasa took %.1f s to load.", time.monotonic() - began)
            self._enter(RasaState.READY)
            missed = 0
            while missed < MISSED_LOOKS:
                await asyncio.sleep(LOOK_EVERY)
                missed = 0 if await self._answers(session) else missed + 1
            logger.error("Rasa has not answered for a minute.")

    async def _answers(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(self._api("/status"), params=self._token()) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _warm_up(self, session: aiohttp.ClientSession) -> None:
        limit = aiohttp.ClientTimeout(total=60)
        try:
            async with session.post(
                self._api("/model/parse"), params=self._token(), json={"text": WARM_UP}, timeout=limit
            ) as response:
                await response.read()
        except (aiohttp.ClientError, TimeoutError):
            logger.warning("Rasa could not be warmed up; its first turn will be slow.")

    def _api(self, path: str) -> str:
        return f"http://{LOOPBACK}:{self._port}{path}"

    def _token(self) -> dict[str, str]:
        return {"token": self._keys.api_token}

    def _log_path(self) -> Path:
        return self._data / "logs" / "rasa.log"

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_LIMIT):
                await process.wait()
        except TimeoutError:
            logger.warning("Rasa did not stop in %d s and was killed.", STOP_LIMIT)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _take_folder(data: Path) -> TextIO:
    """The right to run the one Rasa of a data folder; the system takes it back however this process ends."""
    data.mkdir(parents=True, exist_ok=True)
    lock = (data / "rasa.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise RasaTaken(f"Another hall already runs Rasa for the data folder {data}.") from error
    return lock


def _note(path: Path, pid: int) -> None:
    """Remembers the process; with its start time, for numbers are used again."""
    with contextlib.suppress(psutil.NoSuchProcess):
        path.write_text(json.dumps({"pid": pid, "created": psutil.Process(pid).create_time()}), encoding="ascii")


def _end_leftover(path: Path) -> None:
    """Ends the Rasa that an earlier, killed hall has left, if there is one."""
    try:
        noted = json.loads(path.read_text(encoding="ascii"))
        process = psutil.Process(int(noted["pid"]))
        if abs(process.create_time() - float(noted["created"])) > 1:
            return
        logger.warning("A Rasa of an earlier run (process %d) is still there; it is ended.", process.pid)
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(STOP_LIMIT)
    except (FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
        return
    finally:
        path.unlink(missing_ok=True)


def _free_port(wanted: int) -> int:
    """``wanted`` if nobody listens there, or any free port for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError as error:
            raise RasaTaken(f"Port {wanted}, meant for Rasa, is in use by another program.") from error
        return int(probe.getsockname()[1])


def _open_log(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path.open("a", encoding="utf-8")
