"""Logins: who gets in, who does not, and that nobody learns why."""

import asyncio
import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from backend.domain.errors import InvalidInput, LoginFailed, NotFound
from backend.domain.staff import LOCK_OUT, MAX_FAILED_ANYWHERE, MAX_FAILED_LOGINS, SESSION, Role
from backend.services import staff
from backend.services.hall import Hall
from backend.storage.audit import AuditEvent
from backend.storage.staff import Staff, StaffSession
from tests.conftest import FixedClock

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
async def _nobody_yet(hall: Hall) -> None:
    """The module's database is kept between its tests; these need one without logins."""
    async with hall.database.transaction() as session:
        await session.execute(text("TRUNCATE staff_session, staff, audit_event"))


async def add(hall: Hall, username: str = "wang", role: str = "admin", contact_key: str | None = None) -> Staff:
    return (await staff.create(hall, username, "王小明", role, contact_key, PASSWORD))[0]


async def stored(hall: Hall, person: Staff) -> Staff:
    async with hall.database.transaction() as session:
        return await session.get_one(Staff, person.id)


async def test_a_password_opens_a_session_and_is_kept_only_as_argon2id(hall: Hall) -> None:
    person = await add(hall)
    found, token = await staff.login(hall, "wang", PASSWORD)
    assert found.id == person.id
    assert found.password_hash.startswith("$argon2id$")
    known = await staff.session(hall, token)
    assert known is not None
    assert known[0].username == "wang"
    assert known[1].csrf_token


async def test_the_table_of_sessions_opens_nothing(hall: Hall) -> None:
    await add(hall)
    _, token = await staff.login(hall, "wang", PASSWORD)
    async with hall.database.transaction() as session:
        row = (await session.execute(select(StaffSession))).scalar_one()
    assert token not in row.model_dump().values()
    assert await staff.session(hall, row.token_hash) is None


@pytest.mark.parametrize("token", [None, "", "nonsense", "王"])
async def test_no_token_no_session(hall: Hall, token: str | None) -> None:
    await add(hall)
    assert await staff.session(hall, token) is None


async def test_wrong_unknown_and_disabled_fail_alike(hall: Hall) -> None:
    await add(hall)
    await add(hall, "gone")
    await staff.disable(hall, "gone")
    for username, password in (("wang", "wrong-wrong-wrong"), ("nobody", PASSWORD), ("gone", PASSWORD)):
        with pytest.raises(LoginFailed) as failure:
            await staff.login(hall, username, password)
        assert failure.value.fields == {}


async def test_five_wrong_passwords_lock_for_ten_minutes(hall: Hall, clock: FixedClock) -> None:
    person = await add(hall)
    for _ in range(MAX_FAILED_LOGINS):
        with pytest.raises(LoginFailed):
            await staff.login(hall, "wang", "wrong-wrong-wrong")
    with pytest.raises(LoginFailed):
        await staff.login(hall, "wang", PASSWORD)
    clock.moment += LOCK_OUT - timedelta(seconds=1)
    with pytest.raises(LoginFailed):
        await staff.login(hall, "wang", PASSWORD)
    clock.moment += timedelta(seconds=1)
    await staff.login(hall, "wang", PASSWORD)
    assert (await stored(hall, person)).failed_logins == 0


async def test_a_stranger_elsewhere_locks_nobody_out_but_themselves(hall: Hall) -> None:
    person = await add(hall)
    for _ in range(MAX_FAILED_LOGINS + 3):
        with pytest.raises(LoginFailed):
            await staff.login(hall, "wang", "wrong-wrong-wrong", address="198.51.100.7")
    with pytest.raises(LoginFailed):
        await staff.login(hall, "wang", PASSWORD, address="198.51.100.7")
    await staff.login(hall, "wang", PASSWORD, address="203.0.113.5")
    with pytest.raises(LoginFailed):
        await staff.login(hall, "wang", PASSWORD, address="198.51.100.7")
    assert "198.51.100.7" not in str((await stored(hall, person)).failed_from)


async def test_guesses_from_very_many_addresses_lock_for_all(hall: Hall, clock: FixedClock) -> None:
    person = await add(hall)
    async with hall.database.transaction() as session:
        (await session.get_one(Staff, person.id)).failed_logins = MAX_FAILED_ANYWHERE - 1
    with pytest.raises(LoginFailed):
        await staff.login(hall, "wang", "wrong-wrong-wrong", address="198.51.100.7")
    with pytest.raises(LoginFailed):
        await staff.login(hall, "wang", PASSWORD, address="203.0.113.5")
    clock.moment += LOCK_OUT
    await staff.login(hall, "wang", PASSWORD, address="203.0.113.5")


async def test_a_right_password_forgets_the_wrong_ones(hall: Hall) -> None:
    await add(hall)
    for _ in range(2):
        for _ in range(MAX_FAILED_LOGINS - 1):
            with pytest.raises(LoginFailed):
                await staff.login(hall, "wang", "wrong-wrong-wrong")
        await staff.login(hall, "wang", PASSWORD)


async def test_many_guesses_at_once_are_still_only_five(hall: Hall) -> None:
    person = await add(hall)
    guesses = [staff.login(hall, "wang", f"guess-number-{n}") for n in range(12)]
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    assert all(isinstance(answer, LoginFailed) for answer in answers)
    assert (await stored(hall, person)).failed_logins == MAX_FAILED_LOGINS
    with pytest.raises(LoginFailed):
        await staff.login(hall, "wang", PASSWORD)


async def test_an_unknown_person_takes_as_long_as_a_known_one(hall: Hall) -> None:
    await add(hall)

    async def seconds(username: str) -> float:
        times = []
        for _ in range(4):
            start = time.perf_counter()
            with pytest.raises(LoginFailed):
                await staff.login(hall, username, "wrong-wrong-wrong")
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    await seconds("warm-up")
    known, unknown = await seconds("wang"), await seconds("nobody")
    # Without the hashing an unknown name is answered many times faster.
    assert unknown > known / 3


async def test_a_session_ends_after_twelve_hours(hall: Hall, clock: FixedClock) -> None:
    await add(hall)
    _, token = await staff.login(hall, "wang", PASSWORD)
    clock.moment += SESSION - timedelta(seconds=1)
    assert await staff.session(hall, token) is not None
    clock.moment += timedelta(seconds=1)
    assert await staff.session(hall, token) is None


async def test_logging_out_ends_just_this_session(hall: Hall) -> None:
    await add(hall)
    _, here = await staff.login(hall, "wang", PASSWORD)
    _, there = await staff.login(hall, "wang", PASSWORD)
    await staff.logout(hall, here)
    await staff.logout(hall, here)
    assert await staff.session(hall, here) is None
    assert await staff.session(hall, there) is not None


async def test_disabling_ends_every_session_at_once(hall: Hall) -> None:
    await add(hall)
    _, token = await staff.login(hall, "wang", PASSWORD)
    await staff.disable(hall, "wang")
    assert await staff.session(hall, token) is None


async def test_changing_the_password_keeps_this_session_and_ends_the_others(hall: Hall) -> None:
    person, first = await staff.create(hall, "li", "李小红", "admin", None)
    assert person.must_change_password
    _, here = await staff.login(hall, "li", first)
    _, there = await staff.login(hall, "li", first)
    await staff.change_password(hall, person, first, "a-much-better-one", keep_token=here)
    assert await staff.session(hall, there) is None
    known = await staff.session(hall, here)
    assert known is not None
    assert not known[0].must_change_password
    with pytest.raises(LoginFailed):
        await staff.login(hall, "li", first)
    await staff.login(hall, "li", "a-much-better-one")


@pytest.mark.parametrize("new", ["short", "aaaaaaaaaaaa", "wang-is-my-name", PASSWORD, "x" * 129])
async def test_weak_and_unchanged_passwords_are_refused(hall: Hall, new: str) -> None:
    person = await add(hall)
    with pytest.raises(InvalidInput) as refused:
        await staff.change_password(hall, person, PASSWORD, new)
    assert refused.value.fields == {"field": "new_password"}


async def test_guessing_the_old_password_of_an_open_session_locks_too(hall: Hall) -> None:
    person = await add(hall)
    for _ in range(MAX_FAILED_LOGINS):
        with pytest.raises(LoginFailed):
            await staff.change_password(hall, person, "wrong-wrong-wrong", "a-much-better-one")
    with pytest.raises(LoginFailed):
        await staff.change_password(hall, person, PASSWORD, "a-much-better-one")


async def test_resetting_unlocks_and_asks_for_a_new_password(hall: Hall) -> None:
    person = await add(hall)
    for _ in range(MAX_FAILED_LOGINS):
        with pytest.raises(LoginFailed):
            await staff.login(hall, "wang", "wrong-wrong-wrong")
    password = await staff.reset_password(hall, "wang")
    found, _ = await staff.login(hall, "wang", password)
    assert found.must_change_password
    with pytest.raises(NotFound):
        await staff.reset_password(hall, "nobody")
    assert (await stored(hall, person)).locked_until is None


async def test_the_first_logins_are_made_once_whoever_comes_first(hall: Hall) -> None:
    first, second = await asyncio.gather(staff.ensure_first(hall), staff.ensure_first(hall))
    made = first or second
    assert (first == []) != (second == [])
    assert [username for username, _ in made] == ["admin", *hall.catalogue.contacts]
    assert len({password for _, password in made}) == len(made)
    everybody = {person.username: person for person in await staff.everybody(hall)}
    assert everybody["admin"].role == Role.ADMIN
    assert all(person.must_change_password for person in everybody.values())
    contact = next(iter(hall.catalogue.contacts.values()))
    assert (everybody[contact.key].contact_key, everybody[contact.key].name) == (contact.key, contact.name)
    username, password = made[-1]
    assert (await staff.login(hall, username, password))[0].username == username


@pytest.mark.parametrize(
    ("username", "role", "contact_key", "field"),
    [
        ("", "admin", None, "username"),
        ("王", "admin", None, "username"),
        ("a b", "admin", None, "username"),
        ("ok", "boss", None, "role"),
        ("ok", "contact", None, "contact_key"),
        ("ok", "contact", "no-such-contact", "contact_key"),
    ],
)
async def test_a_person_who_fits_nothing_is_refused(
    hall: Hall, username: str, role: str, contact_key: str | None, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await staff.create(hall, username, "某人", role, contact_key, PASSWORD)
    assert refused.value.fields == {"field": field}


async def test_a_username_is_given_once(hall: Hall) -> None:
    await add(hall)
    with pytest.raises(InvalidInput) as refused:
        await add(hall)
    assert refused.value.fields == {"field": "username"}


async def test_what_happens_to_logins_is_recorded_without_passwords(hall: Hall) -> None:
    person = await add(hall)
    await staff.login(hall, "wang", PASSWORD)
    async with hall.database.transaction() as session:
        events = (await session.execute(select(AuditEvent).order_by(AuditEvent.id))).scalars().all()
    assert [event.action for event in events] == ["staff.created", "staff.logged_in"]
    assert all(event.thing == f"staff:{person.id}" for event in events)
    assert PASSWORD not in str([event.model_dump() for event in events])
