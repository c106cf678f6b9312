"""Seats: offered, held, confirmed, moved, cancelled, over. Over a real database; races have a file of their own."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from backend.domain.appointments import HOLD, AppointmentStatus
from backend.domain.clock import SHANGHAI, local
from backend.domain.errors import AppointmentLimit, HoldExpired, InvalidInput, InvalidTransition, NotFound, SlotTaken
from backend.domain.items import Opening, Window
from backend.domain.packages import PackageStatus
from backend.domain.slots import HORIZON_DAYS, LEAD
from backend.domain.wishes import parse_wish
from backend.services import appointment_papers, appointments, packages, slots
from backend.services.hall import Hall
from backend.storage import audit, outbox
from backend.storage.appointments import Appointment
from backend.storage.packages import Package
from tests import factories
from tests.conftest import FixedClock

WEDNESDAY = date(2026, 11, 25)
_HOURS = ((time(9), time(12)), (time(13, 30), time(17)))
Make = Callable[..., Window]


@pytest.fixture
def window(hall: Hall) -> Make:
    """Puts a new window into the catalogue, the only one for the item."""

    def make(capacity: int = 2, weekdays: range = range(5), site: str = "hall", keep: bool = False) -> Window:
        openings = tuple(Opening(day, start, end) for day in weekdays for start, end in _HOURS)
        key = f"w-{secrets.token_hex(4)}"
        made = Window(key, key, site, (factories.ITEM,), openings, 30, capacity)
        others = hall.catalogue.windows if keep else {}
        hall.catalogue = replace(hall.catalogue, windows={**others, made.key: made})
        return made

    return make


def at(hour: int, minute: int = 0, day: date = WEDNESDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


async def somebody(hall: Hall, who: factories.Somebody | None = None) -> Package:
    return await factories.draft(hall, who or factories.somebody())


async def seat(hall: Hall, appointment_id: str) -> Appointment:
    async with hall.database.transaction() as session:
        found = await session.get(Appointment, appointment_id)
    assert found is not None
    return found


async def told(hall: Hall, conversation_id: str) -> list[str]:
    """The appointments whose hold the resident is to be told was over."""
    async with hall.database.transaction() as session:
        waiting = await outbox.pending(session, conversation_id)
    return [one.entities["appointment_id"] for one in waiting if one.event == "event_hold_expired"]


async def acts(hall: Hall, appointment_id: str) -> list[str]:
    async with hall.database.transaction() as session:
        return [one.action for one in await audit.of_thing(session, f"appointment:{appointment_id}")]


# -- offers ---------------------------------------------------------------------------------------------------------


async def test_offers_are_spread_over_days_and_the_day(hall: Hall, window: Make) -> None:
    window()
    package = await somebody(hall)
    offers = await slots.offer(hall, package.id)
    there = [local(one.starts_at) for one in offers]
    assert len(offers) == 6
    assert there == sorted(there)
    assert [t.date() for t in there] == [date(2026, 11, 24)] * 3 + [WEDNESDAY] * 3
    for day in (date(2026, 11, 24), WEDNESDAY):
        hours = [t.hour for t in there if t.date() == day]
        assert hours[0] < 13 <= hours[-1] or day == date(2026, 11, 24)
    assert all(one.free == 2 and one.meets_wish for one in offers)
    assert min(one.starts_at for one in offers) >= hall.clock.now() + LEAD


async def test_offers_end_with_two_weeks_and_with_the_calendar(hall: Hall, window: Make, clock: FixedClock) -> None:
    window()
    package = await somebody(hall)
    offers = await slots.offer(hall, package.id, limit=500)
    assert max(local(one.starts_at).date() for one in offers) <= date(2026, 11, 24) + timedelta(days=HORIZON_DAYS)
    clock.moment = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
    offers = await slots.offer(hall, package.id, limit=500)
    assert {local(one.starts_at).date() for one in offers} == {date(2026, 12, 30), date(2026, 12, 31)}
    clock.moment = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    assert await slots.offer(hall, package.id) == []


async def test_a_full_slot_is_not_offered_and_a_cancelled_one_is_again(hall: Hall, window: Make) -> None:
    made = window(capacity=1)
    package, other = await somebody(hall), await somebody(hall)
    held = await appointments.hold(hall, other.id, made.key, at(9))
    assert at(9) not in {one.starts_at for one in await slots.offer(hall, package.id, limit=500)}
    await appointments.cancel(hall, held.id, "system")
    assert at(9) in {one.starts_at for one in await slots.offer(hall, package.id, limit=500)}


async def test_a_wish_is_met_or_the_nearest_slots_say_that_they_are_others(hall: Hall, window: Make) -> None:
    made = window(capacity=1)
    package = await somebody(hall)
    wish = parse_wish("明天上午", hall.clock)
    offers = await slots.offer(hall, package.id, wish=wish)
    assert offers
    assert all(one.meets_wish for one in offers)
    assert {local(one.starts_at).date() for one in offers} == {WEDNESDAY}
    assert all(local(one.starts_at).hour < 12 for one in offers)
    for half_hours in range(6):
        other = await somebody(hall)
        await appointments.hold(hall, other.id, made.key, at(9) + timedelta(minutes=30) * half_hours)
    offers = await slots.offer(hall, package.id, wish=wish)
    assert offers
    assert not any(one.meets_wish for one in offers)
    assert {local(one.starts_at).date() for one in offers} == {WEDNESDAY}  # the afternoon is nearer than another day


async def test_a_wish_for_a_week_is_spread_over_it_and_a_time_comes_first(hall: Hall, window: Make) -> None:
    window()
    package = await somebody(hall)
    week = await slots.offer(hall, package.id, wish=parse_wish("下周", hall.clock))
    assert len({local(one.starts_at).date() for one in week}) > 1
    tea = await slots.offer(hall, package.id, wish=parse_wish("下午四点", hall.clock))
    times = [local(one.starts_at) for one in tea]
    assert times == sorted(times)
    assert all(one.meets_wish for one in tea)
    assert all(time(16) in {t.time() for t in times if t.date() == day} for day in {t.date() for t in times})


async def test_a_wish_for_a_day_that_is_over_is_not_met(hall: Hall, window: Make) -> None:
    window()
    package = await somebody(hall)
    wish = parse_wish("11月3号", hall.clock)
    assert wish is not None
    assert wish.past
    offers = await slots.offer(hall, package.id, wish=wish)
    assert offers
    assert not any(one.meets_wish for one in offers)


async def test_offers_for_nothing_and_for_a_street(hall: Hall, window: Make) -> None:
    street = next(site.key for site in hall.catalogue.sites.values() if site.kind == "street")
    window(site=street)
    package = await somebody(hall)
    with pytest.raises(NotFound):
        await slots.offer(hall, "nothing")
    assert {one.site_key for one in await slots.offer(hall, package.id)} == {street}
    assert await slots.offer(hall, package.id, site_key="hall") == []


# -- holds ----------------------------------------------------------------------------------------------------------


async def test_a_seat_is_held_for_fifteen_minutes_and_then_somebody_elses(
    hall: Hall, window: Make, clock: FixedClock
) -> None:
    made = window(capacity=1)
    first, second = await somebody(hall), await somebody(hall)
    held = await appointments.hold(hall, first.id, made.key, at(9))
    assert held.status == AppointmentStatus.HELD
    assert held.hold_until == clock.now() + HOLD == clock.now() + timedelta(minutes=15)
    clock.move(minutes=14, seconds=59)
    with pytest.raises(SlotTaken):
        await appointments.hold(hall, second.id, made.key, at(9))
    assert (await appointments.current(hall, first.id)) is not None
    clock.move(seconds=1)
    assert (await appointments.current(hall, first.id)) is None
    with pytest.raises(HoldExpired):
        await factories.confirm(hall, first.id)
    later = await appointments.hold(hall, second.id, made.key, at(9))  # freed when somebody looks, without a sweep
    assert later.seat == held.seat
    assert (await seat(hall, held.id)).status == AppointmentStatus.EXPIRED
    assert await told(hall, first.conversation_id) == [held.id]
    with pytest.raises(HoldExpired):
        await factories.confirm(hall, first.id)


async def test_the_sweep_frees_holds_that_are_over_once_and_tells_of_it(
    hall: Hall, window: Make, clock: FixedClock
) -> None:
    made = window()
    package, other = await somebody(hall), await somebody(hall)
    held = await appointments.hold(hall, package.id, made.key, at(9))
    kept = await appointments.hold(hall, other.id, made.key, at(9))
    await factories.confirm(hall, other.id)
    await appointments.sweep(hall)
    assert (await seat(hall, held.id)).status == AppointmentStatus.HELD
    clock.move(minutes=16)
    assert await appointments.sweep(hall) >= 1  # holds of other tests, too
    assert await appointments.sweep(hall) == 0
    assert (await seat(hall, held.id)).status == AppointmentStatus.EXPIRED
    assert (await seat(hall, kept.id)).status == AppointmentStatus.CONFIRMED
    assert await told(hall, package.conversation_id) == [held.id]
    assert await acts(hall, held.id) == ["appointment.held", "appointment.expired"]


async def test_another_slot_lets_the_first_hold_go_and_a_lost_one_keeps_it(hall: Hall, window: Make) -> None:
    made = window(capacity=1)
    package, other = await somebody(hall), await somebody(hall)
    await appointments.hold(hall, other.id, made.key, at(10))
    first = await appointments.hold(hall, package.id, made.key, at(9))
    with pytest.raises(SlotTaken):
        await appointments.hold(hall, package.id, made.key, at(10))
    assert (await seat(hall, first.id)).status == AppointmentStatus.HELD  # nothing was lost by trying
    second = await appointments.hold(hall, package.id, made.key, at(11))
    assert (await seat(hall, first.id)).status == AppointmentStatus.CANCELLED
    now = await appointments.current(hall, package.id)
    assert now is not None
    assert now.id == second.id
    assert await told(hall, package.conversation_id) == []


async def test_pressing_twice_is_one_seat(hall: Hall, window: Make, clock: FixedClock) -> None:
    made = window(capacity=1)
    package = await somebody(hall)
    first = await appointments.hold(hall, package.id, made.key, at(9))
    clock.move(minutes=5)
    again = await appointments.hold(hall, package.id, made.key, at(9))
    assert (again.id, again.code) == (first.id, first.code)
    assert again.hold_until == clock.now() + HOLD
    assert await acts(hall, first.id) == ["appointment.held"]


async def test_the_last_seat_is_refused_while_other_times_are_free(hall: Hall, window: Make) -> None:
    made = window(capacity=2)
    seats = [(await appointments.hold(hall, (await somebody(hall)).id, made.key, at(9))).seat for _ in range(2)]
    assert seats == [1, 2]
    late = await somebody(hall)
    with pytest.raises(SlotTaken):
        await appointments.hold(hall, late.id, made.key, at(9))
    others = await slots.offer(hall, late.id)
    assert others
    assert at(9) not in {one.starts_at for one in others}
    assert await appointments.hold(hall, late.id, made.key, others[0].starts_at)


async def test_a_window_that_takes_fewer_people_than_before_fills_no_gap(hall: Hall, window: Make) -> None:
    made = window(capacity=3)
    three = [await appointments.hold(hall, (await somebody(hall)).id, made.key, at(9)) for _ in range(3)]
    await appointments.cancel(hall, three[0].id, "system")  # seats 2 and 3 stay
    hall.catalogue = replace(hall.catalogue, windows={made.key: replace(made, capacity=2)})
    late = await somebody(hall)
    with pytest.raises(SlotTaken):
        await appointments.hold(hall, late.id, made.key, at(9))


@pytest.mark.parametrize(
    "moment",
    [
        at(9, day=date(2026, 11, 24)),  # over
        at(11, 30, day=date(2026, 11, 24)),  # in an hour and a half: nobody can be expected to come
        at(9, 15),  # no slot starts then
        at(12),  # a break
        at(20),  # closed
        at(10, day=date(2026, 11, 29)),  # a Sunday
        at(10, day=date(2026, 12, 9)),  # in fifteen days
        at(10, day=date(2027, 1, 4)),  # beyond the calendar
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        datetime(2026, 11, 25, 9),  # noqa: DTZ001 -- nobody knows whose nine o'clock
    ],
)
async def test_what_is_no_slot_is_refused(hall: Hall, window: Make, moment: datetime) -> None:
    made = window()
    package = await somebody(hall)
    with pytest.raises(InvalidInput) as refused:
        await appointments.hold(hall, package.id, made.key, moment)
    assert refused.value.fields == {"field": "starts_at"}


async def test_an_offer_stays_good_while_the_resident_thinks(hall: Hall, window: Make, clock: FixedClock) -> None:
    made = window()
    package = await somebody(hall)
    first = (await slots.offer(hall, package.id, limit=1))[0]
    clock.moment = first.starts_at - LEAD + HOLD  # the offer is a quarter of an hour old
    assert (await appointments.hold(hall, package.id, made.key, first.starts_at)).starts_at == first.starts_at


async def test_unknown_packages_windows_and_other_items_are_not_found(hall: Hall, window: Make) -> None:
    made = window()
    package = await somebody(hall)
    with pytest.raises(NotFound):
        await appointments.hold(hall, "nothing", made.key, at(9))
    with pytest.raises(NotFound):
        await appointments.hold(hall, package.id, "nowhere", at(9))
    hall.catalogue = replace(hall.catalogue, windows={made.key: replace(made, items=("yc-lingshou",))})
    with pytest.raises(NotFound):
        await appointments.hold(hall, package.id, made.key, at(9))
    for call in (appointment_papers.calendar_file, appointment_papers.code_picture):
        with pytest.raises(NotFound):
            await call(hall, "nothing")
    with pytest.raises(NotFound):
        await appointments.cancel(hall, "nothing", "system")
    with pytest.raises(NotFound):
        await appointments.confirm(hall, "nothing")


async def test_a_package_that_was_given_up_frees_every_seat_and_takes_none(hall: Hall, window: Make) -> None:
    made = window()
    package = await somebody(hall)
    booked = await appointments.hold(hall, package.id, made.key, at(9))
    await factories.confirm(hall, package.id)
    moving = await appointments.hold(hall, package.id, made.key, at(10))
    await packages.withdraw(hall, package.id, "system")
    for one in (booked, moving):
        assert (await seat(hall, one.id)).status == AppointmentStatus.CANCELLED
    with pytest.raises(InvalidTransition):
        await appointments.hold(hall, package.id, made.key, at(9))
    with pytest.raises(HoldExpired):
        await factories.confirm(hall, package.id)


# -- a person's limit -------------------------------------------------------------------------------------------------


async def test_one_person_has_one_seat_for_an_item_whatever_the_conversation(
    hall: Hall, window: Make, clock: FixedClock
) -> None:
    made = window(capacity=3)
    who = factories.somebody()
    here, there = await somebody(hall, who), await somebody(hall, who)
    held = await appointments.hold(hall, here.id, made.key, at(9))
    with pytest.raises(AppointmentLimit):
        await appointments.hold(hall, there.id, made.key, at(10))
    clock.move(minutes=15)  # a hold that is over limits nobody
    second = await appointments.hold(hall, there.id, made.key, at(10))
    assert (await seat(hall, held.id)).status == AppointmentStatus.EXPIRED
    await appointments.cancel(hall, second.id, "system")
    assert await appointments.hold(hall, here.id, made.key, at(11))


async def test_who_named_nobody_yet_is_limited_as_a_conversation_and_then_as_the_person(
    hall: Hall, window: Make
) -> None:
    made = window(capacity=3)
    who = factories.somebody()
    first = await somebody(hall, who)
    await appointments.hold(hall, first.id, made.key, at(9))
    await factories.confirm(hall, first.id)
    talk = await factories.conversation(hall)
    unnamed = await packages.start(hall, talk.id, factories.ITEM)
    await appointments.hold(hall, unnamed.id, made.key, at(10))
    await packages.set_applicant(hall, unnamed.id, name=who.name, id_number=who.id_number)
    with pytest.raises(AppointmentLimit):  # it is the same person's second one, which shows only now
        await factories.confirm(hall, unnamed.id)


async def test_a_move_whose_first_seat_was_cancelled_meanwhile_keeps_the_limit(hall: Hall, window: Make) -> None:
    made = window(capacity=3)
    who = factories.somebody()
    here, there = await somebody(hall, who), await somebody(hall, who)
    old = await appointments.hold(hall, here.id, made.key, at(9))
    await factories.confirm(hall, here.id)
    await appointments.hold(hall, here.id, made.key, at(10))
    await appointments.cancel(hall, old.id, "staff:x")
    await appointments.hold(hall, there.id, made.key, at(11))
    with pytest.raises(AppointmentLimit):
        await factories.confirm(hall, here.id)
    await factories.confirm(hall, there.id)


async def test_a_visit_that_is_over_limits_nobody(hall: Hall, window: Make, clock: FixedClock) -> None:
    made = window()
    who = factories.somebody()
    package = await somebody(hall, who)
    first = await appointments.hold(hall, package.id, made.key, at(9))
    await factories.confirm(hall, package.id)
    clock.moment = at(9, 29)
    assert (await appointments.current(hall, package.id)) is not None  # it goes on
    clock.moment = at(9, 30)
    assert (await appointments.current(hall, package.id)) is None
    other = await somebody(hall, who)
    again = await appointments.hold(hall, other.id, made.key, at(13, 30))
    assert (await seat(hall, first.id)).status == AppointmentStatus.PAST
    assert again.status == AppointmentStatus.HELD
    with pytest.raises(InvalidTransition):
        await appointments.cancel(hall, first.id, "system")


async def test_the_sweep_closes_visits_that_are_over_and_tells_nobody(
    hall: Hall, window: Make, clock: FixedClock
) -> None:
    made = window()
    package = await somebody(hall)
    booked = await appointments.hold(hall, package.id, made.key, at(9))
    await factories.confirm(hall, package.id)
    clock.moment = at(9, 30)
    await appointments.sweep(hall)
    assert (await seat(hall, booked.id)).status == AppointmentStatus.PAST
    assert await told(hall, package.conversation_id) == []


# -- confirm, move, cancel --------------------------------------------------------------------------------------------


async def test_confirming_twice_is_once_and_without_a_hold_impossible(hall: Hall, window: Make) -> None:
    made = window()
    package = await somebody(hall)
    with pytest.raises(HoldExpired):
        await factories.confirm(hall, package.id)
    held = await appointments.hold(hall, package.id, made.key, at(9))
    first = await factories.confirm(hall, package.id)
    again = await factories.confirm(hall, package.id)
    assert first.id == again.id == held.id
    assert first.status == AppointmentStatus.CONFIRMED
    assert first.hold_until is None
    assert (await appointments.hold(hall, package.id, made.key, at(9))).id == held.id  # its own slot again
    assert await acts(hall, held.id) == ["appointment.held", "appointment.confirmed"]


async def test_a_move_keeps_the_old_seat_until_the_new_one_is_confirmed(hall: Hall, window: Make) -> None:
    made = window(capacity=1)
    package, other = await somebody(hall), await somebody(hall)
    old = await appointments.hold(hall, package.id, made.key, at(9))
    await factories.confirm(hall, package.id)
    new = await appointments.hold(hall, package.id, made.key, at(10))
    now = await appointments.current(hall, package.id)
    assert now is not None
    assert now.id == old.id
    with pytest.raises(SlotTaken):
        await appointments.hold(hall, other.id, made.key, at(9))
    moved = await factories.confirm(hall, package.id)
    assert (moved.id, moved.code, moved.status) == (new.id, old.code, AppointmentStatus.CONFIRMED)
    gone = await seat(hall, old.id)
    assert gone.status == AppointmentStatus.MOVED
    assert gone.code != old.code
    assert (await appointments.hold(hall, other.id, made.key, at(9))).starts_at == at(9)  # free for others now
    assert (await factories.confirm(hall, package.id)).id == new.id
    third = await appointments.hold(hall, package.id, made.key, at(11))  # and once more
    assert (await factories.confirm(hall, package.id)).code == old.code
    assert third.moving is True
    assert (await seat(hall, third.id)).moving is False


async def test_a_draft_takes_no_seat_for_good(hall: Hall, window: Make) -> None:
    made = window()
    package = await somebody(hall)
    await appointments.hold(hall, package.id, made.key, at(9))
    with pytest.raises(InvalidTransition):
        await appointments.confirm(hall, package.id)
    standing = await appointments.current(hall, package.id)
    assert standing is not None
    assert standing.status == AppointmentStatus.HELD


async def test_a_move_that_fails_or_runs_out_loses_nothing(hall: Hall, window: Make, clock: FixedClock) -> None:
    made = window(capacity=1)
    package, other = await somebody(hall), await somebody(hall)
    old = await appointments.hold(hall, package.id, made.key, at(9))
    await factories.confirm(hall, package.id)
    await appointments.hold(hall, other.id, made.key, at(10))
    with pytest.raises(SlotTaken):
        await appointments.hold(hall, package.id, made.key, at(10))
    await appointments.hold(hall, package.id, made.key, at(11))
    clock.move(minutes=16)
    with pytest.raises(HoldExpired):
        await factories.confirm(hall, package.id)
    await appointments.sweep(hall)
    now = await appointments.current(hall, package.id)
    assert now is not None
    assert (now.id, now.status) == (old.id, AppointmentStatus.CONFIRMED)
    back = await appointments.hold(hall, package.id, made.key, at(9))  # "then it stays as it is"
    assert back.id == old.id


async def test_cancelling_frees_the_seat_and_twice_is_once(hall: Hall, window: Make, clock: FixedClock) -> None:
    made = window(capacity=1)
    package, other = await somebody(hall), await somebody(hall)
    held = await appointments.hold(hall, package.id, made.key, at(9))
    await factories.confirm(hall, package.id)
    for _ in range(2):
        gone = await appointments.cancel(hall, held.id, "staff:7")
        assert gone.status == AppointmentStatus.CANCELLED
    assert await acts(hall, held.id) == ["appointment.held", "appointment.confirmed", "appointment.cancelled"]
    assert await appointments.current(hall, package.id) is None
    await appointments.hold(hall, other.id, made.key, at(9))
    clock.move(minutes=16)
    await appointments.sweep(hall)


async def test_a_window_that_was_taken_out_takes_nobody_but_keeps_who_is_booked(hall: Hall, window: Make) -> None:
    made = window()
    package, other = await somebody(hall), await somebody(hall)
    booked = await appointments.hold(hall, package.id, made.key, at(9))
    await factories.confirm(hall, package.id)
    hall.catalogue = replace(hall.catalogue, windows={})
    with pytest.raises(NotFound):
        await appointments.hold(hall, other.id, made.key, at(10))
    assert await slots.offer(hall, other.id) == []
    now = await appointments.current(hall, package.id)
    assert now is not None
    assert now.id == booked.id
    assert booked.code.encode() in await appointment_papers.calendar_file(hall, booked.id)
    assert await appointment_papers.code_picture(hall, booked.id)
    await appointments.cancel(hall, booked.id, "system")


async def test_an_appointment_is_its_conversations_own(hall: Hall, window: Make) -> None:
    made = window()
    package = await somebody(hall)
    held = await appointments.hold(hall, package.id, made.key, at(9))
    assert (await appointments.own(hall, package.conversation_id, held.id)).id == held.id
    stranger = await factories.conversation(hall)
    with pytest.raises(NotFound):
        await appointments.own(hall, stranger.id, held.id)


async def test_free_counts_what_is_left(hall: Hall, window: Make) -> None:
    made = window(capacity=2)
    package = await somebody(hall)
    await appointments.hold(hall, package.id, made.key, at(9))
    left = {one.starts_at: one.free for one in await slots.free(hall, factories.ITEM)}
    assert left[at(9)] == 1
    assert left[at(9, 30)] == 2


async def test_a_submitted_package_keeps_its_seat_and_a_rejected_one_frees_it(hall: Hall, window: Make) -> None:
    window(keep=True)
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    booked = await appointments.current(hall, package.id)
    assert booked is not None
    assert booked.status == AppointmentStatus.CONFIRMED
    await factories.decided(hall, package, PackageStatus.REJECTED)
    assert (await seat(hall, booked.id)).status == AppointmentStatus.CANCELLED


# -- another applicant ------------------------------------------------------------------------------------------------


async def test_an_appointment_counts_for_the_new_applicant(hall: Hall) -> None:
    before, after = factories.somebody(), factories.somebody("王小明")
    package = await factories.package_at(hall, PackageStatus.RETURNED, before)
    await packages.set_applicant(hall, package.id, name=after.name, id_number=after.id_number)
    here, there = await somebody(hall, before), await somebody(hall, after)
    offer = (await slots.offer(hall, here.id, limit=20))[-1]
    await appointments.hold(hall, here.id, offer.window_key, offer.starts_at)  # the one before is free again
    with pytest.raises(AppointmentLimit):
        await appointments.hold(hall, there.id, offer.window_key, offer.starts_at)


async def test_who_has_an_appointment_takes_over_no_other(hall: Hall) -> None:
    who = factories.somebody("王小明")
    await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    package = await factories.package_at(hall, PackageStatus.RETURNED)
    with pytest.raises(AppointmentLimit):
        await packages.set_applicant(hall, package.id, name=who.name, id_number=who.id_number)
    state = await packages.progress(hall, package.id)
    assert state.package.person_key == package.person_key
    assert state.appointment is not None
    assert state.appointment.status == AppointmentStatus.CONFIRMED
