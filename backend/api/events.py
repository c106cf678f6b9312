"""Server-sent events: what is said in a conversation, as it is said."""

import json
from collections import Counter

from aiohttp import web

from backend.api.guard import Permission
from backend.api.keys import NEWS
from backend.api.messages import told
from backend.api.models import Sent
from backend.api.routing import Call, Route
from backend.domain.errors import TooManyRequests
from backend.services import conversations
from backend.storage.news import Signal

#: Seconds after which a silent stream says that it still lives.
HEARTBEAT = 15.0
#: How often a stream looks whether the answer that is owed was given without a word.
_WORKING_LOOK = 1.0
#: Streams of one visitor at once (tabs, and ones whose end was not noticed yet).
MOST_STREAMS = 8


class EventsQuery(Sent):
    """Where to go on, for clients that can't send ``Last-Event-ID``."""

    after: str | None = None


class Streams:
    """The open streams of this process, so that it can end them when it stops."""

    def __init__(self) -> None:
        self.closing = False
        self.counts: Counter[str] = Counter()
        self._signals: set[Signal] = set()

    def add(self, signal: Signal) -> None:
        """Remember an open stream."""
        self._signals.add(signal)

    def drop(self, signal: Signal) -> None:
        """Forget one."""
        self._signals.discard(signal)

    async def close(self, _app: web.Application) -> None:
        """End all streams; their clients come back to the next process."""
        self.closing = True
        for signal in self._signals:
            signal.set("")


STREAMS = web.AppKey("api_streams", Streams)


async def events(call: Call) -> web.StreamResponse:
    """A stream of ``message`` events (id: the message's) and ``working`` events (whether an answer is owed)."""
    streams = call.request.config_dict[STREAMS]
    conversation_id = call.conversation.id
    if streams.counts[conversation_id] >= MOST_STREAMS:
        raise TooManyRequests(seconds=30)
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    streams.counts[conversation_id] += 1
    try:
        async with call.request.config_dict[NEWS].subscribe(conversation_id) as signal:
            streams.add(signal)
            try:
                await response.prepare(call.request)
                await response.write(b"retry: 2000\n\n")
                await _tell(call, response, signal, streams)
            finally:
                streams.drop(signal)
    except ConnectionResetError:
        return response  # the page was closed
    finally:
        streams.counts[conversation_id] -= 1
        if not streams.counts[conversation_id]:
            del streams.counts[conversation_id]
    return response


async def _tell(call: Call, response: web.StreamResponse, signal: Signal, streams: Streams) -> None:
    last = _last_seen(call)
    working: bool | None = None
    while not streams.closing:
        messages = await conversations.history(call.hall, call.conversation.id, last)
        if messages:
            live = await conversations.live_tokens(call.hall, call.conversation.id)
            for message in messages:
                last = message.id or last
                data = told(message, live).model_dump_json(by_alias=True)
                await response.write(f"id: {last}\nevent: message\ndata: {data}\n\n".encode())
            continue
        now_working = await conversations.owes_answer(call.hall, call.conversation.id)
        if now_working != working:
            working = now_working
            await response.write(f"event: working\ndata: {json.dumps(working)}\n\n".encode())
        if not await signal.wait(_WORKING_LOOK if working else HEARTBEAT) and not working:
            await response.write(b": still here\n\n")


def _last_seen(call: Call) -> int:
    given = call.request.headers.get("Last-Event-ID") or call.query(EventsQuery).after or "0"
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


ROUTES = (
    Route(
        "GET", "/conversations/me/events", events, Permission.VISITOR,
        "What is said, as it is said (server-sent events; Last-Event-ID goes on).", "conversations",
        query=EventsQuery, media="text/event-stream",
    ),
)  # fmt: skip
