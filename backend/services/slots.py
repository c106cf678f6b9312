"""Slots that can be offered: where a seat is free, spread over days and times, nearest to what was wished for."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.appointments import HOLD
from backend.domain.clock import local, today
from backend.domain.errors import CalendarUnknown, InvalidInput, NotFound
from backend.domain.items import Window
from backend.domain.slots import HORIZON_DAYS, LEAD, Closed, Slot, slots_of
from backend.domain.slots import closed_because as closed
from backend.domain.wishes import Wish
from backend.services.hall import Hall
from backend.storage import appointments as stored
from backend.storage.packages import Package

#: How many offers of one day are shown before the next day's come.
_A_DAY = 3


@dataclass(frozen=True)
class SlotOffer:
    """A slot with a free seat. ``meets_wish`` is false for the nearest ones when the wish itself can't be met."""

    window_key: str
    window_name: str
    site_key: str
    site_name: str
    starts_at: datetime
    ends_at: datetime
    free: int
    meets_wish: bool = True


async def offer(
    hall: Hall, package_id: str, *, wish: Wish | None = None, site_key: str | None = None, limit: int = 6
) -> list[SlotOffer]:
    """Free slots for the package's item, spread over days and times; with a wish the nearest ones.

    From two hours ahead to two weeks ahead, at the district hall unless ``site_key`` says another site or only
    streets serve the item. Stops at the end of the calendar's data. Raises ``NotFound``.
    """
    async with hall.database.transaction() as session:
        package = await session.get(Package, package_id)
        if package is None:
            raise NotFound(thing="package")
        windows = _windows(hall, package.item_id, site_key)
        free = await _free_slots(hall, session, windows)
    if wish is None:
        return _spread(free, limit)
    fitting = [o for o in free if wish.fits(*_wall(o.starts_at)) and not wish.past]
    if wish.at_the_end:
        fitting = list({local(o.starts_at).date(): o for o in fitting}.values())  # the last one of each day
    if fitting:
        return _spread(fitting, limit, a_day=limit if wish.first == wish.last else _A_DAY, wish=wish)
    near = sorted(free, key=lambda o: (wish.distance(*_wall(o.starts_at)), o.starts_at))
    return sorted((replace(o, meets_wish=False) for o in near[:limit]), key=lambda o: o.starts_at)


async def free(hall: Hall, item_id: str) -> list[SlotOffer]:
    """Every slot of the item that has a free seat, in order of time."""
    windows = [window for window in hall.catalogue.windows.values() if item_id in window.items]
    async with hall.database.transaction() as session:
        return sorted(await _free_slots(hall, session, windows), key=lambda o: (o.starts_at, o.window_key))


def closed_because(hall: Hall, item_id: str, wish: Wish) -> Closed | None:
    """Why no window of the item, among those whose slots are offered, is open when it was wished for."""
    return closed(_windows(hall, item_id, None), hall.catalogue.days, wish, today(hall.clock))


def windows_offered(hall: Hall, item_id: str) -> list[Window]:
    """The windows whose slots are offered for the item."""
    return _windows(hall, item_id, None)


def bookable(hall: Hall, window: Window, starts_at: datetime) -> Slot:
    """The slot that starts then, if there is one and it can still be booked.

    An offer stays good for as long as a hold would, so somebody who thinks about the nearest one gets it.
    """
    now = hall.clock.now()
    if starts_at.tzinfo is None or not LEAD - HOLD <= starts_at - now <= timedelta(days=HORIZON_DAYS + 1):
        raise InvalidInput(field="starts_at")
    day = local(starts_at).date()
    found = next((s for s in slots_of(window, hall.catalogue.days, day) if s.starts_at == starts_at), None)
    if found is None or day > today(hall.clock) + timedelta(days=HORIZON_DAYS):
        raise InvalidInput(field="starts_at")
    return found


def _wall(moment: datetime) -> tuple[date, time]:
    there = local(moment)
    return there.date(), there.time()


def _windows(hall: Hall, item_id: str, site_key: str | None) -> list[Window]:
    serving = [w for w in hall.catalogue.windows.values() if item_id in w.items]
    if site_key is not None:
        return [w for w in serving if w.site == site_key]
    at_hall = [w for w in serving if hall.catalogue.sites[w.site].kind == "hall"]
    return at_hall or serving


async def _free_slots(hall: Hall, session: AsyncSession, windows: list[Window]) -> list[SlotOffer]:
    now, first = hall.clock.now(), today(hall.clock)
    last = first + timedelta(days=HORIZON_DAYS)
    taken = await stored.taken_counts(session, [w.key for w in windows], first, last, now)
    offers = []
    for window in windows:
        for slot in _coming(hall, window, first, last):
            free = window.capacity - taken.get((window.key, slot.starts_at), 0)
            if free > 0 and slot.starts_at >= now + LEAD:
                offers.append(_offered(hall, window, slot, free))
    return sorted(offers, key=lambda o: (o.starts_at, o.window_key))


def _coming(hall: Hall, window: Window, first: date, last: date) -> list[Slot]:
    slots: list[Slot] = []
    day = first
    while day <= last:
        try:
            slots += slots_of(window, hall.catalogue.days, day)
        except CalendarUnknown:
            break  # nobody knows yet which days are worked
        day += timedelta(days=1)
    return slots


def _offered(hall: Hall, window: Window, slot: Slot, free: int) -> SlotOffer:
    site = hall.catalogue.sites[window.site]
    return SlotOffer(window.key, window.name, site.key, site.name, slot.starts_at, slot.ends_at, free)


def _spread(offers: list[SlotOffer], limit: int, a_day: int = _A_DAY, wish: Wish | None = None) -> list[SlotOffer]:
    """The first days, a few times of each, over morning and afternoon or near the time wished for; one offer a time."""
    by_day: dict[date, list[SlotOffer]] = {}
    seen: set[datetime] = set()
    for one in offers:
        if one.starts_at not in seen:
            seen.add(one.starts_at)
            by_day.setdefault(local(one.starts_at).date(), []).append(one)
    chosen: list[SlotOffer] = []
    for day in sorted(by_day):
        room = min(a_day, limit - len(chosen))
        if room <= 0:
            break
        times = by_day[day]
        if wish is not None and wish.near is not None:
            nearest = sorted(times, key=lambda o: wish.distance(*_wall(o.starts_at)))[:room]
            chosen += sorted(nearest, key=lambda o: o.starts_at)
        else:
            chosen += times[:: max(1, len(times) // room)][:room]
    return chosen
