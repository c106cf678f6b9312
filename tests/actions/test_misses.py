"""What is not understood in a talk is kept for the staff, without who said it."""

from typing import Any

from sqlmodel import select

from actions import guesses
from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.domain.misses import Reason
from backend.services import conversations, misses
from backend.services.hall import Hall
from backend.storage.misses import MissRow
from tests import factories

#: words that mean nothing in any guide
NONSENSE = "咕噜咕噜呱呱叫"


async def act(hall: Hall, texts: Texts, conversation_id: str, name: str, text: str = "") -> list[str]:
    """The texts, by name, that the action answers with."""
    latest = {"text": text, "intent": {"name": "nlu_fallback"}, "entities": []}
    request: dict[str, Any] = {
        "next_action": name,
        "sender_id": conversation_id,
        "tracker": {"sender_id": conversation_id, "slots": {}, "latest_message": latest, "events": []},
        "domain": {},
    }
    answer = await make_runner(hall, texts)(request)
    return [said.get("response") or said["text"] for said in answer["responses"]]


async def kept(hall: Hall, text: str) -> list[str]:
    """The reasons for which a text was kept, oldest first."""
    async with hall.database.reading() as session:
        rows = (await session.execute(select(MissRow).where(MissRow.text == text))).scalars().all()
    return sorted(row.reason for row in rows)


async def test_three_misses_in_a_row_are_told_apart(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    said = [(await act(hall, texts, talk.id, "action_take_answer", NONSENSE))[0] for _ in range(3)]
    assert all(key.startswith("utter_not_understood") for key in said)
    assert await kept(hall, NONSENSE) == [Reason.AGAIN, Reason.FALLBACK, Reason.FALLBACK]


async def test_none_of_these_keeps_what_had_been_asked_for(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    need = "我想开个店"
    await act(hall, texts, talk.id, "action_take_answer", need)
    assert await kept(hall, need) == []
    await act(hall, texts, talk.id, "action_none_of_these", "/none_of_these")
    assert await kept(hall, need) == [Reason.NONE_OF_THESE]


async def test_what_was_understood_is_not_kept(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    before = await misses.groups(hall)
    await act(hall, texts, talk.id, "action_take_answer", "高龄津贴")
    assert await misses.groups(hall) == before


async def test_nobody_can_be_made_out(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    await act(hall, texts, talk.id, "action_take_answer", "我叫李秀英 咕噜咕噜 99887766")
    texts_kept = [text for group in await misses.groups(hall) for text in group.texts]
    assert not [text for text in texts_kept if "李秀英" in text or "99887766" in text]
    assert (await conversations.get(hall, talk.id)).id not in str(texts_kept)


async def nearly(hall: Hall, texts: Texts, conversation_id: str, *ranking: tuple[str, float]) -> list[dict[str, Any]]:
    """What is answered to something of which Rasa has only an idea."""
    latest = {
        "text": NONSENSE,
        "intent": {"name": "nlu_fallback"},
        "entities": [],
        "intent_ranking": [{"name": name, "confidence": sure} for name, sure in ranking],
    }
    request: dict[str, Any] = {
        "next_action": "action_take_answer",
        "sender_id": conversation_id,
        "tracker": {"sender_id": conversation_id, "slots": {}, "latest_message": latest, "events": []},
        "domain": {},
    }
    answer: list[dict[str, Any]] = (await make_runner(hall, texts)(request))["responses"]
    return answer


async def test_the_second_time_what_was_nearly_understood_is_offered_in_words(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    ranking = (("nlu_fallback", 0.5), ("ask_fee", 0.3), ("affirm", 0.2), ("progress", 0.1), ("ask_days", 0.01))
    first = await nearly(hall, texts, package.conversation_id, *ranking)
    assert first[0]["response"] == "utter_not_understood_step"
    second = await nearly(hall, texts, package.conversation_id, *ranking)
    assert second[0]["response"] == "utter_not_understood_guess"
    buttons = [(button["title"], button["payload"]) for button in second[0]["buttons"]]
    assert buttons[:2] == [("问要不要钱", "/ask_fee"), ("查办得怎么样了", "/progress")]
    assert not [title for title, _ in buttons if "_" in title]
    third = await nearly(hall, texts, package.conversation_id, *ranking)
    assert third[0]["response"] == "utter_not_understood_person"


async def test_without_an_idea_the_step_is_asked_again(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    said = [(await nearly(hall, texts, package.conversation_id))[0]["response"] for _ in range(3)]
    assert said == ["utter_not_understood_step", "utter_not_understood_step", "utter_not_understood_person"]


def test_each_guess_has_words(texts: Texts) -> None:
    assert [name for name in guesses._OFFERED if not texts.has(f"guess_{name}")] == []
