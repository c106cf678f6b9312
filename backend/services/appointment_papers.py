"""What a resident takes along: the appointment as a calendar file and as a picture to show at the window."""

import io
from datetime import timedelta

import segno
from icalendar import Alarm, Calendar, Event

from backend.domain.appointments import AppointmentStatus
from backend.domain.clock import SHANGHAI
from backend.domain.errors import NotFound
from backend.services.hall import Hall
from backend.storage import appointments as stored
from backend.storage.appointments import Appointment

_PRODUCT = "-//yuban//appointments//ZH"
#: A sequence has 31 bits: seconds since 2020 last until 2088.
_SEQUENCE_FROM = 1_577_836_800
#: How a calendar is to show it. What was given up is taken out of the calendar.
_STATUS = {
    AppointmentStatus.HELD: "TENTATIVE",
    AppointmentStatus.CONFIRMED: "CONFIRMED",
    AppointmentStatus.PAST: "CONFIRMED",
}


def _event_file(hall: Hall, appointment: Appointment) -> bytes:
    """The appointment as an .ics file, with a reminder a day before. It holds no name and no item.

    A window or site that was closed since is left out.
    """
    site = hall.catalogue.sites.get(appointment.site_key)
    window = hall.catalogue.windows.get(appointment.window_key)
    place = site.name if site else appointment.site_key
    status = _STATUS.get(AppointmentStatus(appointment.status), "CANCELLED")
    event = Event()
    event.add("uid", f"{appointment.package_id}@yuban")
    event.add("dtstamp", appointment.updated_at)
    event.add("dtstart", appointment.starts_at.astimezone(SHANGHAI))
    event.add("dtend", appointment.ends_at.astimezone(SHANGHAI))
    # Calendars replace an event of the same uid by the one with the higher sequence: a moved appointment moves there.
    event.add("sequence", int(appointment.updated_at.timestamp()) - _SEQUENCE_FROM)
    event.add("status", status)
    event.add("summary", f"{place} {window.name}" if window else place)
    if site:
        event.add("location", site.address)
    event.add("description", appointment.code)
    if status != "CANCELLED":
        event.add_component(_reminder(place))
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if status == "CANCELLED" else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _reminder(place: str) -> Alarm:
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", place)
    reminder.add("trigger", timedelta(days=-1))
    return reminder


def _code_svg(appointment: Appointment) -> bytes:
    """The appointment code as a QR picture (SVG) to show at the window. It holds the code alone."""
    picture = io.BytesIO()
    segno.make_qr(appointment.code, error="m").save(picture, kind="svg", scale=6, border=2, xmldecl=False)
    return picture.getvalue()


async def calendar_file(hall: Hall, appointment_id: str) -> bytes:
    """The appointment as an .ics file; of one that was moved, where it is now.

    The caller sees to it that it is the asker's. Raises ``NotFound``.
    """
    return _event_file(hall, await _newest(hall, appointment_id))


async def code_picture(hall: Hall, appointment_id: str) -> bytes:
    """The appointment code as a QR picture (SVG). The caller sees to it that it is the asker's. Raises ``NotFound``."""
    return _code_svg(await _newest(hall, appointment_id))


async def _newest(hall: Hall, appointment_id: str) -> Appointment:
    """The appointment, or the one that took its place in the end."""
    async with hall.database.transaction() as session:
        found = await session.get(Appointment, appointment_id)
        if found is None:
            raise NotFound(thing="appointment")
        if found.status == AppointmentStatus.MOVED:
            return await stored.heir(session, found)
    return found
