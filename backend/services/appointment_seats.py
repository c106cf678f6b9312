"""Seats inside a transaction: taking the lowest free one, letting go, moving away, closing what is over.

Who calls holds the locks; their order is told in ``appointments``.
"""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.appointments import APPOINTMENT_STATES, HOLD, AppointmentStatus
from backend.domain.errors import AppointmentLimit, SlotTaken
from backend.domain.items import Window
from backend.domain.slots import Slot
from backend.services.hall import Hall
from backend.storage import appointments as stored
from backend.storage import audit, outbox
from backend.storage.appointments import Appointment
from backend.storage.packages import Package

#: Without 0 and O, 1, I and L: they are misread on a phone and misheard at a window.
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 6


async def let_go(session: AsyncSession, package: Package, wanted: Slot, now: datetime) -> Appointment | None:
    """Let the package's earlier hold go, unless it is the very slot: then it lasts longer and is returned.

    Else the confirmed appointment, if there is one, is returned and stays.
    """
    standing = None
    for seat in await stored.seats_of_package(session, package.id):
        same = (seat.window_key, seat.starts_at) == (wanted.window, wanted.starts_at)
        if seat.status == AppointmentStatus.CONFIRMED:
            if not is_past(seat, now):  # else it is closed with the person's other visits
                standing = standing or seat
        elif same and seat.hold_until is not None and seat.hold_until > now:
            seat.hold_until, seat.updated_at, standing = now + HOLD, now, seat
        else:
            move(seat, AppointmentStatus.CANCELLED, now)
            record(session, now, f"resident:{package.conversation_id}", "appointment.let_go", seat)
    await session.flush()
    return standing


async def take(
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
        person_key=person_of(hall, package),
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
    await flush(session)
    record(session, now, f"resident:{package.conversation_id}", "appointment.held", held)
    return held


async def flush(session: AsyncSession) -> None:
    """Write, and say what a constraint that was hit means. The transaction is over then."""
    try:
        await session.flush()
    except IntegrityError as error:
        if "appointment_person" in str(error.orig):
            raise AppointmentLimit() from error
        if "appointment_seat" in str(error.orig):
            raise SlotTaken() from error
        raise


async def move_away(session: AsyncSession, old: Appointment, now: datetime) -> str:
    """Free the seat of the appointment that was moved, and hand on its code, which the resident knows."""
    code, old.code = old.code, f"{old.code}-{old.id[:8]}"
    move(old, AppointmentStatus.MOVED, now)
    record(session, now, f"resident:{old.conversation_id}", "appointment.moved", old)
    await session.flush()
    return code


async def close(session: AsyncSession, now: datetime, *where: ColumnElement[bool]) -> int:
    """Close visits that are over, free holds that are over and tell their residents; how many holds there were."""
    expired = 0
    for seat in await stored.over(session, now, *where):
        if seat.status == AppointmentStatus.HELD:
            expired += 1
            move(seat, AppointmentStatus.EXPIRED, now)
            await outbox.put(session, now, seat.conversation_id, "event_hold_expired", appointment_id=seat.id)
        else:
            move(seat, AppointmentStatus.PAST, now)
        record(session, now, "system", f"appointment.{seat.status}", seat)
    await session.flush()
    return expired


def is_past(seat: Appointment, now: datetime) -> bool:
    """Whether this is a confirmed appointment whose time is over, closed or not yet."""
    return seat.status == AppointmentStatus.CONFIRMED and seat.ends_at <= now


def move(seat: Appointment, wanted: AppointmentStatus, now: datetime) -> None:
    APPOINTMENT_STATES.check_move(AppointmentStatus(seat.status), wanted)
    seat.status = wanted.value
    seat.updated_at = now


def record(session: AsyncSession, now: datetime, actor: str, act: str, seat: Appointment) -> None:
    audit.record(session, now, actor, act, f"appointment:{seat.id}", package=seat.package_id, window=seat.window_key)


def person_of(hall: Hall, package: Package) -> str:
    """Whose limit counts: the applicant's, or the conversation's while nobody knows who that is."""
    return package.person_key or hall.vault.keyed_hash(package.conversation_id, "person")


def _new_code() -> str:
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
