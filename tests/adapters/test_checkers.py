"""Checkers: a child that is killed, hangs or takes too much memory costs one file, and the next one is read."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator

import psutil
import pytest

from backend.adapters.checkers import Checker, CheckerDied, CheckerLimits, CheckerPool
from backend.adapters.reader import READER_VERSION
from backend.adapters.specimens import make, person
from backend.adapters.specimens.make import DAY

WHO = person(3, today=DAY)
#: A picture that takes about two seconds to read.
SLOW = make("business_license", seed=3)
NOTHING = b"just words"


@contextlib.asynccontextmanager
async def running(limits: CheckerLimits | None = None) -> AsyncIterator[Checker]:
    checker = Checker(limits)
    try:
        yield checker
    finally:
        await checker.stop()


async def _until_busy(checker: Checker) -> psutil.Process:
    """The child's process, once it reads."""
    while checker.pid is None:
        await asyncio.sleep(0.02)
    child = psutil.Process(checker.pid)
    before = sum(child.cpu_times()[:2])
    while sum(child.cpu_times()[:2]) < before + 0.1:
        await asyncio.sleep(0.02)
    return child


async def test_a_life_of_files_of_deaths_and_of_silence(caplog: pytest.LogCaptureFixture) -> None:
    """One child after another, in one test: each start costs seconds."""
    caplog.set_level(logging.DEBUG)
    async with running() as checker:
        await checker.start()
        first = checker.pid
        assert first is not None
        assert os.getpriority(os.PRIO_PROCESS, first) >= 10

        nothing = await checker.read(NOTHING, "陈建国的身份证.jpg")
        assert (nothing.failure, nothing.thumbnail) == ("unsupported", b"")
        facts = await checker.read(make("id_card_front", seed=3), "IMG_1.jpg")
        assert facts.reader == READER_VERSION
        assert facts.pages[0].fields["id_number"].value == WHO.id_number
        assert facts.thumbnail.startswith(b"\xff\xd8")  # a JPEG, made where the file was open
        assert checker.pid == first  # broken files cost no child

        work = asyncio.create_task(checker.read(SLOW))
        (await _until_busy(checker)).send_signal(signal.SIGKILL)
        with pytest.raises(CheckerDied, match="crashed"):
            await work
        assert not psutil.pid_exists(first)

        assert (await checker.read(NOTHING)).failure == "unsupported"
        second = checker.pid
        assert second not in (None, first)

        work = asyncio.create_task(checker.read(SLOW))
        await _until_busy(checker)
        work.cancel()  # the hall stops in the middle
        with pytest.raises(asyncio.CancelledError):
            await work
        assert checker.pid is None

    assert WHO.id_number not in caplog.text
    assert WHO.name not in caplog.text


async def test_a_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUBAN_FILE_KEY", "nobody-may-know")
    monkeypatch.setenv("SOMEBODYS_TOKEN", "nobody-may-know")
    async with running() as checker:
        await checker.start()
        assert checker.pid is not None
        inherited = psutil.Process(checker.pid).environ()
    assert "nobody-may-know" not in inherited.values()
    assert inherited["OMP_NUM_THREADS"] == "1"


async def test_a_hanging_file_runs_into_its_limit() -> None:
    async with running(CheckerLimits(file=60, page=0.05)) as checker:
        await checker.start()
        hung = checker.pid
        with pytest.raises(CheckerDied, match="timed_out"):
            await checker.read(SLOW)
        assert checker.pid is None
        assert hung is not None
        assert not psutil.pid_exists(hung)


async def test_a_child_that_gets_no_processor_is_waited_for_and_one_that_sleeps_is_given_up() -> None:
    """On a busy machine a good file takes longer; that is no reason to give it up."""
    async with running(CheckerLimits(file=0.6, page=0.6)) as checker:
        await checker.start()
        assert checker.pid is not None
        child = psutil.Process(checker.pid)
        child.suspend()
        work = asyncio.create_task(checker.read(NOTHING))
        await asyncio.sleep(1.0)  # longer than its limit, without having worked
        assert not work.done()
        child.resume()
        assert (await work).failure == "unsupported"

        child.suspend()
        with pytest.raises(CheckerDied, match="timed_out"):
            await checker.read(NOTHING)
        assert checker.pid is None


async def test_a_child_is_replaced_after_its_pages_and_is_no_memory_hog() -> None:
    async with running(CheckerLimits(recycle=1)) as checker:
        await checker.start()
        first = checker.pid
        assert first is not None
        assert psutil.Process(first).memory_info().rss < 900 * 1024**2
        await checker.read(NOTHING)
        assert checker.pid is None  # the next file finds a fresh one
        assert not psutil.pid_exists(first)


async def test_too_little_memory_is_a_death_and_not_a_hang() -> None:
    async with running(CheckerLimits(start=60, memory=300)) as checker:
        with pytest.raises(CheckerDied, match="not_started"):
            await checker.start()
        assert checker.pid is None


async def test_a_pool_reads_with_its_next_free_checker_and_survives_a_death() -> None:
    pool = CheckerPool(1)
    try:
        await pool.start()
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        both = await asyncio.gather(pool.read(NOTHING), pool.read(b""), return_exceptions=True)
        answers = [one.failure for one in both if not isinstance(one, BaseException)]
        died = [one for one in both if isinstance(one, CheckerDied)]
        assert len(answers) + len(died) == 2
        assert answers[-1] in ("unsupported", "empty")
        assert (await pool.read(b"")).failure == "empty"
    finally:
        await pool.stop()
    assert pool.pids == []
