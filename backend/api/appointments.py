"""Appointments over HTTP: free slots, hold, confirm, cancel, and what to take along."""

from datetime import UTC, datetime
from typing import Annotated

from aiohttp import web
from pydantic import AwareDatetime, Field, StringConstraints

from backend.api.guard import Permission
from backend.api.models import ClientKey, Done, Id, Sent, Told
from backend.api.routing import Call, Route, json_answer
from backend.domain.appointments import AppointmentStatus
from backend.domain.errors import (
    AppointmentLimit,
    CalendarUnknown,
    HoldExpired,
    InvalidInput,
    InvalidTransition,
    NotFound,
    SlotTaken,
)
from backend.domain.wishes import parse_wish
from backend.services import appointment_papers, appointments, packages, slots
from backend.services.hall import Hall
from backend.storage.appointments import Appointment

#: Days at the ends of what a clock can say can't be moved between time zones, and nobody books them.
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class SlotsQuery(Sent):
    """How many free slots to offer."""

    limit: int = Field(6, ge=1, le=40)
    site: Id | None = Field(None, description="Only at this site; else at the district hall, where it serves the item.")
    wish: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        None, description="When it would suit, in everyday Chinese: 明天下午, 下周三上午, 最快."
    )


class SlotTold(Told):
    """A free slot."""

    window: str
    window_name: str
    site: str
    site_name: str
    starts_at: datetime
    ends_at: datetime
    free: int = Field(description="Seats that are left.")
    meets_wish: bool = Field(description="False for the nearest slots when the wish itself can't be met.")


class Slots(Told):
    """Free slots, the ones that suit best first."""

    slots: list[SlotTold]


class Hold(Sent):
    """The slot that is wanted."""

    package: Id
    window: Id
    starts_at: Annotated[AwareDatetime, Field(ge=_FIRST, le=_LAST)]


class Confirm(Sent):
    """Nothing but the sender's own key."""

    client_key: ClientKey | None = None


class Appointments(Told):
    """A visitor's appointments that stand, the next one first."""

    appointments: list["AppointmentTold"]


class AppointmentTold(Told):
    """A seat at a window."""

    id: str
    code: str
    package: str
    item: str
    status: AppointmentStatus
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
        status=AppointmentStatus(appointment.status),
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
    query = call.query(SlotsQuery)
    wish = parse_wish(query.wish, call.hall.clock, call.hall.catalogue.days) if query.wish else None
    if query.wish and wish is None:
        raise InvalidInput(field="wish")
    offers = await slots.offer(call.hall, package.id, wish=wish, site_key=query.site, limit=query.limit)
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
                meets_wish=one.meets_wish,
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


async def mine(call: Call) -> Appointments:
    """The visitor's appointments."""
    seats = [
        await appointments.current(call.hall, package.id)
        for package in await packages.of_conversation(call.hall, call.conversation.id)
    ]
    standing = sorted((seat for seat in seats if seat is not None), key=lambda seat: seat.starts_at)
    return Appointments(appointments=[told(call.hall, seat) for seat in standing])


async def show(call: Call) -> AppointmentTold:
    """One appointment."""
    return told(call.hall, await _mine(call))


async def confirm(call: Call) -> AppointmentTold:
    """Keep the held seat for good."""
    named = await _mine(call)
    if named.status == AppointmentStatus.CONFIRMED:
        return told(call.hall, named)
    if named.status != AppointmentStatus.HELD:
        raise HoldExpired()
    return told(
        call.hall, await appointments.confirm(call.hall, named.package_id, client_key=call.body(Confirm).client_key)
    )


async def cancel(call: Call) -> Done:
    """Give the seat back."""
    await appointments.cancel(call.hall, (await _mine(call)).id, f"resident:{call.conversation.id}")
    return Done()


async def calendar(call: Call) -> web.StreamResponse:
    """The appointment for a calendar."""
    named = await _mine(call)
    return web.Response(
        body=await appointment_papers.calendar_file(call.hall, named.id),
        content_type="text/calendar",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{named.code}.ics"'},
    )


async def picture(call: Call) -> web.StreamResponse:
    """The appointment's code as a QR picture."""
    named = await _mine(call)
    return web.Response(
        body=await appointment_papers.code_picture(call.hall, named.id),
        content_type="image/svg+xml",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"},
    )


async def _mine(call: Call) -> Appointment:
    return await appointments.own(call.hall, call.conversation.id, call.path("appointment_id"))


_TAG = "appointments"
ROUTES = (
    Route("GET", "/packages/{package_id}/slots", offer, Permission.VISITOR, "Free slots for a package.", _TAG,
          query=SlotsQuery, answer=Slots, errors=(CalendarUnknown,)),
    Route("GET", "/appointments", mine, Permission.VISITOR, "My appointments.", _TAG, answer=Appointments),
    Route("POST", "/appointments", hold, Permission.VISITOR,
          "Hold a slot until the package is submitted. Later, confirming a hold moves the appointment.", _TAG,
          body=Hold, answer=AppointmentTold, status=201, limit="write",
          errors=(NotFound, SlotTaken, AppointmentLimit, InvalidTransition, CalendarUnknown),
          example={"package": "3fa1", "window": "window-1", "starts_at": "2026-11-25T09:00:00+08:00"}),
    Route("GET", "/appointments/{appointment_id}", show, Permission.VISITOR, "An appointment.", _TAG,
          answer=AppointmentTold),
    Route("POST", "/appointments/{appointment_id}/confirmation", confirm, Permission.VISITOR,
          "Keep a seat held for a package that was submitted before; a draft's is confirmed by submitting.", _TAG,
          body=Confirm, answer=AppointmentTold, limit="write",
          errors=(HoldExpired, AppointmentLimit, InvalidTransition), example={"client_key": "5f0c1e"}),
    Route("DELETE", "/appointments/{appointment_id}", cancel, Permission.VISITOR, "Cancel it.", _TAG,
          answer=Done, limit="write", errors=(InvalidTransition,)),
    Route("GET", "/appointments/{appointment_id}/calendar.ics", calendar, Permission.VISITOR, "For a calendar.", _TAG,
          media="text/calendar"),
    Route("GET", "/appointments/{appointment_id}/qr.svg", picture, Permission.VISITOR, "The code as a picture.", _TAG,
          media="image/svg+xml"),
)  # fmt: skip
