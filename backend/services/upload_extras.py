"""Papers that the guide doesn't ask for: they go with the package for the contact to see, and nothing is judged."""

from backend.domain.errors import InvalidInput, NotFound, UploadRefused
from backend.domain.packages import OPEN_PACKAGES
from backend.domain.uploads import UploadStatus
from backend.services.hall import Hall
from backend.services.upload_verdicts import move
from backend.storage import audit
from backend.storage import packages as stored_packages
from backend.storage.uploads import Upload


async def leave_to_contact(hall: Hall, upload_id: str) -> Upload:
    """Let an upload that is for no material go with its package. Doing so twice changes nothing.

    Raises ``NotFound``, ``InvalidInput`` (field package) when it is in none, ``UploadRefused`` when the package is
    closed, and ``InvalidTransition`` when it was put to a material or taken back meanwhile.
    """
    async with hall.database.transaction() as session:
        upload = await session.get(Upload, upload_id)
        if upload is None:
            raise NotFound(thing="upload")
        package = await stored_packages.lock(session, upload.package_id) if upload.package_id else None
        await session.refresh(upload, with_for_update=True)
        if package is None or upload.package_id != package.id:
            raise InvalidInput(field="package")
        if upload.status == UploadStatus.EXTRA:
            return upload
        if package.status not in OPEN_PACKAGES:
            raise UploadRefused(reason="package_closed")
        move(upload, UploadStatus.EXTRA)
        actor = f"resident:{upload.conversation_id}"
        audit.record(session, hall.clock.now(), actor, "upload.left_to_contact", f"upload:{upload.id}")
        return upload
