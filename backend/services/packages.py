"""Packages 预审件: begun, answered, filled, resumed. Submitting and deciding are in ``package_decisions``, how far one
is in ``package_progress``, what staff see in ``package_views``."""

from backend.domain.errors import InvalidInput, NotAllowed, NotFound
from backend.domain.facts import Applicant
from backend.domain.items import Item, ItemStatus
from backend.domain.packages import PACKAGE_STATES, Step
from backend.domain.receipts import normal_receipt_code
from backend.services import applicants, guides, upload_filing, uploads
from backend.services.hall import Hall
from backend.services.package_applicants import adopt_applicant, forget_applicant, note_phone_in, set_applicant
from backend.services.package_decisions import decide, submit, withdraw
from backend.services.package_locks import lock_conversation, lock_open
from backend.services.package_progress import (
    MaterialState,
    Progress,
    Standing,
    can_submit,
    check_submit,
    next_step,
    progress,
    progress_in,
)
from backend.services.package_views import PackageView, QueueEntry, queue, view
from backend.storage import audit
from backend.storage import packages as stored
from backend.storage.packages import Package

__all__ = [
    "MaterialState",
    "PackageView",
    "Progress",
    "QueueEntry",
    "Standing",
    "adopt_applicant",
    "answer",
    "applicant",
    "attach",
    "can_submit",
    "check_submit",
    "decide",
    "find_by_receipt",
    "forget_applicant",
    "move_to",
    "next_step",
    "note_phone_in",
    "of_conversation",
    "own",
    "progress",
    "queue",
    "set_applicant",
    "start",
    "submit",
    "unanswer",
    "view",
    "withdraw",
]


async def start(hall: Hall, conversation_id: str, item_id: str) -> Package:
    """Begin a package for this item, or take up the one that is open for it; the conversation works on it then.

    Files sent before an item was chosen come along. Raises ``NotFound`` for an unknown item or conversation and
    ``NotAllowed`` for an item that can't be had or booked here.
    """
    item = guides.item(hall, item_id)
    if item.status is not ItemStatus.ACTIVE or not item.bookable:
        raise NotAllowed(item=item.id)
    now = hall.clock.now()
    async with hall.database.transaction() as session:
        conversation = await lock_conversation(session, conversation_id)
        package = await stored.open_for(session, conversation_id, item_id)
        if package is None:
            package = Package(
                conversation_id=conversation_id,
                item_id=item_id,
                guide_version=await guides.keep(hall, session, item),
                status=PACKAGE_STATES.start.value,
                step=Step.CONFIRM.value,
                contact_key=item.contact,
                created_at=now,
                updated_at=now,
            )
            session.add(package)
            await session.flush()
            audit.record(
                session, now, f"resident:{conversation_id}", "package.started", f"package:{package.id}", item=item_id
            )
            await uploads.bring_along(hall, session, package)
        conversation.package_id = package.id
        return package


async def attach(hall: Hall, conversation_id: str, package_id: str) -> Package:
    """Let the conversation work on this package of its own again. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        conversation = await lock_conversation(session, conversation_id)
        package = await session.get(Package, package_id)
        if package is None or package.conversation_id != conversation_id:
            raise NotFound(thing="package")
        conversation.package_id = package.id
        return package


async def answer(hall: Hall, package_id: str, question_key: str, answer_key: str) -> Package:
    """Answer a question that decides the case. What no longer applies because of it is forgotten; files that were sent
    for a material which is not asked for any more serve another one where they fit.

    Raises ``InvalidInput`` (field question or answer), ``NotFound``, ``InvalidTransition`` when it is not open.
    """
    async with hall.database.transaction() as session:
        package = await lock_open(session, package_id)
        item = guides.item(hall, package.item_id)
        question = next((one for one in item.questions if one.key == question_key), None)
        if question is None:
            raise InvalidInput(field="question")
        if all(one.key != answer_key for one in question.answers):
            raise InvalidInput(field="answer")
        package.answers = _asked(item, {**package.answers, question_key: answer_key})
        package.updated_at = hall.clock.now()
        await upload_filing.refile_in(hall, session, package)
        return package


async def unanswer(hall: Hall, package_id: str, question_key: str) -> Package:
    """Take an answer back, and what was only asked because of it; the question is asked again.

    Raises ``NotFound``, ``InvalidTransition`` when it is not open.
    """
    async with hall.database.transaction() as session:
        package = await lock_open(session, package_id)
        answers = {key: value for key, value in package.answers.items() if key != question_key}
        package.answers = _asked(guides.item(hall, package.item_id), answers)
        package.updated_at = hall.clock.now()
        return package


async def bring_along(hall: Hall, package_id: str) -> list[str]:
    """Let the resident bring to the window what was not sent yet; the names of what is brought now.

    A file that was sent and is not right is taken back then. What the contact returned has to be sent again. Raises
    ``NotFound``, ``InvalidTransition`` when it is not open.
    """
    async with hall.database.transaction() as session:
        package = await lock_open(session, package_id)
        state = await progress_in(hall, session, package)
        missing = [
            one
            for one in state.materials
            if one.required and one.status in {Standing.MISSING, Standing.FIX} and one.returned_reason is None
        ]
        await uploads.set_aside(hall, session, package, [one.material.key for one in missing])
        package.brought = sorted({*package.brought, *(one.material.key for one in missing)})
        package.updated_at = now = hall.clock.now()
        if missing:
            actor = f"resident:{package.conversation_id}"
            audit.record(session, now, actor, "package.brought_along", f"package:{package_id}", count=len(missing))
        return [one.material.name for one in missing]


def applicant(hall: Hall, package: Package) -> Applicant:
    """Who the package is for, as far as it is known. Personal: never show or log it whole."""
    return applicants.applicant(hall, package)


async def move_to(hall: Hall, package_id: str, step: Step) -> Package:
    """The dialogue stands at this step now. Raises ``NotFound``, ``InvalidTransition`` when it is not open."""
    async with hall.database.transaction() as session:
        package = await lock_open(session, package_id)
        package.step, package.updated_at = step.value, hall.clock.now()
        return package


async def own(hall: Hall, conversation_id: str, package_id: str) -> Package:
    """The package, when it is this resident's. Raises ``NotFound`` for everybody else's too."""
    async with hall.database.transaction() as session:
        package = await session.get(Package, package_id)
    if package is None or package.conversation_id != conversation_id:
        raise NotFound(thing="package")
    return package


async def find_by_receipt(hall: Hall, code: str) -> Package:
    """The package with this receipt code, however it was typed. Whose it is, the caller checks. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        package = await stored.find_by_receipt(session, normal_receipt_code(code))
    if package is None:
        raise NotFound(thing="package")
    return package


async def of_conversation(hall: Hall, conversation_id: str) -> list[Package]:
    """This resident's packages, newest first."""
    async with hall.database.transaction() as session:
        return list(await stored.of_conversation(session, conversation_id))


def _asked(item: Item, answers: dict[str, str]) -> dict[str, str]:
    """The answers whose questions are asked, given the others."""
    kept: dict[str, str] = {}
    for question in item.questions:
        asked = all(kept.get(key) in allowed for key, allowed in question.when.items())
        if question.key in answers and asked:
            kept[question.key] = answers[question.key]
    return kept
