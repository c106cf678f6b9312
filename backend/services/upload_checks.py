"""The checkers' side of uploads: claim one, have it read, write its verdict."""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Protocol, TypeGuard

from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.checkers import CheckerDied
from backend.domain.facts import FileFacts, Finding, Verdict, facts_to_json
from backend.domain.uploads import UploadStatus
from backend.services import readings, upload_case, upload_filing
from backend.services.hall import Hall
from backend.services.readings import FACTS, facts_key, kept_facts
from backend.services.upload_verdicts import READER_FAILED, describe_only, judge_within, move, tell
from backend.storage import audit
from backend.storage import packages as stored_packages
from backend.storage import uploads as stored
from backend.storage.uploads import Upload

logger = logging.getLogger(__name__)

#: A checker's claim on an upload, prolonged while it reads. When a machine dies, its uploads wait this long.
LEASE = timedelta(seconds=15)
#: After this many attempts that ended in a crash a person looks at the file.
MAX_ATTEMPTS = 2
#: Ends of a checker that say nothing about the file it was given.
_NOT_THE_FILE = frozenset({"not_started", "other_version"})


class Checker(Protocol):
    """What reads a file's pages, outside this process. Raises ``CheckerDied`` when it did not survive the file."""

    async def read(self, data: bytes, name: str) -> FileFacts:
        """What is on the pages."""
        ...


async def work_once(hall: Hall, checker: Checker) -> bool:
    """Take the next waiting upload, read it, judge it, and tell its conversation; false when none waits.

    The attempt is counted before it is made, and a verdict is written only by the attempt that still has the upload:
    run twice, or killed anywhere, every upload is judged once and its resident told once. Raises ``CheckerDied`` when
    the checker did not even start: the upload waits on, and nothing was counted.
    """
    async with hall.database.transaction() as session:
        upload = await stored.claim(session, hall.clock.now(), LEASE)
        if upload is None:
            return False
        if upload.attempts > MAX_ATTEMPTS:
            await _leave_to_a_person(hall, session, upload, "crashed")
            return True
    try:
        facts = await _read(hall, checker, upload)
        await _judge(hall, upload, facts)
    except asyncio.CancelledError:
        await asyncio.shield(_give_back(hall, upload, counted=False))
        raise
    except CheckerDied as death:
        blameless = death.reason in _NOT_THE_FILE
        await _give_back(hall, upload, counted=not blameless)
        if blameless:
            raise
    except Exception as error:
        # The message could hold what was read, so only the kind of error is logged.
        logger.error("Upload %s could not be judged: %s", upload.id, type(error).__name__)
        await _give_back(hall, upload, counted=True)
    return True


async def _read(hall: Hall, checker: Checker, upload: Upload) -> FileFacts:
    """The facts, kept ones if there are, while the claim is prolonged; what was read is kept while it is ours."""
    async with hall.database.transaction() as session:
        kept = await kept_facts(hall, session, upload)
    if kept is not None:
        return kept
    data = await hall.vault.get(upload.digest)
    lease = asyncio.create_task(_keep_lease(hall, upload))
    try:
        facts = await checker.read(data, upload.name)
    finally:
        lease.cancel()
        with suppress(asyncio.CancelledError):
            await lease
    sealed, drawn = hall.vault.seal(facts_to_json(facts), FACTS), readings.sealed_thumbnail(hall, facts)
    async with hall.database.transaction() as session:
        if _still_ours(await stored.lock(session, upload.id), upload):  # else its resident may have had it deleted
            await stored.keep_facts(session, facts_key(hall, upload.digest), sealed, hall.clock.now(), drawn)
    return facts


async def _keep_lease(hall: Hall, upload: Upload) -> None:
    """Prolong the claim three times per lease. A lost connection only means that somebody else may try too."""
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        try:
            async with hall.database.transaction() as session:
                ours = await stored.keep_lease(session, upload.id, upload.attempts, hall.clock.now() + LEASE)
        except Exception as error:  # whatever it is, it must not cost the facts that are being read
            logger.warning("The lease of upload %s could not be prolonged: %s", upload.id, type(error).__name__)
            continue
        if not ours:
            return


async def _judge(hall: Hall, claimed: Upload, facts: FileFacts) -> None:
    """Write the verdict, in the one order of locks that all services keep: package before upload."""
    async with hall.database.transaction() as session:
        package = await stored_packages.lock(session, claimed.package_id) if claimed.package_id else None
        upload = await stored.lock(session, claimed.id)
        if not _still_ours(upload, claimed):
            return
        case = await upload_case.load(hall, session, package) if package else None
        if case is None:
            describe_only(hall, upload, facts)
        else:
            upload = next(one for one in case.uploads if one.id == upload.id)
            await judge_within(case, session, upload, facts)
            await upload_filing.share(case, session, upload, facts)
        audit.record(
            session,
            hall.clock.now(),
            "system",
            "upload.judged",
            f"upload:{upload.id}",
            status=upload.status,
            material=upload.material_key,
            attempt=upload.attempts,
        )
        await tell(hall, session, upload)


async def _give_back(hall: Hall, claimed: Upload, *, counted: bool) -> None:
    """Put an upload back into the queue after a cut-off attempt, or before a person after the last one."""
    async with hall.database.transaction() as session:
        upload = await stored.lock(session, claimed.id)
        if not _still_ours(upload, claimed):
            return
        if counted and upload.attempts >= MAX_ATTEMPTS:
            await _leave_to_a_person(hall, session, upload, "crashed")
            return
        move(upload, UploadStatus.QUEUED)
        upload.lease_until = None
        upload.attempts -= 0 if counted else 1
        await stored.announce_waiting(session)


async def _leave_to_a_person(hall: Hall, session: AsyncSession, upload: Upload, failure: str) -> None:
    """Our failure, not the resident's: a person looks at the file, and the resident hears of it."""
    now = hall.clock.now()
    move(upload, UploadStatus.HUMAN)
    upload.verdict, upload.failure, upload.judged_at, upload.lease_until = Verdict.HUMAN.value, failure, now, None
    upload.findings = [upload_case.as_document(Finding("reading", False, READER_FAILED, verdict=Verdict.HUMAN))]
    audit.record(session, now, "system", "upload.failed", f"upload:{upload.id}", failure=failure)
    await tell(hall, session, upload)


def _still_ours(upload: Upload | None, claimed: Upload) -> TypeGuard[Upload]:
    """Whether this attempt still has the upload: not taken back, not claimed again after a lost lease."""
    return upload is not None and upload.status == UploadStatus.CHECKING and upload.attempts == claimed.attempts
