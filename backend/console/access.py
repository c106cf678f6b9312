"""Who may do what in the console: sessions and form tokens."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum

from aiohttp import web
from aiohttp.typedefs import Handler

from backend.domain.errors import BodyTooLarge, FormExpired, LoginRequired, NotFound, TooManyRequests
from backend.domain.staff import Role
from backend.services import staff
from backend.services.hall import HALL, Hall
from backend.services.senders import over_https
from backend.storage.staff import Staff, StaffSession

#: The cookie of a login, and the one that ties the login form to a browser.
SESSION_COOKIE = "yuban_console"
LOGIN_COOKIE = "yuban_console_login"
#: The longest form, in bytes; the console takes no files.
MAX_FORM = 64 * 1024
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"

_ME: web.RequestKey[tuple[Staff, StaffSession]] = web.RequestKey("me", tuple)
_PERMISSION = "yuban_permission"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Permission(StrEnum):
    """What a route demands. Whose packages somebody may see is the services' to say."""

    ANYBODY = "anybody"
    LOGGED_IN = "logged_in"  # also with a password that must be changed first
    STAFF = "staff"
    ADMIN = "admin"  # what concerns the whole hall


class Throttle:
    """How often one address may try to log in: at most ``limit`` times in ``seconds``."""

    def __init__(self, limit: int = 30, seconds: float = 60, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._tries: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Count one try. Raises ``TooManyRequests``."""
        now = self._clock()
        for known in [key for key, tries in self._tries.items() if tries[-1] <= now - self._seconds]:
            del self._tries[known]
        tries = self._tries.setdefault(address, deque(maxlen=self._limit + 1))
        tries.append(now)
        if len(tries) > self._limit and tries[0] > now - self._seconds:
            raise TooManyRequests(seconds=int(self._seconds))


THROTTLE = web.AppKey("console_throttle", Throttle)


def hall_of(request: web.Request) -> Hall:
    """The hall this request is for."""
    return request.config_dict[HALL]


def me(request: web.Request) -> Staff:
    """Who is logged in. Only for routes that demand a login."""
    return request[_ME][0]


def logged_in(request: web.Request) -> Staff | None:
    """Who is logged in, if anybody."""
    return request[_ME][0] if _ME in request else None


def is_htmx(request: web.Request) -> bool:
    """Whether a piece of a page is asked for rather than a page."""
    return "HX-Request" in request.headers


def guarded(handler: Handler, permission: Permission) -> Handler:
    """The handler, marked with what it demands; ``protect`` sees to it, and lets nothing unmarked through."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    setattr(handle, _PERMISSION, permission)
    return handle


def csrf_token(request: web.Request) -> str:
    """The token that forms of this request's page carry."""
    if _ME in request:
        return request[_ME][1].csrf_token
    return _login_token(request, request.cookies.get(LOGIN_COOKIE, ""))


def offer_login_form(request: web.Request) -> tuple[str, str]:
    """A secret for the login cookie (the one it holds, for other tabs), and the form token that goes with it."""
    secret = request.cookies.get(LOGIN_COOKIE) or secrets.token_urlsafe(18)
    return secret, _login_token(request, secret)


def set_cookie(request: web.Request, response: web.StreamResponse, name: str, value: str, max_age: int) -> None:
    """A cookie no script reads, that no other site sends along, and that travels only encrypted where it can."""
    secure = over_https(request, hall_of(request))
    response.set_cookie(name, value, max_age=max_age, path="/console", httponly=True, samesite="Lax", secure=secure)


@web.middleware
async def protect(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Know who asks, refuse what they may not do, and refuse forms that another site made."""
    permission = _demanded(request)
    _check_size(request)
    known = await staff.session(hall_of(request), request.cookies.get(SESSION_COOKIE)) if permission else None
    if known is not None:
        request[_ME] = known
    if permission not in (None, Permission.ANYBODY) and known is None:
        raise LoginRequired()
    if permission in (Permission.STAFF, Permission.ADMIN) and known is not None:
        if known[0].must_change_password:
            raise web.HTTPSeeOther("/console/password")
        if permission == Permission.ADMIN and known[0].role != Role.ADMIN:
            raise NotFound()
    if request.method not in _SAFE:
        await _check_form(request)
    return await handler(request)


def _demanded(request: web.Request) -> Permission | None:
    """What the route demands; None for the static files. A route that was not marked is refused."""
    resource = request.match_info.route.resource
    if isinstance(resource, web.StaticResource):
        return None
    marked: Permission | None = getattr(request.match_info.handler, _PERMISSION, None)
    if marked is None:
        raise NotFound()
    return marked


def _check_size(request: web.Request) -> None:
    """Raise ``BodyTooLarge`` for a form that is longer than the console's are, or does not say how long it is."""
    if not request.body_exists:
        return
    length = request.content_length
    if length is None or length > MAX_FORM or "Content-Encoding" in request.headers:  # packed, it may hide any length
        raise BodyTooLarge(limit=MAX_FORM)


async def _check_form(request: web.Request) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        given = str((await request.post()).get(CSRF_FIELD, ""))
    # Browsers say where a request comes from; what another site sent is refused even with the right token.
    elsewhere = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    if elsewhere or not secrets.compare_digest(given.encode(), csrf_token(request).encode()):
        raise FormExpired()


def _login_token(request: web.Request, secret: str) -> str:
    # Without a cookie there is no token: an empty one must not be guessable either.
    return hall_of(request).vault.keyed_hash(secret or secrets.token_hex(), "console_login_form")
