"""Consents to using earlier papers again, and the packages such papers come from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, exists, select

from backend.domain.reuse import SOURCES, ConsentStatus
from backend.domain.uploads import LIVE_UPLOADS
from backend.storage.columns import DOCUMENT, MOMENT
from backend.storage.packages import Package
from backend.storage.uploads import Upload


class Consent(SQLModel, table=True):
    """What was decided about using earlier papers for a package; without a package, for all to come."""

    __tablename__ = "consent"

    #: in the order in which they were decided: the last word counts
    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=True))
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    package_id: str | None = Field(default=None, foreign_key="package.id", index=True)
    status: str  # ConsentStatus
    #: the question as it was shown, numbers masked; empty once what it speaks of is deleted
    words: str = Field(default="", sa_column=Column(Text, nullable=False))
    #: a hash of the question and the papers: which question was answered
    offer: str | None = None
    #: the papers: [{"material", "package", "uploads": [id…]}]
    papers: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(DOCUMENT, nullable=False))
    at: datetime = Field(sa_type=MOMENT)
    #: when it was taken back, or ended with its files
    over_at: datetime | None = Field(default=None, sa_type=MOMENT)


async def of_conversation(session: AsyncSession, conversation_id: str) -> Sequence[Consent]:
    """The conversation's decisions, oldest first."""
    query = select(Consent).where(Consent.conversation_id == conversation_id)
    return (await session.execute(query.order_by(col(Consent.id)))).scalars().all()


async def find_agreed(session: AsyncSession, package_id: str, offer: str) -> Consent | None:
    """The consent that a repeated answer repeats, the newest."""
    query = select(Consent).where(
        Consent.package_id == package_id, Consent.offer == offer, Consent.status == ConsentStatus.AGREED.value
    )
    return (await session.execute(query.order_by(col(Consent.id).desc()).limit(1))).scalar_one_or_none()


async def sources(session: AsyncSession, package: Package) -> Sequence[Package]:
    """The packages that this very conversation submitted before for the same person, the newest first."""
    query = select(Package).where(
        Package.conversation_id == package.conversation_id,
        Package.person_key == package.person_key,
        col(Package.person_key).is_not(None),
        col(Package.receipt_code).is_not(None),
        col(Package.status).in_([status.value for status in SOURCES]),
        Package.id != package.id,
    )
    return (await session.execute(query.order_by(col(Package.submitted_at).desc()))).scalars().all()


async def in_use(session: AsyncSession, package_id: str) -> Sequence[Upload]:
    """The package's live uploads that stand on a consent, oldest first."""
    query = select(Upload).where(
        Upload.package_id == package_id,
        col(Upload.consent_id).is_not(None),
        col(Upload.status).in_([status.value for status in LIVE_UPLOADS]),
    )
    return (await session.execute(query.order_by(col(Upload.created_at), col(Upload.id)))).scalars().all()


async def without_files(session: AsyncSession, decided_before: datetime, limit: int) -> Sequence[Consent]:
    """Decisions whose words have had their time, locked: of a yes, when every file it was about is deleted; of
    anything else, when it is older than that and holds no file either."""
    kept = exists().where(col(Upload.consent_id) == col(Consent.id), col(Upload.file_deleted_at).is_(None))
    agreed = col(Consent.status) == ConsentStatus.AGREED.value
    query = (
        select(Consent)
        .where(~kept, Consent.words != "", agreed | (col(Consent.at) < decided_before))
        .order_by(col(Consent.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.execute(query)).scalars().all()
