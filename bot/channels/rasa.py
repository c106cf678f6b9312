"""Rasa, as the hall sees it: four HTTP calls to a box that could be replaced by anything that answers them."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp

CHANNEL = "hall"
SECRET_HEADER = "x-yuban-channel"  # noqa: S105 - a header's name
TURN_LIMIT = 15.0
"""Seconds for a whole turn. Actions are meant to take less than two."""
STATUS_LIMIT = 5.0
CONNECT_LIMIT = 3.0
IDLE = 30.0
"""Seconds that an unused connection is kept; Rasa closes it after 120."""


class RasaDown(Exception):
    """Rasa does not answer (it loads, died, or takes too long). Nothing is known of the turn."""


class RasaFailed(Exception):
    """Rasa took the turn and could not finish it: an action failed, or there was no rule for what was said.

    ``messages`` is what had been said until then.
    """

    def __init__(self, reason: str, messages: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(reason)
        self.messages = list(messages)


class RasaClient:
    """Talks to Rasa over kept-alive connections. Rasa polls its lock once a second: send one turn of a conversation
    at a time, and its events between the turns.
    """

    def __init__(self, url: Callable[[], str | None], *, channel_secret: str, api_token: str) -> None:
        """``url`` tells where Rasa is now; ``None`` while it takes no turns."""
        self._url = url
        self._headers = {SECRET_HEADER: channel_secret}
        self._token = {"token": api_token}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def turn(
        self, sender: str, text: str, *, trusted: bool = False, metadata: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """The answer to a message. Only ``trusted`` text (the hall's own payloads) may be ``/intent{…}``.

        ``metadata`` reaches the actions as ``tracker.latest_message["metadata"]`` and stays in the tracker: ids only.
        """
        body = {"sender": sender, "text": text, "trusted": trusted, "metadata": dict(metadata or {})}
        status, answer = await self._call("POST", "/webhooks/hall/turn", body, headers=self._headers)
        messages = list(answer.get("messages") or [])
        if status != 200 or not answer.get("ok"):
            raise RasaFailed(str(answer.get("error") or status), messages)
        if not messages:
            raise RasaFailed("nothing was said")
        return messages

    async def trigger(
        self, sender: str, intent: str, entities: Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """What there is to say about an event. The event's rule must say something."""
        status, answer = await self._call(
            "POST",
            f"/conversations/{quote(sender, safe='')}/trigger_intent",
            {"name": intent, "entities": dict(entities or {})},
            params={**self._token, "output_channel": CHANNEL, "include_events": "NONE"},
        )
        messages = list(answer.get("messages") or [])
        if status != 200:
            raise RasaFailed(f"{intent}: {answer.get('reason') or status}", messages)
        if not messages:
            raise RasaFailed(f"{intent}: nothing was said")
        return messages

    async def events(self, sender: str, events: Sequence[Mapping[str, Any]]) -> None:
        """Writes events (``{"event": "slot", "name": …, "value": …}``) into a conversation's tracker."""
        status, answer = await self._call(
            "POST",
            f"/conversations/{quote(sender, safe='')}/tracker/events",
            list(events),
            params={**self._token, "include_events": "NONE"},
        )
        if status != 200:
            raise RasaFailed(str(answer.get("reason") or status))

    async def reset(self, sender: str) -> None:
        """Lets the conversation begin anew: no slot, no form. What was said stays in the tracker store."""
        await self.events(sender, [{"event": "restart"}])

    async def status(self) -> dict[str, Any]:
        """Which model runs: ``{"model_file", "model_id", …}``."""
        status, answer = await self._call("GET", "/status", None, params=self._token, limit=STATUS_LIMIT)
        if status != 200:
            raise RasaFailed(str(answer.get("reason") or status))
        return answer

    async def _call(
        self,
        method: str,
        path: str,
        body: object,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: float = TURN_LIMIT,
    ) -> tuple[int, dict[str, Any]]:
        base = self._url()
        if base is None:
            raise RasaDown("Rasa is not ready")
        try:
            async with (
                asyncio.timeout(limit),
                self._open_session().request(
                    method, base + path, json=body, params=params, headers=headers
                ) as response,
            ):
                answer = await response.json(content_type=None)
        except aiohttp.ClientError as error:
            raise RasaDown(type(error).__name__) from error
        except TimeoutError as error:
            # It may still be at it: doing the same in the simple mode could do it twice.
            raise RasaFailed("timeout") from error
        except json.JSONDecodeError as error:
            raise RasaFailed("the answer was not JSON") from error
        return response.status, answer if isinstance(answer, dict) else {}

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=IDLE),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_LIMIT),
            )
        return self._session
