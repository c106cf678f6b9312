"""Uploads, which are also the checkers' job list, and the cache of what was read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, or_, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, func, select

from backend.domain.uploads import LIVE_UPLOADS, UploadStatus
from backend.storage.columns import DOCUMENT, MOMENT, key_field


class Upload(SQLModel, table=True):
    """One file a resident sent."""

    __tablename__ = "upload"
    __table_args__ = (
        Index("upload_waiting", "priority", "created_at", postgresql_where=text("status IN ('queued', 'checking')")),
    )

    id: str = key_field()
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    package_id: str | None = Field(default=None, foreign_key="package.id", index=True)
    material_key: str | None = None
    status: str = Field(index=True)  # UploadStatus
    digest: str = Field(index=True)  # SHA-256 of the bytes; names the file in the vault
    name: str  # as the resident's device called it; shown, never trusted
    media_type: str
    size: int
    #: the sender's own key, so that a retry is not a second upload
    client_key: str | None = Field(default=None, index=True)
    verdict: str | None = None
    kind: str | None = None
    #: findings as JSON, numbers masked
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(DOCUMENT, nullable=False))
    #: fields read (name, number …) as JSON, sealed by the vault
    fields: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    #: job columns: smaller priority first; the attempt is counted before it is made
    priority: int = 0
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=MOMENT)
    failure: str | None = None  # why it went to a person without a judgement
    created_at: datetime = Field(sa_type=MOMENT)
    judged_at: datetime | None = Field(default=None, sa_type=MOMENT)


class Reading(SQLModel, table=True):
    """Facts of a file, cached by content and reader version, sealed."""

    __tablename__ = "reading"

    #: keyed hash of digest and reader version: a match tells nothing about others' files
    key: str = Field(primary_key=True)
    facts: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(sa_type=MOMENT)


async def of_package(session: AsyncSession, package_id: str, *, live: bool = True) -> Sequence[Upload]:
    """The package's uploads, oldest first; only the ones that still count unless ``live`` is false."""
    query = select(Upload).where(Upload.package_id == package_id).order_by(col(Upload.created_at), col(Upload.id))
    if live:
        query = query.where(col(Upload.status).in_([status.value for status in LIVE_UPLOADS]))
    return (await session.execute(query)).scalars().all()


async def lock(session: AsyncSession, upload_id: str) -> Upload | None:
    """The upload, locked until the transaction ends."""
    return (await session.execute(select(Upload).where(Upload.id == upload_id).with_for_update())).scalar_one_or_none()


async def claim(session: AsyncSession, now: datetime, lease: timedelta) -> Upload | None:
    """Take the next upload to read: a queued one, or one whose checker's lease is over. Counts the attempt."""
    query = (
        select(Upload)
        .where(
            or_(
                col(Upload.status) == UploadStatus.QUEUED.value,
                (col(Upload.status) == UploadStatus.CHECKING.value) & (col(Upload.lease_until) < now),
            )
        )
        .order_by(col(Upload.priority), col(Upload.created_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    upload = (await session.execute(query)).scalar_one_or_none()
    if upload is not None:
        upload.status = UploadStatus.CHECKING.value
        upload.attempts += 1
        upload.lease_until = now + lease
    return upload


async def waiting(session: AsyncSession) -> int:
    """How many uploads wait for a checker."""
    query = select(func.count()).select_from(Upload).where(Upload.status == UploadStatus.QUEUED.value)
    return int((await session.execute(query)).scalar_one())
