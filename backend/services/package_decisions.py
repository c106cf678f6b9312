"""Submitting a package, what the contact decides about it, and giving it up."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.appointments import AppointmentStatus
from backend.domain.calendar import add_working_days
from backend.domain.clock import local
from backend.domain.errors import CalendarUnknown, InvalidInput, InvalidTransition
from backend.domain.items import DayRules, Item, needed_materials
from backend.domain.numbers import mask_identity
from backend.domain.packages import DEFAULT_DAYS, OPEN_PACKAGES, PACKAGE_STATES, PackageStatus, Step, promised_days
from backend.domain.receipts import ALPHABET, receipt_code
from backend.domain.staff import check_answers_for
from backend.services import appointments, guides, package_frozen, reuse_upkeep, uploads
from backend.services.hall import Hall
from backend.services.package_locks import lock_both, lock_package
from backend.services.package_progress import Progress, check_submit, progress_in
from backend.storage import audit, outbox
from backend.storage import packages as stored
from backend.storage.conversations import Conversation
from backend.storage.packages import Package
from backend.storage.staff import Staff

#: What a contact can decide, and where it leads.
DECISIONS: Mapping[str, PackageStatus] = {
    "accept": PackageStatus.ACCEPTED,
    "return": PackageStatus.RETURNED,
    "reject": PackageStatus.REJECTED,
}
#: The longest reason a contact may give.
MAX_REASON = 1000


async def submit(hall: Hall, package_id: str, client_key: str | None = None) -> Package:
    """Freeze the package and put it into the contact's queue; a seat that is only held is confirmed with it.

    Submitting twice is the same as once, also when the retry (same ``client_key``) comes after the contact's answer.
    A returned package keeps its receipt code and its seat. Raises ``NotFound``, ``PackageIncomplete``,
    ``InvalidTransition``, and what confirming the seat raises (``HoldExpired`` …).
    """
    await reuse_upkeep.drop_spoilt(hall, package_id)
    await uploads.rejudge(hall, package_id)
    async with hall.database.transaction() as session:
        package = await lock_package(session, package_id)
        if _is_submitted(package, client_key):
            return package
        guides.item(hall, package.item_id)  # what is gone from the catalogue is not handed in any more
        state = await progress_in(hall, session, package)
        _check(state)
        if state.appointment is not None and state.appointment.status == AppointmentStatus.HELD:
            await appointments.confirm_in(hall, session, package)
        await _forward(hall, session, state, client_key)
        return package


async def decide(
    hall: Hall,
    staff: Staff,
    package_id: str,
    decision: str,
    reason: str = "",
    material_reasons: Mapping[str, str] | None = None,
    *,
    submitted_at: datetime | None = None,
) -> Package:
    """The contact's answer: ``accept``, ``return`` (with a reason, or reasons by material key), or ``reject``.

    A return reopens just the materials that have a reason. Only the item's contact or an admin may decide; the same
    decision sent twice counts once. Raises ``NotFound``, ``InvalidInput`` (field decision, reason or materials),
    ``InvalidTransition`` when the package does not wait for a decision, or was submitted at another time than
    ``submitted_at``, which says what the contact looked at.
    """
    if decision not in DECISIONS:
        raise InvalidInput(field="decision")
    told, by_material = _text(reason), {key: _text(text) for key, text in (material_reasons or {}).items()}
    if decision != "accept" and not told and not any(by_material.values()):
        raise InvalidInput(field="reason")
    now, wanted = hall.clock.now(), DECISIONS[decision]
    async with hall.database.transaction() as session:
        conversation, package = await lock_both(session, package_id)
        check_answers_for(staff.role, staff.contact_key, package.contact_key)
        if submitted_at not in (None, package.submitted_at):
            raise InvalidTransition(thing="package", status=package.status, wanted=wanted.value)
        _check_materials(await guides.of_package(hall, session, package), package, decision, by_material)
        verdict = {"decision": decision, "reason": told, "materials": by_material, "by": staff.id}
        if package.status != wanted or {**(package.decision or {}), "at": None} != {**verdict, "at": None}:
            PACKAGE_STATES.check_move(PackageStatus(package.status), wanted)
            package.status, package.decision = wanted.value, {**verdict, "at": now.isoformat()}
            package.decided_at = package.updated_at = now
            if wanted is PackageStatus.RETURNED:
                package.step = (Step.MATERIALS if by_material else Step.SUMMARY).value
                await _take_up(session, conversation, package)
            _record(hall, session, f"staff:{staff.id}", wanted.value, package, materials=sorted(by_material))
            await outbox.put(session, now, package.conversation_id, "event_package_decided", package_id=package.id)
        if wanted is PackageStatus.REJECTED:
            await appointments.release(hall, session, package, f"staff:{staff.id}")
    return package


async def withdraw(hall: Hall, package_id: str, actor: str) -> Package:
    """The resident gives the package up, and with it the seat. Doing so twice changes nothing.

    Raises ``NotFound`` and ``InvalidTransition``.
    """
    async with hall.database.transaction() as session:
        conversation, package = await lock_both(session, package_id)
        if package.status != PackageStatus.WITHDRAWN:
            PACKAGE_STATES.check_move(PackageStatus(package.status), PackageStatus.WITHDRAWN)
            package.status, package.step = PackageStatus.WITHDRAWN.value, Step.DONE.value
            package.updated_at = hall.clock.now()
            await uploads.drop_waiting(session, package.id)
            if conversation.package_id == package.id:
                conversation.package_id = None
            _record(hall, session, actor, "withdrawn", package)
        await appointments.release(hall, session, package, actor)
    return package


def due_on(item: Item, submitted: date, days: DayRules) -> date | None:
    """The day by which the contact should have answered: so many working days after the day of submission.

    None when the calendar does not reach that far.
    """
    count = promised_days(item.days_promised.value) or DEFAULT_DAYS
    try:
        return add_working_days(days, submitted, count)
    except CalendarUnknown:
        return None


async def _forward(hall: Hall, session: AsyncSession, state: Progress, client_key: str | None) -> None:
    package, item, now = state.package, state.item, hall.clock.now()
    PACKAGE_STATES.check_move(PackageStatus(package.status), PackageStatus.SUBMITTED)
    package.guide_version = await guides.keep(hall, session, item)
    package.frozen = {**package_frozen.document(hall, state), "submitted_at": now.isoformat(), "client_key": client_key}
    package.status, package.step = PackageStatus.SUBMITTED.value, Step.DONE.value
    package.contact_key = item.contact
    package.receipt_code = package.receipt_code or await _new_code(session)
    package.due_on = due_on(item, local(now).date(), hall.catalogue.days)
    package.submitted_at = package.updated_at = now
    _record(hall, session, f"resident:{package.conversation_id}", "submitted", package, guide=package.guide_version)


async def _new_code(session: AsyncSession) -> str:
    """A code nobody has. There are 31^8 of them, so the first is nearly always free; the column is unique anyway."""
    while True:
        code = receipt_code("".join(secrets.choice(ALPHABET) for _ in range(8)))
        if await stored.find_by_receipt(session, code) is None:
            return code


def _is_submitted(package: Package, client_key: str | None) -> bool:
    retried = client_key is not None and (package.frozen or {}).get("client_key") == client_key
    return package.status == PackageStatus.SUBMITTED or retried


def _check(state: Progress) -> None:
    PACKAGE_STATES.check_move(PackageStatus(state.package.status), PackageStatus.SUBMITTED)
    check_submit(state)


def _check_materials(guide: Item, package: Package, decision: str, by_material: Mapping[str, str]) -> None:
    needed = {one.key for one in needed_materials(guide, package.answers)}
    if not by_material.keys() <= needed or not all(by_material.values()) or (by_material and decision != "return"):
        raise InvalidInput(field="materials")


async def _take_up(session: AsyncSession, conversation: Conversation, package: Package) -> None:
    """The conversation turns to the returned package, unless it works on another one that is open."""
    busy = await session.get(Package, conversation.package_id) if conversation.package_id else None
    if busy is None or busy.status not in OPEN_PACKAGES:
        conversation.package_id = package.id


def _text(reason: str) -> str:
    text = mask_identity(reason.strip())
    if len(text) > MAX_REASON:
        raise InvalidInput(field="reason")
    return text


def _record(hall: Hall, session: AsyncSession, actor: str, act: str, package: Package, **details: Any) -> None:
    audit.record(session, hall.clock.now(), actor, f"package.{act}", f"package:{package.id}", **details)
