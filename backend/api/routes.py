"""Every route of the API, and how they are put into an application."""

from aiohttp import web

from backend.api import (
    appointments,
    conversations,
    escalations,
    events,
    form_files,
    health,
    items,
    openapi,
    packages,
    queue,
    reuse,
    staff,
    uploads,
)
from backend.api.arrivals import ARRIVALS, Arrivals
from backend.api.errors import render_errors
from backend.api.events import STREAMS, Streams
from backend.api.keys import DESCRIBED, LIMITS
from backend.api.limits import Limits
from backend.api.routing import Route, handler_of

PREFIX = "/api/v1"
ROUTES: tuple[Route, ...] = (
    *health.ROUTES,
    *openapi.ROUTES,
    *items.ROUTES,
    *form_files.ROUTES,
    *conversations.ROUTES,
    *events.ROUTES,
    *uploads.ROUTES,
    *packages.ROUTES,
    *reuse.ROUTES,
    *appointments.ROUTES,
    *escalations.ROUTES,
    *staff.ROUTES,
    *queue.ROUTES,
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def add_api(app: web.Application, limits: Limits | None = None) -> None:
    """Put the API under ``/api/v1``. The application must hold the hall, the gateway, the news and the texts."""
    api = web.Application(middlewares=[render_errors])
    api[LIMITS] = limits or Limits()
    api[STREAMS] = streams = Streams()
    api[ARRIVALS] = arrivals = Arrivals()
    for route in ROUTES:
        api.router.add_route(route.method, route.path, handler_of(route))
    api[DESCRIBED] = openapi.document(ROUTES)
    api.on_response_prepare.append(_set_headers)
    api.on_shutdown.append(streams.close)
    api.on_shutdown.append(arrivals.close)
    app.add_subapp(PREFIX, api)


async def _set_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
