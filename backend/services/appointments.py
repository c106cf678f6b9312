"""Appointments: holding a seat, confirming, moving and cancelling.

Never oversold: a seat is a unique constraint. A person's limit is one, too. A hold that is over is freed when
somebody looks, so no sweeper has to be on time. A move keeps the old seat until the new one is confirmed.

Locks come in one order: conversation, package, slots (by number), rows of appointments. Who frees what is over takes
only rows that nobody is at, and so never waits.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.appointments import AppointmentStatus
from backend.domain.errors import (
    HoldExpired,
    InvalidTransition,
    NotFound,
    SlotTaken,
)
from backend.domain.packages import PACKAGE_STATES, PackageStatus
from backend.services import appointment_seats as seats
from backend.services import slots
from backend.services.hall import Hall
from backend.storage import appointments as stored
from backend.storage import packages as packages_stored
from backend.storage.appointments import Appointment
from backend.storage.packages import Package


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
        slot = slots.bookable(hall, window, starts_at)
        now = hall.clock.now()
        before = await stored.slots_of_package(session, package_id)
        place = (slot.window, slot.starts_at)
        if place not in before and len(await stored.taken_seats(session, *place, now)) >= window.capacity:
            raise SlotTaken()  # the many who come too late for a popular slot need not wait for its lock
        await stored.lock_slots(session, [place, *before])
        standing = await seats.let_go(session, package, slot, now)
        if standing is not None and (standing.window_key, standing.starts_at) == place:
            return standing
        mine = stored.of_person(seats.person_of(hall, package), package.item_id)
        await seats.close(session, now, stored.at_slot(*place), mine)
        return await seats.take(hall, session, package, window, slot, moving=standing is not None)


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
    mine = [s for s in await stored.seats_of_package(session, package.id) if not seats.is_past(s, now)]
    held = next((s for s in mine if s.status == AppointmentStatus.HELD), None)
    old = next((s for s in mine if s.status == AppointmentStatus.CONFIRMED), None)
    if held is None:
        if old is None:
            raise HoldExpired()
        return old
    if held.hold_until is not None and held.hold_until <= now:
        raise HoldExpired()
    person = seats.person_of(hall, package)  # the applicant may have been named since the seat was held
    await seats.close(session, now, stored.of_person(person, package.item_id))
    if old is not None:
        held.code = await seats.move_away(session, old, now)
    seats.move(held, AppointmentStatus.CONFIRMED, now)
    held.moving, held.hold_until, held.person_key = False, None, person
    await seats.flush(session)
    seats.record(session, now, f"resident:{held.conversation_id}", "appointment.confirmed", held)
    return held


async def rename_in(hall: Hall, session: AsyncSession, package: Package) -> None:
    """Let the appointment of a locked package count for whom the package is for now; a hold follows when confirmed.

    Raises ``AppointmentLimit`` when that person has one already.
    """
    now, person = hall.clock.now(), seats.person_of(hall, package)
    for seat in await stored.seats_of_package(session, package.id):
        if seat.status == AppointmentStatus.CONFIRMED and not seats.is_past(seat, now) and seat.person_key != person:
            await seats.close(session, now, stored.of_person(person, package.item_id))
            seat.person_key, seat.updated_at = person, now
    await seats.flush(session)


async def cancel(hall: Hall, appointment_id: str, actor: str) -> Appointment:
    """Free the seat. Cancelling what is cancelled already changes nothing.

    Raises ``NotFound``, and ``InvalidTransition`` for what was moved or is over.
    """
    async with hall.database.transaction() as session:
        found = await stored.lock(session, appointment_id)
        if found is None:
            raise NotFound(thing="appointment")
        now = hall.clock.now()
        if seats.is_past(found, now):
            raise InvalidTransition(thing="appointment", status="past", wanted=AppointmentStatus.CANCELLED.value)
        if found.status != AppointmentStatus.CANCELLED:
            seats.move(found, AppointmentStatus.CANCELLED, now)
            seats.record(session, now, actor, "appointment.cancelled", found)
        return found


async def release(hall: Hall, session: AsyncSession, package: Package, actor: str) -> None:
    """Free every seat of a package whose road is at its end, in the transaction that ends it."""
    now = hall.clock.now()
    for seat in await stored.seats_of_package(session, package.id):
        past = seats.is_past(seat, now)
        seats.move(seat, AppointmentStatus.PAST if past else AppointmentStatus.CANCELLED, now)
        seats.record(session, now, actor, "appointment.past" if past else "appointment.cancelled", seat)
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


async def sweep(hall: Hall) -> int:
    """Mark holds that are over and tell their residents, and close visits that are over; how many holds there were."""
    async with hall.database.transaction() as session:
        return await seats.close(session, hall.clock.now())
