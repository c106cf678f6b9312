"""The stream of a conversation: what is said comes as it is said, is not lost between two streams, and ends cleanly."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from backend.adapters.postgres import EmbeddedPostgres
from backend.api import events
from backend.app import joined
from backend.services import conversations
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage import conversations as stored
from backend.storage.conversations import Message
from tests.api.clients import Caller, visitor
from tests.conftest import Served


@dataclass
class Event:
    """One event as a browser would get it."""

    kind: str
    data: Any
    id: str | None = None


async def read(response: aiohttp.ClientResponse) -> AsyncIterator[Event]:
    """The events of a stream; comments are skipped."""
    fields: dict[str, str] = {}
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if not line:
            if "event" in fields:
                yield Event(fields["event"], json.loads(fields["data"]), fields.get("id"))
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


@contextlib.asynccontextmanager
async def stream(who: Caller, after: str | None = None, **headers: str) -> AsyncIterator[AsyncIterator[Event]]:
    """The open stream of this visitor."""
    params = {"after": after} if after is not None else {}
    url = f"{who.base}/api/v1/conversations/me/events"
    async with who.session.get(url, params=params, headers={**who.headers, **headers}) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        yield read(response)


async def message(coming: AsyncIterator[Event]) -> Event:
    """The next message."""
    async with asyncio.timeout(10):
        async for event in coming:
            if event.kind == "message":
                return event
    raise AssertionError("the stream ended")


async def say(hall: Hall, who: Caller, text: str) -> Message:
    assert who.conversation is not None
    return await conversations.say(hall, who.conversation.id, Utterance(text))


async def test_what_is_said_comes_at_once(resident: Caller, hall: Hall) -> None:
    first = await say(hall, resident, "一")
    async with stream(resident) as coming:
        assert (await message(coming)).data["text"] == "一"
        said = await say(hall, resident, "二")
        event = await asyncio.wait_for(message(coming), 2)
    assert (event.data["text"], event.id) == ("二", str(said.id))
    assert event.data["id"] > (first.id or 0)


async def test_nobody_hears_what_is_said_to_another(resident: Caller, anybody: Caller, hall: Hall) -> None:
    other = await visitor(anybody, hall)
    async with stream(resident) as coming:
        await say(hall, other, "不给您看")
        await say(hall, resident, "给您看")
        assert (await message(coming)).data["text"] == "给您看"


@pytest.mark.parametrize("way", ["Last-Event-ID", "after", "both"])
async def test_a_stream_goes_on_where_the_last_one_broke(way: str, resident: Caller, hall: Hall) -> None:
    seen = await say(hall, resident, "看到了")
    await say(hall, resident, "还没看到")
    asked: dict[str, str] = {}
    if way != "after":
        asked["Last-Event-ID"] = str(seen.id)
    after = str(seen.id) if way == "after" else "0" if way == "both" else None
    async with stream(resident, after, **asked) as coming:
        assert (await message(coming)).data["text"] == "还没看到"


@pytest.mark.parametrize("nonsense", ["-1", "x", "９", "9" * 30, ""])
async def test_nonsense_begins_at_the_beginning(nonsense: str, resident: Caller, hall: Hall) -> None:
    await say(hall, resident, "一")
    async with stream(resident, nonsense, **{"Last-Event-ID": nonsense}) as coming:
        assert (await message(coming)).data["text"] == "一"


async def test_an_answer_that_is_owed_shows(resident: Caller) -> None:
    async with stream(resident) as coming:
        assert (await anext(coming)).kind == "working"
        await resident("POST", "/conversations/me/messages", {"text": "收费吗"})
        seen: list[Event] = []
        async with asyncio.timeout(15):
            async for event in coming:
                seen.append(event)
                if event.kind == "working" and event.data is False and len(seen) > 1:
                    break
    assert {event.data["from"] for event in seen if event.kind == "message"} == {"resident", "bot"}


async def test_messages_come_in_the_order_of_their_ids_even_when_two_are_written_at_once(
    resident: Caller, hall: Hall
) -> None:
    """A stream asks for what is newer than the last it saw: an older id must never appear after a newer one."""
    assert resident.conversation is not None
    talk = resident.conversation.id

    async def write(text: str, before_commit: float) -> None:
        async with hall.database.transaction() as session:
            await conversations.say_in(hall, session, talk, Utterance(text))
            await asyncio.sleep(before_commit)

    async with stream(resident) as coming:
        slow = asyncio.create_task(write("慢", 0.8))
        await asyncio.sleep(0.3)
        await write("快", 0)
        await slow
        got = [(await asyncio.wait_for(message(coming), 3)).data["text"] for _ in range(2)]
    assert got == ["慢", "快"]
    async with hall.database.transaction() as session:
        assert [one.text for one in await stored.messages_after(session, talk)] == ["慢", "快"]


async def test_a_visitor_has_only_so_many_streams_and_gets_their_places_back(resident: Caller) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(events.MOST_STREAMS):
            await stack.enter_async_context(stream(resident))
        refused = await resident.get("/conversations/me/events")
        assert (refused.status, refused.key) == (429, "too_many_requests")
        assert refused.headers["Retry-After"] == "30"
    # A closed page is noticed when something is written to it: at the latest at the next heartbeat.
    for _ in range(100):
        await resident("POST", "/conversations/me/messages", {"text": "在吗", "client_key": "once"})
        try:
            async with stream(resident):
                return
        except AssertionError:
            await asyncio.sleep(0.2)
    raise AssertionError("no place became free")


async def test_streams_end_when_the_hall_stops(hall: Hall, postgres: EmbeddedPostgres) -> None:
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        contextlib.AsyncExitStack() as stopped,
    ):
        running = await stopped.enter_async_context(joined(hall, postgres.libpq_url("rasa"), lambda line: None))
        second = Served(hall, running, f"http://127.0.0.1:{running.port}")
        who = await visitor(Caller(session, second.base), hall)
        async with stream(who) as coming:
            assert (await anext(coming)).kind == "working"
            begun = asyncio.get_running_loop().time()
            stopping = asyncio.create_task(stopped.aclose())
            async with asyncio.timeout(10):
                assert [event async for event in coming] == []
            await stopping
        assert asyncio.get_running_loop().time() - begun < 8


async def test_streams_have_their_headers(resident: Caller) -> None:
    url = f"{resident.base}/api/v1/conversations/me/events"
    async with resident.session.get(url, headers=resident.headers) as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Accel-Buffering"] == "no"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
