"""Staff: who may log in to the console, and their sessions."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from backend.storage.columns import MOMENT, key_field, new_token


class Staff(SQLModel, table=True):
    """One person who works in the console."""

    __tablename__ = "staff"

    id: str = key_field()
    username: str = Field(unique=True)
    name: str
    password_hash: str  # argon2id
    role: str  # "contact" or "admin"
    contact_key: str | None = None  # which contact of the catalogue this is
    must_change_password: bool = False
    disabled: bool = False
    failed_logins: int = 0
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
