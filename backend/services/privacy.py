"""A resident's right to have deleted what need not be kept."""

from backend.domain.packages import PackageStatus
from backend.domain.uploads import UPLOAD_STATES, UploadStatus
from backend.services import conversations, packages, readings, reuse
from backend.services.hall import Hall
from backend.services.package_locks import lock_conversation
from backend.storage import audit, retention
from backend.storage import conversations as talks
from backend.storage import packages as stored_packages
from backend.storage import uploads as stored


async def delete_own(hall: Hall, conversation_id: str) -> int:
    """Give up this conversation's unsubmitted packages, delete their files, what was said of these, and what was told
    about the applicant.

    What was submitted is a record of the hall's and is kept; how many such packages there are is returned. A file
    that a submitted package holds too stays.
    """
    actor = f"resident:{conversation_id}"
    kept = 0
    for package in await packages.of_conversation(hall, conversation_id):
        if package.receipt_code is not None:
            kept += 1
            continue
        if package.status == PackageStatus.DRAFT:
            await packages.withdraw(hall, package.id, actor)
        await _forget_applicant(hall, package.id)
    await _delete_files(hall, conversation_id, actor)
    await reuse.forget(hall, conversation_id)
    await conversations.forget_person(hall, conversation_id)
    await conversations.clear_focus(hall, conversation_id)
    return kept


async def _forget_applicant(hall: Hall, package_id: str) -> None:
    async with hall.database.transaction() as session:
        package = await stored_packages.lock(session, package_id)
        if package is not None and package.receipt_code is None:  # else it was submitted in this moment
            package.applicant, package.person_key, package.answers = None, None, {}


async def _delete_files(hall: Hall, conversation_id: str, actor: str) -> None:
    async with hall.database.transaction() as session:
        await lock_conversation(session, conversation_id)
        await stored_packages.lock_all_of(session, conversation_id)
        gone = await stored.unsubmitted_of(session, conversation_id)
        for upload in gone:
            if UPLOAD_STATES.can_move(UploadStatus(upload.status), UploadStatus.REMOVED):
                upload.status = UploadStatus.REMOVED.value
            upload.fields, upload.findings, upload.name = None, [], ""
            audit.record(session, hall.clock.now(), actor, "upload.deleted", f"upload:{upload.id}")
        await talks.drop_files(session, conversation_id, [f"/uploads/{upload.id}/" for upload in gone])
        ids = [upload.id for upload in gone]
        await talks.drop_traces(session, conversation_id, ids, hall.clock.now())
        digests = {u.digest for u in gone if not await retention.is_kept(session, u.digest, but=ids)}
        for digest in digests:
            await readings.forget(hall, session, digest)
    for digest in digests:
        await hall.vault.delete(digest)
