"""Reading is slow: every specimen is read once a run, in this process, and shared by all tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.adapters.reader.engine import Engine
from backend.adapters.reader.reading import read
from backend.adapters.specimens import make
from backend.domain.facts import FileFacts

FILES = Path(__file__).parent / "files"
Reading = Callable[..., FileFacts]


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The reading engine, loaded once."""
    return Engine()


@pytest.fixture(scope="session")
def reading(engine: Engine) -> Reading:
    """``reading(kind, fault, seed)``: the facts of a specimen."""
    known: dict[tuple[str, str | None, int], FileFacts] = {}

    def facts_of(kind: str, fault: str | None = None, seed: int = 3) -> FileFacts:
        key = (kind, fault, seed)
        if key not in known:
            known[key] = read(make(kind, fault=fault, seed=seed), engine=engine)
        return known[key]

    return facts_of


@pytest.fixture(scope="session")
def read_bytes(engine: Engine) -> Callable[[bytes], FileFacts]:
    """The facts of any bytes."""
    return lambda data: read(data, engine=engine)
