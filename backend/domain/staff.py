"""Staff: what a person who works in the console may do, and the rules of their passwords."""

from datetime import timedelta
from enum import StrEnum

from backend.domain.errors import InvalidInput, NotFound


class Role(StrEnum):
    """What somebody is in the console."""

    CONTACT = "contact"  # sees and decides what waits for their own contact of the catalogue
    ADMIN = "admin"  # sees and decides everything


#: What a contact's login without a contact answers for: nothing, for no key of the catalogue looks like this.
_NO_CONTACT = "-"

#: A login locks for an address after this many wrong passwords from there, for this long (the hall's own rule).
MAX_FAILED_LOGINS = 5
#: … and for every address after this many from anywhere: so many that nobody keeps staff out from one place.
MAX_FAILED_ANYWHERE = 100
LOCK_OUT = timedelta(minutes=10)
#: How long a login lasts: one long working day.
SESSION = timedelta(hours=12)
#: Length is what makes a password hard to guess; the upper bound keeps hashing cheap.
PASSWORD_LENGTH = range(10, 129)


def contact_scope(role: str, own_contact: str | None) -> str | None:
    """Whose queue this person works on: the key of a contact, or None for everybody's."""
    return None if role == Role.ADMIN else own_contact or _NO_CONTACT


def check_answers_for(role: str, own_contact: str | None, contact_key: str) -> None:
    """Raise ``NotFound`` unless this person answers for what waits for ``contact_key``.

    Not found rather than not allowed: nobody learns what lies in somebody else's queue.
    """
    if contact_scope(role, own_contact) not in (None, contact_key):
        raise NotFound()


def check_password(password: str, username: str) -> None:
    """Raise ``InvalidInput`` (field ``new_password``) when this is no good password for this person."""
    if len(password) not in PASSWORD_LENGTH or len(set(password)) < 5 or username.lower() in password.lower():
        raise InvalidInput(field="new_password")
