"""What a resident has deleted is gone: files, readings, names, and what was typed about the applicant."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import select

from backend.domain.facts import FileFacts
from backend.domain.packages import PackageStatus
from backend.services import conversations, packages, privacy, uploads
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage import packages as stored_packages
from backend.storage import uploads as stored
from backend.storage.conversations import Message
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from tests import factories


async def _stored(hall: Hall, package: Package) -> Package:
    async with hall.database.transaction() as session:
        return await session.get_one(Package, package.id)


async def test_an_unsubmitted_package_is_given_up_with_its_applicant(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    assert await privacy.delete_own(hall, package.conversation_id) == 0
    now = await _stored(hall, package)
    assert now.status == PackageStatus.WITHDRAWN
    assert now.applicant is None
    assert now.person_key is None
    assert now.answers == {}


async def test_so_is_the_applicant_of_one_that_was_given_up_before(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    await packages.withdraw(hall, package.id, "system")
    await privacy.delete_own(hall, package.conversation_id)
    assert (await _stored(hall, package)).applicant is None


async def test_what_was_submitted_is_kept(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    before = await packages.progress(hall, package.id)
    assert await privacy.delete_own(hall, package.conversation_id) == 1
    now = await packages.progress(hall, package.id)
    assert now.package.applicant == before.package.applicant
    for state in now.materials:
        for upload in state.uploads:
            assert (await uploads.file(hall, upload.id))[0]


@pytest.mark.parametrize("judged", [True, False])
async def test_files_go_with_what_was_read_of_them(hall: Hall, judged: bool) -> None:
    package = await factories.draft(hall, factories.somebody())
    upload = await factories.send(hall, package.conversation_id, factories.lease(), name="陈建国租房.png")
    if judged:
        await factories.check_all(hall)
    await privacy.delete_own(hall, package.conversation_id)
    async with hall.database.transaction() as session:
        now = await session.get_one(Upload, upload.id)
        assert await stored.cached_facts(session, uploads.facts_key(hall, upload.digest)) is None
    assert now.status == "removed"
    assert (now.name, now.findings, now.fields) == ("", [], None)
    with pytest.raises(FileNotFoundError):
        await hall.vault.get(upload.digest)


async def test_a_file_that_somebody_else_sent_too_stays_for_them(hall: Hall) -> None:
    mine = await factories.draft(hall, factories.somebody())
    theirs = await factories.draft(hall, factories.somebody())
    data = factories.png()
    await factories.send(hall, mine.conversation_id, factories.lease(), data=data)
    other = await factories.send(hall, theirs.conversation_id, factories.lease(), data=data)
    await privacy.delete_own(hall, mine.conversation_id)
    assert (await uploads.file(hall, other.id))[0] == data


async def test_the_talk_names_the_deleted_files_no_more(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    upload = await factories.send(hall, package.conversation_id, factories.lease(), name="陈建国租房.png")
    told = {"name": upload.name, "url": f"/api/v1/uploads/{upload.id}/file", "media_type": "image/png"}
    await conversations.say(hall, package.conversation_id, Utterance("发了文件", files=(told,)), "resident")
    await privacy.delete_own(hall, package.conversation_id)
    async with hall.database.transaction() as session:
        said = (
            await session.execute(select(Message).where(Message.conversation_id == package.conversation_id))
        ).scalars()
        assert [message.files for message in said] == [[]]


async def test_verdicts_lists_and_buttons_of_what_is_deleted_leave_the_talk(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    talk = package.conversation_id
    upload = await factories.send(hall, talk, factories.lease())
    verdict = {"kind": "verdict", "upload_id": upload.id, "findings": [{"text": "名字读成了陈建国"}]}
    listed = {"kind": "checklist", "item": "开店", "materials": []}
    await conversations.say(hall, talk, Utterance("「租房合同」名字读成了陈建国", card=verdict))
    await conversations.say(hall, talk, Utterance("要交这些", (("上传", "/upload_how"),), card=listed))
    await privacy.delete_own(hall, talk)
    said = await conversations.history(hall, talk)
    assert [(message.text, message.card) for message in said] == [("要交这些", None)]
    assert await conversations.live_tokens(hall, talk) == frozenset()


async def test_verdicts_of_what_was_submitted_stay_in_the_talk(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    upload = (await packages.progress(hall, package.id)).materials[0].uploads[0]
    verdict = {"kind": "verdict", "upload_id": upload.id, "findings": []}
    await conversations.say(hall, package.conversation_id, Utterance("可以", card=verdict))
    await privacy.delete_own(hall, package.conversation_id)
    assert (await conversations.history(hall, package.conversation_id))[-1].card == verdict


async def test_deleting_twice_changes_nothing(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    await privacy.delete_own(hall, package.conversation_id)
    assert await privacy.delete_own(hall, package.conversation_id) == 0


async def test_what_is_read_while_it_is_deleted_does_not_come_back(hall: Hall) -> None:
    package = await factories.draft(hall, factories.somebody())
    upload = await uploads.receive(hall, package.conversation_id, factories.png(), "photo.png")

    class DeletedMeanwhile:
        """Reads on while the resident has the file deleted."""

        async def read(self, data: bytes, name: str) -> FileFacts:
            await privacy.delete_own(hall, package.conversation_id)
            return FileFacts(
                digest=upload.digest, media_type="image/png", pages=(factories.lease(),), reader="test", failure=None
            )

    while await uploads.work_once(hall, DeletedMeanwhile()):
        pass
    async with hall.database.transaction() as session:
        assert (await session.get_one(Upload, upload.id)).status == "removed"
        assert await stored.cached_facts(session, uploads.facts_key(hall, upload.digest)) is None


async def test_deleting_waits_for_the_package_before_it_takes_any_file(hall: Hall) -> None:
    """As all services do: else who has the package and one file, and wants another, would wait for ever."""
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    sent = [await factories.send(hall, package.conversation_id, factories.lease()) for _ in range(2)]
    await packages.withdraw(hall, package.id, "system")
    first, second = sorted(upload.id for upload in sent)
    async with hall.database.transaction() as session:
        await stored_packages.lock(session, package.id)
        await stored.lock(session, second)
        deleting = asyncio.create_task(privacy._delete_files(hall, package.conversation_id, "system"))
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        async with asyncio.timeout(20):
            while not (await session.execute(waits)).scalar_one():
                await asyncio.sleep(0.05)
        other = select(Upload).where(Upload.id == first).with_for_update(nowait=True)
        assert (await session.execute(other)).scalar_one().id == first
    await deleting
    async with hall.database.transaction() as session:
        assert (await session.get_one(Upload, first)).name == ""
