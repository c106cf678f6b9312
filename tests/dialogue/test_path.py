"""The main job in words, over the real Rasa and the real actions."""

from datetime import UTC, datetime

from backend.domain.packages import PackageStatus
from backend.services import appointments, packages
from tests import factories
from tests.dialogue.conftest import Resident, to_materials, to_summary


async def test_from_a_sentence_to_a_receipt(resident: Resident, who: factories.Somebody) -> None:
    said = await resident.say("我要办个体户营业执照")
    assert "您要办的是" in said
    assert "收费" in said
    assert "数据截至" in said
    assert "不是这个" in resident.buttons
    summary = await to_summary(Resident(resident.running, resident.id, resident.seen), who)
    assert "请看一遍" in summary
    assert who.id_number not in summary
    receipt = await Resident(resident.running, resident.id, resident.seen).say("提交")
    assert "回执码：TX-" in receipt
    package = (await packages.of_conversation(resident.hall, resident.id))[0]
    assert package.status == PackageStatus.SUBMITTED
    assert package.receipt_code in receipt
    seat = await appointments.current(resident.hall, package.id)
    assert seat is not None
    assert seat.code in receipt


async def test_a_returned_material_reopens_just_that_step(resident: Resident, who: factories.Somebody) -> None:
    await to_summary(resident, who)
    await resident.say("提交")
    package = (await packages.of_conversation(resident.hall, resident.id))[0]
    boss = await factories.admin(resident.hall)
    resident.hall.clock.move(minutes=2)  # type: ignore[attr-defined]
    await packages.decide(resident.hall, boss, package.id, "return", "", {"id_card": "看不清，请重新拍"})
    told = await resident.heard()
    assert "看不清，请重新拍" in told
    assert "要补一下" in told
    resident.hall.clock.move(minutes=2)  # type: ignore[attr-defined]
    await resident.send(factories.front(who), factories.back(), material="id_card")
    again = await resident.say("提交")
    assert package.receipt_code in again
    await packages.decide(resident.hall, boss, package.id, "accept")
    assert "通过" in await resident.heard()
    assert package.receipt_code in await resident.say(f"查进度 {package.receipt_code}")


async def test_an_appointment_is_moved_and_cancelled_in_words(resident: Resident, who: factories.Somebody) -> None:
    await to_summary(resident, who)
    await resident.say("提交")
    package = (await packages.of_conversation(resident.hall, resident.id))[0]
    before = await appointments.current(resident.hall, package.id)
    await resident.say("我要改时间")
    assert resident.buttons
    await resident.say("下周三上午")
    await resident.press(next(label for label in resident.buttons if "周三" in label))
    after = await appointments.current(resident.hall, package.id)
    assert before is not None
    assert after is not None
    assert after.starts_at != before.starts_at
    assert after.starts_at > datetime(2026, 11, 30, tzinfo=UTC)
    assert after.code == before.code


async def test_none_of_these_and_a_second_try(resident: Resident) -> None:
    await resident.say("老人的补助")
    none = next(label for label in resident.buttons if "不是" in label)
    await resident.press(none)
    assert "您要办的是" in await resident.say("身份证丢了怎么补办") or resident.buttons


async def test_the_second_one_by_words(resident: Resident) -> None:
    await resident.say("老人的补助")
    second = [label for label in resident.buttons if "不是" not in label and "都不" not in label][1]
    said = await resident.say("第二个")
    assert second in said or "您要办的是" in said


async def test_what_can_not_be_had_here_says_where_to_go(resident: Resident) -> None:
    said = await resident.say("我要办护照")
    assert "公安" in said or "出入境" in said


async def test_an_emergency_comes_first(resident: Resident) -> None:
    assert "120" in await resident.say("我爸晕倒了快来人") or "119" in "\n".join(m.text for m in resident.last)


async def test_another_item_in_the_middle_keeps_the_first(resident: Resident, who: factories.Somebody) -> None:
    await to_materials(resident, who)
    said = await resident.say("我还想办老年人优待证")
    assert resident.buttons, said
    assert "您要准备这些" in await resident.press(resident.buttons[-1])
