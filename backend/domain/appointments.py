"""An appointment 预约: one seat at one window at one time, held while the resident decides."""

from datetime import timedelta
from enum import StrEnum

from backend.domain.states import StateTable, Turn


class AppointmentStatus(StrEnum):
    """What a seat is to its resident."""

    HELD = "held"  # kept until hold_until while the resident decides
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the hold was over; freed at read time, swept later
    MOVED = "moved"  # another appointment took its place
    PAST = "past"  # its time is over; closed at read time, swept later


_S = AppointmentStatus
APPOINTMENT_STATES = StateTable(
    noun="appointment",
    start=_S.HELD,
    transitions={
        _S.HELD: frozenset({_S.CONFIRMED, _S.CANCELLED, _S.EXPIRED}),
        _S.CONFIRMED: frozenset({_S.CANCELLED, _S.MOVED, _S.PAST}),
        _S.CANCELLED: frozenset(),
        _S.EXPIRED: frozenset(),
        _S.MOVED: frozenset(),
        _S.PAST: frozenset(),
    },
    turns={
        _S.HELD: Turn.RESIDENT,
        _S.CONFIRMED: Turn.NOBODY,
        _S.CANCELLED: Turn.NOBODY,
        _S.EXPIRED: Turn.NOBODY,
        _S.MOVED: Turn.NOBODY,
        _S.PAST: Turn.NOBODY,
    },
)

#: The states that keep a seat; the unique constraint on seats covers exactly these.
SEATED = frozenset({_S.HELD, _S.CONFIRMED})

#: How long a seat is held while the resident decides (the hall's own rule).
HOLD = timedelta(minutes=15)
