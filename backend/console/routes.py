"""The console's routes with the permission each demands, and the application that serves them."""

from dataclasses import dataclass
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from aiohttp.typedefs import Handler

from backend.console import appointments, escalations, login, misses, packages, pages, queue, retention
from backend.console.access import THROTTLE, Permission, Throttle, guarded, protect
from backend.console.errors import render_errors

_HERE = Path(__file__).parent
PREFIX = "/console"


@dataclass(frozen=True)
class Route:
    """One address of the console and who may use it."""

    method: str
    path: str
    handler: Handler
    permission: Permission


ROUTES = (
    Route("GET", "/login", login.show, Permission.ANYBODY),
    Route("POST", "/login", login.enter, Permission.ANYBODY),
    Route("POST", "/logout", login.leave, Permission.LOGGED_IN),
    Route("GET", "/password", login.show_password, Permission.LOGGED_IN),
    Route("POST", "/password", login.change_password, Permission.LOGGED_IN),
    Route("GET", "/", queue.show, Permission.STAFF),
    Route("GET", "/queue", queue.fresh, Permission.STAFF),
    Route("GET", "/packages/{id}", packages.show, Permission.STAFF),
    Route("GET", "/packages/{id}/changed", packages.changed, Permission.STAFF),
    Route("POST", "/packages/{id}/applicant", packages.reveal, Permission.STAFF),
    Route("POST", "/packages/{id}/decision", packages.decide, Permission.STAFF),
    Route("GET", "/packages/{id}/uploads/{upload}/file", packages.file, Permission.STAFF),
    Route("GET", "/packages/{id}/uploads/{upload}/pages/{page}", packages.page, Permission.STAFF),
    Route("GET", "/packages/{id}/uploads/{upload}/thumbnail", packages.thumbnail, Permission.STAFF),
    Route("GET", "/escalations/{id}", escalations.show, Permission.STAFF),
    Route("GET", "/escalations/{id}/news", escalations.news, Permission.STAFF),
    Route("GET", "/escalations/{id}/uploads/{upload}/file", escalations.file, Permission.STAFF),
    Route("POST", "/escalations/{id}/take", escalations.take, Permission.STAFF),
    Route("POST", "/escalations/{id}/reply", escalations.reply, Permission.STAFF),
    Route("POST", "/escalations/{id}/hand-back", escalations.hand_back, Permission.STAFF),
    Route("GET", "/appointments", appointments.show, Permission.STAFF),
    Route("GET", "/misses", misses.show, Permission.ADMIN),
    Route("POST", "/misses/alias", misses.add_alias, Permission.ADMIN),
    Route("POST", "/misses/test", misses.add_test, Permission.ADMIN),
    Route("POST", "/misses/dismissed", misses.dismiss, Permission.ADMIN),
    Route("POST", "/phrases/{id}/removed", misses.remove, Permission.ADMIN),
    Route("GET", "/retention", retention.show, Permission.ADMIN),
)


def add_console(app: web.Application) -> None:
    """Serve the console under ``/console`` of ``app``, which holds the hall."""
    console = web.Application(middlewares=[render_errors, protect])
    console[THROTTLE] = Throttle()
    aiohttp_jinja2.setup(
        console,
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        filters=pages.FILTERS,
    )
    for route in ROUTES:
        console.router.add_route(route.method, route.path, guarded(route.handler, route.permission))
    console.router.add_static("/static/", _HERE / "static")
    app.router.add_get(PREFIX, _to_queue)
    app.add_subapp(PREFIX + "/", console)


async def _to_queue(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"{PREFIX}/")
