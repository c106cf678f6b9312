"""The appointments of a day, as a list."""

from datetime import date, timedelta

from aiohttp import web

from backend.console.access import hall_of, me
from backend.console.pages import page
from backend.domain.clock import today
from backend.domain.errors import NotFound
from backend.services import appointment_days


async def show(request: web.Request) -> web.StreamResponse:
    """One day's list; today's unless ``day`` names another."""
    hall = hall_of(request)
    try:
        day = date.fromisoformat(request.query["day"]) if request.query.get("day") else today(hall.clock)
        before, after = day - timedelta(days=1), day + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise NotFound() from error
    seats = await appointment_days.of_day(hall, me(request), day)
    return page(request, "appointments.html", day=day, before=before, after=after, seats=seats)
