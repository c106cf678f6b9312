"""For whom it is done is kept from what is said in passing, and nobody's name becomes another's."""

from backend.adapters.texts import Texts
from backend.domain.packages import Step
from backend.services import conversations, packages
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.actions.test_appointments import act
from tests.actions.typing import typed

MOTHER, SON = factories.somebody("邹小梅"), factories.somebody("郑小宇")


async def begun(hall: Hall, texts: Texts, need: str) -> Package:
    """A disability certificate that was begun with these words, at the applicant."""
    talk = await factories.conversation(hall)
    await typed(hall, texts, talk.id, need, "need")
    await typed(hall, texts, talk.id, "是的，就办这个")
    found = (await conversations.get(hall, talk.id)).package_id
    assert found is not None
    for question in (await packages.progress(hall, found)).questions_left:
        await packages.answer(hall, found, question.key, question.answers[0].key)
    return await packages.move_to(hall, found, Step.APPLICANT)


async def applicant(hall: Hall, package: Package) -> tuple[str | None, str | None]:
    known = packages.applicant(hall, (await packages.progress(hall, package.id)).package)
    return known.name, known.id_number


async def test_the_age_told_with_the_need_is_not_asked_again(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    await typed(hall, texts, talk.id, "我崽七岁，想替他办残疾证", "need")
    heard = await typed(hall, texts, talk.id, "是的，就办这个")
    assert "未成年" in heard["answers_told"]
    assert "病历" in heard["ask_question"]


async def test_an_age_answers_where_it_is_asked(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    await typed(hall, texts, talk.id, "给我崽办残疾证", "need")
    await typed(hall, texts, talk.id, "是的，就办这个")
    heard = await typed(hall, texts, talk.id, "才七岁呢")
    assert "病历" in heard["ask_question"]


async def test_the_name_is_asked_of_the_one_it_is_for(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "替我崽办残疾证")
    heard = await typed(hall, texts, package.conversation_id, "再说一遍", "repeat", "ask_again")
    assert "您儿子的姓名和身份证号" in heard["ask_applicant_person"]


async def test_the_residents_own_name_is_asked_about_before_it_is_taken(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "替我崽办残疾证")
    mine = f"我叫{MOTHER.name}，{MOTHER.id_number}，我是妈妈"
    heard = await typed(hall, texts, package.conversation_id, mine)
    assert list(heard) == ["ask_whose"]
    assert await applicant(hall, package) == (None, None)
    again = await typed(hall, texts, package.conversation_id, "再说一遍", "repeat", "ask_again")
    assert list(again) == ["ask_whose"]
    heard = await typed(hall, texts, package.conversation_id, "是我的")
    assert "您儿子的姓名和身份证号" in heard["ask_applicant_person"]
    heard = await typed(hall, texts, package.conversation_id, f"{SON.name} {SON.id_number}")
    assert "applicant_taken" in heard
    assert await applicant(hall, package) == (SON.name, SON.id_number)


async def test_whose_it_is_may_be_told_by_a_number_or_in_words(hall: Hall, texts: Texts) -> None:
    for answer in ("1", "是他的"):
        package = await begun(hall, texts, "替我崽办残疾证")
        await typed(hall, texts, package.conversation_id, f"我叫{SON.name} {SON.id_number}")
        heard = await typed(hall, texts, package.conversation_id, answer)
        assert "applicant_taken" in heard
        assert await applicant(hall, package) == (SON.name, SON.id_number)
    package = await begun(hall, texts, "替我崽办残疾证")
    await typed(hall, texts, package.conversation_id, f"我叫{MOTHER.name} {MOTHER.id_number}")
    assert "ask_applicant_person" in await typed(hall, texts, package.conversation_id, "2")


async def test_ones_own_matter_takes_ones_own_name_at_once(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "办残疾证")
    heard = await typed(hall, texts, package.conversation_id, f"我叫{MOTHER.name} {MOTHER.id_number}")
    assert "applicant_taken" in heard


async def test_said_only_later_it_is_asked_whose_name_is_there(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "办残疾证")
    await typed(hall, texts, package.conversation_id, f"我叫{MOTHER.name} {MOTHER.id_number}")
    heard = await typed(
        hall, texts, package.conversation_id, "等下，要办证的是我崽，莫记成我了", "ask_who", "answer_self"
    )
    assert list(heard) == ["ask_whose"]
    heard = await typed(hall, texts, package.conversation_id, "是我自己的")
    assert "您儿子的" in heard["ask_applicant_person"]
    assert await applicant(hall, package) == (None, None)


async def test_a_changed_applicant_loses_the_old_name_and_number(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "办残疾证")
    await typed(hall, texts, package.conversation_id, f"我叫{MOTHER.name} {MOTHER.id_number}")
    heard = await typed(
        hall, texts, package.conversation_id, f"改一下，申请人改成我儿子，{SON.name}", "change", "change"
    )
    assert "您儿子的身份证号" in heard["ask_applicant_person_number"]
    assert await applicant(hall, package) == (None, None)
    heard = await typed(hall, texts, package.conversation_id, SON.id_number)
    assert "applicant_taken" in heard
    assert await applicant(hall, package) == (SON.name, SON.id_number)


async def test_a_name_put_right_keeps_its_number(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "替我崽办残疾证")
    await typed(hall, texts, package.conversation_id, f"郑小雨 {SON.id_number}")
    await typed(hall, texts, package.conversation_id, f"名字写错了，应该是{SON.name}", "change", "change")
    assert await applicant(hall, package) == (SON.name, SON.id_number)


async def test_a_matter_of_ones_own_again_forgets_the_other(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "替我崽办残疾证")
    await typed(hall, texts, package.conversation_id, f"{SON.name} {SON.id_number}")
    await conversations.set_package(hall, package.conversation_id, None)
    await typed(hall, texts, package.conversation_id, "再给我自己办个居住证", "need")
    talk = await conversations.get(hall, package.conversation_id)
    assert await conversations.person(hall, talk) == {}


async def test_who_died_is_not_asked_for_a_number(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    await typed(hall, texts, talk.id, "我爹上个月过世了，我是他女儿，想帮他办丧葬补助", "need")
    assert "whom" not in (await conversations.get(hall, talk.id)).focus


async def test_a_card_that_was_read_is_offered_for_the_next_item(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    package = await packages.start(hall, talk.id, factories.ITEM)
    for question, answer in factories.ANSWERS.items():
        await packages.answer(hall, package.id, question, answer)
    await packages.move_to(hall, package.id, Step.MATERIALS)
    who = factories.somebody()
    await factories.send(hall, talk.id, factories.front(who), factories.back(), material="id_card")
    await factories.check_all(hall)
    upload = (await packages.progress(hall, package.id)).materials
    card = next(one for state in upload for one in state.uploads)
    await _judged(hall, texts, talk.id, card.id)
    assert await applicant(hall, package) == (who.name, who.id_number)
    second = await packages.start(hall, talk.id, "cl-canji")
    await packages.move_to(hall, second.id, Step.APPLICANT)
    for words in ("继续", "我的身份证不是刚刚才拍给你们了吗，又要拍"):
        heard = await typed(hall, texts, talk.id, words, "nlu_fallback")
        assert "ask_applicant_same" in heard


async def _judged(hall: Hall, texts: Texts, conversation_id: str, upload_id: str) -> None:
    package = (await packages.of_conversation(hall, conversation_id))[0]
    await act(hall, texts, package, "action_upload_judged", upload_id=upload_id)


async def test_a_card_that_was_never_made_is_not_called_lost(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "替我崽办残疾证")
    heard = await typed(
        hall, texts, package.conversation_id, "他从来没办过身份证，只有户口本上一页", "ask_original", "answer_original"
    )
    assert "id_card_never" in heard
    assert "id_card_lacking" not in heard
    heard = await typed(hall, texts, package.conversation_id, "身份证被我弄丢了")
    assert "id_card_lacking" in heard


async def test_for_whom_another_item_is_wanted_asks_nothing_of_this_one(hall: Hall, texts: Texts) -> None:
    package = await begun(hall, texts, "办残疾证")
    await typed(hall, texts, package.conversation_id, f"我叫{MOTHER.name} {MOTHER.id_number}")
    heard = await typed(hall, texts, package.conversation_id, "对了，我妈想搞个老年优待证", "need")
    assert "ask_whose" not in heard
    assert (await conversations.get(hall, package.conversation_id)).focus.get("whom") is None
