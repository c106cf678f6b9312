"""What a resident takes along: a calendar file that calendars understand, and a picture that phones read."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import zxingcpp
from icalendar import Calendar
from PIL import Image
from playwright.async_api import Browser

from backend.domain.clock import local
from backend.services import appointment_papers, appointments, slots
from backend.services.hall import Hall
from backend.storage.appointments import Appointment
from backend.storage.packages import Package
from tests import factories
from tests.conftest import FixedClock


async def booked(hall: Hall, place: int = 0) -> tuple[Package, Appointment]:
    package = await factories.draft(hall, factories.somebody())
    return package, await moved(hall, package, place)


async def moved(hall: Hall, package: Package, place: int) -> Appointment:
    offer = (await slots.offer(hall, package.id, limit=20))[place]
    await appointments.hold(hall, package.id, offer.window_key, offer.starts_at)
    return await factories.confirm(hall, package.id)


async def read(hall: Hall, appointment: Appointment) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(await appointment_papers.calendar_file(hall, appointment.id))
    assert isinstance(calendar, Calendar)
    events = calendar.walk("VEVENT")
    assert len(events) == 1

    return calendar, events[0]


async def test_a_calendar_file_says_when_and_where_on_the_halls_clock(hall: Hall) -> None:
    _, seat = await booked(hall)
    calendar, event = await read(hall, seat)
    site = hall.catalogue.sites[seat.site_key]
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert (event.start, event.end) == (seat.starts_at, seat.ends_at)
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event["dtstart"].dt.replace(tzinfo=None) == local(seat.starts_at).replace(tzinfo=None)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert (str(event["location"]), str(event["description"])) == (site.address, seat.code)
    assert str(event["status"]) == "CONFIRMED"
    assert event["dtstamp"].dt.tzinfo is UTC or event["dtstamp"].dt.utcoffset() == timedelta(0)
    alarms = event.walk("VALARM")
    assert [alarm["trigger"].dt for alarm in alarms] == [timedelta(days=-1)]


async def test_the_file_is_wrapped_and_ends_lines_as_the_format_asks(hall: Hall) -> None:
    _, seat = await booked(hall)
    data = await appointment_papers.calendar_file(hall, seat.id)
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    data.decode("utf-8")


async def test_it_holds_no_name_and_no_item(hall: Hall) -> None:
    who = factories.somebody("赵样本")
    package = await factories.draft(hall, who)
    seat = await moved(hall, package, 0)
    text = (await appointment_papers.calendar_file(hall, seat.id)).decode().replace("\r\n ", "")
    item = hall.catalogue.items[package.item_id]
    for secret in (who.name, who.id_number, item.id, item.short_name, item.name.text):
        assert secret not in text


async def test_a_move_is_the_same_event_with_a_higher_sequence(hall: Hall, clock: FixedClock) -> None:
    package, old = await booked(hall)
    _, before = await read(hall, old)
    clock.move(minutes=1)
    new = await moved(hall, package, 3)
    _, after = await read(hall, new)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"] >= 0
    assert after["sequence"] < 2**31
    assert after.start == new.starts_at != before.start
    assert str(after["description"]) == str(before["description"]) == old.code
    _, by_the_old_link = await read(hall, old)  # it was kept somewhere: it leads to where the appointment is now
    assert by_the_old_link.to_ical() == after.to_ical()


async def test_a_cancelled_one_is_taken_out_of_the_calendar(hall: Hall, clock: FixedClock) -> None:
    package, first = await booked(hall)
    clock.move(minutes=1)
    second = await moved(hall, package, 3)
    _, before = await read(hall, second)
    clock.move(minutes=1)
    await appointments.cancel(hall, second.id, "system")
    for link in (first, second):
        calendar, event = await read(hall, link)
        assert (str(calendar["method"]), str(event["status"])) == ("CANCEL", "CANCELLED")
        assert event["uid"] == before["uid"]
        assert event["sequence"] > before["sequence"]
        assert event.walk("VALARM") == []


async def test_one_that_is_only_held_is_tentative_and_one_that_is_over_stays(hall: Hall, clock: FixedClock) -> None:
    package = await factories.draft(hall, factories.somebody())
    offer = (await slots.offer(hall, package.id))[0]
    held = await appointments.hold(hall, package.id, offer.window_key, offer.starts_at)
    assert str((await read(hall, held))[1]["status"]) == "TENTATIVE"
    await factories.confirm(hall, package.id)
    clock.moment = held.ends_at
    await appointments.sweep(hall)
    assert str((await read(hall, held))[1]["status"]) == "CONFIRMED"


async def test_the_sequence_has_room_for_decades(hall: Hall, clock: FixedClock) -> None:
    _, seat = await booked(hall)
    seat.updated_at = datetime(2060, 1, 1, tzinfo=UTC)
    async with hall.database.transaction() as session:
        await session.merge(seat)
    assert 0 < (await read(hall, seat))[1]["sequence"] < 2**31


@pytest.mark.parametrize("width", [160, 480])
async def test_the_picture_is_read_back_as_the_code(hall: Hall, browser: Browser, width: int) -> None:
    package, seat = await booked(hall)
    new = await moved(hall, package, 2)
    for link in (seat, new):
        svg = (await appointment_papers.code_picture(hall, link.id)).decode()
        page = await browser.new_page(viewport={"width": width, "height": width})
        await page.set_content(f'<body style="margin:0;background:white">{svg}<style>svg{{width:100%}}</style>')
        shot = await page.screenshot()
        await page.close()
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(shot)).convert("L"))
        assert [one.text for one in found] == [seat.code]
        assert "<script" not in svg
