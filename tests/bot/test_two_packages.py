"""Two things at once in one talk, and persons beside the assistant: nothing happens to what was not spoken of."""

from backend.domain.packages import PackageStatus, Step
from backend.services import conversations, escalations, packages
from backend.services.hall import Hall
from backend.storage.conversations import Message
from backend.storage.packages import Package
from tests import factories
from tests.conftest import Served


class Talk:
    """A resident's talk with a hall that serves in simple mode."""

    def __init__(self, served: Served, conversation_id: str) -> None:
        self.hall, self.gateway, self.id = served.hall, served.running.gateway, conversation_id

    async def say(self, text: str) -> str:
        """What is answered to a text."""
        return await self._answered(await self.gateway.receive(self.id, text=text))

    async def press(self, label: str) -> str:
        """What is answered to the newest button with this label."""
        for message in reversed(await conversations.history(self.hall, self.id)):
            for button in message.buttons:
                if label in button["label"]:
                    return await self._answered(await self.gateway.receive(self.id, button=button["token"]))
        raise AssertionError(f"no button {label}")

    async def _answered(self, message: Message) -> str:
        assert await self.gateway.settle(self.id, 20)
        after = await conversations.history(self.hall, self.id, after=message.id or 0)
        return "\n".join(one.text for one in after if one.sender == "bot")

    async def told(self) -> str:
        """What the hall tells by itself."""
        before = (await conversations.history(self.hall, self.id))[-1]
        await self.gateway.tell_events()
        return await self._answered(before)

    async def current(self) -> str | None:
        """The package that the talk is about."""
        return (await conversations.get(self.hall, self.id)).package_id


async def _another(talk: Talk) -> str:
    """Begin another item beside what there is; its package."""
    await conversations.set_package(talk.hall, talk.id, None)
    await talk.say("我要办居住证")
    await talk.press("是的")
    package_id = await talk.current()
    assert package_id is not None
    return package_id


async def _status(hall: Hall, package_id: str) -> str:
    async with hall.database.reading() as session:
        return (await session.get_one(Package, package_id)).status


async def test_a_decision_does_not_pull_a_resident_out_of_another_package(served: Served) -> None:
    first = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    talk = Talk(served, first.conversation_id)
    second = await _another(talk)
    boss = await factories.admin(served.hall)
    await packages.decide(served.hall, boss, first.id, "accept")
    assert first.receipt_code in await talk.told()
    assert await talk.current() == second


async def test_a_button_changes_only_the_package_it_was_shown_for(served: Served) -> None:
    first = await factories.package_at(served.hall, PackageStatus.DRAFT)
    talk = Talk(served, first.conversation_id)
    second = await _another(talk)
    await talk.say("不办了")
    await packages.attach(served.hall, talk.id, first.id)  # as the news of another package may do
    assert "过期" in await talk.press("真的不办")
    assert await _status(served.hall, first.id) == await _status(served.hall, second) == PackageStatus.DRAFT


async def test_another_time_for_one_package_confirms_no_seat_of_another(served: Served) -> None:
    first = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    talk = Talk(served, first.conversation_id)
    await conversations.set_package(served.hall, talk.id, first.id)
    await talk.say("改时间")
    await _another(talk)
    assert (await conversations.get(served.hall, talk.id)).focus.get("moving") == first.id


async def test_a_name_counts_after_a_phone_number_and_beside_another_number(served: Served) -> None:
    talk = Talk(served, (await factories.conversation(served.hall)).id)
    await talk.say("我要办个体户营业执照")
    await talk.press("是的")
    while "姓名" not in (await conversations.history(served.hall, talk.id))[-1].text:
        await talk.press("不清楚")
    await talk.say("13800001111")
    assert "王" in await talk.say("王小明 430103199001015417") or "身份证" in await talk.say("王小明")
    said = [m.text for m in await conversations.history(served.hall, talk.id) if m.sender == "resident"]
    assert not any("王小明" in text for text in said)


async def test_a_person_who_is_asked_for_before_an_item_is_confirmed_knows_the_item(served: Served) -> None:
    talk = Talk(served, (await factories.conversation(served.hall)).id)
    await talk.say("我要办个体户营业执照")
    await talk.say("转人工")
    escalation = await escalations.current(served.hall, talk.id)
    assert escalation is not None
    assert escalation.context["item_id"]
    assert escalation.contact_key


async def test_who_waits_is_heard_every_time_and_may_stop_by_any_button(served: Served) -> None:
    talk = Talk(served, (await factories.conversation(served.hall)).id)
    await talk.say("转人工")
    first = (await conversations.history(served.hall, talk.id))[-1].buttons[0]["token"]
    assert "记下了" in await talk.say("屋里三个人 一个月两千块")
    assert "记下了" in await talk.say("那要好多钱")
    message = await talk.gateway.receive(talk.id, button=first)
    assert message.payload == "/cancel_human"
    assert await talk.gateway.settle(talk.id, 20)
    kept = await escalations.current(served.hall, talk.id)
    assert kept is not None  # what was written is still there for the staff
    assert kept.context["left"]
    assert "记下了" not in await talk.say("那要好多钱")


async def test_not_waiting_and_something_else_are_both_done(served: Served) -> None:
    talk = Talk(served, (await factories.conversation(served.hall)).id)
    await talk.say("转人工")
    await talk.say("屋里三个人 一个月两千块")
    said = await talk.say("不等了，查进度")
    assert "给工作人员留着" in said
    assert "您还没有办过的事" in said
    assert "还在" in await talk.say("我写的那几个问题还有人回我不")


async def test_who_is_in_danger_gets_the_number_whoever_has_the_talk(served: Served) -> None:
    talk = Talk(served, (await factories.conversation(served.hall)).id)
    await talk.say("转人工")
    assert "119" in await talk.say("家里着火了")
    escalation = await escalations.current(served.hall, talk.id)
    assert escalation is not None
    boss = await factories.admin(served.hall)
    await escalations.take(served.hall, boss, escalation.id)
    await talk.told()
    assert await talk.say("你好") == ""
    assert "119" in await talk.say("家里着火了")


async def test_a_resident_can_leave_a_person_who_does_not_answer(served: Served) -> None:
    talk = Talk(served, (await factories.conversation(served.hall)).id)
    await talk.say("转人工")
    escalation = await escalations.current(served.hall, talk.id)
    assert escalation is not None
    await escalations.take(served.hall, await factories.admin(served.hall), escalation.id)
    await talk.told()
    assert await talk.say("不用人工了") != ""
    assert await escalations.current(served.hall, talk.id) is None


async def test_the_last_of_the_times_is_no_way_out(served: Served) -> None:
    who = factories.somebody()
    package = await factories.package_at(served.hall, PackageStatus.DRAFT, who)
    await factories.hand_in(served.hall, package, who)
    await packages.move_to(served.hall, package.id, Step.SLOT)
    talk = Talk(served, package.conversation_id)
    await talk.say("下周二下午")
    assert "给您留了 12月1日 周二" in await talk.say("最后一个")
