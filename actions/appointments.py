"""Choosing a time: offers for a wish, holding one, moving and cancelling."""

from datetime import datetime

from actions.asking import advance, ask, ask_slot
from actions.slot_lists import slot_buttons, slots_card, when
from actions.turn import HallAction, Turn
from backend.domain.appointments import HOLD, AppointmentStatus
from backend.domain.errors import AppointmentLimit, CalendarUnknown, InvalidInput, NotFound, SlotTaken
from backend.domain.packages import PackageStatus, Step
from backend.domain.wishes import parse_wish
from backend.services import appointments, packages, slots
from backend.storage.appointments import Appointment


async def offer_for_wish(turn: Turn) -> None:
    """Offer slots as near as possible to what was wished for."""
    assert turn.package is not None
    wish = parse_wish(turn.text, turn.hall.clock, turn.hall.catalogue.days)
    if wish is None:
        turn.say("wish_not_understood")
        await ask(turn)
        return
    offers = await slots.offer(turn.hall, turn.package.id, wish=wish)
    if not offers:
        turn.say("no_slots", buttons=[turn.button("human", "human")])
        return
    met = all(offer.meets_wish for offer in offers)
    turn.say(
        "ask_slot_wished" if met else "ask_slot_nearest",
        site=offers[0].site_name,
        buttons=slot_buttons(turn, offers),
        card=slots_card(turn, offers),
    )


class TimeWish(HallAction):
    """A time was named."""

    key = "action_time_wish"

    async def act(self, turn: Turn) -> None:
        package = turn.package
        choosing = package is not None and package.step in {Step.SLOT, Step.SUMMARY}
        moving = package is not None and turn.focus.get("moving") == package.id
        if package is None:
            turn.say("book_needs_item")
        elif moving or (choosing and turn.open_package is not None):
            await offer_for_wish(turn)
        elif turn.open_package is not None:
            turn.say("time_noted_later")
            await ask(turn)
        else:
            turn.say("anything_else")


class HoldSlot(HallAction):
    """A slot was chosen: keep its seat while the resident decides."""

    key = "action_hold_slot"

    async def act(self, turn: Turn) -> None:
        if turn.package is None:
            turn.say("button_stale")
            return
        start = datetime.fromisoformat(turn.entities["start"])
        before = await appointments.current(turn.hall, turn.package.id)
        try:
            held = await appointments.hold(turn.hall, turn.package.id, turn.entities["window"], start)
        except (SlotTaken, InvalidInput, NotFound, CalendarUnknown) as gone:
            # Not taken: an old button, whose time is over or whose window has closed since.
            turn.say("error_slot_taken" if isinstance(gone, SlotTaken) else "error_invalid_input_starts_at")
            await ask_slot(turn, await packages.progress(turn.hall, turn.package.id))
            return
        except AppointmentLimit:
            turn.say("error_appointment_limit", buttons=[turn.button("progress", "progress")])
            return
        if turn.open_package is None or turn.focus.get("moving") == turn.package.id:
            await self._moved(turn, before)
            return
        turn.say("slot_held", when=when(turn, held.starts_at), minutes=int(HOLD.total_seconds() // 60))
        await advance(turn)

    async def _moved(self, turn: Turn, before: Appointment | None) -> None:
        """A submitted package's new time counts at once: the new seat is kept, then an old one is freed."""
        assert turn.package is not None
        now = await appointments.confirm(turn.hall, turn.package.id)
        await turn.set_focus(moving=None)
        if before is not None and before.status == AppointmentStatus.CONFIRMED:
            turn.say("appointment_moved", when=when(turn, now.starts_at), where=_site(turn, now), code=now.code)
        else:
            _tell(turn, now)
        if turn.open_package is not None:
            await advance(turn)


class OtherTime(HallAction):
    """None of the offered times."""

    key = "action_other_time"

    async def act(self, turn: Turn) -> None:
        turn.say("ask_wish")


async def _chose_time(turn: Turn, booked: object | None) -> bool:
    """Whether somebody who is just choosing a time named one, in words that looked like something else."""
    choosing = turn.open_package is not None and turn.open_package.step == Step.SLOT
    if booked is not None or not choosing or parse_wish(turn.text, turn.hall.clock, turn.hall.catalogue.days) is None:
        return False
    await offer_for_wish(turn)
    return True


class MoveAppointment(HallAction):
    """Another time for an appointment, or for a seat that is held."""

    key = "action_move_appointment"

    async def act(self, turn: Turn) -> None:
        booked = await appointments.current(turn.hall, turn.package.id) if turn.package is not None else None
        if await _chose_time(turn, booked):
            return
        if turn.package is None or booked is None:
            turn.say("no_appointment")
            return
        if turn.open_package is not None and turn.package.status == PackageStatus.DRAFT:
            await packages.move_to(turn.hall, turn.package.id, Step.SLOT)
        else:
            await turn.set_focus(moving=turn.package.id)
        await turn.reload()
        if parse_wish(turn.text, turn.hall.clock, turn.hall.catalogue.days) is not None:
            await offer_for_wish(turn)
            return
        await ask_slot(turn, await packages.progress(turn.hall, turn.package.id))


class CancelAppointment(HallAction):
    """Ask once before an appointment is cancelled."""

    key = "action_cancel_appointment"

    async def act(self, turn: Turn) -> None:
        booked = await appointments.current(turn.hall, turn.package.id) if turn.package is not None else None
        if await _chose_time(turn, booked):
            return
        if booked is None:
            turn.say("no_appointment")
            return
        turn.say(
            "ask_cancel_appointment",
            when=when(turn, booked.starts_at),
            buttons=[
                turn.button("yes_cancel", "confirm_cancel", appointment=booked.id),
                turn.button("change_time", "move_appointment"),
                turn.button("keep", "appointment_info"),
            ],
        )


class ConfirmCancel(HallAction):
    """Cancel it; the seat is free at once."""

    key = "action_confirm_cancel"

    async def act(self, turn: Turn) -> None:
        booked = await appointments.current(turn.hall, turn.package.id) if turn.package is not None else None
        if booked is None or booked.id != turn.entities.get("appointment"):
            turn.say("no_appointment")
            return
        await appointments.cancel(turn.hall, booked.id, f"resident:{turn.conversation.id}")
        turn.say("appointment_cancelled", when=when(turn, booked.starts_at))
        await turn.reload()
        if turn.open_package is not None:
            await advance(turn)
        else:
            turn.say("package_stays", buttons=[turn.button("book", "book")])


class AppointmentInfo(HallAction):
    """When and where to come."""

    key = "action_appointment_info"

    async def act(self, turn: Turn) -> None:
        booked = await appointments.current(turn.hall, turn.package.id) if turn.package is not None else None
        if await _chose_time(turn, booked):
            return
        if booked is None:
            turn.say("no_appointment")
        else:
            _tell(turn, booked)
        if turn.open_package is not None:
            await ask(turn)


class Book(HallAction):
    """Asked for a time: at once when the item is known, else the item comes first."""

    key = "action_book"

    async def act(self, turn: Turn) -> None:
        if turn.package is None:
            turn.say("book_needs_item")
            return
        if turn.open_package is None:
            booked = await appointments.current(turn.hall, turn.package.id)
            if booked is not None:
                turn.say("appointment_info_short", when=when(turn, booked.starts_at), where=_site(turn, booked))
                return
            await turn.set_focus(moving=turn.package.id)
            await ask_slot(turn, await packages.progress(turn.hall, turn.package.id))
            return
        if turn.open_package.step in {Step.SLOT, Step.SUMMARY}:
            await ask(turn)
            return
        turn.say("time_noted_later")
        await ask(turn)


class HoldExpired(HallAction):
    """The held seat was freed."""

    key = "action_hold_expired"

    async def act(self, turn: Turn) -> None:
        turn.say("error_hold_expired")
        if turn.open_package is not None:
            await advance(turn)


def _tell(turn: Turn, booked: Appointment) -> None:
    turn.say(
        "appointment_info",
        when=when(turn, booked.starts_at),
        where=_site(turn, booked),
        address=turn.hall.catalogue.sites[booked.site_key].address,
        code=booked.code,
    )


def _site(turn: Turn, booked: Appointment) -> str:
    return turn.hall.catalogue.sites[booked.site_key].name
