"""Appointments: offering slots, holding a seat, confirming, moving and cancelling.

Never oversold: a seat is a unique constraint. A person's limit is one, too. A hold that is over is freed when
somebody looks, so no sweeper has to be on time. A move keeps the old seat until the new one is confirmed.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.appointments import APPOINTMENT_STATES, HOLD, AppointmentStatus
from backend.domain.clock import local, today
from backend.domain.errors import (
    AppointmentLimit,
    CalendarUnknown,
    HoldExpired,
    InvalidInput,
    InvalidTransition,
    NotFound,
    SlotTaken,
)
from backend.domain.items import Window
from backend.domain.packages import PACKAGE_STATES, PackageStatus
from backend.domain.slots import HORIZON_DAYS, LEAD, Slot, slots_of
from backend.domain.wishes import Wish
from backend.services import appointment_papers as papers
from backend.services.hall import Hall
from backend.storage import appointments as stored
from backend.storage import audit, outbox
from backend.storage import packages as packages_stored
from backend.storage.appointments import Appointment
from backend.storage.packages import Package

#: Without 0 and O, 1, I and L: they are misread on a phone and misheard at a window.
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 6
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
    if fitting:
        return _spread(fitting, limit, a_day=limit)
    near = sorted(free, key=lambda o: (wish.distance(*_wall(o.starts_at)), o.starts_at))
    return sorted((replace(o, meets_wish=False) for o in near[:limit]), key=lambda o: o.starts_at)


async def hold(hall: Hall, package_id: str, window_key: str, starts_at: datetime) -> Appointment:
    """Keep a seat for the package for 15 minutes. An earlier hold of the package is let go.

    Raises ``NotFound``, ``InvalidInput`` (no such slot), ``SlotTaken``, ``AppointmentLimit``, and
    ``InvalidTransition`` for a package that was given up or rejected: nobody would come.
    """
    window = hall.catalogue.windows.get(window_key)
    async with hall.database.transaction() as session:
        package = await packages_stored.lock(session, package_id)
        if package is None or window is None or package.item_id not in window.items:
            raise NotFound(thing="slot")
        if PACKAGE_STATES.final(PackageStatus(package.status)):
            raise InvalidTransition(thing="package", status=package.status, wanted=AppointmentStatus.HELD.value)
        slot = _slot(hall, window, starts_at)
        now = hall.clock.now()
        confirmed = await _let_go(hall, session, package, slot)
        if confirmed is not None and confirmed.window_key == slot.window and confirmed.starts_at == slot.starts_at:
            return confirmed
        await _expire(hall, session, now, window_key=window_key, starts_at=slot.starts_at)
        await _expire(hall, session, now, person_key=_person(hall, package))
        return await _seat(hall, session, package, window, slot, moving=confirmed is not None)


async def confirm(hall: Hall, package_id: str, client_key: str | None = None) -> Appointment:
    """Make the held seat an appointment; the one it replaces is moved and hands its code on. Twice is once.

    Raises ``HoldExpired`` and ``NotFound``. ``client_key`` is taken for symmetry with other calls: the state itself
    makes a retry harmless.
    """
    async with hall.database.transaction() as session:
        now = hall.clock.now()
        seats = await stored.seats_of_package(session, package_id)
        held = next((s for s in seats if s.status == AppointmentStatus.HELD), None)
        old = next((s for s in seats if s.status == AppointmentStatus.CONFIRMED), None)
        if held is None:
            if old is None:
                raise HoldExpired()
            return old
        if held.hold_until is not None and held.hold_until <= now:
            raise HoldExpired()
        if old is not None:
            held.code = await _move_away(session, old, now)
        _move(held, AppointmentStatus.CONFIRMED, now)
        held.moving = False
        held.hold_until = None
        _record(session, now, f"resident:{held.conversation_id}", "appointment.confirmed", held)
        return held


async def cancel(hall: Hall, appointment_id: str, actor: str) -> Appointment:
    """Free the seat. Cancelling what is cancelled already changes nothing. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        found = await stored.lock(session, appointment_id)
        if found is None:
            raise NotFound(thing="appointment")
        if found.status != AppointmentStatus.CANCELLED:
            now = hall.clock.now()
            _move(found, AppointmentStatus.CANCELLED, now)
            _record(session, now, actor, "appointment.cancelled", found)
        return found


async def current(hall: Hall, package_id: str) -> Appointment | None:
    """The package's confirmed appointment, else its hold that is not over."""
    async with hall.database.transaction() as session:
        return await packages_stored.seat_of(session, package_id, hall.clock.now())


async def own(hall: Hall, conversation_id: str, appointment_id: str) -> Appointment:
    """The appointment, if it is this conversation's. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        found = await session.get(Appointment, appointment_id)
    if found is None or found.conversation_id != conversation_id:
        raise NotFound(thing="appointment")
    return found


async def free(hall: Hall, item_id: str) -> list[SlotOffer]:
    """Every slot of the item that has a free seat, in order of time."""
    windows = [window for window in hall.catalogue.windows.values() if item_id in window.items]
    async with hall.database.transaction() as session:
        return sorted(await _free_slots(hall, session, windows), key=lambda o: (o.starts_at, o.window_key))


async def calendar_file(hall: Hall, appointment_id: str) -> bytes:
    """The appointment as an .ics file. The caller sees to it that it is the asker's. Raises ``NotFound``."""
    return papers.calendar_file(hall, await _get(hall, appointment_id))


async def code_picture(hall: Hall, appointment_id: str) -> bytes:
    """The appointment code as a QR picture (SVG). The caller sees to it that it is the asker's. Raises ``NotFound``."""
    return papers.code_picture(await _get(hall, appointment_id))


async def _get(hall: Hall, appointment_id: str) -> Appointment:
    async with hall.database.transaction() as session:
        found = await session.get(Appointment, appointment_id)
    if found is None:
        raise NotFound(thing="appointment")
    return found


async def sweep(hall: Hall) -> int:
    """Mark holds that are over and tell their residents; how many there were."""
    async with hall.database.transaction() as session:
        return await _expire(hall, session, hall.clock.now())


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


def _spread(offers: list[SlotOffer], limit: int, a_day: int = _A_DAY) -> list[SlotOffer]:
    """The first days, a few times of each, over morning and afternoon; one offer a time."""
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
        step = max(1, len(times) // room)
        chosen += times[::step][:room]
    return chosen


def _slot(hall: Hall, window: Window, starts_at: datetime) -> Slot:
    """The slot that starts then, if there is one and it can still be booked."""
    if starts_at.tzinfo is None:
        raise InvalidInput(field="starts_at")
    day = local(starts_at).date()
    found = next((s for s in slots_of(window, hall.catalogue.days, day) if s.starts_at == starts_at), None)
    if found is None or found.starts_at < hall.clock.now():
        raise InvalidInput(field="starts_at")
    return found


async def _let_go(hall: Hall, session: AsyncSession, package: Package, wanted: Slot) -> Appointment | None:
    """Let the package's earlier hold go; its confirmed appointment, if there is one, is returned and stays."""
    now = hall.clock.now()
    confirmed = None
    for seat in await stored.seats_of_package(session, package.id):
        if seat.status == AppointmentStatus.CONFIRMED:
            confirmed = seat
        else:
            _move(seat, AppointmentStatus.CANCELLED, now)
            _record(session, now, f"resident:{package.conversation_id}", "appointment.let_go", seat)
    await session.flush()
    return confirmed


async def _seat(
    hall: Hall, session: AsyncSession, package: Package, window: Window, slot: Slot, *, moving: bool
) -> Appointment:
    """Insert the hold at the lowest free seat; whoever loses the race for it tries the next one."""
    now = hall.clock.now()
    taken = await stored.taken_seats(session, window.key, slot.starts_at, now)
    for seat in range(1, window.capacity + 1):
        if seat in taken:
            continue
        held = Appointment(
            code=_new_code(),
            conversation_id=package.conversation_id,
            package_id=package.id,
            item_id=package.item_id,
            person_key=_person(hall, package),
            window_key=window.key,
            site_key=window.site,
            day=slot.day,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            seat=seat,
            status=AppointmentStatus.HELD.value,
            moving=moving,
            hold_until=now + HOLD,
            created_at=now,
            updated_at=now,
        )
        try:
            async with session.begin_nested():
                session.add(held)
        except IntegrityError as error:
            if "appointment_person" in str(error.orig):
                raise AppointmentLimit() from error
            continue  # the seat (or, once in a billion, the code) went to somebody else in this moment
        _record(session, now, f"resident:{package.conversation_id}", "appointment.held", held)
        return held
    raise SlotTaken()


async def _move_away(session: AsyncSession, old: Appointment, now: datetime) -> str:
    """Free the seat of the appointment that was moved, and hand on its code, which the resident knows."""
    code, old.code = old.code, f"{old.code}-{old.id[:8]}"
    _move(old, AppointmentStatus.MOVED, now)
    _record(session, now, f"resident:{old.conversation_id}", "appointment.moved", old)
    await session.flush()
    return code


async def _expire(hall: Hall, session: AsyncSession, now: datetime, **only: str | datetime) -> int:
    over = await stored.expired_holds(session, now, **only)
    for seat in over:
        _move(seat, AppointmentStatus.EXPIRED, now)
        _record(session, now, "system", "appointment.expired", seat)
        await outbox.put(session, now, seat.conversation_id, "event_hold_expired", appointment_id=seat.id)
    await session.flush()
    return len(over)


def _move(seat: Appointment, wanted: AppointmentStatus, now: datetime) -> None:
    APPOINTMENT_STATES.check_move(AppointmentStatus(seat.status), wanted)
    seat.status = wanted.value
    seat.updated_at = now


def _record(session: AsyncSession, now: datetime, actor: str, act: str, seat: Appointment) -> None:
    audit.record(session, now, actor, act, f"appointment:{seat.id}", package=seat.package_id, window=seat.window_key)


def _person(hall: Hall, package: Package) -> str:
    """Whose limit counts: the applicant's, or the conversation's while nobody knows who that is."""
    return package.person_key or hall.vault.keyed_hash(package.conversation_id, "person")


def _new_code() -> str:
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
