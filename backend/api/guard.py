"""Who asks: a visitor by their secret, staff by their session, and whether the request is truly theirs."""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from aiohttp import web

from backend.domain.errors import FormExpired, LoginRequired, NotAllowed, NotFound, VisitorUnknown
from backend.domain.staff import SESSION, Role
from backend.services import conversations
from backend.services import staff as staff_service
from backend.services.hall import Hall
from backend.services.senders import over_https
from backend.storage.conversations import Conversation
from backend.storage.staff import Staff, StaffSession

VISITOR_COOKIE = "yuban_visitor"
STAFF_COOKIE = "yuban_staff"
CSRF_HEADER = "X-CSRF-Token"
#: Any value of this header shows that the request was made by a page of ours: others can't set it without CORS.
OWN_HEADER = "X-Yuban"
#: How long a visitor is known by their cookie.
_VISITOR_SECONDS = 180 * 24 * 3600
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: The longest secret that is looked at.
_LONGEST_SECRET = 200


class Permission(StrEnum):
    """What a route demands."""

    PUBLIC = "public"
    VISITOR = "visitor"  # the one whose conversation it is
    STAFF = "staff"
    ADMIN = "admin"


@dataclass
class Identity:
    """Who was recognised. ``secret`` is the visitor's."""

    secret: str | None = None
    visitor: Conversation | None = None
    staff: Staff | None = None
    staff_session: StaffSession | None = None


async def identify(request: web.Request, hall: Hall, permission: Permission, *, temporary_ok: bool = False) -> Identity:
    """Recognise the sender and refuse what they may not do.

    Raises ``VisitorUnknown``, ``LoginRequired``, ``NotAllowed`` or ``FormExpired``. ``temporary_ok``: somebody whose
    first password is still to be changed may do this.
    """
    who = Identity()
    if permission == Permission.PUBLIC:
        _refuse_other_sites(request)
    if permission == Permission.VISITOR:
        await _recognise_visitor(request, hall, who)
        if who.visitor is None:
            raise VisitorUnknown()
    if permission in (Permission.STAFF, Permission.ADMIN):
        await _recognise_staff(request, hall, who)
        if who.staff is None:
            raise LoginRequired()
        if permission == Permission.ADMIN and who.staff.role != Role.ADMIN:
            raise NotAllowed()
        if who.staff.must_change_password and not temporary_ok:
            raise NotAllowed(reason="password")
    return who


def secret_of(request: web.Request) -> str | None:
    """The visitor's secret: from the Authorization header, else from the cookie.

    A cookie travels by itself, so with one alone every change must show that a page of ours asked for it.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given.strip():
        return _looked_at(given.strip())
    secret = request.cookies.get(VISITOR_COOKIE)
    if secret:
        check_same_origin(request)
        return _looked_at(secret)
    return None


def check_same_origin(request: web.Request) -> None:
    """Raise ``NotAllowed`` for a change that another site may have sent with our cookie."""
    if request.method in _SAFE or OWN_HEADER in request.headers:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise NotAllowed(reason="other_site")
        return
    origin = request.headers.get("Origin")
    if origin is None or urlsplit(origin).netloc != request.host:
        raise NotAllowed(reason="other_site")


def _refuse_other_sites(request: web.Request) -> None:
    """Raise ``NotAllowed`` for a change without a secret that a browser says another site's page asks for.

    Our cookie is not there to be checked: SameSite holds it back, but a cookie that is answered would be kept. What
    says nothing of where it comes from is no browser.
    """
    said = "Sec-Fetch-Site" in request.headers or "Origin" in request.headers
    if said and not request.headers.get("Authorization", "").lower().startswith("bearer "):
        check_same_origin(request)


def remember_visitor(request: web.Request, hall: Hall, response: web.StreamResponse, secret: str) -> None:
    """Give the visitor the cookie they are known by."""
    response.set_cookie(
        VISITOR_COOKIE,
        secret,
        max_age=_VISITOR_SECONDS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=over_https(request, hall),
    )


def remember_staff(request: web.Request, hall: Hall, response: web.StreamResponse, token: str) -> None:
    """Give staff the cookie of their session."""
    response.set_cookie(
        STAFF_COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path="/api/v1",
        httponly=True,
        samesite="Strict",
        secure=over_https(request, hall),
    )


def _looked_at(secret: str) -> str | None:
    """The secret, unless it can't be one of ours: those are ASCII. (Others may hold what can't even be encoded.)"""
    return secret[:_LONGEST_SECRET] if secret.isascii() else None


async def _recognise_visitor(request: web.Request, hall: Hall, who: Identity) -> None:
    who.secret = secret_of(request)
    if who.secret is not None:
        try:
            who.visitor = await conversations.find_web(hall, who.secret)
        except NotFound:
            who.visitor = None


async def _recognise_staff(request: web.Request, hall: Hall, who: Identity) -> None:
    known = await staff_service.session(hall, _looked_at(request.cookies.get(STAFF_COOKIE, "")))
    if known is None:
        return
    who.staff, who.staff_session = known
    if request.method not in _SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        if not given.isascii() or not secrets.compare_digest(given, who.staff_session.csrf_token):
            raise FormExpired()
