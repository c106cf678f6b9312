"""长辈版: the same said in fewer words, with the same facts."""

import re
from typing import Any

import yaml

from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.services import conversations
from backend.services.hall import Hall
from backend.settings import ROOT
from tests import factories

RESPONSES: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
PLAIN = [key for key in RESPONSES if key.endswith("_plain")]


def text_of(key: str) -> str:
    return str(RESPONSES[key][0]["text"])


def fields(key: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text_of(key)))


def test_each_plain_text_is_of_one_that_is_there_and_asks_for_nothing_more() -> None:
    assert PLAIN
    assert [key for key in PLAIN if key.removesuffix("_plain") not in RESPONSES] == []
    assert [key for key in PLAIN if not fields(key) <= fields(key.removesuffix("_plain"))] == []


def test_a_plain_text_is_no_longer_and_its_sentences_are_short() -> None:
    for key in PLAIN:
        bare = re.sub(r"\{\w+\}", "", text_of(key))
        assert len(bare) <= len(re.sub(r"\{\w+\}", "", text_of(key.removesuffix("_plain")))) + 15, key
        assert max(len(sentence) for sentence in re.split(r"[。？！\n，：]", bare)) <= 20, key


async def said(hall: Hall, texts: Texts, conversation_id: str, name: str, text: str = "") -> list[str]:
    latest = {"text": text, "intent": {"name": "need"}, "entities": []}
    request: dict[str, Any] = {
        "next_action": name,
        "sender_id": conversation_id,
        "tracker": {"sender_id": conversation_id, "slots": {}, "latest_message": latest, "events": []},
        "domain": {},
    }
    return [r.get("response") or r["text"] for r in (await make_runner(hall, texts)(request))["responses"]]


async def test_it_is_taken_once_it_was_asked_for(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    assert await said(hall, texts, talk.id, "action_take_answer", "高龄津贴") == ["utter_item_confirm"]
    await conversations.set_plain_mode(hall, talk.id, True)
    assert await said(hall, texts, talk.id, "action_take_answer", "高龄津贴") == ["utter_item_confirm_plain"]
    assert (await said(hall, texts, talk.id, "action_complain"))[0] == "utter_complain", "no plainer one is written"
