"""Uploads 上传件: taken in, put to a material, taken back; the checkers' side is in ``upload_checks``.

Several files may stand side by side for one material; which ones make room is ``domain.uploads.takes_place_of``.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.errors import InvalidInput, NotFound, UploadRefused
from backend.domain.facts import Finding
from backend.domain.items import needed_materials
from backend.domain.packages import OPEN_PACKAGES
from backend.domain.uploads import UploadStatus
from backend.services import guides, upload_case, upload_limits
from backend.services.hall import Hall
from backend.services.package_locks import lock_conversation
from backend.services.readings import facts_key
from backend.services.upload_checks import work_once
from backend.services.upload_verdicts import FINDING_KEYS, SENT_AGAIN, move, rejudge, rejudge_in, requeue
from backend.storage import audit, outbox
from backend.storage import packages as stored_packages
from backend.storage import uploads as stored
from backend.storage.packages import Package
from backend.storage.uploads import Upload

__all__ = [
    "FINDING_KEYS",
    "assign",
    "bring_along",
    "drop_waiting",
    "facts_key",
    "file",
    "of_conversation",
    "own",
    "place_in_queue",
    "receive",
    "rejudge",
    "rejudge_in",
    "remove",
    "sent_before",
    "set_aside",
    "work_once",
]

#: Files sent before a package was begun belong to it if they came within this time.
BRING_ALONG = timedelta(hours=24)


async def receive(
    hall: Hall,
    conversation_id: str,
    data: bytes,
    name: str,
    *,
    material_key: str | None = None,
    client_key: str | None = None,
) -> Upload:
    """Take in a file and queue it for the checkers; nothing of it is opened here.

    It goes to the conversation's open package: to ``material_key``, or (None) to the material its pages turn out to
    be. Without an open package it is read too and waits for one. A retry with the same ``client_key`` is the same
    upload; the same bytes sent again for the same material are the earlier upload, told about once more.

    Raises ``UploadRefused`` (``reason`` empty, too_large, unsupported, package_closed or too_many), ``TooBusy``,
    ``TooManyRequests``, ``InvalidInput`` (field material) and ``NotFound``.
    """
    media_type = upload_limits.sniffed(data, hall.settings.upload_bytes)
    async with hall.database.transaction() as session:
        again = await _retried(session, conversation_id, client_key)
        if again is not None:
            return again
        await upload_limits.check_room(hall, session, conversation_id)
    digest = await hall.vault.put(data)
    async with hall.database.transaction() as session:
        conversation = await lock_conversation(session, conversation_id)
        again = await _retried(session, conversation_id, client_key)
        if again is not None:
            return again
        package = await _open_package(session, conversation.package_id)
        if material_key is not None:
            _check_material(hall, package, material_key)
        package_id = package.id if package else None
        same = await stored.find_same(session, conversation_id, package_id, material_key, digest)
        if same is not None:
            await _sent_again(hall, session, same)
            return same
        upload = Upload(
            conversation_id=conversation_id,
            package_id=package_id,
            material_key=material_key,
            status=UploadStatus.QUEUED.value,
            digest=digest,
            name=upload_limits.shown_name(name),
            media_type=media_type,
            size=len(data),
            client_key=client_key,
            priority=await stored.waiting(session, conversation_id) // upload_limits.ALBUM,
            created_at=hall.clock.now(),
        )
        session.add(upload)
        await session.flush()
        _record(hall, session, f"resident:{conversation_id}", "received", upload, material=material_key)
        await stored.announce_waiting(session)
        return upload


async def assign(hall: Hall, upload_id: str, material_key: str) -> Upload:
    """The resident says what an upload is for. It is judged for that material, from what was read.

    Raises ``NotFound``, ``InvalidInput`` (field material), ``InvalidTransition`` when it was taken back, and
    ``UploadRefused`` when the package is closed.
    """
    async with hall.database.transaction() as session:
        upload, package = await _locked_with_open_package(session, upload_id)
        _check_open(package)
        _check_material(hall, package, material_key)
        if upload.material_key == material_key and package and upload.package_id == package.id:
            return upload
        upload.material_key, upload.package_id = material_key, package.id if package else None
        if upload.status != UploadStatus.QUEUED:
            requeue(upload)
        _record(hall, session, f"resident:{upload.conversation_id}", "assigned", upload, material=material_key)
        await stored.announce_waiting(session)
        return upload


async def remove(hall: Hall, upload_id: str, actor: str) -> Upload:
    """Take an upload back; what stood beside it is judged again. Taking it back twice changes nothing.

    Raises ``NotFound``, ``InvalidTransition``, and ``UploadRefused`` when its package is closed.
    """
    async with hall.database.transaction() as session:
        upload, package = await _locked(session, upload_id)
        if upload.status == UploadStatus.REMOVED:
            return upload
        if package is not None:
            _check_open(package)
        move(upload, UploadStatus.REMOVED)
        _record(hall, session, actor, "removed", upload)
        await session.flush()
        if package is not None:
            await rejudge_in(hall, session, package.id)
        return upload


async def set_aside(hall: Hall, session: AsyncSession, package: Package, material_keys: Sequence[str]) -> None:
    """Take back the files of these materials that are not right: the papers come to the window instead."""
    wrong = [
        one
        for one in await stored.of_package(session, package.id)
        if one.material_key in material_keys and one.status == UploadStatus.FIX
    ]
    for upload in wrong:
        move(upload, UploadStatus.REMOVED)
        _record(hall, session, f"resident:{package.conversation_id}", "removed", upload)
    if wrong:
        await session.flush()
        await rejudge_in(hall, session, package.id)


async def bring_along(hall: Hall, session: AsyncSession, package: Package) -> None:
    """Put the files that were sent before there was a package into it; the checkers find their materials."""
    waiting = await stored.unbound(session, package.conversation_id, hall.clock.now() - BRING_ALONG)
    for upload in waiting:
        upload.package_id = package.id
        if upload.status != UploadStatus.QUEUED:
            requeue(upload)
    if waiting:
        await stored.announce_waiting(session)


async def drop_waiting(session: AsyncSession, package_id: str) -> None:
    """Spare the checkers what was sent for a package that was given up."""
    for upload in await stored.waiting_of_package(session, package_id):
        move(upload, UploadStatus.REMOVED)


async def own(hall: Hall, conversation_id: str, upload_id: str) -> Upload:
    """The upload, when it is this resident's. Raises ``NotFound`` for everybody else's too."""
    async with hall.database.transaction() as session:
        upload = await session.get(Upload, upload_id)
    if upload is None or upload.conversation_id != conversation_id:
        raise NotFound(thing="upload")
    return upload


async def of_conversation(hall: Hall, conversation_id: str) -> list[Upload]:
    """This resident's uploads that were neither replaced nor taken back, oldest first."""
    async with hall.database.transaction() as session:
        return list(await stored.of_conversation(session, conversation_id))


async def sent_before(hall: Hall, conversation_id: str, client_key: str | None) -> bool:
    """Whether this is a retry of an upload that arrived."""
    async with hall.database.transaction() as session:
        return await _retried(session, conversation_id, client_key) is not None


async def file(hall: Hall, upload_id: str) -> tuple[bytes, str]:
    """The bytes and media type. The caller has checked who asks. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        upload = await session.get(Upload, upload_id)
    if upload is None:
        raise NotFound(thing="upload")
    try:
        return await hall.vault.get(upload.digest), upload.media_type
    except FileNotFoundError as error:
        raise NotFound(thing="upload") from error


async def place_in_queue(hall: Hall, upload_id: str) -> int:
    """How many files of other residents are before this one; 0 when there are none, or it is being read, or done."""
    async with hall.database.transaction() as session:
        upload = await session.get(Upload, upload_id)
        if upload is None or upload.status != UploadStatus.QUEUED:
            return 0
        return await stored.ahead_of(session, upload)


async def _retried(session: AsyncSession, conversation_id: str, client_key: str | None) -> Upload | None:
    return await stored.find_by_client_key(session, conversation_id, client_key) if client_key else None


async def _sent_again(hall: Hall, session: AsyncSession, upload: Upload) -> None:
    """The same bytes once more. What failed by our fault is tried again; what has a verdict is told again."""
    if upload.failure is not None:
        requeue(upload)
        await stored.announce_waiting(session)
        return
    if upload.status in (UploadStatus.QUEUED, UploadStatus.CHECKING):
        return
    if all(finding["key"] != SENT_AGAIN for finding in upload.findings):
        upload.findings = [*upload.findings, upload_case.as_document(Finding("filing", True, SENT_AGAIN))]
    await outbox.put(session, hall.clock.now(), upload.conversation_id, "event_upload_judged", upload_id=upload.id)


async def _open_package(session: AsyncSession, package_id: str | None) -> Package | None:
    package = await stored_packages.lock(session, package_id) if package_id else None
    if package is not None:
        _check_open(package)
    return package


async def _locked(session: AsyncSession, upload_id: str) -> tuple[Upload, Package | None]:
    """An upload and its package, locked in the one order that all services keep: package before upload."""
    seen = await session.get(Upload, upload_id)
    package = await stored_packages.lock(session, seen.package_id) if seen and seen.package_id else None
    if seen is not None:
        await session.refresh(seen, with_for_update=True)
    if seen is None:
        raise NotFound(thing="upload")
    return seen, package


async def _locked_with_open_package(session: AsyncSession, upload_id: str) -> tuple[Upload, Package | None]:
    """An upload and its package, or the package its conversation works on: conversation, package, upload locked.

    With the conversation locked, nobody else puts the upload into a package meanwhile.
    """
    upload = await session.get(Upload, upload_id)
    if upload is None:
        raise NotFound(thing="upload")
    conversation = await lock_conversation(session, upload.conversation_id)
    await session.refresh(upload)
    package_id = upload.package_id or conversation.package_id
    package = await stored_packages.lock(session, package_id) if package_id else None
    await session.refresh(upload, with_for_update=True)
    return upload, package


def _check_open(package: Package | None) -> None:
    if package is None:
        raise InvalidInput(field="package")
    if package.status not in OPEN_PACKAGES:
        raise UploadRefused(reason="package_closed")


def _check_material(hall: Hall, package: Package | None, material_key: str) -> None:
    needed = needed_materials(guides.item(hall, package.item_id), package.answers) if package else ()
    if all(material.key != material_key for material in needed):
        raise InvalidInput(field="material")


def _record(hall: Hall, session: AsyncSession, actor: str, act: str, upload: Upload, **details: str | None) -> None:
    audit.record(session, hall.clock.now(), actor, f"upload.{act}", f"upload:{upload.id}", **details)
