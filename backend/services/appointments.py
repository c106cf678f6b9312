"""Appointments: offering slots, holding a seat, confirming, moving and cancelling.

Never oversold: a seat is a unique constraint. A person's limit is one, too. A hold that is over is freed when
somebody looks, so no sweeper has to be on time. A move keeps the old seat until the new one is confirmed.

Locks come in one order: conversation, package, slots (by number), rows of appointments. Who frees what is over takes
only rows that nobody is at, and so never waits.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement
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
        return _spread(fitting, limit, a_day=limit if wish.first == wish.last else _A_DAY, wish=wish)
    near = sorted(free, key=lambda o: (wish.distance(*_wall(o.starts_at)), o.starts_at))
    return sorted((replace(o, meets_wish=False) for o in near[:limit]), key=lambda o: o.starts_at)


async def hold(hall: Hall, package_id: str, window_key: str, starts_at: datetime) -> Appointment:
    """Keep a seat for the package for 15 minutes. An earlier hold of the package is let go.

    The same slot again is the same hold, which lasts longer. Raises ``NotFound``, ``InvalidInput`` (no such slot, or
    none that can be booked), ``SlotTaken``, ``AppointmentLimit``, and ``InvalidTransition`` for a package that was
    given up or rejected: nobody would come.
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
        before = await stored.slots_of_package(session, package_id)
        place = (slot.window, slot.starts_at)
        if place not in before and len(await stored.taken_seats(session, *place, now)) >= window.capacity:
            raise SlotTaken()  # the many who come too late for a popular slot need not wait for its lock
        await stored.lock_slots(session, [place, *before])
        standing = await _let_go(session, package, slot, now)
        if standing is not None and (standing.window_key, standing.starts_at) == place:
            return standing
        mine = stored.of_person(_person(hall, package), package.item_id)
        await _close(session, now, stored.at_slot(*place), mine)
        return await _seat(hall, session, package, window, slot, moving=standing is not None)


async def confirm(hall: Hall, package_id: str, client_key: str | None = None) -> Appointment:
    """Make the held seat of a package that was submitted before an appointment. Twice is once.

    Raises ``NotFound``, ``InvalidTransition`` for a draft, whose seat submitting confirms, and what ``confirm_in``
    does. ``client_key`` is taken for symmetry with other calls: the state itself makes a retry harmless.
    """
    async with hall.database.transaction() as session:
        package = await packages_stored.lock(session, package_id)
        if package is None:
            raise NotFound(thing="package")
        if package.status == PackageStatus.DRAFT:
            raise InvalidTransition(thing="package", status=package.status, wanted=AppointmentStatus.CONFIRMED.value)
        return await confirm_in(hall, session, package)


async def confirm_in(hall: Hall, session: AsyncSession, package: Package) -> Appointment:
    """Make the held seat of a locked package an appointment; the one it replaces is moved and hands its code on.

    Raises ``HoldExpired``, and ``AppointmentLimit`` when the person turns out to have one already.
    """
    now = hall.clock.now()
    seats = [s for s in await stored.seats_of_package(session, package.id) if not _is_past(s, now)]
    held = next((s for s in seats if s.status == AppointmentStatus.HELD), None)
    old = next((s for s in seats if s.status == AppointmentStatus.CONFIRMED), None)
    if held is None:
        if old is None:
            raise HoldExpired()
        return old
    if held.hold_until is not None and held.hold_until <= now:
        raise HoldExpired()
    person = _person(hall, package)  # the applicant may have been named since the seat was held
    await _close(session, now, stored.of_person(person, package.item_id))
    if old is not None:
        held.code = await _move_away(session, old, now)
    _move(held, AppointmentStatus.CONFIRMED, now)
    held.moving, held.hold_until, held.person_key = False, None, person
    await _flush(session)
    _record(session, now, f"resident:{held.conversation_id}", "appointment.confirmed", held)
    return held


async def rename_in(hall: Hall, session: AsyncSession, package: Package) -> None:
    """Let the appointment of a locked package count for whom the package is for now; a hold follows when confirmed.

    Raises ``AppointmentLimit`` when that person has one already.
    """
    now, person = hall.clock.now(), _person(hall, package)
    for seat in await stored.seats_of_package(session, package.id):
        if seat.status == AppointmentStatus.CONFIRMED and not _is_past(seat, now) and seat.person_key != person:
            await _close(session, now, stored.of_person(person, package.item_id))
            seat.person_key, seat.updated_at = person, now
    await _flush(session)


async def cancel(hall: Hall, appointment_id: str, actor: str) -> Appointment:
    """Free the seat. Cancelling what is cancelled already changes nothing.

    Raises ``NotFound``, and ``InvalidTransition`` for what was moved or is over.
    """
    async with hall.database.transaction() as session:
        found = await stored.lock(session, appointment_id)
        if found is None:
            raise NotFound(thing="appointment")
        now = hall.clock.now()
        if _is_past(found, now):
            raise InvalidTransition(thing="appointment", status="past", wanted=AppointmentStatus.CANCELLED.value)
        if found.status != AppointmentStatus.CANCELLED:
            _move(found, AppointmentStatus.CANCELLED, now)
            _record(session, now, actor, "appointment.cancelled", found)
        return found


async def release(hall: Hall, session: AsyncSession, package: Package, actor: str) -> None:
    """Free every seat of a package whose road is at its end, in the transaction that ends it."""
    now = hall.clock.now()
    for seat in await stored.seats_of_package(session, package.id):
        past = _is_past(seat, now)
        _move(seat, AppointmentStatus.PAST if past else AppointmentStatus.CANCELLED, now)
        _record(session, now, actor, "appointment.past" if past else "appointment.cancelled", seat)
    await session.flush()


async def current(hall: Hall, package_id: str) -> Appointment | None:
    """The package's confirmed appointment, else its hold; none that is over."""
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
    """The appointment as an .ics file; of one that was moved, where it is now.

    The caller sees to it that it is the asker's. Raises ``NotFound``.
    """
    return papers.calendar_file(hall, await _newest(hall, appointment_id))


async def code_picture(hall: Hall, appointment_id: str) -> bytes:
    """The appointment code as a QR picture (SVG). The caller sees to it that it is the asker's. Raises ``NotFound``."""
    return papers.code_picture(await _newest(hall, appointment_id))


async def _newest(hall: Hall, appointment_id: str) -> Appointment:
    """The appointment, or the one that took its place in the end."""
    async with hall.database.transaction() as session:
        found = await session.get(Appointment, appointment_id)
        if found is None:
            raise NotFound(thing="appointment")
        if found.status == AppointmentStatus.MOVED:
            return await stored.heir(session, found)
    return found


async def sweep(hall: Hall) -> int:
    """Mark holds that are over and tell their residents, and close visits that are over; how many holds there were."""
    async with hall.database.transaction() as session:
        return await _close(session, hall.clock.now())


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


def _slot(hall: Hall, window: Window, starts_at: datetime) -> Slot:
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


async def _let_go(session: AsyncSession, package: Package, wanted: Slot, now: datetime) -> Appointment | None:
    """Let the package's earlier hold go, unless it is the very slot: then it lasts longer and is returned.

    Else the confirmed appointment, if there is one, is returned and stays.
    """
    standing = None
    for seat in await stored.seats_of_package(session, package.id):
        same = (seat.window_key, seat.starts_at) == (wanted.window, wanted.starts_at)
        if seat.status == AppointmentStatus.CONFIRMED:
            if not _is_past(seat, now):  # else it is closed with the person's other visits
                standing = standing or seat
        elif same and seat.hold_until is not None and seat.hold_until > now:
            seat.hold_until, seat.updated_at, standing = now + HOLD, now, seat
        else:
            _move(seat, AppointmentStatus.CANCELLED, now)
            _record(session, now, f"resident:{package.conversation_id}", "appointment.let_go", seat)
    await session.flush()
    return standing


async def _seat(
    hall: Hall, session: AsyncSession, package: Package, window: Window, slot: Slot, *, moving: bool
) -> Appointment:
    """Insert the hold at the lowest free seat. The slot is locked, so nobody else looks for one meanwhile."""
    now = hall.clock.now()
    taken = await stored.taken_seats(session, window.key, slot.starts_at, now)
    free = [seat for seat in range(1, window.capacity + 1) if seat not in taken]
    # A window may take fewer people than it did when its higher seats were given out.
    if not free or len(taken) >= window.capacity:
        raise SlotTaken()
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
        seat=free[0],
        status=AppointmentStatus.HELD.value,
        moving=moving,
        hold_until=now + HOLD,
        created_at=now,
        updated_at=now,
    )
    session.add(held)
    await _flush(session)
    _record(session, now, f"resident:{package.conversation_id}", "appointment.held", held)
    return held


async def _flush(session: AsyncSession) -> None:
    """Write, and say what a constraint that was hit means. The transaction is over then."""
    try:
        await session.flush()
    except IntegrityError as error:
        if "appointment_person" in str(error.orig):
            raise AppointmentLimit() from error
        if "appointment_seat" in str(error.orig):
            raise SlotTaken() from error
        raise


async def _move_away(session: AsyncSession, old: Appointment, now: datetime) -> str:
    """Free the seat of the appointment that was moved, and hand on its code, which the resident knows."""
    code, old.code = old.code, f"{old.code}-{old.id[:8]}"
    _move(old, AppointmentStatus.MOVED, now)
    _record(session, now, f"resident:{old.conversation_id}", "appointment.moved", old)
    await session.flush()
    return code


async def _close(session: AsyncSession, now: datetime, *where: ColumnElement[bool]) -> int:
    """Close visits that are over, free holds that are over and tell their residents; how many holds there were."""
    expired = 0
    for seat in await stored.over(session, now, *where):
        if seat.status == AppointmentStatus.HELD:
            expired += 1
            _move(seat, AppointmentStatus.EXPIRED, now)
            await outbox.put(session, now, seat.conversation_id, "event_hold_expired", appointment_id=seat.id)
        else:
            _move(seat, AppointmentStatus.PAST, now)
        _record(session, now, "system", f"appointment.{seat.status}", seat)
    await session.flush()
    return expired


def _is_past(seat: Appointment, now: datetime) -> bool:
    """Whether this is a confirmed appointment whose time is over, closed or not yet."""
    return seat.status == AppointmentStatus.CONFIRMED and seat.ends_at <= now


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
