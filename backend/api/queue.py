"""The contact's side over HTTP: the queue, a package with its files, the decision, and who comes on a day."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import AwareDatetime, Field, StringConstraints

from backend.api.guard import Permission
from backend.api.keys import TEXTS
from backend.api.models import Id, Sent, Told
from backend.api.packages import PackageTold
from backend.api.packages import told as package_told
from backend.api.routing import Call, Route
from backend.api.uploads import as_file
from backend.domain.clock import today
from backend.domain.errors import InvalidTransition, NotFound
from backend.domain.packages import PackageStatus
from backend.services import appointment_days, packages, previews, reveals
from backend.services.applicants import MaskedApplicant

_PAGE = re.compile(r"[0-9]{1,3}")
Reason = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class QueueLine(Told):
    """One line of the queue."""

    kind: Literal["package", "escalation"]
    id: str
    status: str = Field(description="Of the package or of the escalation.")
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
    """The applicant; masked, unless it was asked for unmasked."""

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
    decided_by: str | None
    submitted: dict[str, Any] | None = Field(description="The package as it was when it was last submitted.")
    history: list[AuditLine]


class DayQuery(Sent):
    """Which day."""

    day: date | None = Field(None, description="Today unless another is named.")


class DaySeatTold(Told):
    """Somebody who comes."""

    code: str
    starts_at: datetime
    ends_at: datetime
    window: str
    site: str
    item_name: str
    applicant: str | None = Field(description="Masked.")
    package: str
    package_status: PackageStatus
    receipt_code: str | None


class DaySeats(Told):
    """Who comes on a day, in order of time."""

    day: date
    appointments: list[DaySeatTold]


class Decide(Sent):
    """The contact's decision; with "return", a reason for each material that is to be corrected."""

    submitted_at: AwareDatetime = Field(description="Of the package as it was looked at; 409 when it is another now.")
    decision: Literal["accept", "return", "reject"]
    reason: Reason = ""
    materials: dict[Id, Reason] = Field(default_factory=dict, max_length=60)


async def queue(call: Call) -> Queue:
    """What waits."""
    return Queue(
        entries=[
            QueueLine(
                kind="package" if one.kind == "package" else "escalation",
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
    if seen.package.submitted_at is None:
        raise NotFound(thing="package")  # what a resident is still putting together is nobody else's business
    return PackageView(
        package=package_told(call.hall, seen.progress, call.request.config_dict[TEXTS], staff=True),
        applicant=_applicant(seen.applicant),
        overdue=seen.overdue,
        decidable=seen.decidable,
        decided_by=seen.decided_by,
        submitted=seen.frozen,
        history=[AuditLine(at=event.at, actor=event.actor, action=event.action) for event in seen.history],
    )


async def reveal(call: Call) -> ApplicantTold:
    """The applicant unmasked; who looked is kept in the package's history."""
    return _applicant(await reveals.applicant(call.hall, call.staff, call.path("package_id")))


async def page(call: Call) -> web.StreamResponse:
    """A page of a file, upright, as findings' boxes take it."""
    number = call.path("page")
    if not _PAGE.fullmatch(number):
        raise NotFound(thing="page")
    drawn = await previews.picture(call.hall, call.staff, call.path("package_id"), call.path("upload_id"), int(number))
    return web.Response(body=drawn.picture, content_type="image/jpeg")


async def day(call: Call) -> DaySeats:
    """Who comes on a day."""
    wanted = call.query(DayQuery).day or today(call.hall.clock)
    seats = await appointment_days.of_day(call.hall, call.staff, wanted)
    return DaySeats(
        day=wanted,
        appointments=[
            DaySeatTold(
                code=seat.code,
                starts_at=seat.starts_at,
                ends_at=seat.ends_at,
                window=seat.window_key,
                site=seat.site_key,
                item_name=seat.item_name,
                applicant=seat.applicant,
                package=seat.package_id,
                package_status=PackageStatus(seat.package_status),
                receipt_code=seat.receipt_code,
            )
            for seat in seats
        ],
    )


async def file(call: Call) -> web.StreamResponse:
    """A file of a package, as it was sent."""
    return as_file(*await previews.original(call.hall, call.staff, call.path("package_id"), call.path("upload_id")))


async def decide(call: Call) -> PackageTold:
    """Accept, return or reject."""
    sent = call.body(Decide)
    package = await packages.decide(
        call.hall,
        call.staff,
        call.path("package_id"),
        sent.decision,
        sent.reason,
        sent.materials,
        submitted_at=sent.submitted_at,
    )
    progress = await packages.progress(call.hall, package.id)
    return package_told(call.hall, progress, call.request.config_dict[TEXTS], staff=True)


def _applicant(known: MaskedApplicant) -> ApplicantTold:
    return ApplicantTold(
        name=known.name,
        id_number=known.id_number,
        business_name=known.business_name,
        uscc=known.uscc,
        phone=known.phone,
    )


_TAG = "queue"
ROUTES = (
    Route("GET", "/staff/queue", queue, Permission.STAFF, "What waits for me.", _TAG, answer=Queue),
    Route("GET", "/staff/appointments", day, Permission.STAFF, "Who comes on a day.", _TAG,
          query=DayQuery, answer=DaySeats),
    Route("GET", "/staff/packages/{package_id}", view, Permission.STAFF, "A package in full.", _TAG,
          answer=PackageView),
    Route("POST", "/staff/packages/{package_id}/applicant", reveal, Permission.STAFF,
          "The applicant unmasked; that somebody looked is recorded.", _TAG, answer=ApplicantTold, limit="write"),
    Route("GET", "/staff/packages/{package_id}/uploads/{upload_id}/file", file, Permission.STAFF,
          "A file of a package.", _TAG, media="*/*"),
    Route("GET", "/staff/packages/{package_id}/uploads/{upload_id}/pages/{page}", page, Permission.STAFF,
          "A page of a file as a picture; the first is 0.", _TAG, media="image/jpeg"),
    Route("POST", "/staff/packages/{package_id}/decision", decide, Permission.STAFF, "Accept, return or reject.", _TAG,
          body=Decide, answer=PackageTold, limit="write", errors=(InvalidTransition,),
          example={"submitted_at": "2026-11-24T10:00:00+08:00", "decision": "return", "reason": "",
                   "materials": {"lease": "租期已经到了，请发新的合同。"}}),
)  # fmt: skip
