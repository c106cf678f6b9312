"""Choosing a time as the dialogue does it: the real actions, in Rasa's own form, without Rasa."""

from datetime import timedelta
from typing import Any

from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.domain.packages import PackageStatus
from backend.services import appointments, slots
from backend.services.hall import Hall
from backend.services.slots import SlotOffer
from backend.storage.packages import Package
from tests import factories
from tests.conftest import FixedClock


async def act(hall: Hall, texts: Texts, package: Package, name: str, text: str = "", **entities: str) -> list[str]:
    """The texts, by name, that the action answers with."""
    latest = {
        "text": text,
        "intent": {"name": "x"},
        "entities": [{"entity": k, "value": v} for k, v in entities.items()],
    }
    request: dict[str, Any] = {
        "next_action": name,
        "sender_id": package.conversation_id,
        "tracker": {"sender_id": package.conversation_id, "slots": {}, "latest_message": latest, "events": []},
        "domain": {},
    }
    answer = await make_runner(hall, texts)(request)
    return [said.get("response") or said["text"] for said in answer["responses"]]


async def press(hall: Hall, texts: Texts, package: Package, offer: SlotOffer) -> list[str]:
    start = offer.starts_at.isoformat()
    return await act(hall, texts, package, "action_hold_slot", window=offer.window_key, start=start)


async def offers(hall: Hall, package: Package) -> list[SlotOffer]:
    return await slots.offer(hall, package.id)


async def test_a_button_whose_time_is_over_says_so_and_offers_others(
    hall: Hall, texts: Texts, clock: FixedClock
) -> None:
    package = await factories.draft(hall, factories.somebody())
    first = (await offers(hall, package))[0]
    clock.moment = first.starts_at - timedelta(minutes=1)
    assert await press(hall, texts, package, first) == ["utter_error_invalid_input_starts_at", "utter_ask_slot"]


async def test_a_button_of_a_window_that_is_gone_offers_others(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    first = (await offers(hall, package))[0]
    gone = SlotOffer("closed", "", first.site_key, "", first.starts_at, first.ends_at, 1)
    assert await press(hall, texts, package, gone) == ["utter_error_invalid_input_starts_at", "utter_ask_slot"]


async def test_the_last_seat_that_went_to_somebody_else_is_told_with_other_times(hall: Hall, texts: Texts) -> None:
    package = await factories.draft(hall, factories.somebody())
    wanted = (await offers(hall, package))[1]
    for _ in range(wanted.free):
        other = await factories.draft(hall, factories.somebody())
        await appointments.hold(hall, other.id, wanted.window_key, wanted.starts_at)
    assert await press(hall, texts, package, wanted) == ["utter_error_slot_taken", "utter_ask_slot"]


async def test_a_move_is_a_move_and_a_new_time_after_a_cancel_is_none(hall: Hall, texts: Texts) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    old = await appointments.current(hall, package.id)
    assert old is not None
    assert await act(hall, texts, package, "action_move_appointment") == ["utter_ask_slot"]
    assert (await press(hall, texts, package, (await offers(hall, package))[2]))[:2] == [
        "utter_appointment_moved",
        "utter_receipt",
    ]
    new = await appointments.current(hall, package.id)
    assert new is not None
    assert (new.code, new.id == old.id) == (old.code, False)
    assert await act(hall, texts, package, "action_confirm_cancel", appointment=new.id) == [
        "utter_appointment_cancelled",
        "utter_package_stays",
    ]
    assert await act(hall, texts, package, "action_book") == ["utter_ask_slot"]
    assert (await press(hall, texts, package, (await offers(hall, package))[0]))[:2] == [
        "utter_appointment_info",
        "utter_receipt",
    ]


async def test_a_wish_is_answered_with_times_that_fit_or_the_nearest(hall: Hall, texts: Texts) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    await act(hall, texts, package, "action_move_appointment")
    for text, said in (
        ("明天下午", ["utter_ask_slot_wished"]),
        ("不要上午", ["utter_ask_slot_wished"]),
        ("周日", ["utter_window_days", "utter_ask_slot_closed"]),
        ("11月3号", ["utter_ask_slot_nearest"]),
    ):
        assert await act(hall, texts, package, "action_time_wish", text) == said, text
