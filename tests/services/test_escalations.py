"""A person is asked for, has the conversation alone, answers, and hands it back."""

import asyncio

import pytest

from backend.domain.errors import EscalationTaken, InvalidInput, InvalidTransition, NotFound
from backend.domain.escalations import EscalationStatus
from backend.domain.packages import PackageStatus
from backend.services import escalations, packages
from backend.services.hall import Hall
from backend.storage import conversations as talks
from backend.storage import outbox
from backend.storage.conversations import Message
from backend.storage.escalations import Escalation
from tests import factories
from tests.conftest import FixedClock


async def events(hall: Hall, conversation_id: str) -> list[str]:
    async with hall.database.transaction() as session:
        return [one.event for one in await outbox.pending(session, conversation_id)]


async def test_asking_again_keeps_the_place(hall: Hall, clock: FixedClock) -> None:
    talk = await factories.conversation(hall)
    several = await asyncio.gather(*(escalations.open(hall, talk.id, "asked") for _ in range(4)))
    assert len({one.id for one, _ in several}) == 1
    _, first = several[0]
    clock.move(seconds=1)
    _, later = await escalations.open(hall, (await factories.conversation(hall)).id, "asked")
    assert later.position == first.position + 1


async def test_a_pressed_button_stands_in_the_queue_by_its_label(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    async with hall.database.transaction() as session:
        pressed = Message(
            conversation_id=talk.id, sender="resident", text="转人工", payload="/human", created_at=hall.clock.now()
        )
        await talks.add_messages(session, talk.id, [pressed])
    asked, _ = await escalations.open(hall, talk.id, "asked", "/human")
    assert asked.context["words"] == "转人工"


async def test_outside_hours_the_next_opening_is_told(hall: Hall, clock: FixedClock) -> None:
    talk = await factories.conversation(hall)
    _, by_day = await escalations.open(hall, talk.id, "asked")
    clock.move(hours=12)
    _, by_night = await escalations.open(hall, talk.id, "asked")
    assert by_day.now
    assert not by_night.now
    assert by_night.next_opening is not None
    assert by_night.next_opening > clock.now()


async def test_two_can_not_take_one_and_only_one_answers(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    asked, _ = await escalations.open(hall, talk.id, "asked")
    staff = [await factories.admin(hall), await factories.admin(hall)]
    results = await asyncio.gather(*(escalations.take(hall, one, asked.id) for one in staff), return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["Escalation", "EscalationTaken"]
    winner, loser = staff if not isinstance(results[0], BaseException) else reversed(staff)
    with pytest.raises(EscalationTaken):
        await escalations.reply(hall, loser, asked.id, "您好")
    said = await asyncio.gather(*(escalations.reply(hall, winner, asked.id, "您好", client_key="k") for _ in range(3)))
    assert len({one.id for one in said}) == 1
    for _ in range(2):
        await escalations.hand_back(hall, winner, asked.id)
    assert await events(hall, talk.id) == ["event_escalation_taken", "event_escalation_handed_back"]
    assert await escalations.current(hall, talk.id) is None
    with pytest.raises(InvalidTransition):
        await escalations.reply(hall, winner, asked.id, "还在吗")


@pytest.mark.parametrize("text", ["", "  ", "长" * (escalations.MAX_REPLY + 1)])
async def test_empty_and_endless_answers_are_refused(hall: Hall, text: str) -> None:
    asked, _ = await escalations.open(hall, (await factories.conversation(hall)).id, "asked")
    boss = await factories.admin(hall)
    await escalations.take(hall, boss, asked.id)
    with pytest.raises(InvalidInput):
        await escalations.reply(hall, boss, asked.id, text)


async def test_it_goes_to_the_contact_of_the_package_and_to_no_other(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    asked, _ = await escalations.open(hall, package.conversation_id, "asked", "我的号码是439901198501010012")
    assert asked.contact_key == package.contact_key
    assert "439901198501010012" not in str(asked.context)
    other = next(key for key in hall.catalogue.contacts if key != package.contact_key)
    with pytest.raises(NotFound):
        await escalations.take(hall, await factories.contact(hall, other), asked.id)
    right = await factories.contact(hall, package.contact_key)
    assert (await escalations.take(hall, right, asked.id)).status == EscalationStatus.TAKEN


async def test_who_does_not_want_to_talk_to_a_person_any_more(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    asked, _ = await escalations.open(hall, talk.id, "asked")
    boss = await factories.admin(hall)
    await escalations.take(hall, boss, asked.id)
    ended = await escalations.cancel(hall, talk.id)
    assert ended is not None
    assert ended.status == EscalationStatus.HANDED_BACK
    with pytest.raises(InvalidTransition):
        await escalations.reply(hall, boss, asked.id, "还在吗")


async def test_who_does_not_want_to_wait_any_more(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    assert await escalations.cancel(hall, talk.id) is None
    asked, _ = await escalations.open(hall, talk.id, "asked")
    await escalations.cancel(hall, talk.id)
    with pytest.raises(InvalidTransition):
        await escalations.take(hall, await factories.admin(hall), asked.id)


async def _say(hall: Hall, conversation_id: str, text: str) -> None:
    async with hall.database.transaction() as session:
        said = Message(conversation_id=conversation_id, sender="resident", text=text, created_at=hall.clock.now())
        await talks.add_messages(session, conversation_id, [said])


async def test_what_is_said_after_it_was_closed_is_read_by_nobody(hall: Hall, clock: FixedClock) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    talk = package.conversation_id
    taker, other = [await factories.contact(hall, package.contact_key) for _ in range(2)]
    boss = await factories.admin(hall)
    asked, _ = await escalations.open(hall, talk, "asked")
    await _say(hall, talk, "以前的话")
    assert [one.text for one in (await escalations.view(hall, other, asked.id)).messages] == ["以前的话"]
    await escalations.take(hall, taker, asked.id)
    await escalations.hand_back(hall, taker, asked.id)
    clock.move(minutes=1)
    await _say(hall, talk, "以后的话")
    for who, reads in ((taker, ["以前的话"]), (boss, ["以前的话"]), (other, [])):
        seen = await escalations.view(hall, who, asked.id)
        assert ([one.text for one in seen.messages], seen.readable) == (reads, bool(reads))


async def test_one_that_nobody_took_is_closed_to_contacts(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    asked, _ = await escalations.open(hall, talk.id, "asked")
    await _say(hall, talk.id, "我不想等了")
    await escalations.cancel(hall, talk.id)
    some_contact = await factories.contact(hall, next(iter(hall.catalogue.contacts)))
    assert (await escalations.view(hall, some_contact, asked.id)).messages == ()


async def test_it_is_about_what_it_was_about(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    asked, _ = await escalations.open(hall, package.conversation_id, "asked")
    item = next(one for one in hall.catalogue.items.values() if one.bookable and one.id != package.item_id)
    await packages.start(hall, package.conversation_id, item.id)
    seen = await escalations.view(hall, await factories.contact(hall, package.contact_key), asked.id)
    assert seen.package is not None
    assert seen.package.id == package.id
    assert seen.item is not None
    assert seen.item.id == package.item_id


async def test_who_leaves_keeps_what_was_written_in_the_queue_and_may_wait_again(hall: Hall) -> None:
    where = (await factories.conversation(hall)).id
    assert not await escalations.leave(hall, where)
    await escalations.open(hall, where, "asked")
    assert not await escalations.leave(hall, where)  # nothing was written
    assert await escalations.standing(hall, where) is None
    opened, _ = await escalations.open(hall, where, "asked")
    async with hall.database.transaction() as session:
        row = await session.get_one(Escalation, opened.id)
        row.context = {**row.context, "noted": True}
    assert await escalations.leave(hall, where)
    kept = await escalations.current(hall, where)
    assert kept is not None
    assert (kept.id, kept.context["left"]) == (opened.id, True)
    again, _ = await escalations.open(hall, where, "asked")
    assert (again.id, again.context["left"]) == (opened.id, False)
