"""The files of a package as staff see them: the original, and pages as pictures. Decrypted in memory only."""

from cryptography.exceptions import InvalidTag
from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters import previews
from backend.adapters.previews import NoPreview, Preview
from backend.domain.errors import NotFound
from backend.domain.facts import FileFacts, facts_from_json
from backend.domain.staff import check_answers_for
from backend.services import uploads
from backend.services.hall import Hall
from backend.storage import uploads as table
from backend.storage.packages import Package
from backend.storage.staff import Staff
from backend.storage.uploads import Upload

#: Pages and turns are asked of what the reader kept; a file nobody read has one page, upright.
_UNREAD = (0,)


async def original(hall: Hall, staff: Staff, package_id: str, upload_id: str) -> tuple[Upload, bytes]:
    """The file as it was sent. Raises ``NotFound``, also for what this person may not see."""
    upload = await _seen(hall, staff, package_id, upload_id)
    data, _ = await uploads.file(hall, upload.id)
    return upload, data


async def picture(hall: Hall, staff: Staff, package_id: str, upload_id: str, page: int) -> Preview:
    """Page ``page`` (from 0) upright, as findings' boxes take it. Raises ``NotFound`` when it can't be shown."""
    upload, data = await original(hall, staff, package_id, upload_id)
    turns = await page_turns(hall, upload)
    try:
        return await previews.draw(data, upload.media_type, page, turned=turns[page] if page < len(turns) else 0)
    except NoPreview as error:
        raise NotFound(thing="page") from error


async def page_turns(hall: Hall, upload: Upload) -> tuple[int, ...]:
    """How far each page of the file must be turned clockwise to stand upright: one number a page."""
    async with hall.database.transaction() as session:
        facts = await _facts(hall, session, upload)
    return tuple(page.turned for page in facts.pages) if facts and facts.pages else _UNREAD


def can_show(upload: Upload) -> bool:
    """Whether the file's pages can be shown as pictures."""
    return previews.can_preview(upload.media_type)


async def _seen(hall: Hall, staff: Staff, package_id: str, upload_id: str) -> Upload:
    """The upload, when this person answers for its package and the package was submitted once."""
    async with hall.database.transaction() as session:
        upload = await session.get(Upload, upload_id)
        package = await session.get(Package, package_id)
    if upload is None or package is None or upload.package_id != package.id or package.submitted_at is None:
        raise NotFound()
    check_answers_for(staff.role, staff.contact_key, package.contact_key)
    return upload


async def _facts(hall: Hall, session: AsyncSession, upload: Upload) -> FileFacts | None:
    sealed = await table.cached_facts(session, uploads.facts_key(hall, upload.digest))
    if sealed is None:
        return None
    try:
        return facts_from_json(hall.vault.open(sealed, "facts"))
    except (InvalidTag, KeyError, TypeError, ValueError):
        return None  # kept by another key or an older form: show the pages as they were sent
