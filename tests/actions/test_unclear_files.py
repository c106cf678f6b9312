"""Files that no material fits: what is asked about them, and what becomes of them."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.material_lists import files_beside, sort_buttons
from actions.server import make_runner
from actions.turn import Turn
from backend.adapters.texts import Texts
from backend.domain.facts import Page
from backend.domain.packages import Step
from backend.domain.uploads import UploadStatus
from backend.services import conversations, packages
from backend.services.hall import Hall
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from tests import factories
from tests.actions.test_appointments import act
from tests.conftest import FixedClock


def invoice() -> Page:
    """What no material of the factories' item is."""
    return factories.page(("invoice",), "电子发票")


async def asked(hall: Hall, texts: Texts, package: Package, upload: Upload) -> dict[str, Any]:
    """What is said of an upload when its verdict is there: the last utterance whole."""
    latest = {"text": "", "intent": {"name": "x"}, "entities": [{"entity": "upload_id", "value": upload.id}]}
    request: dict[str, Any] = {
        "next_action": "action_upload_judged",
        "sender_id": package.conversation_id,
        "tracker": {"sender_id": package.conversation_id, "slots": {}, "latest_message": latest, "events": []},
        "domain": {},
    }
    said: dict[str, Any] = (await make_runner(hall, texts)(request))["responses"][-1]
    return said


async def sent(hall: Hall, package: Package, page: Page) -> Upload:
    upload = await factories.send(hall, package.conversation_id, page)
    await factories.check_all(hall)
    return upload


async def test_a_paper_that_is_not_on_the_list_is_offered_to_the_contact(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    said = await asked(hall, texts, package, await sent(hall, package, invoice()))
    assert said["response"] == "utter_not_on_list"
    assert [one["title"] for one in said["buttons"]] == ["留给对接人看", "这个不要了"]
    assert (said["kind"], said["item"]) == ("发票", "个体户办执照")


async def test_what_may_be_meant_by_a_title_is_still_offered(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    package = await packages.start(hall, talk.id, "sc-qy-biangeng")
    await packages.answer(hall, package.id, "change", "other")
    package = await packages.move_to(hall, package.id, Step.MATERIALS)
    said = await asked(hall, texts, package, await sent(hall, package, invoice()))
    assert said["response"] == "utter_not_on_list_unless"
    assert [one["title"] for one in said["buttons"]] == [
        "变更决议/决定",
        "修改后的章程或章程修正案",
        "留给对接人看",
        "这个不要了",
    ]


async def test_a_kind_that_is_on_the_list_is_asked_about_as_ever(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    other_form = factories.page(("application_form",), "道路占用审批", title="道路占用审批")
    said = await asked(hall, texts, package, await sent(hall, package, other_form))
    assert said["response"] == "utter_ask_which_material"
    assert len(said["buttons"]) > 3


async def test_left_to_the_contact_it_is_settled_and_the_next_is_asked_about(
    hall: Hall, texts: Texts, clock: FixedClock
) -> None:
    package = await factories.draft(hall, factories.somebody())
    first = await sent(hall, package, invoice())
    clock.move(seconds=1)
    second = await sent(hall, package, factories.nothing_known())
    assert (await asked(hall, texts, package, first))["response"] == "utter_not_on_list"
    told = await act(hall, texts, package, "action_leave_to_contact", upload=first.id)
    assert told == ["utter_upload_left_to_contact", "utter_ask_which_unknown"]
    assert (await factories.fresh(hall, first)).status == UploadStatus.EXTRA
    assert (await asked(hall, texts, package, first))["response"] == "utter_upload_left_to_contact"
    told = await act(hall, texts, package, "action_drop_upload", upload=second.id)
    assert told[0] == "utter_upload_dropped"
    assert "utter_ask_which_unknown" not in told


async def test_the_question_stands_until_it_is_answered(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    upload = await sent(hall, package, invoice())
    await asked(hall, texts, package, upload)
    told = await act(hall, texts, package, "action_ask_again")
    assert told == ["utter_not_on_list"]
    await act(hall, texts, package, "action_leave_to_contact", upload=upload.id)
    assert await act(hall, texts, package, "action_ask_again") == ["utter_materials_reminder"]


async def test_what_is_not_sorted_is_asked_about_again_when_the_resident_wants(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    await sent(hall, package, invoice())
    assert await act(hall, texts, package, "action_sort_files") == ["utter_not_on_list"]


async def test_the_summary_says_what_goes_along_and_what_does_not(hall: Hall, texts: Texts, clock: FixedClock) -> None:
    package = await factories.draft(hall, factories.somebody())
    first = await sent(hall, package, invoice())
    clock.move(seconds=1)
    talk = await conversations.get(hall, package.conversation_id)
    turn = Turn(hall, texts, talk, package, None, "", "", {}, CollectingDispatcher())
    progress = await packages.progress(hall, package.id)
    assert await files_beside(turn, progress) == "还没归好，不会交上去的：这张照片"
    assert [label for label, _ in sort_buttons(turn, progress)] == ["把没归好的归好"]
    await act(hall, texts, package, "action_leave_to_contact", upload=first.id)
    progress = await packages.progress(hall, package.id)
    assert await files_beside(turn, progress) == "另外发来的，对接人会看：发票"
    assert sort_buttons(turn, progress) == []
