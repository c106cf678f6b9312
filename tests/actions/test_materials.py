"""Files as the dialogue takes them: unclear ones one at a time, a card in an album, the place in the queue."""

from backend.adapters.texts import Texts
from backend.domain.uploads import UploadStatus
from backend.services import conversations, uploads
from backend.services.hall import Hall
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from bot.channels.inbox import Inbox
from tests import factories
from tests.actions.test_appointments import act
from tests.conftest import FixedClock


async def judged(hall: Hall, texts: Texts, package: Package, upload: Upload) -> list[str]:
    return await act(hall, texts, package, "action_upload_judged", upload_id=upload.id)


async def test_unclear_files_are_asked_about_one_at_a_time(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    unclear = [await factories.send(hall, package.conversation_id, factories.nothing_known()) for _ in range(3)]
    await factories.check_all(hall)
    assert [(await factories.fresh(hall, one)).status for one in unclear] == [UploadStatus.RECEIVED] * 3
    assert await judged(hall, texts, package, unclear[0]) == ["utter_ask_which_unknown"]
    assert await judged(hall, texts, package, unclear[1]) == []
    assert await judged(hall, texts, package, unclear[2]) == []
    told = await act(hall, texts, package, "action_file_upload", upload=unclear[0].id, material="lease")
    assert told == ["utter_upload_filed", "utter_ask_which_unknown"]
    told = await act(hall, texts, package, "action_drop_upload", upload=unclear[1].id)
    assert told == ["utter_upload_dropped", "utter_ask_which_unknown"]
    told = await act(hall, texts, package, "action_drop_upload", upload=unclear[2].id)
    assert "utter_ask_which_unknown" not in told
    assert told[0] == "utter_upload_dropped"


async def test_while_a_file_is_unclear_nothing_is_said_to_be_missing(hall: Hall, texts: Texts) -> None:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    await factories.send(hall, package.conversation_id, factories.nothing_known())
    lease = await factories.send(hall, package.conversation_id, factories.lease(), material="lease")
    await factories.check_all(hall)
    assert "utter_materials_left" not in await judged(hall, texts, package, lease)


async def test_a_card_sent_as_an_album_is_not_told_to_lack_a_side(hall: Hall, texts: Texts, clock: FixedClock) -> None:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    front = await factories.send(hall, package.conversation_id, factories.front(who))
    clock.move(seconds=1)
    back = await factories.send(hall, package.conversation_id, factories.back())
    assert await uploads.work_once(hall, factories.NeverAsked())
    assert await judged(hall, texts, package, front) == []
    await factories.check_all(hall)
    said = await judged(hall, texts, package, back) + await judged(hall, texts, package, front)
    assert said.count("utter_verdict_pass") == 2
    assert "utter_verdict_fix" not in said


async def test_a_side_that_never_came_is_told_once_the_rest_is_read(
    hall: Hall, texts: Texts, clock: FixedClock
) -> None:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    front = await factories.send(hall, package.conversation_id, factories.front(who))
    clock.move(seconds=1)
    lease = await factories.send(hall, package.conversation_id, factories.lease())
    assert await uploads.work_once(hall, factories.NeverAsked())
    assert await judged(hall, texts, package, front) == []
    await factories.check_all(hall)
    said = await judged(hall, texts, package, lease)
    assert said.count("utter_verdict_fix") == 1
    assert "utter_verdict_fix" not in await judged(hall, texts, package, lease)


async def test_who_waits_behind_others_hears_how_many(hall: Hall, texts: Texts, clock: FixedClock) -> None:
    for _ in range(3):
        other = await factories.draft(hall, factories.somebody())
        await factories.send(hall, other.conversation_id, factories.lease(), material="lease")
        clock.move(seconds=1)
    mine = await factories.draft(hall, factories.somebody())
    await factories.send(hall, mine.conversation_id, factories.lease_sheet(), material="lease")
    clock.move(seconds=1)
    sent = await factories.send(hall, mine.conversation_id, factories.lease(), material="lease")
    await Inbox(hall, texts).store_files(mine.conversation_id, [sent])
    said = [one.text for one in await conversations.history(hall, mine.conversation_id)]
    assert any("前面还有 3 份" in text for text in said)
    await factories.check_all(hall)


async def test_ones_own_files_are_no_queue(hall: Hall, texts: Texts, clock: FixedClock) -> None:
    mine = await factories.draft(hall, factories.somebody())
    for page in (factories.lease(), factories.lease_sheet(), factories.form()):
        sent = await factories.send(hall, mine.conversation_id, page)
        clock.move(seconds=1)
    assert await uploads.place_in_queue(hall, sent.id) == 0
    await Inbox(hall, texts).store_files(mine.conversation_id, [sent])
    told = (await conversations.history(hall, mine.conversation_id))[-1]
    assert told.text == texts.say("upload_received", count=1)
    await factories.check_all(hall)
