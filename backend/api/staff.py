"""Staff over HTTP: login, the queue, a package with its files, and the decision."""

from datetime import date, datetime
from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field, StringConstraints

from backend.api.guard import STAFF_COOKIE, Permission, remember_staff, sender_address
from backend.api.keys import LIMITS, TEXTS
from backend.api.models import Done, Id, Sent, Told
from backend.api.packages import PackageTold
from backend.api.packages import told as package_told
from backend.api.routing import Call, Route, json_answer
from backend.api.uploads import as_file
from backend.domain.errors import (
    FormExpired,
    InvalidTransition,
    LoginFailed,
    LoginRequired,
    NotAllowed,
)
from backend.services import packages, previews
from backend.services import staff as staff_service
from backend.storage.staff import Staff

Secret = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


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
    role: str
    contact: str | None
    must_change_password: bool
    csrf_token: str


class QueueLine(Told):
    """One line of the queue."""

    kind: str
    id: str
    status: str
    contact: str
    since: datetime
    item: str | None
    item_name: str | None
    applicant: str | None
    receipt_code: str | None
    due_on: date | None
    overdue: bool
    to_judge: int
    comes_at: datetime | None
    taken_by: str | None


class Queue(Told):
    """What waits for this person, the most urgent first."""

    entries: list[QueueLine]


class ApplicantTold(Told):
    """The applicant, masked."""

    name: str | None
    id_number: str | None
    business_name: str | None
    uscc: str | None
    phone: str | None


class AuditLine(Told):
    """One thing that happened to the package."""

    at: datetime
    actor: str
    action: str


class PackageView(Told):
    """A package as its contact sees it."""

    package: PackageTold
    applicant: ApplicantTold
    overdue: bool
    decidable: bool
    history: list[AuditLine]


class Decide(Sent):
    """The contact's decision; with "return", a reason for each material that is to be corrected."""

    decision: Literal["accept", "return", "reject"]
    reason: Reason = ""
    materials: dict[Id, Reason] = Field(default_factory=dict, max_length=60)


async def login(call: Call) -> web.StreamResponse:
    """Open a session."""
    sent = call.body(Login)
    person, token = await staff_service.login(call.hall, sent.username, sent.password)
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


async def queue(call: Call) -> Queue:
    """What waits."""
    return Queue(
        entries=[
            QueueLine(
                kind=one.kind,
                id=one.id,
                status=one.status,
                contact=one.contact_key,
                since=one.since,
                item=one.item_id,
                item_name=one.item_name,
                applicant=one.applicant,
                receipt_code=one.receipt_code,
                due_on=one.due_on,
                overdue=one.overdue,
                to_judge=one.to_judge,
                comes_at=one.comes_at,
                taken_by=one.taken_by,
            )
            for one in await packages.queue(call.hall, call.staff)
        ]
    )


async def view(call: Call) -> PackageView:
    """A package in full."""
    seen = await packages.view(call.hall, call.staff, call.path("package_id"))
    applicant = seen.applicant
    return PackageView(
        package=package_told(call.hall, seen.progress, call.request.config_dict[TEXTS]),
        applicant=ApplicantTold(
            name=applicant.name,
            id_number=applicant.id_number,
            business_name=applicant.business_name,
            uscc=applicant.uscc,
            phone=applicant.phone,
        ),
        overdue=seen.overdue,
        decidable=seen.decidable,
        history=[AuditLine(at=event.at, actor=event.actor, action=event.action) for event in seen.history],
    )


async def file(call: Call) -> web.StreamResponse:
    """A file of a package, as it was sent."""
    return as_file(*await previews.original(call.hall, call.staff, call.path("package_id"), call.path("upload_id")))


async def decide(call: Call) -> PackageTold:
    """Accept, return or reject."""
    sent = call.body(Decide)
    package = await packages.decide(
        call.hall, call.staff, call.path("package_id"), sent.decision, sent.reason, sent.materials
    )
    return package_told(call.hall, await packages.progress(call.hall, package.id), call.request.config_dict[TEXTS])


def _me(person: Staff, csrf_token: str) -> Me:
    return Me(
        name=person.name,
        role=person.role,
        contact=person.contact_key,
        must_change_password=person.must_change_password,
        csrf_token=csrf_token,
    )


_TAG = "staff"
_READS = (LoginRequired, NotAllowed)
_CHANGES = (*_READS, FormExpired)
ROUTES = (
    Route("POST", "/staff/login", login, Permission.PUBLIC, "Log in.", _TAG,
          body=Login, answer=Me, limit="login", errors=(LoginFailed,)),
    Route("GET", "/staff/me", me, Permission.STAFF, "Who is logged in.", _TAG,
          answer=Me, errors=_READS[:1], temporary_ok=True),
    Route("POST", "/staff/logout", logout, Permission.STAFF, "Log out.", _TAG,
          answer=Done, limit="write", errors=(LoginRequired, FormExpired), temporary_ok=True),
    Route("POST", "/staff/password", change_password, Permission.STAFF, "Set my password.", _TAG,
          body=NewPassword, answer=Done, limit="write", errors=(LoginRequired, FormExpired, LoginFailed),
          temporary_ok=True),
    Route("GET", "/staff/queue", queue, Permission.STAFF, "What waits for me.", _TAG, answer=Queue, errors=_READS),
    Route("GET", "/staff/packages/{package_id}", view, Permission.STAFF, "A package in full.", _TAG,
          answer=PackageView, errors=_READS),
    Route("GET", "/staff/packages/{package_id}/uploads/{upload_id}/file", file, Permission.STAFF,
          "A file of a package.", _TAG, media="application/octet-stream", errors=_READS),
    Route("POST", "/staff/packages/{package_id}/decision", decide, Permission.STAFF, "Accept, return or reject.", _TAG,
          body=Decide, answer=PackageTold, limit="write", errors=(*_CHANGES, InvalidTransition)),
)  # fmt: skip
