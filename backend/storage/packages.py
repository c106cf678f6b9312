"""Packages: their answers, applicant, step and decision."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from backend.domain.appointments import AppointmentStatus
from backend.domain.packages import OPEN_PACKAGES, PackageStatus
from backend.storage.appointments import Appointment
from backend.storage.columns import DOCUMENT, MOMENT, key_field
from backend.storage.conversations import Conversation


class Package(SQLModel, table=True):
    """One resident's materials for one item."""

    __tablename__ = "package"

    id: str = key_field()
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    item_id: str
    guide_version: str
    status: str = Field(index=True)  # PackageStatus
    step: str  # Step
    #: the answers that decide the case: question key → answer key
    answers: dict[str, str] = Field(default_factory=dict, sa_column=Column(DOCUMENT, nullable=False))
    #: keys of the materials that the resident brings to the window instead of sending them
    brought: list[str] = Field(default_factory=list, sa_column=Column(DOCUMENT, nullable=False, server_default="[]"))
    #: Applicant as JSON, sealed by the vault
    applicant: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    #: keyed hash of the applicant's number: for limits, never shown
    person_key: str | None = Field(default=None, index=True)
    #: what the resident reads on the receipt, such as "TX-7K3M-92QF"; set when first submitted
    receipt_code: str | None = Field(default=None, unique=True)
    contact_key: str = Field(index=True)
    #: what was forwarded: guide, answers, materials with uploads and findings, slot; written at each submission
    frozen: dict[str, Any] | None = Field(default=None, sa_column=Column(DOCUMENT))
    #: the contact's decision: {"decision", "reason", "materials": {key: reason}, "by", "at"}
    decision: dict[str, Any] | None = Field(default=None, sa_column=Column(DOCUMENT))
    submitted_at: datetime | None = Field(default=None, sa_type=MOMENT)
    #: the day the contact should have answered; None beyond the calendar's end
    due_on: date | None = None
    decided_at: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(sa_type=MOMENT)
    updated_at: datetime = Field(sa_type=MOMENT)


async def lock(session: AsyncSession, package_id: str) -> Package | None:
    """The package, locked until the transaction ends."""
    query = select(Package).where(Package.id == package_id).with_for_update(key_share=True)
    return (await session.execute(query)).scalar_one_or_none()


async def lock_all_of(session: AsyncSession, conversation_id: str) -> None:
    """Lock every package of this conversation until the transaction ends."""
    query = select(Package.id).where(Package.conversation_id == conversation_id).order_by(col(Package.id))
    await session.execute(query.with_for_update(key_share=True))


async def with_conversation(session: AsyncSession, conversation_id: str) -> tuple[Conversation, Package | None] | None:
    """A conversation and the package it is about."""
    query = (
        select(Conversation, Package)
        .outerjoin(Package, col(Package.id) == col(Conversation.package_id))
        .where(Conversation.id == conversation_id)
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def conversation_of(session: AsyncSession, package_id: str) -> str | None:
    """Whose package it is."""
    return (await session.execute(select(Package.conversation_id).where(Package.id == package_id))).scalar_one_or_none()


async def open_for(session: AsyncSession, conversation_id: str, item_id: str) -> Package | None:
    """The resident's package for this item that is still open, the newest."""
    query = (
        select(Package)
        .where(Package.conversation_id == conversation_id, Package.item_id == item_id)
        .where(col(Package.status).in_([status.value for status in OPEN_PACKAGES]))
        .order_by(col(Package.created_at).desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def find_by_receipt(session: AsyncSession, code: str) -> Package | None:
    """The package with this receipt code."""
    return (await session.execute(select(Package).where(Package.receipt_code == code))).scalar_one_or_none()


async def of_conversation(session: AsyncSession, conversation_id: str) -> Sequence[Package]:
    """This resident's packages, newest first."""
    query = select(Package).where(Package.conversation_id == conversation_id).order_by(col(Package.created_at).desc())
    return (await session.execute(query)).scalars().all()


async def queue_of(session: AsyncSession, contact_key: str | None, limit: int = 200) -> Sequence[Package]:
    """Packages that wait for this contact (None: for any), the most urgent first."""
    query = select(Package).where(Package.status == PackageStatus.SUBMITTED)
    if contact_key is not None:
        query = query.where(Package.contact_key == contact_key)
    query = query.order_by(col(Package.due_on).asc().nulls_last(), col(Package.submitted_at)).limit(limit)
    return (await session.execute(query)).scalars().all()


async def seat_of(session: AsyncSession, package_id: str, now: datetime) -> Appointment | None:
    """The package's seat: the confirmed appointment that is not over, else the hold that is not over."""
    return (await seats_of(session, [package_id], now)).get(package_id)


async def seats_of(session: AsyncSession, package_ids: Sequence[str], now: datetime) -> dict[str, Appointment]:
    """The seats of several packages, by the package's id."""
    query = select(Appointment).where(
        col(Appointment.package_id).in_(package_ids),
        or_(
            and_(col(Appointment.status) == AppointmentStatus.CONFIRMED.value, col(Appointment.ends_at) > now),
            and_(col(Appointment.status) == AppointmentStatus.HELD.value, col(Appointment.hold_until) > now),
        ),
    )
    found: dict[str, Appointment] = {}
    for seat in (await session.execute(query.order_by(col(Appointment.created_at).desc()))).scalars():
        first = found.setdefault(seat.package_id, seat)
        if first.status != AppointmentStatus.CONFIRMED and seat.status == AppointmentStatus.CONFIRMED:
            found[seat.package_id] = seat
    return found
