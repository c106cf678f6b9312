"""Models of the assistant: trained when what they are made from has changed, and only then."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from backend.adapters.rasa_environment import Progress, environment_python

KEPT_MODELS = 2
"""The one in use and the one before it."""
TRAINING_LIMIT = 3600
"""Seconds."""
LAST_LINES = 25
YAML = (".yml", ".yaml")
STEP = re.compile(r"Starting to train component '(?P<name>\w+)'")
EPOCH = re.compile(r"Epochs:\s+(?P<percent>\d+)%")


class RasaTrainingFailed(Exception):
    """There is no model. The text ends with what Rasa said."""


@dataclass(frozen=True)
class RasaFiles:
    """Where the assistant's files are."""

    root: Path
    """Rasa's working folder and import path: the project's own."""
    box: Path
    domain: Path
    config: Path
    endpoints: Path
    credentials: Path
    training: tuple[Path, ...]
    """Folders with examples, rules and stories. ``data/`` as a whole would take the catalogue's files with it."""

    @classmethod
    def of_project(cls, root: Path) -> "RasaFiles":
        """The layout of this project."""
        folders = tuple(root / "data" / name for name in ("nlu", "rules", "stories"))
        return cls(
            root=root,
            box=root / "bot" / "rasa",
            domain=root / "domain.yml",
            config=root / "config.yml",
            endpoints=root / "endpoints.yml",
            credentials=root / "credentials.yml",
            training=tuple(folder for folder in folders if folder.is_dir()),
        )

    def sources(self) -> Iterator[Path]:
        """Every file that a model depends on."""
        for place in (self.domain, self.config, *self.training):
            files = [place] if place.is_file() else sorted(place.rglob("*"))
            yield from (file for file in files if file.suffix in YAML)
        yield self.box / "uv.lock"
        yield from sorted((self.box / "components").rglob("*.py"))


def rasa_environ(files: RasaFiles, data: Path) -> dict[str, str]:
    """Environment variables for Rasa: the hall's, without the hall's own settings (and so without its keys)."""
    scratch = data / "rasa"
    scratch.mkdir(parents=True, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("YUBAN_")}
    return inherited | {
        "PYTHONPATH": str(files.root),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(scratch / "cache"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        # jieba keeps a cache under a fixed name in the folder for temporary files, where anybody could plant one.
        "TMPDIR": str(scratch),
    }


def fingerprint(files: RasaFiles) -> str:
    """Names what a model is made from: the same text gives the same name, wherever the project lies."""
    digest = hashlib.sha256()
    for path in files.sources():
        name = path.relative_to(files.root) if path.is_relative_to(files.root) else Path(path.name)
        content = path.read_bytes()
        digest.update(f"{name.as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:20]


def trained_model(files: RasaFiles, data: Path) -> Path | None:
    """The model for the present files, if there is one."""
    model = data / "models" / f"{fingerprint(files)}.tar.gz"
    return model if model.exists() else None


async def train_if_changed(files: RasaFiles, data: Path, progress: Progress) -> Path:
    """The model for the present files, trained first if need be (minutes). Two processes never train the same one."""
    async with _one_at_a_time(data / "models"):
        model = await asyncio.to_thread(trained_model, files, data)
        if model is None:
            model = await _train(files, data, progress)
        os.utime(model)
        _forget_old(data / "models", model)
    return model


async def _train(files: RasaFiles, data: Path, progress: Progress) -> Path:
    name = await asyncio.to_thread(fingerprint, files)
    models, log = data / "models", data / "logs" / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    progress("Rasa: training the assistant (about two minutes)")
    with tempfile.TemporaryDirectory(prefix=".training-", dir=models) as attempt:
        process = await asyncio.create_subprocess_exec(
            str(environment_python(files.box)),
            *("-m", "bot.rasa.launch", "train", str(os.getpid()), "--out", attempt, "--name", name),
            *(str(files.domain), str(files.config), *map(str, files.training)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=files.root,
            env=rasa_environ(files, data),
        )
        try:
            async with asyncio.timeout(TRAINING_LIMIT):
                last = await _follow(process, log, progress)
                status = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        made = Path(attempt) / f"{name}.tar.gz"
        if status != 0 or not made.exists():
            raise RasaTrainingFailed("\n".join([f"Rasa's training failed ({status}); all of it is in {log}.", *last]))
        model = models / made.name
        await asyncio.to_thread(shutil.move, made, model)
    progress("Rasa: the assistant is trained")
    return model


async def _follow(process: asyncio.subprocess.Process, log: Path, progress: Progress) -> list[str]:
    """Writes what Rasa says to the log, and the telling parts of it to ``progress``. Returns the last lines."""
    assert process.stdout is not None
    last: list[str] = []
    shown = -1
    with log.open("w", encoding="utf-8") as file:
        async for line in _lines(process.stdout):
            if epoch := EPOCH.search(line):
                if (tenth := int(epoch["percent"]) // 10) > shown:
                    shown = tenth
                    progress(f"Rasa: training, {tenth * 10} %")
                continue
            file.write(line + "\n")
            last = [*last, line][-LAST_LINES:]
            if step := STEP.search(line):
                progress(f"Rasa: training {step['name']}")
    return last


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """Lines, where a progress bar's carriage return ends one too."""
    rest = b""
    while chunk := await stream.read(65536):
        *whole, rest = re.split(rb"[\r\n]+", rest + chunk)
        for line in whole:
            if line.strip():
                yield line.decode(errors="replace").rstrip()
    if rest.strip():
        yield rest.decode(errors="replace").rstrip()


def _lock_file(models: Path) -> TextIO:
    models.mkdir(parents=True, exist_ok=True)
    return (models / "lock").open("a")


@contextlib.asynccontextmanager
async def _one_at_a_time(models: Path) -> AsyncIterator[None]:
    with _lock_file(models) as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(0.5)
        yield


def _forget_old(models: Path, current: Path) -> None:
    others = sorted(
        (path for path in models.glob("*.tar.gz") if path != current),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in others[KEPT_MODELS - 1 :]:
        path.unlink()
    for attempt in models.glob(".training-*"):
        shutil.rmtree(attempt, ignore_errors=True)
