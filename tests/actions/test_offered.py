"""What is offered, and what was shown before, in the real actions, without Rasa."""

from typing import Any

from backend.adapters.texts import Texts
from backend.domain.packages import Step
from backend.services import conversations, packages
from backend.services.hall import Hall
from tests import factories
from tests.actions.typing import said


async def talk(hall: Hall, **focus: Any) -> str:
    conversation = await factories.conversation(hall)
    await conversations.set_focus(hall, conversation.id, **focus)
    return conversation.id


async def test_a_name_that_two_items_share_means_the_one_that_was_shown(hall: Hall, texts: Texts) -> None:
    other = next(i for i in hall.catalogue.items.values() if i.short_name == "退役军人优待证")
    for shown, meant in (["mz-laonian"], "mz-laonian"), ([], other.id):
        key = await talk(hall, shown=shown)
        await said(hall, texts, key, "优待证那个要带什么", "ask_materials", "action_answer_materials")
        assert (await conversations.get(hall, key)).focus["item"] == meant


async def test_more_of_the_same_matter_begins_it(hall: Hall, texts: Texts) -> None:
    key = await talk(hall, ask="confirm", item="sc-qy-biangeng", need="公司要换法人")
    await said(hall, texts, key, "注册地址也搬了，两样一块办掉", "ask_place", "action_answer_place")
    mine = await packages.of_conversation(hall, key)
    assert [(p.item_id, p.answers) for p in mine] == [("sc-qy-biangeng", {"change": "several"})]


async def test_what_is_denied_is_not_stayed_with(hall: Hall, texts: Texts) -> None:
    key = await talk(hall, ask="confirm", item="sc-gth-sheli", need="执照")
    await said(hall, texts, key, "不是开新的，是执照上的地址要改", "need", "action_take_answer")
    assert await packages.of_conversation(hall, key) == []
    assert (await conversations.get(hall, key)).focus["item"] == "sc-gth-biangeng"


async def test_a_farewell_begins_nothing(hall: Hall, texts: Texts) -> None:
    key = await talk(hall, ask="confirm", item="cg-yangquan")
    assert await said(hall, texts, key, "好的，打扰了，再见。", "goodbye", "action_small_talk") == ["thanks"]
    assert await packages.of_conversation(hall, key) == []


async def test_a_long_story_is_shown_what_can_help(hall: Hall, texts: Texts) -> None:
    key = await talk(hall)
    told = "我堂客得了大病住院 借了好几万 我又被厂里辞退了 到现在没找到事做 你看我先要搞么子"
    assert (await said(hall, texts, key, told, "need", "action_take_answer"))[0] == "story"
    shown = (await conversations.get(hall, key)).focus["shortlist"]
    assert {"mz-linshi", "yb-yiliaojiuzhu", "rs-shiyejin"} <= set(shown)


async def test_who_has_one_of_two_papers_lacks_nothing(hall: Hall, texts: Texts) -> None:
    package = await packages.start(hall, (await factories.conversation(hall)).id, "mz-gaoling")
    await packages.move_to(hall, package.id, Step.MATERIALS)
    heard = await said(hall, texts, package.conversation_id, "她没有社保卡的", "skip_material", "action_skip_material")
    assert heard[0] == "material_either_do"
