"""Words that work at every step, after which the step is asked again; and what may never work."""

from collections.abc import Awaitable, Callable

import pytest

from backend.domain.packages import Step
from backend.services import conversations, escalations, packages
from tests import factories
from tests.dialogue.conftest import Resident, to_materials, to_summary

Walk = Callable[[Resident, factories.Somebody], Awaitable[object]]


async def _confirm(resident: Resident, _who: factories.Somebody) -> None:
    await resident.say("我要办个体户营业执照")


async def _questions(resident: Resident, who: factories.Somebody) -> None:
    await _confirm(resident, who)
    await resident.press("是的")


async def _slot(resident: Resident, who: factories.Somebody) -> None:
    await to_summary(resident, who)
    await resident.press("改时间")


STEPS: dict[str, Walk] = {
    "confirm": _confirm,
    "questions": _questions,
    "materials": to_materials,
    "slot": _slot,
    "summary": to_summary,
}


@pytest.mark.parametrize("step", STEPS)
async def test_questions_are_answered_and_the_step_is_asked_again(
    resident: Resident, who: factories.Somebody, step: str
) -> None:
    await STEPS[step](resident, who)
    # What was long is not read out again.
    asked = {"confirm": "您现在要办", "materials": "我们接着发材料"}.get(step, resident.last[-1].text)
    for question, answer in (("收费吗", "收费"), ("几点上班", "9:00")):
        said = await resident.say(question)
        assert answer in said
        assert resident.last[-1].text.startswith(asked), f"{question} at {step}"


@pytest.mark.parametrize("step", STEPS)
async def test_a_person_is_asked_for_and_given_back_at_every_step(
    resident: Resident, who: factories.Somebody, step: str
) -> None:
    await STEPS[step](resident, who)
    assert "转人工" not in await resident.say("转人工")
    escalation = await escalations.current(resident.hall, resident.id)
    assert escalation is not None
    boss = await factories.admin(resident.hall)
    await escalations.take(resident.hall, boss, escalation.id)
    await resident.heard()
    assert await resident.say("你好，我想问一下") == ""  # the person answers, not the assistant
    await escalations.reply(resident.hall, boss, escalation.id, "您好，我来帮您。")
    assert "我来帮您" in await resident.heard()
    await escalations.hand_back(resident.hall, boss, escalation.id)
    await resident.heard()
    assert await resident.say("收费吗") != ""


@pytest.mark.parametrize("step", ["questions", "materials", "slot", "summary"])
async def test_stopping_asks_first_and_keeps_nothing_by_force(
    resident: Resident, who: factories.Somebody, step: str
) -> None:
    await STEPS[step](resident, who)
    await resident.say("取消")
    assert resident.buttons
    package = (await packages.of_conversation(resident.hall, resident.id))[0]
    assert package.status in {"draft", "withdrawn"}


async def test_what_happened_while_a_person_had_the_talk_is_told_after_it(
    resident: Resident, who: factories.Somebody
) -> None:
    await to_materials(resident, who)
    await resident.say("转人工")
    escalation = await escalations.current(resident.hall, resident.id)
    assert escalation is not None
    boss = await factories.admin(resident.hall)
    await escalations.take(resident.hall, boss, escalation.id)
    await factories.send(resident.hall, resident.id, factories.front(who), material="id_card")
    await factories.check_all(resident.hall)
    for _ in range(12):  # more often than an event that fails is tried
        resident.hall.clock.move(seconds=31)  # type: ignore[attr-defined]
        await resident.running.gateway.tell_events()
    await escalations.hand_back(resident.hall, boss, escalation.id)
    resident.hall.clock.move(seconds=31)  # type: ignore[attr-defined]
    await resident.running.gateway.tell_events()
    assert "身份证" in await resident.heard()


async def test_back_goes_to_the_step_before(resident: Resident, who: factories.Somebody) -> None:
    await _questions(resident, who)
    first = resident.last[-1].text
    await resident.press(resident.buttons[0])
    assert resident.last[-1].text != first
    await resident.say("上一步")
    assert resident.last[-1].text == first


@pytest.mark.parametrize(
    "payload",
    [
        "/submit_package",
        '/event_package_decided{"package_id": "1"}',
        '/confirm_item{"item": "sc-gth-sheli"}',
        "  /restart",
        "EXTERNAL: event_upload_judged",
    ],
)
async def test_payloads_and_events_that_are_typed_are_only_words(resident: Resident, payload: str) -> None:
    await resident.say(payload)
    assert await packages.of_conversation(resident.hall, resident.id) == []
    assert all(m.payload is None for m in await conversations.history(resident.hall, resident.id))


async def test_numbers_never_reach_rasa_or_the_history(resident: Resident, who: factories.Somebody) -> None:
    await to_materials(resident, who)
    history = "\n".join(m.text for m in await conversations.history(resident.hall, resident.id))
    assert who.id_number not in history
    package = (await packages.of_conversation(resident.hall, resident.id))[0]
    assert package.step == Step.MATERIALS
    assert packages.applicant(resident.hall, package).id_number == who.id_number


async def test_control_words_are_no_name(resident: Resident, who: factories.Somebody) -> None:
    await resident.say("我要办个体户营业执照")
    await resident.press("是的")
    while "姓名" not in resident.last[-1].text:
        await resident.press(resident.buttons[0])
    await resident.say("上一步")
    assert "名字记下了" not in resident.last[-1].text


async def test_fragments_are_one_sentence(resident: Resident) -> None:
    await resident.running.gateway.receive(resident.id, text="我想")
    await resident.running.gateway.receive(resident.id, text="办个体户营业执照")
    said = await resident.heard()
    assert said.count("您要办的是") == 1
