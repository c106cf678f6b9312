"""Files past their time are deleted, with proof; everything else stays."""

from typing import Any

import pytest
from sqlmodel import col, select

from backend.adapters.reader import READER_VERSION
from backend.domain.errors import NotFound
from backend.domain.packages import PackageStatus
from backend.services import packages, previews, readings, retention, uploads
from backend.services.hall import Hall
from backend.storage import uploads as stored
from backend.storage.audit import AuditEvent
from backend.storage.uploads import Upload
from tests import factories
from tests.conftest import FixedClock


async def files_of(hall: Hall, package_id: str) -> list[Upload]:
    async with hall.database.transaction() as session:
        return list(await stored.of_package(session, package_id, live=False))


async def test_what_was_never_submitted_goes_after_a_month(hall: Hall, clock: FixedClock) -> None:
    draft = await factories.draft(hall, factories.somebody())
    mine = await factories.send(hall, draft.conversation_id, factories.lease(), material="lease")
    await factories.check_all(hall)
    clock.move(days=29)
    assert await retention.sweep(hall) == 0
    clock.move(days=2)
    assert await retention.sweep(hall) == 1
    assert await retention.sweep(hall) == 0
    with pytest.raises(NotFound):
        await uploads.file(hall, mine.id)
    assert not hall.vault.has(mine.digest)
    row = (await files_of(hall, draft.id))[0]
    assert row.file_deleted_at == clock.now()
    assert row.fields is None
    assert row.name == ""
    async with hall.database.transaction() as session:
        assert await stored.cached_facts(session, uploads.facts_key(hall, mine.digest)) is None


async def test_what_an_earlier_reader_read_goes_too(
    hall: Hall, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await factories.draft(hall, factories.somebody())
    await factories.send(hall, draft.conversation_id, factories.lease(), material="lease")
    await factories.check_all(hall)
    monkeypatch.setattr(readings, "READER_VERSION", str(int(READER_VERSION) + 2))
    clock.move(days=31)
    assert await retention.sweep(hall) == 1
    async with hall.database.reading() as session:
        assert (await session.execute(select(stored.Reading))).scalars().all() == []


async def test_what_waits_for_a_contact_stays_and_what_was_decided_goes_after_half_a_year(
    hall: Hall, clock: FixedClock
) -> None:
    waits = await factories.package_at(hall, PackageStatus.SUBMITTED)
    decided = await factories.package_at(hall, PackageStatus.ACCEPTED)
    clock.move(days=179)
    assert await retention.sweep(hall) == 0
    clock.move(days=2)
    gone = await files_of(hall, decided.id)
    assert gone
    assert await retention.sweep(hall) == len(gone)
    assert all(not hall.vault.has(one.digest) for one in gone)
    kept = await files_of(hall, waits.id)
    assert kept
    assert all(one.file_deleted_at is None and hall.vault.has(one.digest) for one in kept)
    boss = await factories.admin(hall)
    with pytest.raises(NotFound):
        await previews.original(hall, boss, decided.id, gone[0].id)
    # What was decided, and on what, is still known.
    assert (await packages.progress(hall, decided.id)).package.frozen["materials"]


async def test_a_file_that_somebody_else_needs_stays(hall: Hall, clock: FixedClock) -> None:
    data = factories.png()
    old = await factories.draft(hall, factories.somebody())
    await factories.send(hall, old.conversation_id, factories.lease(), material="lease", data=data)
    await factories.check_all(hall)
    clock.move(days=31)
    new = await factories.draft(hall, factories.somebody())
    mine = await factories.send(hall, new.conversation_id, factories.lease(), material="lease", data=data)
    await factories.check_all(hall)
    assert await retention.sweep(hall) == 1
    assert (await uploads.file(hall, mine.id))[0] == data
    assert (await retention.runs(hall))[0].proved


async def test_a_deletion_can_be_proved_and_a_false_record_is_seen(hall: Hall, clock: FixedClock) -> None:
    draft = await factories.draft(hall, factories.somebody())
    sent = [
        await factories.send(hall, draft.conversation_id, factories.lease(), material="lease", data=factories.png())
        for _ in range(3)
    ]
    await factories.check_all(hall)
    clock.move(days=31)
    before = len(await retention.runs(hall))
    assert await retention.sweep(hall) == 3
    runs = await retention.runs(hall)
    assert len(runs) == before + 1
    assert runs[0].files == 3
    assert runs[0].size == sum(one.size for one in sent)
    assert runs[0].rules == {"unsubmitted": 3}
    assert runs[0].proved
    # A file that is still there, or a record that was changed, is seen.
    back = await hall.vault.put(factories.png())
    async with hall.database.transaction() as session:
        act = (await session.execute(_records())).scalars().first()
        assert act is not None
        act.details = {**act.details, "sha256": back}
    assert not (await retention.runs(hall))[0].proved


def _records() -> Any:
    return select(AuditEvent).where(AuditEvent.action == "upload.file_deleted").order_by(col(AuditEvent.id).desc())


async def test_many_are_worked_off_in_pieces(hall: Hall, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    draft = await factories.draft(hall, factories.somebody())
    for _ in range(5):
        await factories.send(hall, draft.conversation_id, factories.lease(), material="lease", data=factories.png())
    await factories.check_all(hall)
    clock.move(days=31)
    assert await retention.sweep(hall) == 5
    assert [run.files for run in (await retention.runs(hall))[:3]] == [1, 2, 2]
