"""Whole conversations over HTTP, with the real Rasa, actions and database; ``talks/*.yaml`` holds them.

Several are played at once in the one event loop, each in a conversation of its own; what changes something that all
share (the clock, whether the assistant is there) is played after the others, alone.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import yaml

from backend.domain.choices import squeeze
from backend.running import Running
from backend.settings import ROOT
from tests.conftest import FixedClock
from tests.dialogue.player import Player
from tests.dialogue.talk_files import Talk, load

#: Rasa may have to be trained first.
pytestmark = pytest.mark.timeout(1800)

TALKS = {talk.name: talk for talk in load()}
#: Played at once: the assistant and the database keep two processors busy with this many.
AT_ONCE = 4


async def _play(running: Running, talk: Talk, session: aiohttp.ClientSession) -> None:
    clock, gateway = running.hall.clock, running.gateway
    assert isinstance(clock, FixedClock)
    if not talk.alone:
        await Player(running, talk, session).play()
        return
    now, state = clock.moment, gateway.rasa_state
    if talk.simple:
        gateway.rasa_state = "down"
    try:
        await Player(running, talk, session).play()
    finally:
        clock.moment, gateway.rasa_state = now, state


@pytest.fixture(scope="module")
async def played(talking: Running, request: pytest.FixtureRequest) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
    """The talks that were asked for, under way."""
    names = [
        i.callspec.params["name"]
        for i in request.session.items
        if getattr(i, "callspec", None) and i.module is request.module and "name" in i.callspec.params
    ]
    wanted = [TALKS[name] for name in names]
    room = asyncio.Semaphore(AT_ONCE)
    together = asyncio.Event()

    async with aiohttp.ClientSession() as session:

        async def one(talk: Talk) -> None:
            async with room:
                await _play(talking, talk, session)

        async def alone(talk: Talk, before: asyncio.Task[None] | None) -> None:
            await together.wait()
            if before is not None:
                await asyncio.wait([before])
            await _play(talking, talk, session)

        tasks = {talk.name: asyncio.create_task(one(talk)) for talk in wanted if not talk.alone}
        last: asyncio.Task[None] | None = None
        shared = list(tasks.values())
        for talk in wanted:
            if talk.alone:
                last = tasks[talk.name] = asyncio.create_task(alone(talk, last))

        async def open_up() -> None:
            if shared:
                await asyncio.wait(shared)
            together.set()

        opening = asyncio.create_task(open_up())
        yield tasks
        for task in (opening, *tasks.values()):
            task.cancel()
        await asyncio.gather(opening, *tasks.values(), return_exceptions=True)


def _cases() -> list[Any]:
    """Each talk by its name; one that fails yet must go on failing until its mark is taken away."""
    marks = {name: [pytest.mark.xfail(reason=why, strict=True)] for name, t in TALKS.items() if (why := t.fails_yet)}
    return [pytest.param(name, marks=marks.get(name, ())) for name in TALKS]


@pytest.mark.parametrize("name", _cases())
async def test_talk(played: dict[str, asyncio.Task[None]], name: str) -> None:
    await played[name]


def test_there_are_enough_talks_and_each_has_a_name_of_its_own() -> None:
    assert len([talk for talk in TALKS.values() if not talk.fails_yet]) >= 150
    again = [name for name, count in Counter(talk.name for talk in load()).items() if count > 1]
    assert again == []


def test_no_sentence_of_a_talk_is_a_training_phrase() -> None:
    trained = set()
    for file in (ROOT / "data" / "nlu").glob("*.yml"):
        for intent in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = str(intent.get("examples", "")).splitlines()
            trained |= {squeeze(line.removeprefix("- ")) for line in lines}
    said = {line for talk in TALKS.values() for part in talk.parts for line in part.says or []}
    shared = sorted(line for line in said if squeeze(line) in trained and squeeze(line))
    assert shared == []
