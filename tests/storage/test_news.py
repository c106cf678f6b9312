"""Signals of news: a wait ends when it is told to, whatever happens at the same moment."""

import asyncio

import pytest

from backend.storage.news import Signal


@pytest.mark.parametrize("steps", range(6))
async def test_a_wait_cancelled_at_the_moment_of_news_ends(steps: int) -> None:
    signal = Signal()

    async def forever() -> None:
        while True:
            await signal.wait(60)

    waiting = asyncio.create_task(forever())
    await asyncio.sleep(0.01)
    signal.set("somebody")
    for _ in range(steps):
        await asyncio.sleep(0)
    waiting.cancel()
    done, _ = await asyncio.wait({waiting}, timeout=2)
    assert done
    assert waiting.cancelled()


async def test_happenings_before_a_look_count_once_and_none_is_lost() -> None:
    signal = Signal()
    for key in ("one", "two", "one"):
        signal.set(key)
    assert await signal.wait(1) == {"one", "two"}
    assert await signal.wait(0.01) == frozenset()
