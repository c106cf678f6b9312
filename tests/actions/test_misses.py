"""What is not understood in a talk is kept for the staff, without who said it."""

from typing import Any

from sqlmodel import select

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
