"""Packages over HTTP: begun, answered, submitted and followed, without the chat."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from backend.api.appointments import AppointmentTold
from backend.api.appointments import told as appointment_told
from backend.api.guard import Permission
from backend.api.items import AnswerTold, ItemBrief, QuestionTold, brief
from backend.api.keys import TEXTS, ErrorTexts
from backend.api.models import ClientKey, Done, Id, Sent, ShortWords, Told
from backend.api.routing import Call, Route
from backend.api.uploads import UploadTold
from backend.api.uploads import told as upload_told
from backend.domain.errors import (
    AppointmentLimit,
    HoldExpired,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    NotFound,
    PackageIncomplete,
)
from backend.domain.packages import OPEN_PACKAGES, PackageStatus, Step
from backend.services import guides, packages
from backend.services.hall import Hall
from backend.services.packages import Progress, Standing
from backend.storage.packages import Package

Number = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]


class MaterialState(Told):
    """A material of the package and how it stands."""

    key: str
    name: str
    form: str
    status: Standing
    required: bool
    returned_reason: str | None
    uploads: list[UploadTold]


class DecisionTold(Told):
    """What the contact decided."""

    decision: str
    reason: str
    materials: dict[str, str]


class PackageBrief(Told):
    """A package in a list."""

    id: str
    receipt_code: str | None
    item: str
    status: PackageStatus
    submitted_at: datetime | None
    due_on: date | None


class PackageTold(PackageBrief):
    """A package and how far it is."""

    about: ItemBrief
    step: Step = Field(description="Where the talk stands.")
    next_step: Step = Field(description="The first step that still lacks something.")
    answers: dict[str, str]
    questions_left: list[QuestionTold]
    applicant_known: bool
    materials: list[MaterialState]
    loose: list[UploadTold] = Field(description="Files of which nobody knows yet what they are for.")
    extras: list[UploadTold] = Field(description="Files for no material, which the contact is to see.")
    missing: list[str] = Field(description="The names of the required materials that are not there or not right yet.")
    appointment: AppointmentTold | None
    decision: DecisionTold | None
    can_submit: bool


class Packages(Told):
    """A visitor's packages, newest first."""

    packages: list[PackageBrief]


class Start(Sent):
    """Which item the package is for."""

    item: Id


class Answers(Sent):
    """Answers that decide the case: question → answer."""

    answers: dict[Id, Id] = Field(min_length=1, max_length=20)


class ApplicantSent(Sent):
    """Who the package is for. Numbers are checked by their check digit and stored sealed."""

    name: ShortWords | None = None
    id_number: Number | None = None
    business_name: ShortWords | None = None
    uscc: Number | None = None
    phone: Number | None = None


class Submit(Sent):
    """Nothing but the sender's own key."""

    client_key: ClientKey | None = None


def told_brief(package: Package) -> PackageBrief:
    """The package in a list."""
    return PackageBrief(
        id=package.id,
        receipt_code=package.receipt_code,
        item=package.item_id,
        status=PackageStatus(package.status),
        submitted_at=package.submitted_at,
        due_on=package.due_on,
    )


def told(hall: Hall, progress: Progress, texts: ErrorTexts, *, staff: bool = False) -> PackageTold:
    """The package with everything its resident may know; with ``staff`` its contact."""
    package = progress.package
    return PackageTold(
        **told_brief(package).model_dump(),
        about=brief(hall.catalogue, progress.item),
        step=Step(package.step),
        next_step=packages.next_step(progress),
        answers=package.answers,
        questions_left=[
            QuestionTold(
                key=q.key, text=q.text, why=q.why, answers=[AnswerTold(key=a.key, label=a.label) for a in q.answers]
            )
            for q in progress.questions_left
        ],
        applicant_known=progress.applicant_known,
        materials=[
            MaterialState(
                key=state.material.key,
                name=state.material.name,
                form=state.material.form,
                status=state.status,
                required=state.required,
                returned_reason=state.returned_reason,
                uploads=[upload_told(upload, texts, staff=staff) for upload in state.uploads],
            )
            for state in progress.materials
        ],
        loose=[upload_told(upload, texts, staff=staff) for upload in progress.loose],
        extras=[upload_told(upload, texts, staff=staff) for upload in progress.extras],
        missing=list(progress.missing),
        appointment=appointment_told(hall, progress.appointment) if progress.appointment else None,
        decision=_decision(package.decision),
        can_submit=packages.can_submit(progress),
    )


def _decision(decision: dict[str, Any] | None) -> DecisionTold | None:
    """Without the name of the one who decided: residents know the contact."""
    if decision is None:
        return None
    return DecisionTold(
        decision=str(decision.get("decision", "")),
        reason=str(decision.get("reason") or ""),
        materials={str(key): str(reason) for key, reason in (decision.get("materials") or {}).items()},
    )


async def mine(call: Call) -> Packages:
    """The visitor's packages."""
    return Packages(
        packages=[told_brief(package) for package in await packages.of_conversation(call.hall, call.conversation.id)]
    )


async def start(call: Call) -> PackageTold:
    """Begin a package, confirmed as the right item, or go on with the open one."""
    package = await packages.start(call.hall, call.conversation.id, call.body(Start).item)
    if package.step == Step.CONFIRM and package.status in OPEN_PACKAGES:
        await packages.move_to(call.hall, package.id, Step.QUESTIONS)
    return await _progress(call, package)


async def show(call: Call) -> PackageTold:
    """One package, by id or receipt code."""
    return await _progress(call, await own(call))


async def answer(call: Call) -> PackageTold:
    """Answer questions that decide the case."""
    package = await own(call)
    given = call.body(Answers).answers
    asked = [question.key for question in guides.item(call.hall, package.item_id).questions]
    if unknown := given.keys() - set(asked):
        raise InvalidInput(field=f"answers.{min(unknown)}")
    # In the order in which they are asked: an answer counts only when its question is asked at all.
    for question in sorted(given, key=asked.index):
        await packages.answer(call.hall, package.id, question, given[question])
    return await _progress(call, package)


async def unanswer(call: Call) -> PackageTold:
    """Take an answer back."""
    package = await own(call)
    await packages.unanswer(call.hall, package.id, call.path("question"))
    return await _progress(call, package)


async def set_applicant(call: Call) -> PackageTold:
    """Say who the package is for."""
    package = await own(call)
    await packages.set_applicant(call.hall, package.id, **call.body(ApplicantSent).model_dump())
    return await _progress(call, package)


async def submit(call: Call) -> PackageTold:
    """Forward the package to its contact."""
    package = await own(call)
    await packages.submit(call.hall, package.id, call.body(Submit).client_key)
    return await _progress(call, package)


async def withdraw(call: Call) -> Done:
    """Give the package up."""
    package = await own(call)
    await packages.withdraw(call.hall, package.id, f"resident:{call.conversation.id}")
    return Done()


async def own(call: Call) -> Package:
    """The package of the path, by id or receipt code. Raises ``NotFound`` for somebody else's too."""
    named = call.path("package_id")
    if not named.upper().startswith("TX"):
        return await packages.own(call.hall, call.conversation.id, named)
    package = await packages.find_by_receipt(call.hall, named)
    if package.conversation_id != call.conversation.id:
        raise NotFound(thing="package")
    return package


async def _progress(call: Call, package: Package) -> PackageTold:
    return told(call.hall, await packages.progress(call.hall, package.id), call.request.config_dict[TEXTS])


_TAG = "packages"
_CLOSED = (InvalidTransition,)
ROUTES = (
    Route("GET", "/packages", mine, Permission.VISITOR, "My packages.", _TAG, answer=Packages),
    Route("POST", "/packages", start, Permission.VISITOR, "Begin a package for an item.", _TAG,
          body=Start, answer=PackageTold, status=201, limit="write", errors=(*_CLOSED, NotFound, NotAllowed),
          example={"item": "sc-gth-sheli"}),
    Route("GET", "/packages/{package_id}", show, Permission.VISITOR, "A package, by id or receipt code.", _TAG,
          answer=PackageTold),
    Route("PUT", "/packages/{package_id}/answers", answer, Permission.VISITOR, "Answer what decides the case.", _TAG,
          body=Answers, answer=PackageTold, limit="write", errors=_CLOSED,
          example={"answers": {"premises": "rented", "handler": "self"}}),
    Route("DELETE", "/packages/{package_id}/answers/{question}", unanswer, Permission.VISITOR,
          "Take an answer back; the question is asked again.", _TAG,
          answer=PackageTold, limit="write", errors=_CLOSED),
    Route("PUT", "/packages/{package_id}/applicant", set_applicant, Permission.VISITOR, "Say who it is for.", _TAG,
          body=ApplicantSent, answer=PackageTold, limit="write", errors=(*_CLOSED, AppointmentLimit),
          example={"name": "样本", "phone": "13800000000"}),
    Route("POST", "/packages/{package_id}/submission", submit, Permission.VISITOR, "Forward it to its contact.", _TAG,
          body=Submit, answer=PackageTold, limit="write", errors=(*_CLOSED, PackageIncomplete, HoldExpired),
          example={"client_key": "5f0c1e"}),
    Route("DELETE", "/packages/{package_id}", withdraw, Permission.VISITOR, "Give it up.", _TAG,
          answer=Done, limit="write", errors=_CLOSED),
)  # fmt: skip
