"""How errors look in the console, and the headers that every answer carries."""

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from backend.console.access import SESSION_COOKIE, is_htmx
from backend.console.pages import page
from backend.domain.errors import HallError, LoginRequired, NotFound

logger = logging.getLogger(__name__)

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def render_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer with the console's headers, every error as a page (or a piece of one) in plain words."""
    try:
        response = await handler(request)
    except LoginRequired:
        response = _to_login(request)
    except HallError as error:
        response = _page(request, error)
    except web.HTTPRedirection as redirection:
        response = web.Response(status=redirection.status, headers={"Location": redirection.headers["Location"]})
    except web.HTTPException as error:
        response = _page(request, NotFound() if error.status in (404, 405) else HallError(), error.status)
    except Exception:
        logger.exception("The console failed at %s %s", request.method, request.match_info.handler)
        response = _page(request, HallError(), 500)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/console/static/"):
        response.headers["Cache-Control"] = "no-cache"  # asked for again, answered 304 while unchanged
    return response


def _to_login(request: web.Request) -> web.StreamResponse:
    if is_htmx(request):
        return web.Response(status=401, headers={"HX-Redirect": "/console/login"})
    response = web.Response(status=303, headers={"Location": "/console/login"})
    response.del_cookie(SESSION_COOKIE, path="/console")
    return response


def _page(request: web.Request, error: HallError, status: int | None = None) -> web.StreamResponse:
    template = "error_piece.html" if is_htmx(request) else "error.html"
    return page(request, template, status or error.status, key=error.key, fields=error.fields)
