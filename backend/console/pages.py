"""What every page of the console has at hand: who looks, the form token, and filters for the templates."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from backend.console.access import csrf_token, hall_of, is_htmx, logged_in
from backend.console.files import upload_of
from backend.domain.clock import local, today


def page(request: web.Request, template: str, status: int = 200, **context: Any) -> web.Response:
    """A page, or a piece of one."""
    return aiohttp_jinja2.render_template(template, request, {**_common(request), **context}, status=status)


def go(request: web.Request, address: str) -> web.Response:
    """Send the browser to ``address``: after a form was done, so that a reload repeats nothing."""
    if is_htmx(request):
        return web.Response(status=204, headers={"HX-Redirect": address})
    return web.Response(status=303, headers={"Location": address})


async def field(request: web.Request, name: str) -> str:
    """A text field of the form that was sent; empty when it is missing or a file."""
    value = (await request.post()).get(name, "")
    return value if isinstance(value, str) else ""


def _common(request: web.Request) -> dict[str, Any]:
    """Names that every template may use. Errors need them too, wherever they were raised."""
    hall = hall_of(request)
    return {
        "me": logged_in(request),
        "csrf_token": csrf_token(request),
        "today": today(hall.clock),
        "contacts": hall.catalogue.contacts,
        "sites": hall.catalogue.sites,
        "windows": hall.catalogue.windows,
        "sources": hall.catalogue.sources,
    }


def _wall(moment: datetime | str) -> datetime:
    return local(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)


def _as_date(day: date | datetime | str) -> date:
    if isinstance(day, str):
        return date.fromisoformat(day)
    return local(day).date() if isinstance(day, datetime) else day


FILTERS: dict[str, Callable[..., Any]] = {"wall": _wall, "as_date": _as_date, "upload_of": upload_of}
