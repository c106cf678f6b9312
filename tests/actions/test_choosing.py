"""What is offered when a text means more than one item: in the real actions, without Rasa."""

import json
from typing import Any

from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.domain.packages import Step
from backend.services import conversations, packages
from backend.services.hall import Hall
from backend.storage.conversations import Conversation
from tests import factories
from tests.actions.typing import heard

Said = tuple[str, dict[str, dict[str, str]]]


async def act(hall: Hall, texts: Texts, conversation: Conversation, name: str, text: str = "", **entities: str) -> Said:
    """The first answer's name, and its buttons: label → what is in the payload."""
    request: dict[str, Any] = {
        "next_action": name,
        "sender_id": conversation.id,
        "tracker": {
            "sender_id": conversation.id,
            "slots": {},
            "latest_message": {
                "text": text,
                "intent": {"name": "need"},
                "entities": [{"entity": k, "value": v} for k, v in entities.items()],
            },
            "events": [],
        },
        "domain": {},
    }
    said = (await make_runner(hall, texts)(request))["responses"][0]
    meant = {b["title"]: b["payload"].partition("{") for b in said["buttons"]}
    return said["response"], {label: json.loads(f"{{{rest}" if rest else "{}") for label, (_, _, rest) in meant.items()}


async def need(hall: Hall, texts: Texts, conversation: Conversation, text: str) -> Said:
    return await act(hall, texts, conversation, "action_take_answer", text)


async def test_one_clear_item_is_confirmed(hall: Hall, texts: Texts) -> None:
    said, _ = await need(hall, texts, await factories.conversation(hall), "身份证不见了想补一张")
    assert said == "utter_item_confirm"


async def test_two_that_fit_are_a_short_list_with_a_way_out(hall: Hall, texts: Texts) -> None:
    said, buttons = await need(hall, texts, await factories.conversation(hall), "残疾人")
    assert said == "utter_item_choose"
    assert 3 <= len(buttons) <= 5
    assert list(buttons)[-1] == texts.say("button_none_of_these")


async def test_a_life_event_shows_what_it_takes_in_order(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    said, buttons = await need(hall, texts, conversation, "想开个饭店，要办哪些证")
    assert said == "utter_event"
    event = hall.catalogue.events["restaurant"]
    assert [e["item"] for e in buttons.values() if e] == [step.item for step in event.steps]


async def test_many_that_fit_are_parted_by_a_question_until_one_is_left(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    said, buttons = await need(hall, texts, conversation, "执照")
    asked = 0
    while said.startswith("utter_split_"):
        asked += 1
        groups = {label: e["items"].split(",") for label, e in buttons.items() if "items" in e}
        everything = [i for ids in groups.values() for i in ids]
        assert len(everything) == len(set(everything)) >= 3
        assert 2 <= len(groups) <= 4
        largest = max(groups.values(), key=len)
        assert len(largest) < len(everything)
        said, buttons = await act(hall, texts, conversation, "action_choose_item", items=",".join(largest))
    assert asked
    assert said in {"utter_item_choose", "utter_item_confirm"}


async def test_an_answer_that_leaves_one_item_confirms_it(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    said, _ = await act(hall, texts, conversation, "action_choose_item", items="mz-dibao")
    assert said == "utter_item_confirm"
    said, _ = await act(hall, texts, conversation, "action_choose_item", items="gone,away")
    assert said == "utter_item_gone"


async def test_the_list_is_kept_for_ordinals(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    await need(hall, texts, conversation, "生孩子要办哪些手续")
    kept = await conversations.get(hall, conversation.id)
    assert kept.focus["shortlist"] == [step.item for step in hall.catalogue.events["baby"].steps]


async def test_what_comes_first_is_told_of_the_present_matter(hall: Hall, texts: Texts) -> None:
    package = await packages.start(hall, (await factories.conversation(hall)).id, "cl-canji")
    await packages.move_to(hall, package.id, Step.MATERIALS)
    asked = "办了证以后有哪些补助，先办哪个再办哪个"
    answers = await heard(hall, texts, package.conversation_id, asked, "ask_result", "action_answer_result")
    assert answers[0]["response"] == "utter_event_order"
    assert "残疾" in str(answers[0]["name"])
