"""Which uploads' files are past their time, and the records of what was deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, literal
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, or_, select

from backend.domain.packages import PackageStatus
from backend.domain.uploads import UploadStatus
from backend.storage.audit import AuditEvent
from backend.storage.packages import Package
from backend.storage.uploads import Upload

#: The rules' names, as they stand in the records.
UNSUBMITTED, DECIDED = "unsubmitted", "decided"


async def due(
    session: AsyncSession, unsubmitted_before: datetime, decided_before: datetime, limit: int
) -> Sequence[tuple[Upload, str]]:
    """Uploads whose file is to be deleted, locked, with the rule; what another process has locked is left to it.

    What waits for a contact or a checker is never due. A package's time runs from when anything last happened to it.
    """
    untouched = func.greatest(col(Package.updated_at), func.coalesce(col(Package.decided_at), col(Package.updated_at)))
    loose = and_(
        or_(col(Upload.package_id).is_(None), col(Package.receipt_code).is_(None)),
        col(Upload.created_at) < unsubmitted_before,
        or_(col(Package.id).is_(None), col(Package.updated_at) < unsubmitted_before),
    )
    over = and_(
        col(Package.receipt_code).is_not(None),
        col(Package.status) != PackageStatus.SUBMITTED.value,
        untouched < decided_before,
        col(Upload.created_at) < decided_before,
    )
    query = (
        select(Upload, case((loose, literal(UNSUBMITTED)), else_=literal(DECIDED)))
        .outerjoin(Package, col(Package.id) == col(Upload.package_id))
        .where(
            col(Upload.file_deleted_at).is_(None),
            col(Upload.status).not_in([UploadStatus.QUEUED.value, UploadStatus.CHECKING.value]),
            or_(loose, over),
        )
        .order_by(col(Upload.created_at), col(Upload.id))
        .limit(limit)
        .with_for_update(of=Upload, skip_locked=True)
    )
    return [(row[0], str(row[1])) for row in await session.execute(query)]


async def is_kept(session: AsyncSession, digest: str, *, but: Sequence[str]) -> bool:
    """Whether another upload than these still needs the file."""
    query = select(Upload.id).where(
        Upload.digest == digest, col(Upload.id).not_in(but), col(Upload.file_deleted_at).is_(None)
    )
    return (await session.execute(query.limit(1))).scalar_one_or_none() is not None


async def acts(session: AsyncSession, action: str, limit: int) -> Sequence[AuditEvent]:
    """The latest records of an action, newest first."""
    query = select(AuditEvent).where(AuditEvent.action == action).order_by(col(AuditEvent.id).desc()).limit(limit)
    return (await session.execute(query)).scalars().all()


async def acts_of(session: AsyncSession, thing: str, action: str) -> Sequence[AuditEvent]:
    """The records of an action on one thing, oldest first."""
    query = select(AuditEvent).where(AuditEvent.thing == thing, AuditEvent.action == action)
    return (await session.execute(query.order_by(col(AuditEvent.id)))).scalars().all()
