"""A business's name is taken from whatever message holds it, and no person's name becomes it."""

from backend.adapters.texts import Texts
from backend.domain.numbers import uscc_check_digit
from backend.domain.packages import Step
from backend.services import conversations, packages
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.actions.typing import typed

_FIRST = "91430103MA4Q2T7B8"
CODE = _FIRST + uscc_check_digit(_FIRST)
COMPANY = "长沙望月广告有限公司"
CLERK = factories.somebody("邹小梅")


async def begun(hall: Hall) -> Package:
    """A change of a company's registration, at the applicant."""
    talk = await factories.conversation(hall)
    package = await packages.start(hall, talk.id, "sc-qy-biangeng")
    for question in (await packages.progress(hall, package.id)).questions_left:
        await packages.answer(hall, package.id, question.key, question.answers[0].key)
    return await packages.move_to(hall, package.id, Step.APPLICANT)


async def applicant(hall: Hall, package: Package) -> tuple[str | None, str | None, str | None]:
    known = packages.applicant(hall, (await packages.progress(hall, package.id)).package)
    return known.business_name, known.uscc, known.name


async def test_the_company_is_taken_from_among_other_things(hall: Hall, texts: Texts) -> None:
    package = await begun(hall)
    everything = f"{COMPANY}，信用代码手边没有，我叫{CLERK.name}，{CLERK.id_number}，13900001234"
    heard = await typed(hall, texts, package.conversation_id, everything)
    assert "applicant_number_away" in heard
    heard = await typed(hall, texts, package.conversation_id, f"发票上找到了，{CODE}")
    assert COMPANY in heard["applicant_taken"]
    assert await applicant(hall, package) == (COMPANY, CODE, None)


async def test_a_persons_name_is_no_company(hall: Hall, texts: Texts) -> None:
    package = await begun(hall)
    heard = await typed(hall, texts, package.conversation_id, f"我叫{CLERK.name}，是这里的会计，{CODE}")
    assert list(heard) == ["applicant_is_business", "ask_applicant_business_name"]
    assert await applicant(hall, package) == (None, None, None)
    heard = await typed(hall, texts, package.conversation_id, COMPANY)
    assert COMPANY in heard["applicant_taken"]


async def test_name_and_code_in_one_message_are_both_taken(hall: Hall, texts: Texts) -> None:
    package = await begun(hall)
    heard = await typed(hall, texts, package.conversation_id, f"{COMPANY}，{CODE}")
    assert "applicant_taken" in heard
    assert await applicant(hall, package) == (COMPANY, CODE, None)


async def test_the_applicants_name_put_right_corrects_no_answer(hall: Hall, texts: Texts) -> None:
    package = await begun(hall)
    await typed(hall, texts, package.conversation_id, f"长沙忘月广告有限公司，{CODE}")
    before = (await packages.progress(hall, package.id)).package.answers
    right = f"申请人搞错了，名称改成{COMPANY}"
    heard = await typed(hall, texts, package.conversation_id, right, "change", "change")
    assert "answer_corrected" not in heard
    assert await applicant(hall, package) == (COMPANY, CODE, None)
    assert (await packages.progress(hall, package.id)).package.answers == before


async def test_a_licence_that_is_away_holds_nothing_up(hall: Hall, texts: Texts) -> None:
    package = await begun(hall)
    away = "执照放在老板那里，不在手边，能不能先约号"
    heard = await typed(hall, texts, package.conversation_id, away, "need")
    assert list(heard) == ["applicant_number_away"]
    heard = await typed(hall, texts, package.conversation_id, "不打字，拍证件")
    assert "applicant_later" in heard
    talk = await conversations.get(hall, package.conversation_id)
    assert talk.focus.get("applicant_later")


async def test_a_company_named_with_its_code_before_it_is_asked_for_is_known(hall: Hall, texts: Texts) -> None:
    talk = await factories.conversation(hall)
    await typed(hall, texts, talk.id, f"想一次办完，公司是{COMPANY}，{CODE}")
    known = await conversations.person(hall, await conversations.get(hall, talk.id))
    assert (known["business_name"], known["uscc"]) == (COMPANY, CODE)


async def test_a_company_named_beside_a_question_is_kept(hall: Hall, texts: Texts) -> None:
    package = await begun(hall)
    await typed(hall, texts, package.conversation_id, f"{COMPANY}。公司章程怎么写", "ask_form", "answer_form")
    known = await conversations.person(hall, await conversations.get(hall, package.conversation_id))
    assert known["business_name"] == COMPANY
