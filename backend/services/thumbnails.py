"""Thumbnails: small masked pictures of uploads for the lists that staff see. They are drawn by the checkers, where
files are opened; here nothing of a file is.

Only uploads that count have one: what was replaced, taken back or deleted has none, whoever else has the same file.
"""

from collections import defaultdict
from collections.abc import Collection

from backend.domain.errors import NotFound
from backend.domain.staff import check_answers_for
from backend.domain.uploads import SHOWN_UPLOADS, UploadStatus
from backend.services.hall import Hall
from backend.services.readings import facts_key, kept_thumbnail
from backend.storage import uploads as stored
from backend.storage.packages import Package
from backend.storage.staff import Staff
from backend.storage.uploads import Upload


async def thumbnail(hall: Hall, staff: Staff, package_id: str, upload_id: str) -> bytes:
    """The picture, a JPEG. Raises ``NotFound``, also for what this person may not see."""
    async with hall.database.reading() as session:
        upload = await session.get(Upload, upload_id)
        package = await session.get(Package, package_id)
        if upload is None or package is None or upload.package_id != package.id or package.submitted_at is None:
            raise NotFound()
        check_answers_for(staff.role, staff.contact_key, package.contact_key)
        if UploadStatus(upload.status) not in SHOWN_UPLOADS or upload.file_deleted_at is not None:
            raise NotFound()
        picture = await kept_thumbnail(hall, session, upload.digest)
    if picture is None:
        raise NotFound()
    return picture


async def of_packages(hall: Hall, package_ids: Collection[str]) -> dict[str, list[str]]:
    """The uploads that have a thumbnail: package → ids, oldest first. Who may see the packages, the caller checked."""
    async with hall.database.reading() as session:
        uploads = await stored.shown_of(session, package_ids)
        keys = {upload.id: facts_key(hall, upload.digest) for upload in uploads}
        drawn = await stored.with_thumbnail(session, set(keys.values()))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for upload in uploads:
        if keys[upload.id] in drawn and upload.package_id:
            found[upload.package_id].append(upload.id)
    return dict(found)
