"""Choosing a time: offers for a wish, holding one, moving and cancelling."""

import re
from datetime import datetime

from actions.asking import advance, ask, ask_slot
from actions.needs import find_need
from actions.slot_lists import when
from actions.slots import before_its_time, hold_slot, offer_for_wish, site_of, tell_appointment
from actions.turn import HallAction, Turn
from actions.visits import tell_visits, visits_meant, visits_to_come
from actions.wishing import keep_wish, wish_in
from backend.domain.packages import PackageStatus, Step
from backend.services import appointments, packages


class TimeWish(HallAction):
    """A time was named."""

    key = "action_time_wish"

    async def act(self, turn: Turn) -> None:
        package = turn.package
        choosing = package is not None and package.step in {Step.SLOT, Step.SUMMARY}
        if package is None:
            await _needs_item(turn)
        elif turn.moving or (choosing and turn.open_package is not None):
            await offer_for_wish(turn)
        elif turn.open_package is not None:
            await before_its_time(turn)
        elif (booked := await appointments.current(turn.hall, package.id)) is not None:
            turn.say("appointment_info_short", when=when(turn, booked.starts_at), where=site_of(turn, booked))
        else:
            turn.say("anything_else")


async def _needs_item(turn: Turn) -> None:
    """A time before anything is begun: what is to be done, when the text says it, else asked; the time is kept."""
    named = await keep_wish(turn) is not None
    if not await find_need(turn, only_clear=True):
        turn.say("book_needs_item_noted" if named else "book_needs_item")


class HoldSlot(HallAction):
    """A slot was chosen: keep its seat while the resident decides."""

    key = "action_hold_slot"

    async def act(self, turn: Turn) -> None:
        if turn.package is None:
            turn.say("button_stale")
            return
        await hold_slot(turn, turn.entities["window"], datetime.fromisoformat(turn.entities["start"]))


class OtherTime(HallAction):
    """None of the offered times."""

    key = "action_other_time"

    async def act(self, turn: Turn) -> None:
        turn.say("ask_wish")


async def _chose_time(turn: Turn, booked: object | None) -> bool:
    """Whether somebody who is just choosing a time named one, in words that looked like something else."""
    choosing = turn.open_package is not None and turn.open_package.step == Step.SLOT
    if booked is not None or not choosing or wish_in(turn) is None:
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
        if wish_in(turn) is not None:
            await offer_for_wish(turn)
            return
        await turn.set_focus(wish=None, slots=None)  # what was wished for before it was booked is over
        await ask_slot(turn, await packages.progress(turn.hall, turn.package.id))


#: Not to be cancelled, or asked whether it was.
_NO_CANCEL = re.compile(
    r"(?:别|莫|不要|不用|不能|冇要|没要|没说要)(?:给我|帮我|把)?[^\uff0c,。]{0,4}取消|(?:自动)?取消(?:掉)?(?:了|哒)(?:吧|吗|没|么|冇)|要来的"
)


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
        if not turn.text.startswith("/") and _NO_CANCEL.search(turn.text):
            tell_visits(turn, await visits_to_come(turn)) if turn.open_package is None else await ask(turn)
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
        visits = await visits_to_come(turn) if booked is None or turn.open_package is None else []
        if visits and not turn.moving:
            tell_visits(turn, visits_meant(turn, visits))
        elif booked is None:
            turn.say("no_appointment")
        else:
            tell_appointment(turn, booked)
        if turn.open_package is not None or turn.moving:
            await ask(turn)


class Book(HallAction):
    """Asked for a time: at once when the item is known, else the item comes first."""

    key = "action_book"

    async def act(self, turn: Turn) -> None:
        if turn.package is None:
            await _needs_item(turn)
            return
        if turn.open_package is None:
            booked = await appointments.current(turn.hall, turn.package.id)
            if booked is not None:
                turn.say("appointment_info_short", when=when(turn, booked.starts_at), where=site_of(turn, booked))
                return
            await turn.set_focus(moving=turn.package.id)
            await ask_slot(turn, await packages.progress(turn.hall, turn.package.id))
            return
        if turn.open_package.step in {Step.SLOT, Step.SUMMARY}:
            await ask(turn)
            return
        await before_its_time(turn)


class HoldExpired(HallAction):
    """The held seat was freed."""

    key = "action_hold_expired"

    async def act(self, turn: Turn) -> None:
        turn.say("error_hold_expired")
        if turn.open_package is not None:
            await advance(turn)
