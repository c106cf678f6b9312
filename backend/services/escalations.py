"""Escalations 转人工: a person is asked for, takes the conversation, answers, and hands it back."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.attendance import Attendance, attendance
from backend.domain.errors import EscalationTaken, InvalidInput, InvalidTransition, NotFound
from backend.domain.escalations import ANYBODY, ESCALATION_STATES, EscalationStatus
from backend.domain.items import Contact, Item
from backend.domain.numbers import mask_identity, mask_text
from backend.domain.staff import Role, check_answers_for
from backend.services import conversations
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage import audit, outbox
from backend.storage import conversations as talks
from backend.storage import escalations as table
from backend.storage.conversations import Conversation, Message
from backend.storage.escalations import Escalation
from backend.storage.packages import Package
from backend.storage.staff import Staff

#: The longest answer of a person, as long as the longest message of a resident.
MAX_REPLY = 2000
#: How much of what the resident said last is kept with the request.
_MAX_WORDS = 500


@dataclass(frozen=True)
class EscalationView:
    """All that the one who answers needs to see."""

    escalation: Escalation
    messages: tuple[Message, ...]  # the newest of the conversation until it was closed, oldest first
    readable: bool  # whether this person may read them
    channel: str
    no_calls: bool  # the resident asked to be written to instead
    item: Item | None
    package: Package | None
    contact: Contact | None  # None: anybody may take it
    taken_by: str | None  # the name of the one who has it
    mine: bool  # the one who looks has it
    attendance: Attendance


async def open(
    hall: Hall, conversation_id: str, reason: str, words: str = "", about: str | None = None
) -> tuple[Escalation, Attendance]:
    """Ask for a person. A conversation that already waits or talks to one keeps its place.

    ``about``: the item the question is of, when it is another one than the talk is about.
    Raises ``NotFound`` for an unknown conversation.
    """
    now = hall.clock.now()
    async with hall.database.transaction() as session:
        try:
            conversation = await talks.lock(session, conversation_id)
        except LookupError as error:
            raise NotFound() from error
        escalation = await table.open_of(session, conversation_id)
        if escalation is None:
            package, item = await _subject(hall, session, conversation)
            if about is not None and about in hall.catalogue.items and (item is None or item.id != about):
                package, item = None, hall.catalogue.items[about]
            if words.startswith("/"):  # the meaning of a button: people know it by its label
                words = await talks.last_pressed(session, conversation_id)
            escalation = Escalation(
                conversation_id=conversation_id,
                contact_key=package.contact_key if package else item.contact if item else ANYBODY,
                status=EscalationStatus.WAITING,
                reason=reason,
                context={
                    "item_id": item.id if item else None,
                    "package_id": package.id if package else None,
                    "words": mask_text(words)[:_MAX_WORDS],
                },
                created_at=now,
            )
            session.add(escalation)
            await session.flush()
            _record(session, hall, f"resident:{conversation_id}", "opened", escalation, reason=reason)
        elif escalation.context.get("left"):
            escalation.context = {**escalation.context, "left": False}  # now they wait again
        return escalation, await _attendance(hall, session, escalation)


async def current(hall: Hall, conversation_id: str) -> Escalation | None:
    """The open escalation of this conversation, if any."""
    async with hall.database.transaction() as session:
        return await table.open_of(session, conversation_id)


async def get(hall: Hall, escalation_id: str) -> Escalation:
    """The escalation, open or not. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        found = await session.get(Escalation, escalation_id)
    if found is None:
        raise NotFound(thing="escalation")
    return found


async def cancel(hall: Hall, conversation_id: str) -> Escalation | None:
    """The resident does not want a person any more, waiting for one or talking to one; None when there was none."""
    async with hall.database.transaction() as session:
        escalation = await table.open_of(session, conversation_id, lock=True)
        if escalation is not None:
            waited = escalation.status == EscalationStatus.WAITING
            _move(hall, escalation, EscalationStatus.CANCELLED if waited else EscalationStatus.HANDED_BACK)
            _record(session, hall, f"resident:{conversation_id}", "cancelled", escalation)
        return escalation


async def leave(hall: Hall, conversation_id: str) -> bool:
    """The resident does not want to wait. What they wrote for the staff stays in the queue, and the talk goes on
    meanwhile; where nothing was written nothing is left to answer. Whether something stays."""
    async with hall.database.transaction() as session:
        escalation = await table.open_of(session, conversation_id, lock=True)
        if escalation is not None and _is_kept(escalation):
            escalation.context = {**escalation.context, "left": True}
            _record(session, hall, f"resident:{conversation_id}", "left", escalation)
            return True
    await cancel(hall, conversation_id)
    return False


def _is_kept(escalation: Escalation) -> bool:
    """Whether something was written for the one who comes, and nobody left it already."""
    waits = escalation.status == EscalationStatus.WAITING
    return waits and bool(escalation.context.get("noted")) and not escalation.context.get("left")


async def standing(hall: Hall, conversation_id: str) -> tuple[Escalation, Attendance] | None:
    """The open escalation of this conversation and when somebody will answer it; None when there is none."""
    async with hall.database.transaction() as session:
        escalation = await table.open_of(session, conversation_id)
        return (escalation, await _attendance(hall, session, escalation)) if escalation is not None else None


async def take(hall: Hall, staff: Staff, escalation_id: str) -> Escalation:
    """Take a waiting conversation; the assistant falls silent. Taking one's own again changes nothing.

    Raises ``NotFound``, ``EscalationTaken`` when somebody else was faster, ``InvalidTransition`` when it is over.
    """
    async with hall.database.transaction() as session:
        escalation = await _locked(session, staff, escalation_id)
        if escalation.status == EscalationStatus.TAKEN:
            if escalation.taken_by == staff.id:
                return escalation
            raise EscalationTaken(name=await _name(session, escalation.taken_by))
        _move(hall, escalation, EscalationStatus.TAKEN)
        escalation.taken_by, escalation.taken_at = staff.id, hall.clock.now()
        await _tell(session, hall, f"staff:{staff.id}", "taken", escalation)
        return escalation


async def reply(hall: Hall, staff: Staff, escalation_id: str, text: str, *, client_key: str | None = None) -> Message:
    """Say something to the resident, under the name of the one who says it (card ``{"kind": "staff", "name": …}``).

    Identity numbers in it are masked, phone numbers are not: residents are told whom to call. A retry with the same
    ``client_key`` is not a second message. Raises ``EscalationTaken`` when somebody else has the conversation,
    ``InvalidTransition`` when nobody does, ``InvalidInput`` for an empty or endless text.
    """
    said = mask_identity(text.strip())
    if not 0 < len(said) <= MAX_REPLY:
        raise InvalidInput(field="text")
    async with hall.database.transaction() as session:
        escalation = await _locked(session, staff, escalation_id)
        if client_key is not None:
            before = await talks.find_by_client_key(session, escalation.conversation_id, client_key)
            if before is not None:
                return before
        if escalation.status != EscalationStatus.TAKEN:
            raise InvalidTransition(thing="escalation", status=escalation.status, wanted="reply")
        if escalation.taken_by != staff.id:
            raise EscalationTaken(name=await _name(session, escalation.taken_by))
        utterance = Utterance(said, card={"kind": "staff", "name": staff.name})
        message = await conversations.say_in(hall, session, escalation.conversation_id, utterance, sender="staff")
        message.client_key = client_key
        audit.record(
            session,
            hall.clock.now(),
            f"staff:{staff.id}",
            "escalation.replied",
            f"escalation:{escalation.id}",
            message=message.id,
        )
        return message


async def hand_back(hall: Hall, staff: Staff, escalation_id: str) -> Escalation:
    """Give the conversation back to the assistant. Handing it back twice changes nothing.

    Only the one who has it may, or an administrator; a waiting one may be closed by whoever could take it.
    """
    async with hall.database.transaction() as session:
        escalation = await _locked(session, staff, escalation_id)
        if escalation.status == EscalationStatus.HANDED_BACK:
            return escalation
        if escalation.taken_by not in (None, staff.id) and staff.role != Role.ADMIN:
            raise EscalationTaken(name=await _name(session, escalation.taken_by))
        _move(hall, escalation, EscalationStatus.HANDED_BACK)
        await _tell(session, hall, f"staff:{staff.id}", "handed_back", escalation)
        return escalation


async def view(hall: Hall, staff: Staff, escalation_id: str) -> EscalationView:
    """The escalation with its conversation and context. Raises ``NotFound``, also for somebody else's.

    What the resident says after it was closed is no part of it, and once closed only who had it may read it, or an
    administrator.
    """
    async with hall.database.transaction() as session:
        escalation = await session.get(Escalation, escalation_id)
        if escalation is None:
            raise NotFound()
        _check_mine(staff, escalation)
        conversation = await session.get_one(Conversation, escalation.conversation_id)
        package_id, item_id = escalation.context.get("package_id"), escalation.context.get("item_id")
        readable = escalation.closed_at is None or escalation.taken_by == staff.id or staff.role == Role.ADMIN
        messages = await talks.last_messages(session, conversation.id, until=escalation.closed_at) if readable else ()
        return EscalationView(
            escalation=escalation,
            messages=tuple(messages),
            readable=readable,
            channel=conversation.channel,
            no_calls=bool(conversation.focus.get("no_calls")),
            item=hall.catalogue.items.get(item_id) if item_id else None,
            package=await session.get(Package, package_id) if package_id else None,
            contact=hall.catalogue.contacts.get(escalation.contact_key),
            taken_by=await _name(session, escalation.taken_by) if escalation.taken_by else None,
            mine=escalation.status == EscalationStatus.TAKEN and escalation.taken_by == staff.id,
            attendance=await _attendance(hall, session, escalation),
        )


def can_move(escalation: Escalation, wanted: EscalationStatus) -> bool:
    """Whether the escalation may become ``wanted``; what buttons ask before they are shown."""
    return ESCALATION_STATES.can_move(EscalationStatus(escalation.status), wanted)


async def _subject(hall: Hall, session: AsyncSession, conversation: Conversation) -> tuple[Package | None, Item | None]:
    """The package and item that the talk is about now."""
    package = await session.get(Package, conversation.package_id) if conversation.package_id else None
    item_id = package.item_id if package else conversation.focus.get("item")
    return package, hall.catalogue.items.get(item_id) if item_id else None


async def _attendance(hall: Hall, session: AsyncSession, escalation: Escalation) -> Attendance:
    own = hall.catalogue.contacts.get(escalation.contact_key)
    contacts = [own] if own else list(hall.catalogue.contacts.values())
    waits = escalation.status == EscalationStatus.WAITING
    position = 1 + await table.waiting_before(session, escalation) if waits else 0
    return attendance(contacts, hall.catalogue.days, hall.clock.now(), position)


async def _locked(session: AsyncSession, staff: Staff, escalation_id: str) -> Escalation:
    escalation = await table.lock(session, escalation_id)
    if escalation is None:
        raise NotFound()
    _check_mine(staff, escalation)
    return escalation


def _check_mine(staff: Staff, escalation: Escalation) -> None:
    if escalation.contact_key != ANYBODY:
        check_answers_for(staff.role, staff.contact_key, escalation.contact_key)


async def _name(session: AsyncSession, staff_id: str | None) -> str:
    person = await session.get(Staff, staff_id) if staff_id else None
    return person.name if person else ""


def _move(hall: Hall, escalation: Escalation, wanted: EscalationStatus) -> None:
    ESCALATION_STATES.check_move(EscalationStatus(escalation.status), wanted)
    escalation.status = wanted.value
    if ESCALATION_STATES.final(wanted):
        escalation.closed_at = hall.clock.now()


async def _tell(session: AsyncSession, hall: Hall, actor: str, act: str, escalation: Escalation) -> None:
    """Record what was done, and let the resident hear of it."""
    _record(session, hall, actor, act, escalation)
    event = f"event_escalation_{act}"
    await outbox.put(session, hall.clock.now(), escalation.conversation_id, event, escalation_id=escalation.id)


def _record(session: AsyncSession, hall: Hall, actor: str, act: str, escalation: Escalation, **details: str) -> None:
    audit.record(session, hall.clock.now(), actor, f"escalation.{act}", f"escalation:{escalation.id}", **details)
