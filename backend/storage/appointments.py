"""Appointments. A seat is a unique constraint; so is a person's limit."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Index, and_, or_, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, func, select

from backend.domain.appointments import SEATED, AppointmentStatus
from backend.storage.columns import MOMENT, key_field

_SEATED = text("status IN ('held', 'confirmed')")
_SEATED_VALUES = [status.value for status in SEATED]


class Appointment(SQLModel, table=True):
    """One seat at one window at one time."""

    __tablename__ = "appointment"
    __table_args__ = (
        # Never oversold: two rows can't keep the same seat.
        Index("appointment_seat", "window_key", "starts_at", "seat", unique=True, postgresql_where=_SEATED),
        # One open appointment a person and item. A move holds the new seat beside the old one, so it is marked.
        Index("appointment_person", "person_key", "item_id", "moving", unique=True, postgresql_where=_SEATED),
    )

    id: str = key_field()
    #: what the resident says at the hall, such as "A7K3M9"
    code: str = Field(unique=True)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    package_id: str = Field(foreign_key="package.id", index=True)
    item_id: str
    person_key: str
    window_key: str = Field(index=True)
    site_key: str
    day: date = Field(index=True)
    starts_at: datetime = Field(sa_type=MOMENT)
    ends_at: datetime = Field(sa_type=MOMENT)
    seat: int  # 1 to the window's capacity
    status: str = Field(index=True)  # AppointmentStatus
    #: true while this hold is to replace a confirmed appointment of the same person
    moving: bool = False
    hold_until: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(sa_type=MOMENT)
    updated_at: datetime = Field(sa_type=MOMENT)


async def lock(session: AsyncSession, appointment_id: str) -> Appointment | None:
    """The appointment, locked until the transaction ends."""
    query = select(Appointment).where(Appointment.id == appointment_id).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def lock_slots(session: AsyncSession, slots: Iterable[tuple[str, datetime]]) -> None:
    """Be alone at these slots (window and start) until the transaction ends, in an order that is everybody's."""
    for number in sorted({_number(window, start) for window, start in slots}):
        await session.execute(select(func.pg_advisory_xact_lock(number)))


def _number(window_key: str, starts_at: datetime) -> int:
    name = f"{window_key}|{starts_at.astimezone(UTC).isoformat()}"
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


async def slots_of_package(session: AsyncSession, package_id: str) -> Sequence[tuple[str, datetime]]:
    """The slots at which the package keeps a seat; nothing is locked."""
    query = select(Appointment.window_key, Appointment.starts_at).where(
        Appointment.package_id == package_id, col(Appointment.status).in_(_SEATED_VALUES)
    )
    return [(window, start) for window, start in (await session.execute(query)).all()]


async def seats_of_package(session: AsyncSession, package_id: str) -> Sequence[Appointment]:
    """The package's seats, held or confirmed, newest first, locked; a hold that is over is among them."""
    query = (
        select(Appointment)
        .where(Appointment.package_id == package_id, col(Appointment.status).in_(_SEATED_VALUES))
        .order_by(col(Appointment.created_at).desc(), col(Appointment.id))
        .with_for_update()
    )
    return (await session.execute(query)).scalars().all()


async def heir(session: AsyncSession, moved: Appointment) -> Appointment:
    """What became of an appointment that was moved: its package's newest one that was ever confirmed."""
    ever = (AppointmentStatus.CONFIRMED.value, AppointmentStatus.PAST.value, AppointmentStatus.CANCELLED.value)
    query = (
        select(Appointment)
        .where(Appointment.package_id == moved.package_id, col(Appointment.status).in_(ever))
        .where(col(Appointment.hold_until).is_(None))
        .order_by(col(Appointment.created_at).desc(), col(Appointment.id))
        .limit(1)
    )
    return (await session.execute(query)).scalar_one()


async def taken_seats(session: AsyncSession, window_key: str, starts_at: datetime, now: datetime) -> set[int]:
    """The seats of a slot that somebody keeps; holds that are over keep nothing."""
    query = select(Appointment.seat).where(
        Appointment.window_key == window_key, Appointment.starts_at == starts_at, _keeps(now)
    )
    return set((await session.execute(query)).scalars().all())


async def taken_counts(
    session: AsyncSession, window_keys: Sequence[str], first: date, last: date, now: datetime
) -> dict[tuple[str, datetime], int]:
    """How many seats of each slot are kept, for these windows and days."""
    query = (
        select(Appointment.window_key, Appointment.starts_at, func.count())
        .where(
            col(Appointment.window_key).in_(window_keys),
            col(Appointment.day).between(first, last),
            _keeps(now),
        )
        .group_by(col(Appointment.window_key), col(Appointment.starts_at))
    )
    return {(window, start): count for window, start, count in (await session.execute(query)).all()}


async def over(session: AsyncSession, now: datetime, *where: ColumnElement[bool]) -> Sequence[Appointment]:
    """Holds and confirmed appointments that are over, locked; those that another transaction is at are left to it.

    ``where``: only those to which one of these applies, such as ``at_slot`` and ``of_person``.
    """
    query = select(Appointment).where(
        or_(
            and_(col(Appointment.status) == AppointmentStatus.HELD.value, col(Appointment.hold_until) <= now),
            and_(col(Appointment.status) == AppointmentStatus.CONFIRMED.value, col(Appointment.ends_at) <= now),
        )
    )
    if where:
        query = query.where(or_(*where))
    return (
        (await session.execute(query.order_by(col(Appointment.id)).with_for_update(skip_locked=True))).scalars().all()
    )


def at_slot(window_key: str, starts_at: datetime) -> ColumnElement[bool]:
    """The seats of a slot."""
    return and_(col(Appointment.window_key) == window_key, col(Appointment.starts_at) == starts_at)


def of_person(person_key: str, item_id: str) -> ColumnElement[bool]:
    """What counts for a person's limit."""
    return and_(col(Appointment.person_key) == person_key, col(Appointment.item_id) == item_id)


def _keeps(now: datetime) -> ColumnElement[bool]:
    return or_(
        col(Appointment.status) == AppointmentStatus.CONFIRMED.value,
        and_(col(Appointment.status) == AppointmentStatus.HELD.value, col(Appointment.hold_until) > now),
    )
