"""Staff over HTTP: login, who is logged in, and the password."""

from typing import Annotated

from aiohttp import web
from pydantic import StringConstraints

from backend.api.guard import STAFF_COOKIE, Permission, remember_staff
from backend.api.keys import LIMITS
from backend.api.models import Done, Sent, Told
from backend.api.routing import Call, Route, json_answer
from backend.domain.errors import LoginFailed
from backend.domain.staff import Role
from backend.services import staff as staff_service
from backend.services.senders import sender_address
from backend.storage.staff import Staff

Secret = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class Login(Sent):
    """Who wants in."""

    username: Secret
    password: Secret


class NewPassword(Sent):
    """A person's own new password."""

    old: Secret
    new: Secret


class Me(Told):
    """The person who is logged in; the token belongs into ``X-CSRF-Token`` of every change."""

    name: str
    role: Role
    contact: str | None
    must_change_password: bool
    csrf_token: str


async def login(call: Call) -> web.StreamResponse:
    """Open a session."""
    sent = call.body(Login)
    person, token = await staff_service.login(
        call.hall, sent.username, sent.password, sender_address(call.request, call.hall)
    )
    known = await staff_service.session(call.hall, token)
    if known is None:
        raise LoginFailed()
    response = json_answer(_me(person, known[1].csrf_token))
    remember_staff(call.request, call.hall, response, token)
    return response


async def me(call: Call) -> Me:
    """Who is logged in."""
    assert call.who.staff_session is not None
    return _me(call.staff, call.who.staff_session.csrf_token)


async def logout(call: Call) -> web.StreamResponse:
    """End the session."""
    await staff_service.logout(call.hall, call.request.cookies[STAFF_COOKIE])
    response = json_answer(Done())
    response.del_cookie(STAFF_COOKIE, path="/api/v1")
    return response


async def change_password(call: Call) -> Done:
    """Set a new password; other sessions end."""
    sent = call.body(NewPassword)
    limits = call.request.config_dict[LIMITS]
    limits.check("login", f"password:{sender_address(call.request, call.hall)}")
    await staff_service.change_password(
        call.hall, call.staff, sent.old, sent.new, keep_token=call.request.cookies[STAFF_COOKIE]
    )
    return Done()


def _me(person: Staff, csrf_token: str) -> Me:
    return Me(
        name=person.name,
        role=Role(person.role),
        contact=person.contact_key,
        must_change_password=person.must_change_password,
        csrf_token=csrf_token,
    )


_TAG = "staff"
ROUTES = (
    Route("POST", "/staff/login", login, Permission.PUBLIC, "Log in.", _TAG,
          body=Login, answer=Me, limit="login", errors=(LoginFailed,),
          example={"username": "admin", "password": "first-password-of-the-start"}),
    Route("GET", "/staff/me", me, Permission.STAFF, "Who is logged in.", _TAG, answer=Me, temporary_ok=True),
    Route("POST", "/staff/logout", logout, Permission.STAFF, "Log out.", _TAG,
          answer=Done, limit="write", temporary_ok=True),
    Route("POST", "/staff/password", change_password, Permission.STAFF, "Set my password.", _TAG,
          body=NewPassword, answer=Done, limit="write", errors=(LoginFailed,), temporary_ok=True),
)  # fmt: skip
