"""What becomes of used papers by themselves: they go when they should not be used after all, and a consent ends with
the files it was about."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.packages import OPEN_PACKAGES, PackageStatus
from backend.domain.reuse import CONSENT_STATES, ConsentStatus, is_spoilt
from backend.domain.uploads import LIVE_UPLOADS, UploadStatus
from backend.services.hall import Hall
from backend.services.upload_case import was_returned
from backend.services.upload_verdicts import move
from backend.storage import audit
from backend.storage import packages as stored_packages
from backend.storage import reuse as stored
from backend.storage.packages import Package
from backend.storage.uploads import Upload

_BATCH = 100


async def drop_spoilt(hall: Hall, package_id: str) -> None:
    """``drop_spoilt_in`` before a package is judged for the last time; of one that is not open nothing is dropped."""
    async with hall.database.transaction() as session:
        package = await stored_packages.lock(session, package_id)
        if package is not None and package.status in OPEN_PACKAGES:
            await drop_spoilt_in(hall, session, package)


async def drop_spoilt_in(hall: Hall, session: AsyncSession, package: Package) -> None:
    """Remove the papers that are another person's than the package is for now, and those whose first contact sent
    them back or turned the package down since. The caller has locked the package, and judges it again."""
    for upload in await stored.in_use(session, package.id):
        if await _spoilt(session, package, upload):
            take_out(hall, session, package, upload, "system")
    await session.flush()


def take_out(hall: Hall, session: AsyncSession, package: Package, upload: Upload, actor: str) -> None:
    """Remove a used paper; what was read of it goes too, unless a contact has had it before them."""
    move(upload, UploadStatus.REMOVED)
    if package.receipt_code is None:
        upload.fields, upload.findings, upload.name = None, [], ""
    audit.record(session, hall.clock.now(), actor, "upload.removed", f"upload:{upload.id}", reused=upload.reused_from)


async def end_over(hall: Hall) -> int:
    """End the consents whose files the retention rule has deleted, and forget the words of refusals as old as that;
    how many."""
    now = hall.clock.now()
    before = now - timedelta(days=hall.settings.keep_decided_days)
    done = 0
    while True:
        async with hall.database.transaction() as session:
            due = await stored.without_files(session, before, _BATCH)
            for consent in due:
                consent.words = ""
                if CONSENT_STATES.can_move(ConsentStatus(consent.status), ConsentStatus.ENDED):
                    consent.status, consent.over_at = ConsentStatus.ENDED.value, now
                    audit.record(session, now, "system", "consent.ended", f"package:{consent.package_id}")
        done += len(due)
        if len(due) < _BATCH:
            return done


async def _spoilt(session: AsyncSession, package: Package, upload: Upload) -> bool:
    """Whether any package the file came through speaks against it."""
    while upload.reused_from is not None:
        upload = await session.get_one(Upload, upload.reused_from)
        source = await session.get(Package, upload.package_id) if upload.package_id else None
        if source is None:
            return True
        await session.refresh(source)
        status, gone = PackageStatus(source.status), upload.status not in LIVE_UPLOADS
        returned = gone or was_returned(source, upload)
        if is_spoilt(package.person_key, source.person_key, status, returned=returned):
            return True
    return False
