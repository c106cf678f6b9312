"""The files of a package as staff see them: the original, and pages as pictures. Decrypted in memory only."""

import asyncio
from collections import OrderedDict

from cryptography.exceptions import InvalidTag
from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters import previews
from backend.adapters.previews import NoPreview, Preview
from backend.domain.errors import NotFound
from backend.domain.facts import FileFacts, facts_from_json
from backend.domain.staff import check_answers_for
from backend.domain.uploads import UploadStatus
from backend.services import escalations, uploads
from backend.services.hall import Hall
from backend.storage import uploads as table
from backend.storage.packages import Package
from backend.storage.staff import Staff
from backend.storage.uploads import Upload

#: Bytes of drawn pages that are kept in memory, so that a page looked at again costs nothing. Never on the disk.
KEPT_BYTES = 64 * 1024 * 1024
#: Pages and turns are asked of what the reader kept; a file nobody read has one page, upright.
_UNREAD = (0,)
Key = tuple[str, str, int, int]


class Drawn:
    """Pages that were drawn, the latest looked at, up to a size. Two who ask for the same page at once draw it once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[Key, Preview] = OrderedDict()
        self._coming: dict[Key, asyncio.Task[Preview]] = {}
        self.size = 0

    async def page(self, data: bytes, digest: str, media_type: str, page: int, turned: int) -> Preview:
        """The picture, drawn or kept. Raises ``NoPreview``."""
        key = (digest, media_type, page, turned)
        if (kept := self._pages.get(key)) is not None:
            self._pages.move_to_end(key)
            return kept
        task = self._coming.get(key)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = self._coming[key] = asyncio.ensure_future(previews.draw(data, media_type, page, turned=turned))
            task.add_done_callback(lambda done: self._came(key, done))
        return await asyncio.shield(task)

    def _came(self, key: Key, task: asyncio.Task[Preview]) -> None:
        self._coming.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        drawn = task.result()
        self._pages[key] = drawn
        self.size += len(drawn.picture)
        while self.size > self._most:
            self.size -= len(self._pages.popitem(last=False)[1].picture)

    def forget(self, digest: str) -> None:
        """Drop the pages of a file that was deleted."""
        for key in [key for key in self._pages if key[0] == digest]:
            self.size -= len(self._pages.pop(key).picture)


DRAWN = Drawn(KEPT_BYTES)


async def original(hall: Hall, staff: Staff, package_id: str, upload_id: str) -> tuple[Upload, bytes]:
    """The file as it was sent. Raises ``NotFound``, also for what this person may not see."""
    upload = await _seen(hall, staff, package_id, upload_id)
    data, _ = await uploads.file(hall, upload.id)
    return upload, data


async def attached(hall: Hall, staff: Staff, escalation_id: str, upload_id: str) -> tuple[Upload, bytes]:
    """A file of a conversation that this person may read: what the page of the escalation shows can be opened.

    Raises ``NotFound``, also for what this person may not see.
    """
    view = await escalations.view(hall, staff, escalation_id)
    if not any(f"/{upload_id}/" in file["url"] for message in view.messages for file in message.files):
        raise NotFound()
    async with hall.database.transaction() as session:
        upload = await session.get(Upload, upload_id)
        package = await session.get(Package, upload.package_id) if upload and upload.package_id else None
    if upload is None or upload.conversation_id != view.escalation.conversation_id:
        raise NotFound()
    if upload.status == UploadStatus.REMOVED:
        raise NotFound()
    if package is not None and package.id != view.escalation.context.get("package_id"):
        check_answers_for(staff.role, staff.contact_key, package.contact_key)  # not what this talk is about
    data, _ = await uploads.file(hall, upload.id)
    return upload, data


async def picture(hall: Hall, staff: Staff, package_id: str, upload_id: str, page: int) -> Preview:
    """Page ``page`` (from 0) upright, as findings' boxes take it. Raises ``NotFound`` when it can't be shown."""
    upload, data = await original(hall, staff, package_id, upload_id)
    turns = await page_turns(hall, upload)
    try:
        turned = turns[page] if page < len(turns) else 0
        return await DRAWN.page(data, upload.digest, upload.media_type, page, turned)
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
