"""The verdict on an upload within its package, and what it changes for the others there. No reading, no waiting."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.checks import judge_alone
from backend.domain.clock import today
from backend.domain.facts import FileFacts, Finding, Verdict
from backend.domain.packages import OPEN_PACKAGES
from backend.domain.uploads import UPLOAD_STATES, UploadStatus
from backend.services import upload_case
from backend.services.hall import Hall
from backend.services.readings import kept_facts
from backend.services.upload_case import Case
from backend.storage import audit, outbox
from backend.storage import packages as stored_packages
from backend.storage import uploads as stored
from backend.storage.uploads import Upload

#: Findings of the services' own, beside those of the checks; each has its ``utter_finding_…``.
FILED_ELSEWHERE, SENT_AGAIN, READER_FAILED = "filed_elsewhere", "sent_again", "reader_failed"
FINDING_KEYS = (FILED_ELSEWHERE, SENT_AGAIN, READER_FAILED, upload_case.FURTHER_PAGE.key)


async def rejudge(hall: Hall, package_id: str) -> None:
    """Judge the package's uploads again by what was read: the applicant, the day or the guide changed.

    Only while the resident can act on it; uploads whose facts were read by an older reader are read again.
    """
    async with hall.database.transaction() as session:
        await rejudge_in(hall, session, package_id)


async def rejudge_in(hall: Hall, session: AsyncSession, package_id: str) -> None:
    """``rejudge`` within the caller's transaction."""
    package = await stored_packages.lock(session, package_id)
    case = await upload_case.load(hall, session, package) if package and package.status in OPEN_PACKAGES else None
    if case is not None:
        await settle(case, session)


async def judge_within(case: Case, session: AsyncSession, upload: Upload, facts: FileFacts) -> None:
    """Find the upload's material if it has none, judge it, and let the others of the package follow."""
    material = case.item.material(upload.material_key) if upload.material_key else None
    if material is None:
        material = upload_case.find_material(case, upload, facts)
        if material is None:
            describe_only(case.hall, upload, facts)
            return
        upload.material_key = material.key
    judgement = upload_case.judge_for(case, upload, material, facts)
    filed: tuple[Finding, ...] = ()
    if judgement.verdict is Verdict.FIX and not upload_case.looks_like(case, upload, material, facts):
        better = upload_case.find_material(case, upload, facts, lacking=True)
        if better is not None:
            names = {"material": better.name, "asked": material.name}
            filed = (Finding("filing", True, FILED_ELSEWHERE, names),)
            upload.material_key, material = better.key, better
            judgement = upload_case.judge_for(case, upload, material, facts)
    upload_case.conclude(case, upload, judgement, filed)
    gone = upload_case.make_room(case, upload, material)
    for older in gone:
        audit.record(session, case.hall.clock.now(), "system", "upload.replaced", f"upload:{older.id}", by=upload.id)
    if gone:
        # what just left may have shown the other side of a card
        upload_case.conclude(case, upload, upload_case.judge_for(case, upload, material, facts), filed)
    await settle(case, session, but=upload)


async def settle(case: Case, session: AsyncSession, *, but: Upload | None = None) -> None:
    """Judge the case's uploads again, oldest first, and tell about each that got worse."""
    for upload in list(case.uploads):
        if upload is but or not upload_case.judged(upload) or upload.material_key is None:
            continue
        material = case.item.material(upload.material_key)
        if material is None or upload.failure is not None:
            continue
        facts = await kept_facts(case.hall, session, upload)
        if facts is None:
            requeue(upload)
            await stored.announce_waiting(session)
            continue
        before = upload.status
        filed = [finding for finding in upload.findings if finding["key"] == FILED_ELSEWHERE]
        upload_case.conclude(case, upload, upload_case.judge_for(case, upload, material, facts))
        upload.findings = [*filed, *upload.findings]
        if before == UploadStatus.PASSED and upload.status != before:
            await tell(case.hall, session, upload)


def describe_only(hall: Hall, upload: Upload, facts: FileFacts) -> None:
    """What a file is, when no material is known for it: the dialogue asks which one it is for, unless it is no use."""
    alone = judge_alone(facts, today(hall.clock))
    if alone.verdict is Verdict.FIX:
        move(upload, UploadStatus.FIX)
        upload.verdict = Verdict.FIX.value
        upload.findings = [upload_case.as_document(finding) for finding in alone.findings]
    else:
        move(upload, UploadStatus.RECEIVED)
        upload.verdict, upload.findings = None, []
    upload.kind, upload.lease_until, upload.judged_at = alone.kind, None, hall.clock.now()


async def tell(hall: Hall, session: AsyncSession, upload: Upload) -> None:
    """Let the dialogue tell the resident about the upload, as it is then."""
    await outbox.put(session, hall.clock.now(), upload.conversation_id, "event_upload_judged", upload_id=upload.id)


def requeue(upload: Upload) -> None:
    """Read and judge it anew, with fresh attempts."""
    move(upload, UploadStatus.QUEUED)
    upload.attempts, upload.lease_until, upload.failure = 0, None, None


def move(upload: Upload, status: UploadStatus) -> None:
    """Change the status. Raises ``InvalidTransition``."""
    UPLOAD_STATES.check_move(UploadStatus(upload.status), status)
    upload.status = status.value
