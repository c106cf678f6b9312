"""Uploads, which are also the checkers' job list, and the cache of what was read."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, UniqueConstraint, delete, or_, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, func, select

from backend.domain.uploads import LIVE_UPLOADS, SHOWN_UPLOADS, UploadStatus
from backend.storage.columns import DOCUMENT, MOMENT, key_field
from backend.storage.packages import Package

#: The channel of LISTEN/NOTIFY on which checkers hear that an upload waits.
WAITING_CHANNEL = "yuban_uploads"
_GONE = [UploadStatus.REPLACED.value, UploadStatus.REMOVED.value]
_WAITING = [UploadStatus.QUEUED.value, UploadStatus.CHECKING.value]


class Upload(SQLModel, table=True):
    """One file a resident sent."""

    __tablename__ = "upload"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_key"),
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
    client_key: str | None = None
    verdict: str | None = None
    kind: str | None = None
    #: the sides of a card it shows ("id_card_front" …)
    sides: list[str] = Field(default_factory=list, sa_column=Column(DOCUMENT, nullable=False))
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
    #: when the retention rule deleted the file; the row stays
    file_deleted_at: datetime | None = Field(default=None, sa_type=MOMENT)
    #: the upload whose file this is again: of an earlier package by a consent, of the same package without one
    reused_from: str | None = Field(default=None, foreign_key="upload.id")
    consent_id: int | None = Field(
        default=None, sa_column=Column(BigInteger, ForeignKey("consent.id"), index=True, nullable=True)
    )
    #: of an earlier package's paper: the day it was passed there
    first_passed: date | None = None


class Reading(SQLModel, table=True):
    """Facts of a file, cached by content and reader version, sealed."""

    __tablename__ = "reading"

    #: keyed hash of digest and reader version: a match tells nothing about others' files
    key: str = Field(primary_key=True)
    facts: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    #: a masked picture of the first page for lists, sealed; None: the file has none
    thumbnail: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    created_at: datetime = Field(sa_type=MOMENT)


async def of_package(session: AsyncSession, package_id: str, *, live: bool = True) -> Sequence[Upload]:
    """The package's uploads, oldest first; only the ones that still count unless ``live`` is false."""
    query = select(Upload).where(Upload.package_id == package_id).order_by(col(Upload.created_at), col(Upload.id))
    if live:
        query = query.where(col(Upload.status).in_([status.value for status in LIVE_UPLOADS]))
    return (await session.execute(query)).scalars().all()


async def of_conversation(session: AsyncSession, conversation_id: str) -> Sequence[Upload]:
    """The conversation's uploads that were neither replaced nor taken back, oldest first."""
    query = select(Upload).where(Upload.conversation_id == conversation_id, col(Upload.status).not_in(_GONE))
    return (await session.execute(query.order_by(col(Upload.created_at), col(Upload.id)))).scalars().all()


async def lock(session: AsyncSession, upload_id: str) -> Upload | None:
    """The upload, locked until the transaction ends."""
    return (
        await session.execute(select(Upload).where(Upload.id == upload_id).with_for_update(key_share=True))
    ).scalar_one_or_none()


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
        .with_for_update(skip_locked=True, key_share=True)
    )
    upload = (await session.execute(query)).scalar_one_or_none()
    if upload is not None:
        upload.status = UploadStatus.CHECKING.value
        upload.attempts += 1
        upload.lease_until = now + lease
    return upload


async def keep_lease(session: AsyncSession, upload_id: str, attempt: int, until: datetime) -> bool:
    """Prolong the lease of this attempt; false when the upload is no longer this attempt's."""
    query = (
        update(Upload)
        .where(
            col(Upload.id) == upload_id,
            col(Upload.attempts) == attempt,
            col(Upload.status) == UploadStatus.CHECKING.value,
        )
        .values(lease_until=until)
        .returning(col(Upload.id))
    )
    return (await session.execute(query)).first() is not None


async def waiting(session: AsyncSession, conversation_id: str | None = None) -> int:
    """How many uploads wait for a checker: all, or one conversation's."""
    query = select(func.count()).select_from(Upload).where(Upload.status == UploadStatus.QUEUED.value)
    if conversation_id is not None:
        query = query.where(Upload.conversation_id == conversation_id)
    return int((await session.execute(query)).scalar_one())


async def ahead_of(session: AsyncSession, upload: Upload) -> int:
    """How many uploads of others a checker takes or has before this one. One's own are no queue to wait in."""
    earlier = (col(Upload.priority) < upload.priority) | (
        (col(Upload.priority) == upload.priority) & (col(Upload.created_at) < upload.created_at)
    )
    query = (
        select(func.count())
        .select_from(Upload)
        .where(
            (col(Upload.status) == UploadStatus.CHECKING.value)
            | ((col(Upload.status) == UploadStatus.QUEUED.value) & earlier)
        )
        .where(col(Upload.conversation_id) != upload.conversation_id)
    )
    return int((await session.execute(query)).scalar_one())


async def kept(session: AsyncSession, conversation_id: str) -> int:
    """How many uploads of a conversation were neither replaced nor taken back."""
    query = (
        select(func.count())
        .select_from(Upload)
        .where(Upload.conversation_id == conversation_id, col(Upload.status).not_in(_GONE))
    )
    return int((await session.execute(query)).scalar_one())


async def received_since(session: AsyncSession, conversation_id: str, since: datetime) -> int:
    """How many uploads came from a conversation since then."""
    query = (
        select(func.count())
        .select_from(Upload)
        .where(Upload.conversation_id == conversation_id, col(Upload.created_at) >= since)
    )
    return int((await session.execute(query)).scalar_one())


async def find_by_client_key(session: AsyncSession, conversation_id: str, client_key: str) -> Upload | None:
    """The upload that a retry repeats."""
    query = select(Upload).where(Upload.conversation_id == conversation_id, Upload.client_key == client_key)
    return (await session.execute(query)).scalar_one_or_none()


async def find_same(
    session: AsyncSession, conversation_id: str, package_id: str | None, material_key: str | None, digest: str
) -> Upload | None:
    """The same bytes, sent before for the same material (None: for any) and still kept, locked."""
    query = select(Upload).where(
        Upload.conversation_id == conversation_id,
        Upload.digest == digest,
        col(Upload.package_id) == package_id,
        col(Upload.status).not_in(_GONE),
    )
    if material_key is not None:
        query = query.where(Upload.material_key == material_key)
    query = query.order_by(col(Upload.created_at).desc()).limit(1).with_for_update(key_share=True)
    return (await session.execute(query)).scalar_one_or_none()


async def unbound(session: AsyncSession, conversation_id: str, since: datetime) -> Sequence[Upload]:
    """Uploads of a conversation that belong to no package yet, locked, oldest first."""
    query = (
        select(Upload)
        .where(
            Upload.conversation_id == conversation_id,
            col(Upload.package_id).is_(None),
            col(Upload.status).not_in(_GONE),
            col(Upload.created_at) >= since,
        )
        .order_by(col(Upload.created_at), col(Upload.id))
        .with_for_update(key_share=True)
    )
    return (await session.execute(query)).scalars().all()


async def waiting_of_package(session: AsyncSession, package_id: str) -> Sequence[Upload]:
    """The package's uploads that wait for a checker or are with one, locked."""
    query = (
        select(Upload)
        .where(Upload.package_id == package_id, col(Upload.status).in_(_WAITING))
        .with_for_update(key_share=True)
    )
    return (await session.execute(query)).scalars().all()


async def announce_waiting(session: AsyncSession) -> None:
    """Wake the checkers of every process when this transaction commits."""
    await session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": WAITING_CHANNEL})


async def cached_facts(session: AsyncSession, key: str) -> bytes | None:
    """The sealed facts kept under this key."""
    return (await session.execute(select(Reading.facts).where(Reading.key == key))).scalar_one_or_none()


async def keep_facts(
    session: AsyncSession, key: str, facts: bytes, now: datetime, thumbnail: bytes | None = None
) -> None:
    """Keep sealed facts and the sealed thumbnail; what is there already stays."""
    await session.execute(
        insert(Reading)
        .values(key=key, facts=facts, thumbnail=thumbnail, created_at=now)
        .on_conflict_do_nothing(index_elements=["key"])
    )


async def thumbnail(session: AsyncSession, key: str) -> bytes | None:
    """The sealed thumbnail kept under this key."""
    return (await session.execute(select(Reading.thumbnail).where(Reading.key == key))).scalar_one_or_none()


async def with_thumbnail(session: AsyncSession, keys: Collection[str]) -> set[str]:
    """Those of the keys under which a thumbnail is kept."""
    query = select(Reading.key).where(col(Reading.key).in_(keys), col(Reading.thumbnail).is_not(None))
    return set((await session.execute(query)).scalars())


async def shown_of(session: AsyncSession, package_ids: Collection[str]) -> Sequence[Upload]:
    """The packages' uploads that their contacts see and whose files are there, oldest first."""
    query = select(Upload).where(
        col(Upload.package_id).in_(package_ids),
        col(Upload.status).in_([status.value for status in SHOWN_UPLOADS]),
        col(Upload.file_deleted_at).is_(None),
    )
    return (await session.execute(query.order_by(col(Upload.created_at), col(Upload.id)))).scalars().all()


async def loose_of(session: AsyncSession, package_id: str) -> Sequence[Upload]:
    """The package's uploads whose material nobody knows yet, oldest first."""
    query = select(Upload).where(
        Upload.package_id == package_id,
        col(Upload.material_key).is_(None),
        col(Upload.status).not_in([*_GONE, UploadStatus.EXTRA.value]),
    )
    return (await session.execute(query.order_by(col(Upload.created_at), col(Upload.id)))).scalars().all()


async def extras_of(session: AsyncSession, package_id: str) -> Sequence[Upload]:
    """The package's uploads that are for no material and left to its contact, oldest first."""
    query = select(Upload).where(Upload.package_id == package_id, Upload.status == UploadStatus.EXTRA.value)
    return (await session.execute(query.order_by(col(Upload.created_at), col(Upload.id)))).scalars().all()


async def unsubmitted_of(session: AsyncSession, conversation_id: str) -> Sequence[Upload]:
    """The conversation's uploads that are in no package which was ever submitted, locked by id."""
    submitted = select(Package.id).where(col(Package.receipt_code).is_not(None))
    query = select(Upload).where(
        Upload.conversation_id == conversation_id,
        or_(col(Upload.package_id).is_(None), col(Upload.package_id).not_in(submitted)),
    )
    return (await session.execute(query.order_by(col(Upload.id)).with_for_update())).scalars().all()


async def forget_reading(session: AsyncSession, key: str) -> None:
    """Drop the cached facts of a file."""
    await session.execute(delete(Reading).where(col(Reading.key) == key))
