"""A day's appointments with their packages."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from backend.domain.appointments import AppointmentStatus
from backend.storage.appointments import Appointment
from backend.storage.packages import Package

_BOOKED = (AppointmentStatus.CONFIRMED.value, AppointmentStatus.PAST.value)


async def confirmed_on(
    session: AsyncSession, day: date, contact_key: str | None, limit: int = 500
) -> Sequence[tuple[Appointment, Package]]:
    """The confirmed appointments of a day, over or not, whose package this contact answers for (None: anybody's)."""
    query = (
        select(Appointment, Package)
        .join(Package, col(Package.id) == col(Appointment.package_id))
        .where(Appointment.day == day, col(Appointment.status).in_(_BOOKED))
        .order_by(col(Appointment.starts_at), col(Appointment.window_key), col(Appointment.seat))
        .limit(limit)
    )
    if contact_key is not None:
        query = query.where(Package.contact_key == contact_key)
    return [(seat, package) for seat, package in (await session.execute(query)).all()]
