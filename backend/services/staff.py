"""Staff: logins, passwords and sessions of the console."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import IntegrityError

from backend.domain.errors import InvalidInput, LoginFailed, NotFound
from backend.domain.staff import SESSION, Role, check_password
from backend.services import staff_attempts
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage import staff as table
from backend.storage.columns import new_token
from backend.storage.staff import Staff, StaffSession

_T = TypeVar("_T")

_hasher = PasswordHasher()  # argon2id with the library's (RFC 9106 low-memory) parameters
#: Hashing is slow on purpose and takes 64 MB: two at a time, so that a flood of logins can't fill the memory.
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")
#: Letters and digits that can't be mistaken for each other when a first password is typed from paper.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


async def create(
    hall: Hall, username: str, name: str, role: str, contact_key: str | None, password: str | None = None
) -> tuple[Staff, str]:
    """Add a person; returns them and their password.

    Without ``password`` one is made that must be changed at the first login. Raises ``InvalidInput`` for a username
    that is taken or malformed, an unknown role, a contact the catalogue lacks, or a weak password.
    """
    _check_person(hall, username, name, role, contact_key)
    if password is not None:
        check_password(password, username)
    first = password or _new_password()
    person = _person(hall, username, name, role, contact_key, await _in_thread(_hasher.hash, first))
    person.must_change_password = password is None
    try:
        async with hall.database.transaction() as session:
            session.add(person)
            await session.flush()
            audit.record(session, person.created_at, "system", "staff.created", f"staff:{person.id}", role=role)
    except IntegrityError as error:
        raise InvalidInput(field="username") from error
    return person, first


async def ensure_first(hall: Hall) -> list[tuple[str, str]]:
    """At the first start: the login "admin" and one for each contact of the catalogue, named by the contact's key.

    Returns usernames and first passwords, which exist nowhere else; an empty list when there already are logins.
    """
    async with hall.database.transaction() as session:
        await table.lock_first_logins(session)
        if await table.everybody(session):
            return []
        wanted: list[tuple[str, str, Role, str | None]] = [("admin", "管理员", Role.ADMIN, None)]
        wanted += [(c.key, c.name, Role.CONTACT, c.key) for c in hall.catalogue.contacts.values()]
        passwords = [_new_password() for _ in wanted]
        hashes = await asyncio.gather(*(_in_thread(_hasher.hash, password) for password in passwords))
        for (username, name, role, contact_key), password_hash in zip(wanted, hashes, strict=True):
            person = _person(hall, username, name, role, contact_key, password_hash)
            person.must_change_password = True
            session.add(person)
            audit.record(session, person.created_at, "system", "staff.created", f"staff:{person.id}", role=role.value)
    return [(person[0], password) for person, password in zip(wanted, passwords, strict=True)]


async def login(hall: Hall, username: str, password: str, address: str = "") -> tuple[Staff, str]:
    """Check a password; returns the person and the token of a new session. ``address``: where the attempt comes from.

    Raises ``LoginFailed`` for a wrong password, an unknown or disabled person and a locked login alike, after the
    same work: nobody learns which usernames exist. The attempt is counted before the password is looked at, so that
    many guesses at once are still only five. It counts for the address it came from: nobody locks others out.
    """
    now = hall.clock.now()
    sender = hall.vault.keyed_hash(address, "staff_address")
    person, open_to_try = await staff_attempts.count(hall, username.strip(), sender, now)
    fits = await _in_thread(_verify, person.password_hash if person else None, password)
    if person is None or not open_to_try or not fits:
        raise LoginFailed()
    rehashed = await _in_thread(_hasher.hash, password) if _hasher.check_needs_rehash(person.password_hash) else None
    token = new_token()
    async with hall.database.transaction() as session:
        kept = await table.lock(session, person.id)
        if kept is None or kept.disabled or kept.password_hash != person.password_hash:
            raise LoginFailed()
        kept.failed_logins, kept.locked_until = 0, None
        kept.failed_from = {key: value for key, value in kept.failed_from.items() if key != sender}
        kept.password_hash = rehashed or kept.password_hash
        await table.drop_expired_sessions(session, now)
        session.add(
            StaffSession(
                token_hash=_token_hash(hall, token), staff_id=kept.id, created_at=now, expires_at=now + SESSION
            )
        )
        audit.record(session, now, f"staff:{kept.id}", "staff.logged_in", f"staff:{kept.id}")
    return kept, token


async def session(hall: Hall, token: str | None) -> tuple[Staff, StaffSession] | None:
    """Whose session this token opens; None when it is unknown or over, or the person was disabled."""
    if not token or not token.isascii():  # none of ours, and maybe not even text
        return None
    async with hall.database.transaction() as transaction:
        found = await transaction.get(StaffSession, _token_hash(hall, token))
        if found is None or found.expires_at <= hall.clock.now():
            return None
        person = await transaction.get(Staff, found.staff_id)
    return None if person is None or person.disabled else (person, found)


async def logout(hall: Hall, token: str) -> None:
    """End a session; ending it twice is no error."""
    async with hall.database.transaction() as transaction:
        found = await transaction.get(StaffSession, _token_hash(hall, token))
        if found is not None:
            await transaction.delete(found)
            audit.record(
                transaction,
                hall.clock.now(),
                f"staff:{found.staff_id}",
                "staff.logged_out",
                f"staff:{found.staff_id}",
            )


async def change_password(hall: Hall, person: Staff, old: str, new: str, *, keep_token: str | None = None) -> None:
    """Set a person's own password and log them out everywhere but in the session of ``keep_token``.

    Raises ``LoginFailed`` for a wrong old password (counted like a login) and ``InvalidInput`` for a weak or
    unchanged new one.
    """
    now = hall.clock.now()
    check_password(new, person.username)
    if new == old:
        raise InvalidInput(field="new_password")
    kept, open_to_try = await staff_attempts.count(hall, person.username, f"session:{person.id}", now)
    if not await _in_thread(_verify, kept.password_hash if kept else None, old) or not open_to_try:
        raise LoginFailed()
    await _set_password(hall, person.id, new, must_change=False, actor=f"staff:{person.id}", keep_token=keep_token)


async def reset_password(hall: Hall, username: str) -> str:
    """A new first password for somebody who forgot theirs; unlocks them. Raises ``NotFound``."""
    async with hall.database.transaction() as transaction:
        person = await table.find_by_username(transaction, username)
    if person is None:
        raise NotFound()
    password = _new_password()
    await _set_password(hall, person.id, password, must_change=True, actor="system")
    return password


async def disable(hall: Hall, username: str) -> None:
    """Let somebody in no more, from this moment. Raises ``NotFound``."""
    async with hall.database.transaction() as transaction:
        person = await table.find_by_username(transaction, username, lock=True)
        if person is None:
            raise NotFound()
        person.disabled = True
        await table.end_sessions(transaction, person.id)
        audit.record(transaction, hall.clock.now(), "system", "staff.disabled", f"staff:{person.id}")


async def everybody(hall: Hall) -> Sequence[Staff]:
    """All staff, by username."""
    async with hall.database.transaction() as transaction:
        return await table.everybody(transaction)


async def _set_password(
    hall: Hall, staff_id: str, password: str, *, must_change: bool, actor: str, keep_token: str | None = None
) -> None:
    password_hash = await _in_thread(_hasher.hash, password)
    async with hall.database.transaction() as transaction:
        person = await table.lock(transaction, staff_id)
        if person is None:
            raise NotFound()
        person.password_hash, person.must_change_password = password_hash, must_change
        person.failed_logins, person.locked_until, person.failed_from = 0, None, {}
        await table.end_sessions(transaction, staff_id, but=_token_hash(hall, keep_token) if keep_token else None)
        audit.record(transaction, hall.clock.now(), actor, "staff.password_changed", f"staff:{staff_id}")


def _check_person(hall: Hall, username: str, name: str, role: str, contact_key: str | None) -> None:
    if not username.isascii() or not username.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise InvalidInput(field="username")
    if not name.strip():
        raise InvalidInput(field="name")
    if role not in [known.value for known in Role]:
        raise InvalidInput(field="role")
    if (role == Role.CONTACT and contact_key is None) or (
        contact_key is not None and contact_key not in hall.catalogue.contacts
    ):
        raise InvalidInput(field="contact_key")


def _person(hall: Hall, username: str, name: str, role: str, contact_key: str | None, password_hash: str) -> Staff:
    return Staff(
        username=username,
        name=name,
        password_hash=password_hash,
        role=str(role),
        contact_key=contact_key,
        created_at=hall.clock.now(),
    )


def _new_password() -> str:
    """Twelve readable characters, about 59 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))


def _verify(password_hash: str | None, password: str) -> bool:
    nobodys = _nobodys_hash()  # made once, by whoever comes first, known or not
    try:
        return _hasher.verify(password_hash or nobodys, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """What an unknown person's password is compared with, so that it takes as long as a known one's."""
    return _hasher.hash(secrets.token_hex())


def _token_hash(hall: Hall, token: str) -> str:
    return hall.vault.keyed_hash(token, "staff_session")


async def _in_thread(work: Callable[..., _T], *arguments: object) -> _T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work, *arguments)
