"""How far a package is: what each material stands at, what is missing, and which step comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.errors import NotFound, PackageIncomplete
from backend.domain.facts import Verdict
from backend.domain.items import Item, Material, Need, Question, needed_materials, open_questions
from backend.domain.packages import OPEN_PACKAGES, PackageStatus, Step
from backend.domain.uploads import Showing, UploadStatus, together
from backend.services import applicants, guides
from backend.services.hall import Hall
from backend.services.upload_case import judged, was_returned
from backend.storage import packages as stored
from backend.storage import uploads as stored_uploads
from backend.storage.appointments import Appointment
from backend.storage.packages import Package
from backend.storage.uploads import Upload


class Standing(StrEnum):
    """How a material stands, for its resident."""

    MISSING = "missing"
    CHECKING = "checking"
    PASSED = "passed"
    FIX = "fix"
    HUMAN = "human"  # handed in; a person will look
    BROUGHT = "brought"  # not handed in: the resident brings it to the window, where it is looked at
    LATER = "later"  # not handed in, and may follow: the hall can fetch it, or the guide lets it come later
    OPTIONAL = "optional"  # not handed in, and need not be


@dataclass(frozen=True)
class MaterialState:
    """One needed material and what was sent for it."""

    material: Material
    status: Standing
    uploads: tuple[Upload, ...]  # the live ones, oldest first
    findings: tuple[dict[str, object], ...]  # of those uploads, as stored, without the hints for staff
    returned_reason: str | None  # why the contact sent it back, until a newer upload is good
    required: bool  # a package without it can't be submitted


@dataclass(frozen=True)
class Progress:
    """A package as its resident and its contact see it."""

    package: Package
    item: Item
    step: Step
    questions_left: tuple[Question, ...]
    materials: tuple[MaterialState, ...]
    loose: tuple[Upload, ...]  # uploads of which nobody knows yet what they are for
    extras: tuple[Upload, ...]  # uploads for no material, which the contact is to see
    applicant_known: bool
    appointment: Appointment | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the required materials that are not there or not right yet."""
        return tuple(one.material.name for one in self.materials if one.required and one.status in _LACKING)

    @property
    def checking(self) -> tuple[str, ...]:
        """The names of the materials that are being looked at, and of files nobody knows yet what they are for."""
        loose = (one.name for one in self.loose if one.status in _AT_WORK)
        return (*(one.material.name for one in self.materials if one.status is Standing.CHECKING), *loose)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do but to submit."""
        return can_submit(self)

    def state(self, material_key: str) -> MaterialState | None:
        """The state of the material with this key."""
        return next((one for one in self.materials if one.material.key == material_key), None)


_AT_WORK = frozenset({UploadStatus.QUEUED, UploadStatus.CHECKING})
_LACKING = frozenset({Standing.MISSING, Standing.FIX})
_STANDING = {Verdict.PASS: Standing.PASSED, Verdict.FIX: Standing.FIX, Verdict.HUMAN: Standing.HUMAN}


async def progress(hall: Hall, package_id: str) -> Progress:
    """How far the package is. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        package = await session.get(Package, package_id)
        if package is None:
            raise NotFound(thing="package")
        return await progress_in(hall, session, package)


async def progress_in(hall: Hall, session: AsyncSession, package: Package) -> Progress:
    """``progress`` within the caller's transaction."""
    item = await guides.of_package(hall, session, package)
    live = await stored_uploads.of_package(session, package.id)
    loose = await stored_uploads.loose_of(session, package.id)
    return Progress(
        package=package,
        item=item,
        step=Step(package.step),
        questions_left=open_questions(item, package.answers),
        materials=tuple(_state(package, one, live) for one in needed_materials(item, package.answers)),
        loose=tuple(loose),
        extras=tuple(await stored_uploads.extras_of(session, package.id)),
        applicant_known=applicants.is_known(item, applicants.known(hall, package)),
        appointment=await stored.seat_of(session, package.id, hall.clock.now()),
    )


def next_step(progress: Progress) -> Step:
    """The first step that still lacks something. A draft whose item was not confirmed yet stays there."""
    if progress.package.status not in OPEN_PACKAGES:
        return Step.DONE
    if progress.step is Step.CONFIRM and progress.package.status == PackageStatus.DRAFT:
        return Step.CONFIRM
    return _lacking(progress) or Step.SUMMARY


def check_submit(progress: Progress) -> None:
    """Raise ``PackageIncomplete`` naming what is ``missing`` and the ``step`` that lacks it."""
    step = _lacking(progress)
    if step is not None:
        missing = list(progress.missing or progress.checking) if step is Step.MATERIALS else []
        raise PackageIncomplete(missing=missing, step=step.value)


def _lacking(progress: Progress) -> Step | None:
    if progress.questions_left:
        return Step.QUESTIONS
    if not progress.applicant_known:
        return Step.APPLICANT
    if progress.missing or progress.checking:
        return Step.MATERIALS
    return Step.SLOT if progress.appointment is None else None


def can_submit(progress: Progress) -> bool:
    """Whether the package may be submitted as it is."""
    try:
        check_submit(progress)
    except PackageIncomplete:
        return False
    return progress.package.status in OPEN_PACKAGES


def is_required(material: Material) -> bool:
    """Whether a package can't be submitted without this material, once it is needed at all.

    A material that depends on a case no question asks about can't be demanded: it is shown, and left to the resident.
    """
    if material.shareable:
        return False
    return material.need is Need.REQUIRED or (material.need is Need.CONDITIONAL and bool(material.when))


def _state(package: Package, material: Material, live: Sequence[Upload]) -> MaterialState:
    mine = tuple(one for one in live if one.material_key == material.key)
    reasons = (package.decision or {}).get("materials", {}) if package.status == PackageStatus.RETURNED else {}
    reason = reasons.get(material.key)
    status = _standing(package, material, mine)
    if status is Standing.BROUGHT and reason is not None:
        status = Standing.MISSING  # the contact wants to see it before
    return MaterialState(
        material=material,
        status=status,
        uploads=mine,
        findings=tuple(finding for one in mine for finding in one.findings if not finding["staff_only"]),
        returned_reason=reason if status in _LACKING or status is Standing.CHECKING else None,
        required=is_required(material) or material.key in reasons,
    )


def _standing(package: Package, material: Material, uploads: Sequence[Upload]) -> Standing:
    if any(one.status in _AT_WORK for one in uploads):
        return Standing.CHECKING
    fresh = [one for one in uploads if not was_returned(package, one)]
    if uploads and not fresh:
        return Standing.FIX
    showings = [Showing(Verdict(one.verdict), frozenset(one.sides)) for one in fresh if judged(one) and one.verdict]
    verdict = together(showings, material.kind)
    if verdict is not None:
        return _STANDING[verdict]
    if is_required(material):
        return Standing.BROUGHT if material.key in package.brought else Standing.MISSING
    return Standing.LATER if material.shareable or material.need is Need.DEFERRABLE else Standing.OPTIONAL
