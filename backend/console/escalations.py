"""The page of an escalation: the conversation, live, and a place to answer."""

from typing import Any

from aiohttp import web

from backend.console.access import hall_of, is_htmx, me
from backend.console.files import as_sent
from backend.console.pages import field, go, page
from backend.services import escalations, previews
from backend.services.escalations import EscalationView
from backend.storage.columns import new_token


async def show(request: web.Request) -> web.StreamResponse:
    """The whole page."""
    view = await _view(request)
    return page(request, "escalation.html", **_context(view), messages=view.messages, oob=False)


async def news(request: web.Request) -> web.StreamResponse:
    """What was said since the message ``after``, and the foot when the escalation changed hands; 204 for nothing."""
    view = await _view(request)
    after = request.query.get("after", "0")
    newest = int(after) if after.isascii() and after.isdigit() else 0
    messages = [message for message in view.messages if (message.id or 0) > newest]
    moved = request.query.get("state") != _state(view)
    if not messages and not moved:
        return web.Response(status=204)
    return page(request, "escalation_news.html", **_context(view), messages=messages, oob=moved)


async def file(request: web.Request) -> web.StreamResponse:
    """A file that the resident sent in this conversation."""
    escalation_id, upload_id = request.match_info["id"], request.match_info["upload"]
    return as_sent(*await previews.attached(hall_of(request), me(request), escalation_id, upload_id))


async def take(request: web.Request) -> web.StreamResponse:
    """Take the conversation over."""
    await escalations.take(hall_of(request), me(request), request.match_info["id"])
    return _back(request)


async def reply(request: web.Request) -> web.StreamResponse:
    """Say something to the resident."""
    text, key = await field(request, "text"), await field(request, "client_key")
    # The key is the page's own; the name of the one who speaks keeps it apart from residents' keys.
    client_key = f"staff:{me(request).id}:{key[:64]}" if key else None
    await escalations.reply(hall_of(request), me(request), request.match_info["id"], text, client_key=client_key)
    if is_htmx(request):
        return web.Response(status=204, headers={"HX-Trigger": "said"})
    return _back(request)


async def hand_back(request: web.Request) -> web.StreamResponse:
    """Give the conversation back to the assistant."""
    await escalations.hand_back(hall_of(request), me(request), request.match_info["id"])
    return _back(request)


async def _view(request: web.Request) -> EscalationView:
    return await escalations.view(hall_of(request), me(request), request.match_info["id"])


def _context(view: EscalationView) -> dict[str, Any]:
    newest = max((message.id or 0 for message in view.messages), default=0)
    return {"view": view, "after": newest, "state": _state(view), "client_key": new_token()}


def _state(view: EscalationView) -> str:
    """Changes whenever the foot of the page must."""
    return f"{view.escalation.status}-{view.escalation.taken_by or ''}"


def _back(request: web.Request) -> web.StreamResponse:
    return go(request, f"/console/escalations/{request.match_info['id']}")
