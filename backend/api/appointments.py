"""Appointments over HTTP: free slots, hold, confirm, cancel, and what to take along."""

from datetime import datetime

from aiohttp import web
from pydantic import AwareDatetime, Field

from backend.api.guard import Permission
from backend.api.models import ClientKey, Done, Id, Sent, Told
from backend.api.routing import Call, Route, json_answer
from backend.domain.errors import (
    AppointmentLimit,
    CalendarUnknown,
    HoldExpired,
    InvalidTransition,
    SlotTaken,
    VisitorUnknown,
)
from backend.services import appointments, packages
from backend.services.hall import Hall
from backend.storage.appointments import Appointment


class SlotsQuery(Sent):
    """How many free slots to offer."""

    limit: int = Field(6, ge=1, le=40)


class SlotTold(Told):
    """A free slot."""

    window: str
    window_name: str
    site: str
    site_name: str
    starts_at: datetime
    ends_at: datetime
    free: int


class Slots(Told):
    """Free slots, the ones that suit best first."""

    slots: list[SlotTold]


class Hold(Sent):
    """The slot that is wanted."""

    package: Id
    window: Id
    starts_at: AwareDatetime


class Confirm(Sent):
    """Nothing but the sender's own key."""

    client_key: ClientKey | None = None


class AppointmentTold(Told):
    """A seat at a window."""

    id: str
    code: str
    package: str
    item: str
    status: str
    starts_at: datetime
    ends_at: datetime
    window: str
    window_name: str
    site: str
    site_name: str
    address: str
    hold_until: datetime | None
    calendar: str
    qr: str


def told(hall: Hall, appointment: Appointment) -> AppointmentTold:
    """The appointment with where to go. A window that was closed since keeps its key as its name."""
    window = hall.catalogue.windows.get(appointment.window_key)
    site = hall.catalogue.sites.get(appointment.site_key)
    base = f"/api/v1/appointments/{appointment.id}"
    return AppointmentTold(
        id=appointment.id,
        code=appointment.code,
        package=appointment.package_id,
        item=appointment.item_id,
        status=appointment.status,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        window=appointment.window_key,
        window_name=window.name if window else appointment.window_key,
        site=appointment.site_key,
        site_name=site.name if site else appointment.site_key,
        address=site.address if site else "",
        hold_until=appointment.hold_until if appointment.status == "held" else None,
        calendar=f"{base}/calendar.ics",
        qr=f"{base}/qr.svg",
    )


async def offer(call: Call) -> Slots:
    """Free slots for a package."""
    package = await packages.own(call.hall, call.conversation.id, call.path("package_id"))
    offers = await appointments.offer(call.hall, package.id, limit=call.query(SlotsQuery).limit)
    return Slots(
        slots=[
            SlotTold(
                window=one.window_key,
                window_name=one.window_name,
                site=one.site_key,
                site_name=one.site_name,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                free=one.free,
            )
            for one in offers
        ]
    )


async def hold(call: Call) -> web.StreamResponse:
    """Keep a seat while the resident decides."""
    wanted = call.body(Hold)
    package = await packages.own(call.hall, call.conversation.id, wanted.package)
    held = await appointments.hold(call.hall, package.id, wanted.window, wanted.starts_at)
    return json_answer(told(call.hall, held), 201)


async def show(call: Call) -> AppointmentTold:
    """One appointment."""
    return told(call.hall, await _mine(call))


async def confirm(call: Call) -> AppointmentTold:
    """Keep the held seat for good."""
    mine = await _mine(call)
    return told(
        call.hall, await appointments.confirm(call.hall, mine.package_id, client_key=call.body(Confirm).client_key)
    )


async def cancel(call: Call) -> Done:
    """Give the seat back."""
    await appointments.cancel(call.hall, (await _mine(call)).id, f"resident:{call.conversation.id}")
    return Done()


async def calendar(call: Call) -> web.StreamResponse:
    """The appointment for a calendar."""
    mine = await _mine(call)
    return web.Response(
        body=await appointments.calendar_file(call.hall, mine.id),
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{mine.code}.ics"'},
    )


async def picture(call: Call) -> web.StreamResponse:
    """The appointment's code as a QR picture."""
    mine = await _mine(call)
    return web.Response(
        body=await appointments.code_picture(call.hall, mine.id),
        content_type="image/svg+xml",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"},
    )


async def _mine(call: Call) -> Appointment:
    return await appointments.own(call.hall, call.conversation.id, call.path("appointment_id"))


_TAG = "appointments"
_V = (VisitorUnknown,)
ROUTES = (
    Route("GET", "/packages/{package_id}/slots", offer, Permission.VISITOR, "Free slots for a package.", _TAG,
          query=SlotsQuery, answer=Slots, errors=(*_V, CalendarUnknown, InvalidTransition)),
    Route("POST", "/appointments", hold, Permission.VISITOR, "Hold a slot while deciding.", _TAG,
          body=Hold, answer=AppointmentTold, status=201, limit="write",
          errors=(*_V, SlotTaken, AppointmentLimit, InvalidTransition, CalendarUnknown)),
    Route("GET", "/appointments/{appointment_id}", show, Permission.VISITOR, "An appointment.", _TAG,
          answer=AppointmentTold, errors=_V),
    Route("POST", "/appointments/{appointment_id}/confirmation", confirm, Permission.VISITOR, "Confirm it.", _TAG,
          body=Confirm, answer=AppointmentTold, limit="write", errors=(*_V, HoldExpired, InvalidTransition)),
    Route("DELETE", "/appointments/{appointment_id}", cancel, Permission.VISITOR, "Cancel it.", _TAG,
          answer=Done, limit="write", errors=(*_V, InvalidTransition)),
    Route("GET", "/appointments/{appointment_id}/calendar.ics", calendar, Permission.VISITOR, "For a calendar.", _TAG,
          media="text/calendar", errors=_V),
    Route("GET", "/appointments/{appointment_id}/qr.svg", picture, Permission.VISITOR, "The code as a picture.", _TAG,
          media="image/svg+xml", errors=_V),
)  # fmt: skip
