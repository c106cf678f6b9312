"""Questions about a guide, a paper, the talk itself, and those that no guide answers: in the real actions."""

import pytest

from backend.adapters.texts import Texts
from backend.domain.packages import Step
from backend.services import conversations, escalations, packages
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.actions.typing import heard, said


async def at(hall: Hall, item: str, step: Step) -> Package:
    conversation = await factories.conversation(hall)
    package = await packages.start(hall, conversation.id, item)
    return await packages.move_to(hall, package.id, step)


@pytest.mark.parametrize(
    ("item", "text", "intent", "action", "answers"),
    [
        ("ga-juzhuzheng", "这个用手机弄得好不", "ask_place", "action_answer_place", ["answer_online_unknown"]),
        ("sc-sp-xiaocanyin", "要不要跑一趟大厅", "ask_self", "action_answer_self", ["guide_says"]),
        (
            "ga-juzhuzheng",
            "我才来三个月是不是办不了",
            "need",
            "action_take_answer",
            ["answer_who", "answer_who_decided"],
        ),
        ("sc-qy-biangeng", "每一页都盖章吗", "ask_original", "action_answer_original", ["answer_stamp_unknown"]),
        (
            "cl-canji",
            "评残去哪家医院",
            "ask_place",
            "action_answer_place",
            ["guide_says", "answer_visit_hospital"],
        ),
        ("mz-gaoling", "能不能派个人到我屋里来", "ask_access", "action_answer_access", ["answer_visit_home"]),
        ("ga-juzhuzheng", "办好了可以快递吗", "ask_result", "action_answer_result", ["answer_send_unknown"]),
        ("ga-shenfenzheng", "孩子要不要一起去", "ask_self", "action_answer_self", ["guide_says"]),
        ("mz-gaoling", "他那天要不要来", "ask_self", "action_answer_self", ["answer_presence_unknown"]),
    ],
)
async def test_what_is_asked_wins_over_what_sounds_like_it(
    hall: Hall, texts: Texts, item: str, text: str, intent: str, action: str, answers: list[str]
) -> None:
    package = await at(hall, item, Step.MATERIALS)
    assert (await said(hall, texts, package.conversation_id, text, intent, action))[: len(answers)] == answers


async def test_a_paper_is_explained_by_any_part_of_its_name(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "cl-canji", Step.MATERIALS)
    answers = await heard(
        hall, texts, package.conversation_id, "那个监护人证明是个什么，我是亲妈", "ask_self", "action_answer_self"
    )
    assert answers[0]["response"] == "utter_material_told"
    assert "监护人证明、民事判决书" in str(answers[0])
    assert "未成年人" in str(answers[0])


async def test_two_papers_of_one_message_are_both_explained(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "sc-sp-xiaocanyin", Step.MATERIALS)
    heard = await said(
        hall, texts, package.conversation_id, "申请书在哪里搞，平面图要请人画不", "ask_form", "action_answer_form"
    )
    assert heard.count("material_told") == 2


async def test_a_paper_that_is_there_is_not_taken_for_lost(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "ga-juzhuzheng", Step.MATERIALS)
    for text in ("身份证背面收到没", "年纪还没到六十 身份证上写错了的"):
        heard = await said(hall, texts, package.conversation_id, text, "skip_material", "action_take_answer")
        assert not {"id_card_lacking", "material_lacking"} & set(heard), text
    heard = await said(
        hall, texts, package.conversation_id, "冇丢呀 身份证在我手里", "skip_material", "action_skip_material"
    )
    assert heard[0] == "nothing_lost"


async def test_a_card_that_was_never_had_was_not_lost(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "ga-juzhuzheng", Step.MATERIALS)
    heard = await said(hall, texts, package.conversation_id, "娃娃从来没办过身份证")
    assert heard[0] == "id_card_never"
    heard = await said(hall, texts, package.conversation_id, "身份证掉了")
    assert heard[0] == "id_card_lacking"


async def test_who_lacks_one_paper_and_names_another_is_told_of_the_one(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "cl-canji", Step.MATERIALS)
    answers = await heard(
        hall, texts, package.conversation_id, "他没办身份证，户口本行不行", "need", "action_take_answer"
    )
    assert answers[0]["response"] == "utter_material_instead"
    assert answers[0]["name"] == "身份证"
    answers = await heard(
        hall, texts, package.conversation_id, "他没得身份证的，只有户口本", "need", "action_take_answer"
    )
    assert answers[0]["response"] == "utter_id_card_never"


async def test_whether_it_arrived_is_told(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "ga-juzhuzheng", Step.MATERIALS)
    heard = await said(hall, texts, package.conversation_id, "背面那张收到没", "skip_material", "action_skip_material")
    assert heard[0] == "standing_none"


async def test_a_paper_and_the_place_it_is_made_at_are_both_told(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "cl-canji", Step.MATERIALS)
    text = "评定表是哪里拿，先到窗口领还是先去医院"
    heard = await said(hall, texts, package.conversation_id, text, "ask_form", "action_answer_form")
    assert heard[:3] == ["material_told", "answer_form", "guide_says"]
    assert "event_order" not in heard


async def test_questions_without_an_answer_go_to_the_person_who_is_called(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "ga-juzhuzheng", Step.SLOT)
    asked = ["合租的人怎么写上去", "短信会不会收到", "咕噜咕噜呱呱叫 13800001111 是不是"]
    for text in asked:
        assert {"not_in_guide", "not_got_it"} & set(await said(hall, texts, package.conversation_id, text, "thanks")), (
            text
        )
    heard = await said(hall, texts, package.conversation_id, "/human", "human", "action_human")
    assert heard[-1] == "questions_carried"
    called = await escalations.current(hall, package.conversation_id)
    assert called is not None
    assert asked[0] in called.context["words"]
    assert "13800001111" not in called.context["words"]
    assert "open" not in (await conversations.get(hall, package.conversation_id)).focus


async def test_only_the_last_questions_are_kept_each_once(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "ga-juzhuzheng", Step.SLOT)
    for text in (
        "合租的人怎么写上去",
        "旧的证怎么处理掉",
        "合租的人怎么写上去",
        "短信会不会收到",
        "那个人不肯会怎么样",
    ):
        await said(hall, texts, package.conversation_id, text)
    kept = (await conversations.get(hall, package.conversation_id)).focus["open"]
    assert kept == ["合租的人怎么写上去", "短信会不会收到", "那个人不肯会怎么样"]


async def test_a_person_is_called_with_the_question_in_one_sentence(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "sc-sp-xiaocanyin", Step.MATERIALS)
    text = "帮我问下工作人员，证没下来可不可以先开门"
    heard = await said(hall, texts, package.conversation_id, text, "ask_days", "action_answer_days")
    assert heard[0].startswith("human_")
    assert heard[-1] == "questions_carried"
    called = await escalations.current(hall, package.conversation_id)
    assert called is not None
    assert text in called.context["words"]


async def test_nothing_is_carried_when_nothing_was_asked(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "sc-sp-xiaocanyin", Step.MATERIALS)
    heard = await said(hall, texts, package.conversation_id, "转人工", "human", "action_human")
    assert len(heard) == 1


async def test_an_objection_is_no_question_to_the_guide(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "cl-canji", Step.MATERIALS)
    heard = await said(hall, texts, package.conversation_id, "你不会把我当成残疾人记进去了吧？我是他妈呀")
    assert heard[0] == "not_got_it"


async def test_who_sees_what_was_sent_is_answered_before_anything_is_begun(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    heard = await said(hall, texts, conversation.id, "你们不会传出去吧，我不想让学校晓得", "need")
    assert heard[0] == "privacy"


async def test_a_number_that_is_given_is_no_worry(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "mz-gaoling", Step.SLOT)
    heard = await said(
        hall, texts, package.conversation_id, "好的，我崽的电话是〔手机号〕", "ask_privacy", "action_answer_privacy"
    )
    assert "privacy" not in heard


async def test_a_word_of_ours_is_explained(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "sc-sp-xiaocanyin", Step.MATERIALS)
    heard = await said(
        hall, texts, package.conversation_id, "待核实是个么子意思咯", "not_understood", "action_answer_result"
    )
    assert heard[0] == "word_to_verify"


async def test_what_is_not_verified_is_said_once_under_the_list(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "sc-sp-xiaocanyin", Step.MATERIALS)
    answers = await heard(hall, texts, package.conversation_id, "清单", "ask_materials", "action_answer_materials")
    shown = next(one for one in answers if one.get("response") == "utter_checklist")
    assert "核实" not in shown["lines"]
    assert "核实" in shown["verify"]


async def test_a_card_of_another_place_says_so(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    answers = await heard(hall, texts, conversation.id, "想开个小吃店，办食品小经营许可", "need", "action_take_answer")
    card = next(one for one in answers if one.get("response") == "utter_item_confirm")
    assert "本区" in card["elsewhere"]
    conversation = await factories.conversation(hall)
    answers = await heard(hall, texts, conversation.id, "办残疾证", "need", "action_take_answer")
    card = next(one for one in answers if one.get("response") == "utter_item_confirm")
    assert card["elsewhere"] == ""


async def test_the_list_in_between_leaves_the_question_asked(hall: Hall, texts: Texts) -> None:
    package = await at(hall, "ga-juzhuzheng", Step.QUESTIONS)
    heard = await said(hall, texts, package.conversation_id, "要带什么", "ask_materials", "action_answer_materials")
    assert heard[0] == "checklist"
    assert heard[-1] == "ask_question"


async def test_what_the_case_needs_is_not_called_unnecessary(hall: Hall, texts: Texts) -> None:
    conversation = await factories.conversation(hall)
    package = await packages.start(hall, conversation.id, "rs-shiyejin")
    await packages.answer(hall, package.id, "worked", "yes")
    await packages.answer(hall, package.id, "card_ok", "yes")
    await packages.move_to(hall, package.id, Step.MATERIALS)
    heard = await said(
        hall, texts, conversation.id, "解除劳动合同的材料我没有", "skip_material", "action_skip_material"
    )
    assert heard[0] == "material_lacking"


async def test_an_answer_that_was_heard_as_a_request_for_progress_is_taken(hall: Hall, texts: Texts) -> None:
    package = await packages.start(hall, (await factories.conversation(hall)).id, "rs-shiyejin")
    await packages.answer(hall, package.id, "worked", "yes")
    await packages.move_to(hall, package.id, Step.QUESTIONS)
    await said(hall, texts, package.conversation_id, "我没有社保卡", "progress", "action_progress")
    assert (await packages.progress(hall, package.id)).package.answers["card_ok"] == "no"
    assert await said(hall, texts, package.conversation_id, "查进度", "progress", "action_progress") != []
