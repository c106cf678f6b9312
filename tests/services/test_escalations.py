"""A person is asked for, has the conversation alone, answers, and hands it back."""

import asyncio

import pytest

from backend.domain.errors import EscalationTaken, InvalidInput, InvalidTransition, NotFound
from backend.domain.escalations import EscalationStatus
from backend.domain.packages import PackageStatus
from backend.services import escalations
from backend.services.hall import Hall
from backend.storage import outbox
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
    with pytest.raises(InvalidTransition):
        await escalations.cancel(hall, talk.id)
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


async def test_who_does_not_want_to_wait_any_more(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    assert await escalations.cancel(hall, talk.id) is None
    asked, _ = await escalations.open(hall, talk.id, "asked")
    await escalations.cancel(hall, talk.id)
    with pytest.raises(InvalidTransition):
        await escalations.take(hall, await factories.admin(hall), asked.id)
