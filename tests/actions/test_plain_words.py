"""Plain words are done first, whatever the classifier took for the point: in the real actions, without Rasa."""

from datetime import datetime

import pytest

from backend.adapters.texts import Texts
from backend.domain.clock import local
from backend.domain.packages import PackageStatus, Step
from backend.services import conversations, packages
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.actions.typing import said
from tests.factories import package_at


async def at_materials(hall: Hall) -> Package:
    package = await package_at(hall, PackageStatus.DRAFT)
    return await packages.move_to(hall, package.id, Step.MATERIALS)


@pytest.mark.parametrize(
    ("text", "intent", "action", "answer"),
    [
        ("跟你讲不清，喊个活人来跟我讲", "ask_self", "action_answer_self", "human_"),
        ("门面这件事帮我撤掉算哒，莫搞了", "need", "action_take_answer", "ask_stop"),
        ("租赁合同没有，聊天记录算不算", "ask_self", "action_answer_self", "material_instead"),
        ("不拍了，我带到窗口交", "ask_place", "action_answer_place", "brought_along"),
        ("高龄津贴一个月能领好多钱", "need", "action_take_answer", "answer_amount"),
    ],
)
async def test_plain_words_go_before_the_classifier(
    hall: Hall, texts: Texts, text: str, intent: str, action: str, answer: str
) -> None:
    package = await at_materials(hall)
    assert (await said(hall, texts, package.conversation_id, text, intent, action))[0].startswith(answer)


async def test_a_wrong_answer_is_put_right_in_one_sentence(hall: Hall, texts: Texts) -> None:
    package = await at_materials(hall)
    answered = next(q for q in hall.catalogue.items[package.item_id].questions if q.key in package.answers)
    other = next(a for a in answered.answers if a.key != package.answers[answered.key])
    heard = await said(hall, texts, package.conversation_id, f"刚才讲错了，是{other.label}", "change", "action_change")
    assert heard[0] == "answer_corrected"
    assert (await packages.progress(hall, package.id)).package.answers[answered.key] == other.key


async def test_the_same_answer_again_corrects_nothing(hall: Hall, texts: Texts) -> None:
    package = await at_materials(hall)
    answered = next(q for q in hall.catalogue.items[package.item_id].questions if q.key in package.answers)
    same = next(a for a in answered.answers if a.key == package.answers[answered.key])
    heard = await said(hall, texts, package.conversation_id, f"我说了是{same.label}", "need", "action_take_answer")
    assert "answer_corrected" not in heard


async def test_a_day_named_too_early_is_offered_when_its_turn_comes(hall: Hall, texts: Texts) -> None:
    package = await package_at(hall, PackageStatus.DRAFT)
    await packages.move_to(hall, package.id, Step.APPLICANT)
    heard = await said(hall, texts, package.conversation_id, "帮我约下周四上午", "nlu_fallback", "action_take_answer")
    assert heard[0].startswith("time_")
    await packages.move_to(hall, package.id, Step.SLOT)
    again = await said(hall, texts, package.conversation_id, "继续", "continue", "action_continue")
    assert again[-1] in {"ask_slot_wished", "ask_slot_nearest"}


async def test_condolence_is_said_once(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    first = await said(hall, texts, conversation.id, "我爹前天过世了，户口怎么销", "need", "action_take_answer")
    assert first == ["condolence", "elsewhere"]
    second = await said(hall, texts, conversation.id, "我爹过世了，死亡证明哪里开", "need", "action_take_answer")
    assert second == ["elsewhere"]


async def test_two_matters_are_both_heard(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    heard = await said(hall, texts, conversation.id, "残疾证，还有高龄津贴", "need", "action_take_answer")
    assert heard == ["several_matters", "item_choose"]


async def test_a_part_that_was_not_asked_is_not_told(hall: Hall, texts: Texts) -> None:
    """The classifier heard who may come, where nobody spoke of anyone coming."""
    package = await at_materials(hall)
    heard = await said(hall, texts, package.conversation_id, "截止到月底的算不算", "ask_self", "action_answer_self")
    assert not any(one.startswith("answer_self") for one in heard)


async def test_a_slot_that_was_shown_is_named_by_its_hour(hall: Hall, texts: Texts) -> None:
    who = factories.somebody()
    package = await package_at(hall, PackageStatus.DRAFT, who)
    await factories.hand_in(hall, package, who)
    await packages.move_to(hall, package.id, Step.SLOT)
    await said(hall, texts, package.conversation_id, "下周四", "time_wish", "action_time_wish")
    talk = await conversations.get(hall, package.conversation_id)
    hours = [local(datetime.fromisoformat(start)).time() for _, start in talk.focus["slots"]["at"]]
    named = next(at for at in hours if hours.count(at) == 1 and at.minute in {0, 30})
    clock_words = f"{named.hour}点{'半' if named.minute else ''}"
    heard = await said(hall, texts, package.conversation_id, f"{clock_words}那个要得", "time_wish", "action_time_wish")
    assert heard[0] == "slot_held"
    booked = (await packages.progress(hall, package.id)).appointment
    assert booked is not None
    assert local(booked.starts_at).time() == named


async def test_a_window_that_is_open_on_one_weekday_says_so(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    package = await packages.start(hall, conversation.id, "cl-canji")
    await packages.move_to(hall, package.id, Step.SLOT)
    heard = await said(hall, texts, conversation.id, "下周四上午", "time_wish", "action_time_wish")
    assert heard == ["window_days", "ask_slot_closed"]


async def test_what_is_usual_elsewhere_is_told_each_time_somebody_asks_who_may_come(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    package = await packages.start(hall, conversation.id, "cl-canji")
    await packages.move_to(hall, package.id, Step.SLOT)
    once = await said(hall, texts, conversation.id, "能请别人代办吗", "ask_self", "action_answer_self")
    assert once[0] == "answer_self_unknown"
    again = await said(hall, texts, conversation.id, "到底能不能别人去办", "ask_self", "action_answer_self")
    assert again[0] == "answer_self_unknown"
