"""The action server, inside the hall: rasa-sdk's executor behind an aiohttp route, the interface Rasa's users know."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions import (
    answers,
    applicants,
    appointments,
    escalations,
    filing,
    guide_answers,
    items,
    materials,
    packages,
    reuse,
    small_talk,
)
from actions.plain_words import said_plainly
from actions.turn import HallAction, Words
from backend.domain.errors import HallError
from backend.services.hall import Hall

log = logging.getLogger(__name__)
_MODULES = (
    answers,
    applicants,
    appointments,
    escalations,
    filing,
    guide_answers,
    items,
    materials,
    packages,
    reuse,
    small_talk,
)


def action_classes() -> list[type[HallAction]]:
    """Every action of the hall's, one class a name."""
    found = {
        thing.key: thing
        for module in _MODULES
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, HallAction) and thing.key
    }
    return [found[key] for key in sorted(found)]


def make_runner(hall: Hall, texts: Words) -> Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]:
    """What runs one action request and gives its answer, in Rasa's own form."""
    executor = ActionExecutor()
    for action in action_classes():
        executor.register_action(action(hall, texts, said_plainly))

    async def run(request: dict[str, Any]) -> dict[str, Any]:
        try:
            result = await executor.run(request)
        except HallError as error:
            # The resident is told in words; the talk goes on.
            return {"events": [], "responses": [{"text": texts.error(error.key, **error.fields)}]}
        return result.model_dump() if result is not None else {"events": [], "responses": []}

    return run


def add_actions(app: web.Application, run: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]], token: str) -> None:
    """Serve the actions at ``POST /webhook/actions`` for the Rasa that shows ``token``."""
    expected = f"Bearer {token}".encode()

    async def handle(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected):
            return web.json_response({"error": "forbidden"}, status=403)
        call = await request.json()
        name = str(call.get("next_action"))
        call.setdefault("domain", {})  # left out by enable_selective_domain; the executor wants one
        try:
            return web.json_response(await run(call))
        except ActionExecutionRejection as rejection:
            return web.json_response({"error": str(rejection), "action_name": name}, status=400)
        except ActionNotFoundException:
            return web.json_response({"error": "no such action", "action_name": name}, status=404)
        except Exception:
            # The request holds the whole tracker: neither it nor the message goes into the answer.
            log.exception("action %s failed", name)
            return web.json_response({"error": "action failed", "action_name": name}, status=500)

    app.router.add_post("/webhook/actions", handle)
