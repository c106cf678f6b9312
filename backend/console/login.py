"""Logging in and out, and changing one's password."""

from aiohttp import web

from backend.console.access import (
    LOGIN_COOKIE,
    SESSION_COOKIE,
    THROTTLE,
    hall_of,
    logged_in,
    me,
    offer_login_form,
    set_cookie,
)
from backend.console.pages import field, go, page
from backend.domain.errors import HallError, InvalidInput, LoginFailed, TooManyRequests
from backend.domain.staff import PASSWORD_LENGTH, SESSION
from backend.services import staff
from backend.services.senders import sender_address

_LOGIN_FORM_SECONDS = 3600
_MIN_PASSWORD = PASSWORD_LENGTH.start


async def show(request: web.Request) -> web.StreamResponse:
    """The login form; who is logged in already goes on to the queue."""
    if logged_in(request) is not None:
        return go(request, "/console/")
    return _form(request)


async def enter(request: web.Request) -> web.StreamResponse:
    """Check a username and password and open a session."""
    username = await field(request, "username")
    try:
        address = sender_address(request, hall_of(request))
        request.config_dict[THROTTLE].check(address)
        _, token = await staff.login(hall_of(request), username, await field(request, "password"), address)
    except (LoginFailed, TooManyRequests) as error:
        return _form(request, username=username[:100], error=error)
    response = go(request, "/console/")
    set_cookie(request, response, SESSION_COOKIE, token, int(SESSION.total_seconds()))
    response.del_cookie(LOGIN_COOKIE, path="/console")
    return response


async def leave(request: web.Request) -> web.StreamResponse:
    """End the session."""
    await staff.logout(hall_of(request), request.cookies[SESSION_COOKIE])
    response = go(request, "/console/login")
    response.del_cookie(SESSION_COOKIE, path="/console")
    return response


async def show_password(request: web.Request) -> web.StreamResponse:
    """The form for a new password."""
    return page(request, "password.html", error=None, minimum=_MIN_PASSWORD)


async def change_password(request: web.Request) -> web.StreamResponse:
    """Set a new password; every other session of this person ends."""
    old, new = await field(request, "old_password"), await field(request, "new_password")
    try:
        if new != await field(request, "again"):
            raise InvalidInput(field="again")
        token = request.cookies[SESSION_COOKIE]
        await staff.change_password(hall_of(request), me(request), old, new, keep_token=token)
    except (InvalidInput, LoginFailed) as error:
        return page(request, "password.html", error.status, error=error, minimum=_MIN_PASSWORD)
    return go(request, "/console/")


def _form(request: web.Request, username: str = "", error: HallError | None = None) -> web.StreamResponse:
    secret, token = offer_login_form(request)
    status = error.status if error else 200
    response = page(request, "login.html", status, login_token=token, username=username, error=error)
    set_cookie(request, response, LOGIN_COOKIE, secret, _LOGIN_FORM_SECONDS)
    return response
