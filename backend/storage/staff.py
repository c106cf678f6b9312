"""Staff: who may log in to the console, and their sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from backend.storage.columns import DOCUMENT, MOMENT, key_field, new_token

#: The number of the advisory lock under which the first logins are made.
_FIRST_LOGINS = 7_201_001


class Staff(SQLModel, table=True):
    """One person who works in the console."""

    __tablename__ = "staff"

    id: str = key_field()
    username: str = Field(unique=True)
    name: str
    password_hash: str  # argon2id
    role: str  # Role: "contact" or "admin"
    contact_key: str | None = None  # which contact of the catalogue this is
    must_change_password: bool = False
    disabled: bool = False
    failed_logins: int = 0  # in a row, from anywhere
    #: hash of an address → how many in a row came from there, and when the last one did (ISO); without those long ago
    failed_from: dict[str, Any] = Field(default_factory=dict, sa_column=Column(DOCUMENT, nullable=False))
    locked_until: datetime | None = Field(default=None, sa_type=MOMENT)
    created_at: datetime = Field(sa_type=MOMENT)


class StaffSession(SQLModel, table=True):
    """A login. The cookie holds a token whose hash is the key, so a copy of the table opens nothing."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    csrf_token: str = Field(default_factory=new_token)
    created_at: datetime = Field(sa_type=MOMENT)
    expires_at: datetime = Field(sa_type=MOMENT)


async def find_by_username(session: AsyncSession, username: str, *, lock: bool = False) -> Staff | None:
    """The person with this username."""
    query = select(Staff).where(Staff.username == username)
    if lock:
        query = query.with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def lock(session: AsyncSession, staff_id: str) -> Staff | None:
    """The person, locked until the transaction ends."""
    return (await session.execute(select(Staff).where(Staff.id == staff_id).with_for_update())).scalar_one_or_none()


async def everybody(session: AsyncSession) -> Sequence[Staff]:
    """All staff, by username."""
    return (await session.execute(select(Staff).order_by(Staff.username))).scalars().all()


async def lock_first_logins(session: AsyncSession) -> None:
    """Let one process at a time make the first logins; held until the transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _FIRST_LOGINS})


async def end_sessions(session: AsyncSession, staff_id: str, *, but: str | None = None) -> None:
    """Log this person out everywhere, except where the session's token hash is ``but``."""
    query = delete(StaffSession).where(col(StaffSession.staff_id) == staff_id)
    if but is not None:
        query = query.where(col(StaffSession.token_hash) != but)
    await session.execute(query)


async def drop_expired_sessions(session: AsyncSession, now: datetime) -> None:
    """Forget the logins that are over."""
    await session.execute(delete(StaffSession).where(col(StaffSession.expires_at) <= now))
