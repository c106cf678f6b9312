"""Appointments. A seat is a unique constraint; so is a person's limit."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.storage.columns import MOMENT, key_field

_SEATED = text("status IN ('held', 'confirmed')")


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
