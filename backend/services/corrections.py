"""What a resident changed in a package after it was returned 补正: what the contact looks at the second time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.uploads import UploadStatus
from backend.services.hall import Hall
from backend.services.package_views import PackageView
from backend.storage import audit
from backend.storage import uploads as table
from backend.storage.uploads import Upload


@dataclass(frozen=True)
class Correction:
    """The last return of a package that was submitted again since."""

    at: datetime  # of the return
    by: str | None  # the name of the one who returned it
    reason: str
    materials: Mapping[str, str]  # material key → what was wrong
    fresh: frozenset[str]  # ids of the uploads that came after
    replaced: Mapping[str, tuple[Upload, ...]]  # material key → the uploads that newer ones took the place of
    applicant: bool  # whether who it is for was told anew

    @property
    def changed(self) -> bool:
        """Whether anything is different at all."""
        return bool(self.fresh or self.replaced or self.applicant)


async def since_return(hall: Hall, view: PackageView) -> Correction | None:
    """What changed since the last return; None when the package was not returned, or not submitted again."""
    package, decision = view.package, view.decision or {}
    at, submitted = package.decided_at, package.submitted_at
    if decision.get("decision") != "return" or at is None or submitted is None or submitted <= at:
        return None
    async with hall.database.transaction() as session:
        uploads = await table.of_package(session, package.id, live=False)
        gone = [one for one in uploads if one.status == UploadStatus.REPLACED and await _since(session, one, at)]
    keys = {one.material_key or "" for one in gone}
    live = [upload for state in view.progress.materials for upload in state.uploads]
    return Correction(
        at=at,
        by=view.decided_by,
        reason=decision.get("reason", ""),
        materials=decision.get("materials", {}),
        fresh=frozenset(one.id for one in live if one.created_at > at),
        replaced={key: tuple(one for one in gone if one.material_key == key) for key in keys},
        applicant=any(event.action == "package.applicant_set" and event.at > at for event in view.history),
    )


async def _since(session: AsyncSession, upload: Upload, at: datetime) -> bool:
    """Whether a newer upload took the place of one that the contact had seen."""
    events = await audit.of_thing(session, f"upload:{upload.id}")
    return upload.created_at <= at and any(event.action == "upload.replaced" and event.at > at for event in events)
