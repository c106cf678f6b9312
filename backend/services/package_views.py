"""What staff see of packages: one in full, and the queue with its due days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from backend.domain.clock import today
from backend.domain.errors import NotFound
from backend.domain.escalations import EscalationStatus
from backend.domain.packages import PACKAGE_STATES, PackageStatus
from backend.domain.staff import check_answers_for, contact_scope
from backend.services import applicants
from backend.services.applicants import MaskedApplicant
from backend.services.hall import Hall
from backend.services.package_progress import Progress, progress_in
from backend.storage import audit, escalations
from backend.storage import conversations as talks
from backend.storage import packages as stored
from backend.storage.appointments import Appointment
from backend.storage.audit import AuditEvent
from backend.storage.conversations import Conversation
from backend.storage.escalations import Escalation
from backend.storage.packages import Package
from backend.storage.staff import Staff


@dataclass(frozen=True)
class PackageView:
    """One package as its contact sees it."""

    progress: Progress
    applicant: MaskedApplicant
    frozen: dict[str, Any] | None  # as submitted
    decision: dict[str, Any] | None
    decided_by: str | None  # the name of the one who decided
    history: tuple[AuditEvent, ...]
    overdue: bool
    decidable: bool  # waits for a decision
    no_calls: bool  # the resident asked to be written to instead

    @property
    def package(self) -> Package:
        """The row itself."""
        return self.progress.package


@dataclass(frozen=True)
class QueueEntry:
    """One line of the queue: a package to decide, or a conversation that waits for a person."""

    kind: str  # "package" or "escalation"
    id: str
    conversation_id: str
    contact_key: str
    status: str
    since: datetime  # submitted, or asked for
    item_id: str | None
    item_name: str | None
    applicant: str | None  # masked name, packages only
    receipt_code: str | None
    due_on: date | None  # None for escalations (now), and beyond the calendar
    overdue: bool
    to_judge: int  # materials that the checks left to a person
    comes_at: datetime | None  # the appointment
    taken_by: str | None  # Staff.id, escalations only
    times: int = 1  # how often the package was submitted
    returned_at: datetime | None = None  # when it was last returned, before it came again
    no_calls: bool = False  # the resident asked to be written to instead


async def view(hall: Hall, staff: Staff, package_id: str) -> PackageView:
    """A package in full. Raises ``NotFound``, also for what lies in somebody else's queue."""
    async with hall.database.transaction() as session:
        package = await session.get(Package, package_id)
        if package is None:
            raise NotFound(thing="package")
        check_answers_for(staff.role, staff.contact_key, package.contact_key)
        state = await progress_in(hall, session, package)
        history = await audit.of_thing(session, f"package:{package.id}")
        talk = await session.get(Conversation, package.conversation_id)
        decider = await session.get(Staff, (package.decision or {}).get("by") or "")
    return PackageView(
        progress=state,
        applicant=applicants.masked(hall, package),
        frozen=package.frozen,
        decision=package.decision,
        decided_by=decider.name if decider else None,
        history=tuple(history),
        overdue=is_overdue(hall, package),
        no_calls=talk is not None and bool(talk.focus.get("no_calls")),
        decidable=PACKAGE_STATES.can_move(PackageStatus(package.status), PackageStatus.ACCEPTED),
    )


async def queue(hall: Hall, staff: Staff) -> list[QueueEntry]:
    """What waits for this person: conversations first, oldest first; then packages, the most urgent first."""
    scope = contact_scope(staff.role, staff.contact_key)
    async with hall.database.transaction() as session:
        asked = await escalations.queue_of(session, scope)
        packages = await stored.queue_of(session, scope)
        seats = await stored.seats_of(session, [one.id for one in packages], hall.clock.now())
        talking = [*(one.conversation_id for one in asked), *(one.conversation_id for one in packages)]
        quiet = await talks.with_focus(session, talking, "no_calls")
        times = await audit.counts(session, [f"package:{one.id}" for one in packages], "package.submitted")
    shown = (_package(hall, one, seats.get(one.id), times.get(f"package:{one.id}", 1)) for one in packages)
    entries = [*_escalations(hall, asked), *shown]
    return [replace(one, no_calls=one.conversation_id in quiet) for one in entries]


def is_overdue(hall: Hall, package: Package) -> bool:
    """Whether the contact should have answered before today."""
    waits = package.status == PackageStatus.SUBMITTED
    return waits and package.due_on is not None and package.due_on < today(hall.clock)


def frozen_name(package: Package) -> str | None:
    """What the item of a package was called when it was submitted."""
    item = (package.frozen or {}).get("item") or {}
    return item.get("short_name") or item.get("name")


def _package(hall: Hall, package: Package, seat: Appointment | None, times: int) -> QueueEntry:
    frozen = package.frozen or {}
    applicant = frozen.get("applicant") or {}
    return QueueEntry(
        kind="package",
        id=package.id,
        conversation_id=package.conversation_id,
        contact_key=package.contact_key,
        status=package.status,
        since=package.submitted_at or package.created_at,
        item_id=package.item_id,
        item_name=_item_name(hall, package.item_id) or frozen_name(package),
        applicant=applicant.get("name") or applicant.get("business_name"),
        receipt_code=package.receipt_code,
        due_on=package.due_on,
        overdue=is_overdue(hall, package),
        to_judge=sum(1 for one in frozen.get("materials", ()) if one["status"] == "human"),
        comes_at=seat.starts_at if seat else None,
        taken_by=None,
        times=times,
        returned_at=package.decided_at if (package.decision or {}).get("decision") == "return" else None,
    )


def _escalations(hall: Hall, asked: Sequence[Escalation]) -> list[QueueEntry]:
    return [
        QueueEntry(
            kind="escalation",
            id=one.id,
            conversation_id=one.conversation_id,
            contact_key=one.contact_key,
            status=one.status,
            since=one.created_at,
            item_id=one.context.get("item_id"),
            item_name=_item_name(hall, one.context.get("item_id")),
            applicant=None,
            receipt_code=None,
            due_on=None,
            overdue=False,
            to_judge=0,
            comes_at=None,
            taken_by=one.taken_by,
        )
        for one in sorted(asked, key=lambda one: (one.status != EscalationStatus.WAITING, one.created_at))
    ]


def _item_name(hall: Hall, item_id: str | None) -> str | None:
    item = hall.catalogue.items.get(item_id) if item_id else None
    return item.short_name or item.name.value if item else None
