"""Times that are named while one is chosen, and what is said at the summary: in the real actions, without Rasa."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete

from backend.adapters.texts import Texts
from backend.domain.clock import local
from backend.domain.packages import PackageStatus, Step
from backend.services import appointments, conversations, packages
from backend.services.hall import Hall
from backend.storage.appointments import Appointment
from backend.storage.packages import Package
from tests import factories
from tests.actions.typing import heard, names

#: An item whose windows are open from Monday to Friday.
WEEKDAYS_ONLY = "mz-laonian"


def labels(answers: list[dict[str, Any]]) -> list[str]:
    return [button["title"] for one in answers for button in one.get("buttons") or []]


@pytest.fixture(autouse=True)
async def all_free(hall: Hall) -> None:
    """Nobody has booked yet, so that hours can be named."""
    async with hall.database.transaction() as session:
        await session.execute(delete(Appointment))


class Talk:
    """A resident at a step of a package."""

    def __init__(self, hall: Hall, texts: Texts, package: Package) -> None:
        self.hall, self.texts, self.package = hall, texts, package

    async def says(self, text: str, intent: str = "nlu_fallback", action: str = "action_fallback") -> list[str]:
        return names(await self.answers(text, intent, action))

    async def answers(
        self, text: str, intent: str = "nlu_fallback", action: str = "action_fallback"
    ) -> list[dict[str, Any]]:
        return await heard(self.hall, self.texts, self.package.conversation_id, text, intent, action)

    async def booked(self) -> str:
        seat = await appointments.current(self.hall, self.package.id)
        return f"{local(seat.starts_at):%m-%d %H:%M}" if seat is not None else ""

    async def shown(self) -> list[str]:
        focus = (await conversations.get(self.hall, self.package.conversation_id)).focus
        return [f"{local(datetime.fromisoformat(start)):%m-%d %H:%M}" for _, start in focus["slots"]["at"]]


async def choosing(hall: Hall, texts: Texts) -> Talk:
    who = factories.somebody()
    package = await factories.package_at(hall, PackageStatus.DRAFT, who)
    await factories.hand_in(hall, package, who)
    await packages.move_to(hall, package.id, Step.SLOT)
    return Talk(hall, texts, package)


async def at_summary(hall: Hall, texts: Texts) -> Talk:
    talk = await choosing(hall, texts)
    await talk.says("周四下午三点", "time_wish", "action_time_wish")
    assert await talk.booked() == "11-26 15:00"
    return talk


@pytest.mark.parametrize(
    ("text", "intent", "action"),
    [
        ("八点多我起不来 下午三点半那个行 礼拜五的", "thanks", "action_small_talk"),
        ("friday 3:30 pm", "english", "action_english"),
        ("礼拜五三点半 我早就讲过", "resume_item", "action_resume_item"),
        ("Fri at 3:30pm pls", "chitchat", "action_chitchat"),
    ],
)
async def test_a_time_counts_whatever_was_heard(hall: Hall, texts: Texts, text: str, intent: str, action: str) -> None:
    talk = await choosing(hall, texts)
    assert (await talk.says(text, intent, action))[0] == "slot_held"
    assert await talk.booked() == "11-27 15:30"


async def test_whether_the_hall_is_open_is_no_wish(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    assert (await talk.says("礼拜六你们开门不", "ask_hours", "action_answer_hours"))[0] == "answer_hours"
    assert (await talk.says("礼拜六能过来不", "ask_hours", "action_answer_hours"))[0].startswith("ask_slot")


async def test_the_same_times_are_shown_after_a_digression(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    await talk.says("下周二下午", "time_wish", "action_time_wish")
    before = await talk.shown()
    assert {one[:5] for one in before} == {"12-01"}
    assert (await talk.says("收费吗", "ask_fee", "action_answer_fee"))[-1] == "ask_slot_wished"
    assert await talk.shown() == before


async def test_an_hour_alone_is_one_of_the_day_wished_for(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    await talk.says("下周二", "time_wish", "action_time_wish")
    assert (await talk.says("四点半那个", "deny", "action_take_answer"))[0] == "slot_held"
    assert await talk.booked() == "12-01 16:30"


async def test_the_last_one_of_the_day_is_taken(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    await talk.says("星期四", "time_wish", "action_time_wish")
    assert (await talk.says("上午最晚的那个", "nlu_fallback"))[0] == "slot_held"
    assert await talk.booked() == "11-26 11:30"


async def test_the_last_of_those_shown_is_taken(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    await talk.says("下周二下午", "time_wish", "action_time_wish")
    last = (await talk.shown())[-1]
    assert (await talk.says("最后那个", "nlu_fallback"))[0] == "slot_held"
    assert await talk.booked() == last


async def test_an_hour_alone_moves_a_booking_within_the_day_wished_for(hall: Hall, texts: Texts) -> None:
    talk = Talk(hall, texts, await factories.package_at(hall, PackageStatus.SUBMITTED))
    await talk.says("改到下周二上午吧", "move_appointment", "action_move_appointment")
    assert (await talk.says("要带原件吗", "ask_original", "action_answer_original"))[-1] == "ask_slot_wished"
    assert (await talk.says("10点半", "give_person", "action_take_answer"))[0] == "appointment_moved"
    assert await talk.booked() == "12-01 10:30"


async def test_a_move_that_is_given_up_leaves_the_time_as_it_was(hall: Hall, texts: Texts) -> None:
    talk = Talk(hall, texts, await factories.package_at(hall, PackageStatus.SUBMITTED))
    before = await talk.booked()
    await talk.says("改时间", "move_appointment", "action_move_appointment")
    assert await talk.says("算了不改了", "stop", "action_stop") in (["appointment_info"], ["stopped"])
    assert await talk.booked() == before
    assert not any(one.startswith("ask_slot") for one in await talk.says("收费吗", "ask_fee", "action_answer_fee"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("六点下班以后再来行不", "window_hours"),
        ("17:30左右", "window_hours"),
        ("礼拜六来得不", "window_days"),
        ("这个周末", "window_days"),
    ],
)
async def test_why_there_is_nothing_is_said(hall: Hall, texts: Texts, text: str, why: str) -> None:
    conversation = await factories.conversation(hall)
    package = await packages.start(hall, conversation.id, WEEKDAYS_ONLY)
    await packages.move_to(hall, package.id, Step.SLOT)
    talk = Talk(hall, texts, package)
    assert await talk.says(text, "time_wish", "action_time_wish") == [why, "ask_slot_closed"]


async def test_a_question_beside_the_time_is_answered_and_the_time_taken(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    answers = await talk.says("礼拜五十点 当天办得完不 要好久", "ask_days", "action_answer_days")
    assert answers[:2] == ["answer_days", "slot_held"]
    assert await talk.booked() == "11-27 10:00"


async def test_a_free_time_that_was_told_early_can_be_taken(hall: Hall, texts: Texts) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    await packages.move_to(hall, package.id, Step.APPLICANT)
    talk = Talk(hall, texts, package)
    assert (await talk.says("最快哪天有空位", "time_wish", "action_time_wish"))[0] == "time_free"
    assert (await talk.says("行，就约这个", "affirm", "action_take_answer"))[0] == "time_noted"
    await packages.move_to(hall, package.id, Step.SLOT)
    assert (await talk.says("继续", "continue", "action_continue"))[-1] == "ask_slot_wished"


async def test_one_list_of_times_an_answer(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    for text, intent, action in (("约最快的", "book", "action_book"), ("改时间", "move_appointment", "action_change")):
        assert sum(one.startswith("ask_slot") for one in await talk.says(text, intent, action)) <= 1


@pytest.mark.parametrize(
    ("text", "intent", "action"),
    [
        ("要得 提交 麻烦你哒", "thanks", "action_small_talk"),
        ("那就先提交吧", "nlu_fallback", "action_fallback"),
        ("okay 提交 🙏", "english", "action_english"),
        ("现在能交了不", "nlu_fallback", "action_fallback"),
    ],
)
async def test_submitting_is_done_whatever_was_heard(
    hall: Hall, texts: Texts, text: str, intent: str, action: str
) -> None:
    talk = await at_summary(hall, texts)
    assert (await talk.says(text, intent, action))[0] == "receipt"


@pytest.mark.parametrize(
    ("text", "intent", "action"),
    [
        ("这就约妥了吧 礼拜四三点我过来啊", "appointment_info", "action_appointment_info"),
        ("到底定好冇", "appointment_info", "action_appointment_info"),
        ("星期四下午我来", "goodbye", "action_small_talk"),
    ],
)
async def test_what_is_only_held_is_said_to_be_not_submitted(
    hall: Hall, texts: Texts, text: str, intent: str, action: str
) -> None:
    talk = await at_summary(hall, texts)
    answers = await talk.answers(text, intent, action)
    assert names(answers) == ["held_not_submitted"]
    assert labels(answers)[0] == "提交"


async def test_thanks_at_the_summary_say_what_is_still_to_do(hall: Hall, texts: Texts) -> None:
    talk = await at_summary(hall, texts)
    assert await talk.says("多谢你咯", "thanks", "action_small_talk") == ["thanks", "held_not_submitted"]


async def test_submitting_before_a_time_says_what_lacks(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    assert (await talk.says("ok 提交咯", "affirm", "action_take_answer"))[0] == "error_package_incomplete_slot"


@pytest.mark.parametrize("text", ["先别提交", "提交要多久", "还没想好交不交"])
async def test_what_only_sounds_like_submitting_does_not(hall: Hall, texts: Texts, text: str) -> None:
    talk = await at_summary(hall, texts)
    assert "receipt" not in await talk.says(text)


async def test_a_change_of_the_hour_at_the_summary_is_one_of_the_same_day(hall: Hall, texts: Texts) -> None:
    talk = await at_summary(hall, texts)
    assert (await talk.says("改成四点", "change", "action_change"))[0] == "slot_held"
    assert await talk.booked() == "11-26 16:00"


async def test_what_stands_beside_politeness_is_done(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    answers = await heard(hall, texts, conversation.id, "谢谢你咯，我要办老年证", "thanks", "action_small_talk")
    assert names(answers) == ["item_confirm"]
    again = await heard(hall, texts, conversation.id, "谢谢啊", "thanks", "action_small_talk")
    assert names(again) == ["thanks"]


async def test_another_day_is_never_one_of_those_shown(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    await talk.says("星期四", "time_wish", "action_time_wish")
    assert (await talk.says("明儿三点半吧", "time_wish", "action_time_wish"))[0] == "slot_held"
    assert await talk.booked() == "11-25 15:30"


async def test_a_weekday_and_an_hour_mean_the_one_that_was_shown(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    await talk.says("下周四上午", "time_wish", "action_time_wish")
    assert (await talk.shown())[0].startswith("12-03")
    await talk.says(f"那就周四{int((await talk.shown())[0][6:8])}点那个吧", "time_wish", "action_time_wish")
    assert (await talk.booked()).startswith("12-03")


async def test_a_named_day_is_that_day_whatever_was_shown(hall: Hall, texts: Texts) -> None:
    talk = await choosing(hall, texts)
    await talk.says("下周四上午", "time_wish", "action_time_wish")
    await talk.says("这周四上午九点半", "time_wish", "action_time_wish")
    assert not (await talk.booked()).startswith("12-03")
