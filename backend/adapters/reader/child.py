"""The checker's child process: reads one file after another until its input ends.

Run as ``python -m backend.adapters.reader.child MEGABYTES`` (of address space at most).
Messages both ways are a length (4 bytes, big-endian) and that many bytes. In: the bytes of one file. Out, JSON:
``{"ready": version}`` once the models are warm, then for each file
any number of ``{"page": n, "of": n}`` and at last ``{"facts": …, "thumbnail": base64}`` (empty: there is none) or
``{"error": type}``. Nothing personal is ever printed: what libraries write to standard output goes nowhere.
"""

import base64
import contextlib
import json
import os
import struct
import sys
from typing import IO

import cv2

from backend.adapters.reader import READER_VERSION
from backend.adapters.reader.engine import Engine
from backend.adapters.reader.pictures import Pixels
from backend.adapters.reader.reading import read
from backend.adapters.reader.thumbnails import thumbnail
from backend.domain.facts import Page, facts_to_json

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

NICENESS = 10


def _restrict(megabytes: int) -> None:
    """Be the last to get the processor, and die rather than take all memory."""
    with contextlib.suppress(OSError, AttributeError):  # not on every system
        os.nice(NICENESS)
    if resource is None:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2, megabytes * 1024**2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the resident's papers


def main() -> None:
    """Serve until the supervisor closes the pipe."""
    pipe_out = os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    _restrict(int(sys.argv[1]))
    _serve(sys.stdin.buffer, pipe_out)


def _serve(pipe_in: IO[bytes], pipe_out: IO[bytes]) -> None:
    engine = Engine()
    engine.warm_up()
    _send(pipe_out, json.dumps({"ready": READER_VERSION}))
    while (data := _receive(pipe_in)) is not None:
        try:
            _send(pipe_out, _answer(data, engine, pipe_out))
        except MemoryError:
            raise
        except Exception as error:
            _send(pipe_out, json.dumps({"error": type(error).__name__}))


def _answer(data: bytes, engine: Engine, pipe_out: IO[bytes]) -> str:
    """The facts of a file and its masked thumbnail."""
    drawn = ""

    def draw(page: Page, pixels: Pixels) -> None:
        nonlocal drawn
        with contextlib.suppress(cv2.error):  # a list without a picture is no reason to fail a resident's file
            drawn = base64.b64encode(thumbnail(page, pixels)).decode()

    facts = read(
        data,
        engine=engine,
        progress=lambda page, of: _send(pipe_out, json.dumps({"page": page, "of": of})),
        sight=draw,
    )
    return '{"thumbnail":"' + drawn + '","facts":' + facts_to_json(facts) + "}"


def _receive(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(4)
    if len(head) < 4:
        return None
    size = struct.unpack(">I", head)[0]
    data = pipe.read(size)
    return data if len(data) == size else None


def _send(pipe: IO[bytes], text: str) -> None:
    data = text.encode()
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


if __name__ == "__main__":
    main()
