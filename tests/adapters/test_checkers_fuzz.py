"""Broken and hostile files through a checker's child, as the hall has it read them: an answer each, soon, in little
memory, and the child lives on. What never ends is ended, and the next file finds a fresh child."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from hypothesis import given

from backend.adapters.checkers import Checker, CheckerDied, CheckerLimits
from backend.domain.checks.opens import FAILURES
from tests.broken_files import CORPUS, broken_files, fuzzing
from tests.hostile_files import ANY, ENDLESS, HOSTILE, truncated

_MOST_SECONDS = 20.0  # of one file, on a busy machine
_MOST_MEMORY = 900 * 1024**2  # bytes a child may ever have taken; 230 MB are the models


@pytest.fixture(scope="module")
async def checker() -> AsyncIterator[Checker]:
    """One child for all that is read here. It is never recycled: what creeps must be seen."""
    one = Checker(CheckerLimits(recycle=10**9))
    await one.start()
    yield one
    await one.stop()


def _peak(checker: Checker) -> int:
    """The most bytes of memory the child has taken."""
    assert checker.pid is not None
    status = Path(f"/proc/{checker.pid}/status")
    if not status.exists():  # another system: what it has now
        return int(psutil.Process(checker.pid).memory_info().rss)
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_a_hostile_file_gets_its_answer_and_the_child_lives(checker: Checker, name: str) -> None:
    data, failure = HOSTILE[name]
    pid, begun = checker.pid, time.monotonic()
    facts = await checker.read(data)
    assert time.monotonic() - begun < _MOST_SECONDS
    assert facts.failure is None or facts.failure in FAILURES
    assert failure is ANY or facts.failure == failure
    assert "root:" not in "".join(page.text for page in facts.pages), "a file of this machine's"
    assert checker.pid == pid
    assert _peak(checker) < _MOST_MEMORY


async def test_every_file_cut_off_anywhere_gets_an_answer(checker: Checker) -> None:
    pid = checker.pid
    answers = {name: (await checker.read(data)).failure for name, data in truncated()}
    assert len(answers) == 7 * len(CORPUS)
    assert {failure for failure in answers.values() if failure} <= set(FAILURES)
    assert checker.pid == pid


@fuzzing
@given(data=broken_files())
async def test_every_broken_file_gets_an_answer_from_the_child(checker: Checker, data: bytes) -> None:
    pid = checker.pid
    facts = await checker.read(data)
    assert facts.failure is None or facts.failure in FAILURES
    assert checker.pid == pid, "it crashed, and nobody told"
    assert _peak(checker) < _MOST_MEMORY


async def test_what_never_ends_is_ended_and_the_next_file_is_read() -> None:
    checker = Checker(CheckerLimits(file=1.5, patience=2))
    try:
        for name, data in ENDLESS.items():
            await checker.start()
            pid = checker.pid
            with pytest.raises(CheckerDied, match="timed_out"):
                await checker.read(data)
            assert pid is not None, name
            assert not psutil.pid_exists(pid), name
        assert (await checker.read(CORPUS["png"])).failure is None
    finally:
        await checker.stop()
