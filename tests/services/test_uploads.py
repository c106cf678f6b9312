"""Uploads: taken in, judged once, told about, and kept from strangers."""

import logging
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from PIL import Image
from sqlalchemy import update

from backend.adapters.checkers import CheckerDied
from backend.domain.errors import InvalidInput, NotFound, TooManyRequests, UploadRefused
from backend.domain.facts import FileFacts
from backend.domain.packages import PackageStatus
from backend.domain.uploads import UploadStatus
from backend.services import packages, uploads
from backend.services.hall import Hall
from backend.services.upload_checks import LEASE, MAX_ATTEMPTS
from backend.storage import outbox
from backend.storage import uploads as stored
from backend.storage.uploads import Upload
from tests import factories
from tests.conftest import FixedClock


class Dying:
    """A checker that never survives a file."""

    async def read(self, data: bytes, name: str) -> FileFacts:
        raise CheckerDied("crashed")


@pytest.fixture(autouse=True)
async def empty_queue(hall: Hall) -> None:
    """The database outlives a test, its folder of files does not: nothing of earlier tests waits for checkers."""
    async with hall.database.transaction() as session:
        await session.execute(update(Upload).values(status=UploadStatus.REMOVED.value))


async def told(hall: Hall, conversation_id: str, upload_id: str) -> int:
    async with hall.database.transaction() as session:
        pending = await outbox.pending(session, conversation_id)
    return sum(1 for one in pending if one.entities.get("upload_id") == upload_id)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello", "unsupported"),
        (b"MZ\x90\x00" + b"\0" * 99, "unsupported"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "unsupported"),
    ],
)
async def test_what_can_not_be_taken_is_refused(hall: Hall, data: bytes, reason: str) -> None:
    talk = await factories.conversation(hall)
    with pytest.raises(UploadRefused) as refused:
        await uploads.receive(hall, talk.id, data, "photo.png")
    assert refused.value.fields["reason"] == reason


async def test_a_file_is_what_its_bytes_say(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "JPEG")
    upload = await uploads.receive(hall, talk.id, file.getvalue(), "../../etc/scan.pdf")
    assert (upload.media_type, upload.name) == ("image/jpeg", "scan.pdf")
    hall.settings.upload_bytes = 10
    with pytest.raises(UploadRefused) as refused:
        await uploads.receive(hall, talk.id, file.getvalue(), "a.jpg")
    assert refused.value.fields["reason"] == "too_large"


async def test_so_many_an_hour(hall: Hall, clock: FixedClock) -> None:
    hall.settings.uploads_per_hour = 2
    talk = await factories.conversation(hall)
    for _ in range(2):
        await factories.send(hall, talk.id)
    with pytest.raises(TooManyRequests):
        await factories.send(hall, talk.id)
    clock.move(minutes=61)
    await factories.send(hall, talk.id)


async def test_a_retry_is_the_same_upload(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    first = await uploads.receive(hall, talk.id, factories.png(), "a.png", client_key="k")
    again = await uploads.receive(hall, talk.id, factories.png(), "a.png", client_key="k")
    assert first.id == again.id
    assert await uploads.sent_before(hall, talk.id, "k")


async def test_one_file_may_be_sent_for_two_materials(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    data = factories.png()
    state = await packages.progress(hall, package.id)
    keys = [one.material.key for one in state.materials][:2]
    sent = [
        await factories.send(hall, package.conversation_id, factories.lease(), material=key, data=data) for key in keys
    ]
    assert len({one.id for one in sent}) == 2
    once_more = await factories.send(hall, package.conversation_id, factories.lease(), material=keys[0], data=data)
    assert once_more.id == sent[0].id


async def test_a_material_that_is_not_asked_for_is_refused(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    with pytest.raises(InvalidInput):
        await factories.send(hall, package.conversation_id, factories.lease(), material="nothing")


async def test_assigned_and_taken_back(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    upload = await factories.send(hall, package.conversation_id, factories.nothing_known())
    await factories.check_all(hall)
    assert (await factories.fresh(hall, upload)).status == UploadStatus.RECEIVED
    await uploads.assign(hall, upload.id, "lease")
    await factories.check_all(hall)
    assert (await factories.fresh(hall, upload)).material_key == "lease"
    for _ in range(2):
        gone = await uploads.remove(hall, upload.id, f"resident:{package.conversation_id}")
    assert gone.status == UploadStatus.REMOVED
    state = await packages.progress(hall, package.id)
    assert next(one for one in state.materials if one.material.key == "lease").status == "missing"


async def test_a_submitted_package_takes_no_files_and_gives_none_back(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    upload = (await uploads.of_conversation(hall, package.conversation_id))[0]
    with pytest.raises(UploadRefused):
        await uploads.remove(hall, upload.id, "resident:x")
    with pytest.raises(UploadRefused):
        await uploads.assign(hall, upload.id, "lease")


async def test_strangers_see_nothing(hall: Hall) -> None:
    upload = await factories.send(hall, (await factories.conversation(hall)).id)
    stranger = await factories.conversation(hall)
    with pytest.raises(NotFound):
        await uploads.own(hall, stranger.id, upload.id)


async def test_a_file_that_kills_its_checkers_goes_to_a_person_and_the_resident_hears(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    upload = await uploads.receive(hall, package.conversation_id, factories.png(), "a.png", material_key="lease")
    for _ in range(MAX_ATTEMPTS):
        assert await told(hall, package.conversation_id, upload.id) == 0
        assert await uploads.work_once(hall, Dying())
    now = await factories.fresh(hall, upload)
    assert (now.status, now.failure) == (UploadStatus.HUMAN, "crashed")
    assert await told(hall, package.conversation_id, upload.id) == 1
    assert not await uploads.work_once(hall, Dying())


async def test_a_lease_that_ran_out_is_taken_by_another_and_the_first_writes_nothing(
    hall: Hall, clock: FixedClock
) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    upload = await factories.send(hall, package.conversation_id, factories.lease(), material="lease")
    async with hall.database.transaction() as session:
        claimed = await stored.claim(session, clock.now(), LEASE)
    assert claimed is not None
    assert claimed.id == upload.id
    assert await factories.check_all(hall) == 0
    clock.move(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    assert await factories.check_all(hall) == 1
    assert (await factories.fresh(hall, upload)).status == UploadStatus.PASSED
    assert await told(hall, package.conversation_id, upload.id) == 1


async def test_a_new_applicant_is_judged_by_what_was_read(hall: Hall) -> None:
    who, other = factories.somebody(), factories.somebody("王小明")
    package = await factories.draft(hall, who)
    state = await packages.progress(hall, package.id)
    key = next(one.material.key for one in state.materials if one.material.kind == "id_card")
    upload = await factories.send(hall, package.conversation_id, factories.front(who), factories.back(), material=key)
    await factories.check_all(hall)
    assert (await factories.fresh(hall, upload)).status == UploadStatus.PASSED
    await packages.set_applicant(hall, package.id, name=other.name, id_number=other.id_number)
    assert (await factories.fresh(hall, upload)).status == UploadStatus.FIX
    await packages.set_applicant(hall, package.id, name=who.name, id_number=who.id_number)
    assert (await factories.fresh(hall, upload)).status == UploadStatus.PASSED


async def test_the_disk_holds_no_plain_bytes_and_a_changed_file_is_refused(hall: Hall, tmp_path: Path) -> None:
    secret = b"\x89PNG\r\n\x1a\n" + b"4399011985 is written here" * 3
    talk = await factories.conversation(hall)
    upload = await uploads.receive(hall, talk.id, secret, "a.png")
    assert await uploads.file(hall, upload.id) == (secret, "image/png")
    files = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert files
    assert all(b"4399011985" not in path.read_bytes() for path in files)
    other = await uploads.receive(hall, talk.id, factories.png(), "b.png")
    here = tmp_path / "files" / upload.digest[:2] / upload.digest
    there = tmp_path / "files" / other.digest[:2] / other.digest
    here.write_bytes(there.read_bytes())
    with pytest.raises(InvalidTag):
        await uploads.file(hall, upload.id)
    here.unlink()
    with pytest.raises(NotFound):
        await uploads.file(hall, upload.id)


async def test_a_whole_walk_logs_nothing_personal(hall: Hall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    who = factories.somebody()
    package = await factories.package_at(hall, PackageStatus.RETURNED, who)
    upload = await uploads.receive(hall, package.conversation_id, factories.png(), f"{who.id_number}.png")
    for _ in range(MAX_ATTEMPTS):
        await uploads.work_once(hall, Dying())
    assert who.id_number not in caplog.text
    assert who.name not in caplog.text
    assert "租赁合同" not in caplog.text
    assert who.id_number not in upload.name
