"""What a resident takes along: the appointment as a calendar file and as a picture to show at the window."""

import io
from datetime import timedelta

import segno
from icalendar import Alarm, Calendar, Event

from backend.domain.clock import SHANGHAI
from backend.services.hall import Hall
from backend.storage.appointments import Appointment

_PRODUCT = "-//yuban//appointments//ZH"


def calendar_file(hall: Hall, appointment: Appointment) -> bytes:
    """The appointment as an .ics file, with a reminder a day before. It holds no name and no item."""
    site = hall.catalogue.sites[appointment.site_key]
    window = hall.catalogue.windows[appointment.window_key]
    event = Event()
    event.add("uid", f"{appointment.package_id}@yuban")
    event.add("dtstamp", appointment.updated_at)
    event.add("dtstart", appointment.starts_at.astimezone(SHANGHAI))
    event.add("dtend", appointment.ends_at.astimezone(SHANGHAI))
    # Calendars replace an event of the same uid by the one with the higher sequence: a moved appointment moves there.
    event.add("sequence", int(appointment.updated_at.timestamp()) % 2**31)
    event.add("summary", f"{site.name} {window.name}")
    event.add("location", site.address)
    event.add("description", appointment.code)
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", site.name)
    reminder.add("trigger", timedelta(days=-1))
    event.add_component(reminder)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def code_picture(appointment: Appointment) -> bytes:
    """The appointment code as a QR picture (SVG) to show at the window. It holds the code alone."""
    picture = io.BytesIO()
    segno.make_qr(appointment.code, error="m").save(picture, kind="svg", scale=6, border=2, xmldecl=False)
    return picture.getvalue()
