"""The gateway: two hall processes over one database, and one of them dying in the middle of an answer."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from backend.adapters.texts import Texts
from backend.services import conversations, escalations
from backend.services.hall import Hall
from backend.storage import outbox
from backend.storage.news import News
from bot.channels.conversation import ConversationGateway
from tests import factories


class Slow:
    """An assistant that answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.reached = asyncio.Event()
        self.go = asyncio.Event()
        self.broken = False

    async def turn(self, conversation_id: str, text: str, *, trusted: bool) -> Sequence[dict[str, Any]]:
        self.asked.append(text)
        self.reached.set()
        await self.go.wait()
        return [{"text": f"答：{text}"}]

    async def trigger(self, conversation_id: str, event: str, entities: dict[str, str]) -> Sequence[dict[str, Any]]:
        if self.broken:
            raise RuntimeError("broken")
        return [{"text": event}]


@asynccontextmanager
async def process(hall: Hall, texts: Texts, assistant: Slow) -> AsyncIterator[tuple[ConversationGateway, News]]:
    """A hall process of its own over the same database."""
    own = dataclasses.replace(hall, process=hall.process + 1 + len(assistant.asked) + id(assistant) % 1000)
    gateway = ConversationGateway(own, texts, assistant, assistant)
    gateway.rasa_state = "ready"
    news = News(hall.database, process=own.process)
    await news.start()
    try:
        yield gateway, news
    finally:
        assistant.go.set()
        await gateway.close()
        await news.close()


async def heard(hall: Hall, conversation_id: str) -> list[str]:
    said = await conversations.history(hall, conversation_id)
    return [message.text for message in said if message.text.startswith("答")]


async def test_two_processes_answer_each_message_once_and_in_order(hall: Hall, texts: Texts) -> None:
    talk = (await factories.conversation(hall)).id
    one, other = Slow(), Slow()
    async with process(hall, texts, one) as (first, _), process(hall, texts, other) as (second, _):
        other.go.set()
        await first.receive(talk, text="收费吗")
        await one.reached.wait()
        hall.clock.move(seconds=5)  # type: ignore[attr-defined]
        await second.recover()
        await second.receive(talk, text="要多久")
        await asyncio.sleep(0.3)
        assert await heard(hall, talk) == []
        one.go.set()
        assert await first.settle(talk, 10)
        assert await heard(hall, talk) == ["答：收费吗", "答：要多久"]
        assert one.asked + other.asked == ["收费吗", "要多久"]


async def test_what_a_dead_process_was_at_is_answered_by_another(hall: Hall, texts: Texts) -> None:
    talk = (await factories.conversation(hall)).id
    dead, other = Slow(), Slow()
    async with process(hall, texts, dead) as (first, news), process(hall, texts, other) as (second, _):
        other.go.set()
        await first.receive(talk, text="收费吗")
        await dead.reached.wait()
        await news.close()  # as the end of the process does
        hall.clock.move(seconds=5)  # type: ignore[attr-defined]
        assert await second.recover() == 1
        assert await second.settle(talk, 10)
        assert await heard(hall, talk) == ["答：收费吗"]
        for task in first._tasks:
            task.cancel()


async def test_an_event_that_can_never_be_told_is_not_passed_over_in_silence(hall: Hall, texts: Texts) -> None:
    talk = (await factories.conversation(hall)).id
    broken = Slow()
    broken.broken = True
    async with process(hall, texts, broken) as (gateway, _):
        async with hall.database.transaction() as session:
            await outbox.put(session, hall.clock.now(), talk, "event_upload_judged", upload="u")
        for _ in range(outbox.MAX_ATTEMPTS + 1):
            hall.clock.move(seconds=31)  # type: ignore[attr-defined]
            await gateway.tell_events()
        said = [message.text for message in await conversations.history(hall, talk)]
        assert said == [texts.say("event_not_told")]
        async with hall.database.transaction() as session:
            assert not await outbox.pending(session, talk)


async def test_an_emergency_is_answered_before_any_classifier_hears_of_it(hall: Hall, texts: Texts) -> None:
    talk = (await factories.conversation(hall)).id
    assistant = Slow()
    async with process(hall, texts, assistant) as (gateway, _):
        assistant.go.set()
        for words in ("我真的撑不下去了", "活着冇意思"):
            await gateway.receive(talk, text=words)
            assert await gateway.settle(talk, 10)
        said = [message.text for message in await conversations.history(hall, talk) if "12356" in message.text]
        assert len(said) == 2
        assert assistant.asked == []


async def test_who_waits_for_a_person_may_ask_the_guide_and_delete_what_was_sent(hall: Hall, texts: Texts) -> None:
    talk = (await factories.conversation(hall)).id
    await escalations.open(hall, talk, "asked", "转人工")
    assistant = Slow()
    async with process(hall, texts, assistant) as (gateway, _):
        assistant.go.set()
        for words in ("电话好多", "把我的资料都删了", "我屋里还有个事想说"):
            await gateway.receive(talk, text=words)
            assert await gateway.settle(talk, 10)
        assert assistant.asked == ["电话好多", "/delete_data"]
        last = (await conversations.history(hall, talk))[-1].text
        assert last == texts.say("noted_for_person")
