"""What is asked once something was submitted: how it stands, when to come, what to bring; nothing is begun twice."""

import pytest
from sqlalchemy import delete

from backend.adapters.texts import Texts
from backend.domain.packages import PackageStatus, Step
from backend.services import conversations, packages
from backend.services.hall import Hall
from backend.storage import appointments as appointments_stored
from backend.storage import escalations as escalations_stored
from backend.storage.appointments import Appointment
from backend.storage.packages import Package
from tests import factories
from tests.actions.test_times import Talk, labels
from tests.actions.typing import heard, names
from tests.factories import package_at


@pytest.fixture(autouse=True)
async def all_free(hall: Hall) -> None:
    async with hall.database.transaction() as session:
        await session.execute(delete(Appointment))


async def submitted(hall: Hall, texts: Texts) -> Talk:
    return Talk(hall, texts, await package_at(hall, PackageStatus.SUBMITTED))


async def second(hall: Hall, talk: Talk, item_id: str) -> Package:
    """Another package of the same resident, submitted as well, with its own visit."""
    other = await package_at(hall, PackageStatus.SUBMITTED, factories.somebody("李四"))
    async with hall.database.transaction() as session:
        row = await session.get_one(Package, other.id)
        row.conversation_id, row.item_id = talk.package.conversation_id, item_id
        seats = await appointments_stored.seats_of_package(session, other.id)
        for seat in seats:
            seat.conversation_id = talk.package.conversation_id
    return other


async def count(hall: Hall, talk: Talk) -> int:
    return len(await packages.of_conversation(hall, talk.package.conversation_id))


@pytest.mark.parametrize(
    "text",
    [
        "我两件都约妥了吧 开店那个还在不",
        "交上去的那个现在么里情况",
        "之前那个三点的号退了没",
        "到底约好了没有咯",
    ],
)
async def test_how_it_stands_is_told_with_the_times(hall: Hall, texts: Texts, text: str) -> None:
    talk = await submitted(hall, texts)
    answers = await talk.answers(text, "nlu_fallback", "action_fallback")
    assert names(answers)[0] == "progress_line"
    assert "11月" in str(answers[0]["when"])


@pytest.mark.parametrize("text", ["你还在不在", "约的时候要本人吗", "原来的身份证还能用吗"])
async def test_what_only_sounds_like_it_is_not_answered_with_the_progress(hall: Hall, texts: Texts, text: str) -> None:
    talk = await submitted(hall, texts)
    assert "progress_line" not in await talk.says(text, "nlu_fallback", "action_fallback")


@pytest.mark.parametrize(
    ("text", "intent", "action"),
    [
        ("那我一共要带些么里东西 报一遍咯", "bring_along", "action_bring_along"),
        ("到那天要拿些什么去", "ask_materials", "action_answer_materials"),
        ("到时候总共要准备啥", "thanks", "action_small_talk"),
    ],
)
async def test_what_to_bring_is_that_of_the_receipt(
    hall: Hall, texts: Texts, text: str, intent: str, action: str
) -> None:
    talk = await submitted(hall, texts)
    await second(hall, talk, "mz-gaoling")
    answers = await talk.answers(text, intent, action)
    assert names(answers) == ["bring_to_visit", "bring_to_visit"]
    assert "高龄津贴" in {str(one["name"]) for one in answers}


async def test_of_several_the_one_that_is_named_is_meant(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    await second(hall, talk, "mz-gaoling")
    answers = await talk.answers("八十岁发钱的那个礼拜几来 要带么子", "need", "action_take_answer")
    assert [str(one["name"]) for one in answers if one.get("response") == "utter_bring_to_visit"] == ["高龄津贴"]


async def test_another_item_is_told_of_from_its_guide(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    answers = await talk.says("残疾证要带什么", "ask_materials", "action_answer_materials")
    assert answers[0] == "answer_materials"


async def test_all_visits_are_told(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    assert await talk.says("我几时来 在哪里", "ask_place", "action_answer_place") == ["appointment_info"]
    await second(hall, talk, "mz-gaoling")
    assert await talk.says("我几时来 在哪里", "ask_place", "action_answer_place") == ["visit", "visit"]
    assert await talk.says("我约的几点", "appointment_info", "action_appointment_info") == ["visit", "visit"]


async def test_a_question_about_what_was_submitted_offers_no_second_one(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    answers = await talk.answers("那个要收费不", "ask_fee", "action_answer_fee")
    assert "item_offer" not in names(answers)
    assert not labels(answers)
    for text, intent in (("要得，就这样咯", "affirm"), ("好的，没事了", "affirm"), ("1", "need")):
        await talk.says(text, intent, "action_take_answer")
        assert await count(hall, talk) == 1


async def test_the_same_item_again_must_be_said(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    answers = await talk.answers("我想办个体户营业执照", "need", "action_take_answer")
    assert names(answers) == ["already_submitted"]
    await talk.says("好的", "affirm", "action_take_answer")
    assert await count(hall, talk) == 1
    await talk.says("那再办一件", "need", "action_take_answer")
    assert await count(hall, talk) == 2


async def test_it_may_be_said_with_the_need(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    text = "还要给我老婆办个体户营业执照"
    assert await talk.says(text, "need", "action_take_answer") == ["item_confirm"]


async def test_a_time_alone_does_not_move_what_is_booked(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    before = await talk.booked()
    assert await talk.says("下周二四点", "time_wish", "action_time_wish") == ["appointment_info_short"]
    assert await talk.booked() == before


async def test_not_waiting_leaves_what_was_written_to_the_staff(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    where = talk.package.conversation_id
    await talk.says("转人工", "human", "action_human")
    assert (await talk.says("不等了", "cancel_human", "action_cancel_human"))[0] == "human_cancelled"
    assert await talk.says("还有人回我不", "nlu_fallback", "action_fallback") == ["reply_none"]
    await talk.says("转人工", "human", "action_human")
    await note(hall, where)
    assert (await talk.says("不等了", "cancel_human", "action_cancel_human"))[0] == "human_left"
    assert await talk.says("我留的那些问题还有人看不", "nlu_fallback", "action_fallback") == ["reply_waiting"]
    assert (await talk.says("不等了", "cancel_human", "action_cancel_human"))[0] == "human_cancelled"


async def note(hall: Hall, conversation_id: str) -> None:
    """As the gateway does when something is written while waiting."""
    async with hall.database.transaction() as session:
        waiting = await escalations_stored.open_of(session, conversation_id)
        assert waiting is not None
        waiting.context = {**waiting.context, "noted": True}


async def test_nothing_to_ask_of_before_anything_was_submitted(hall: Hall, texts: Texts) -> None:
    conversation = await conversations.get(hall, (await factories.conversation(hall)).id)
    answers = await heard(hall, texts, conversation.id, "都约好了吧", "nlu_fallback", "action_fallback")
    assert "progress_line" not in names(answers)


async def test_nothing_offered_is_begun_by_a_goodbye(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    await talk.says("残疾证要带什么", "ask_materials", "action_answer_materials")
    assert await talk.says("好的，没事了", "affirm", "action_take_answer") == ["thanks"]
    await talk.says("要得", "affirm", "action_take_answer")
    assert await count(hall, talk) == 1


async def test_the_second_package_is_said_to_be_only_held(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    first = talk.package.conversation_id
    who = factories.somebody("李四")
    other = await package_at(hall, PackageStatus.DRAFT, who)
    await factories.hand_in(hall, other, who)
    await packages.move_to(hall, other.id, Step.SLOT)
    here = Talk(hall, texts, other)
    await here.says("周四下午三点", "time_wish", "action_time_wish")
    async with hall.database.transaction() as session:
        (await session.get_one(Package, talk.package.id)).conversation_id = other.conversation_id
    assert first != other.conversation_id
    assert await here.says("两个都约妥了吧", "nlu_fallback", "action_fallback") == ["held_not_submitted"]


async def test_what_is_offered_now_comes_before_what_was_submitted(hall: Hall, texts: Texts) -> None:
    talk = await submitted(hall, texts)
    await talk.says("我想办残疾证", "need", "action_take_answer")
    assert (await talk.says("要带么子咯", "ask_materials", "action_answer_materials"))[0] == "answer_materials"
    assert await talk.says("那天总共要带么子咯", "ask_materials", "action_answer_materials") == ["bring_to_visit"]
