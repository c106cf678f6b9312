"""Choosing a slot: offers for a wish, the one that was named, holding it, and what is free before its time."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from actions.asking import advance, ask, ask_slot
from actions.receipts import show_receipt
from actions.slot_lists import last_shown, show_offers, shown_at, shown_fitting, when, window_name
from actions.turn import Turn
from actions.wishing import keep_wish, keep_wish_for, kept_wish, wish_in
from backend.domain.appointments import HOLD, AppointmentStatus
from backend.domain.choices import squeeze
from backend.domain.clock import local
from backend.domain.errors import AppointmentLimit, CalendarUnknown, InvalidInput, NotFound, SlotTaken
from backend.domain.packages import PackageStatus, Step
from backend.domain.wishes import Wish
from backend.services import appointments, packages, slots
from backend.services.slots import SlotOffer
from backend.storage.appointments import Appointment

#: "The soonest, then": the first time is taken, where "when is the soonest?" only asks.
_SOONEST = re.compile(
    r"^(?:我?就|要|那)?(?:约|选|要)?最[快早近](?:的|那|这)?(?:个|一个|那个|时间|那一个)?"
    r"(?:吧|咯|啦|就行|就好|就可以)+$"
)


#: More than one of the hours just shown is named: a day, a doubt, a bound, a second hour.
_NAMES_MORE = re.compile(
    r"[周天日号]|星期|礼拜|月|[吗么不没][?\uff1f]?$|别的|换|太|以[前后]|之[前后]|左右|大概|大约|差不多|来不及|不了|或者|还是|到|超过|前|后"
)
#: The last of the times that were shown.
_LAST_SHOWN = re.compile(r"最后|最下面|最底下")
_ANY_SOONEST = re.compile(r"最[快早近]")
#: a time that is only meant to be near
_ABOUT = re.compile(r"左右|上下|前后|大概|大约|差不多|附近|样子|之后|以后|之前|以前|[吗么不没][?]?$")


def _exactly(turn: Turn, wish: Wish, offers: Sequence[SlotOffer]) -> SlotOffer | None:
    """The one slot that was named by day and time, or asked for as the soonest."""
    if _SOONEST.match(squeeze(turn.text)):
        return offers[0]
    if wish.at_the_end and wish.first == wish.last and offers[0].meets_wish and not _ABOUT.search(turn.text):
        return offers[0]
    if wish.near is None or wish.first != wish.last or _ABOUT.search(turn.text):
        return None
    named = [o for o in offers if o.meets_wish and local(o.starts_at).time() == wish.near]
    return named[0] if len({o.starts_at for o in named}) == 1 else None


#: A weekday that may be any week's: where times were just shown, it is one of theirs.
_WEEKDAY_ALONE = re.compile(
    r"^(?!.*(?:月|\d号|\d日|今天|明天|后天|[下这本]个?(?:周|星期|礼拜))).*(?:周|星期|礼拜)[一二三四五六日天]"
)


async def offer_for_wish(turn: Turn) -> None:
    """Offer slots as near as possible to what was wished for."""
    assert turn.package is not None
    wish = wish_in(turn)
    if wish is None:
        turn.say("wish_not_understood")
        await ask(turn)
        return
    by_hour = (turn.moving or turn.package.step == Step.SLOT) and wish.any_day and not _ABOUT.search(turn.text)
    named = shown_at(turn, wish.near) if by_hour and wish.near and not _NAMES_MORE.search(turn.text) else None
    if named is None and _WEEKDAY_ALONE.search(turn.text) and not _ABOUT.search(turn.text):
        named = shown_fitting(turn, wish)  # 周三九点半那个: of those just shown, not of the nearest Wednesday
    if named is None and _LAST_SHOWN.search(turn.text) and wish.any_day and wish.part is None:
        named = last_shown(turn)
    if named is not None:
        await hold_slot(turn, *named)
        return
    held = await _day_of_the_seat(turn) if wish.any_day else None
    wish = await keep_wish_for(turn, held, turn.text) if held is not None else await keep_wish(turn)
    offers = await slots.offer(turn.hall, turn.package.id, wish=wish)
    if not offers:
        turn.say("no_slots", buttons=[turn.button("human", "human")])
        return
    exact = _exactly(turn, wish, offers) if wish is not None else None
    if exact is not None:
        await hold_slot(turn, exact.window_key, exact.starts_at)
        return
    await show_offers(turn, offers, wish)


async def _day_of_the_seat(turn: Turn) -> date | None:
    """The day that an hour alone is said of when no day was wished for: that of the seat that is to be changed."""
    before = kept_wish(turn)
    if turn.package is None or (before is not None and not before.any_day):
        return None
    seat = await appointments.current(turn.hall, turn.package.id)
    return local(seat.starts_at).date() if seat is not None else None


async def before_its_time(turn: Turn) -> None:
    """A time was asked for before the talk is there: go there if nothing lacks, else say what is free and go on."""
    assert turn.open_package is not None
    progress = await packages.progress(turn.hall, turn.open_package.id)
    if packages.next_step(progress) in {Step.SLOT, Step.SUMMARY}:
        await packages.move_to(turn.hall, turn.open_package.id, Step.SLOT)
        await turn.reload()
        if wish_in(turn) is not None:
            await offer_for_wish(turn)
        else:
            await ask(turn, fresh=True)
        return
    wish = None if _ANY_SOONEST.search(turn.text) else wish_in(turn)
    offers = await slots.offer(turn.hall, turn.open_package.id, wish=wish, limit=1)
    if not offers:
        turn.say("time_noted_later")
        await ask(turn)
        return
    await turn.set_focus(free={"of": turn.open_package.id, "at": offers[0].starts_at.isoformat()})
    if wish is not None and offers[0].meets_wish:
        turn.say("time_free_wished", when=when(turn, offers[0].starts_at), site=offers[0].site_name)
    else:
        turn.say("time_free", when=when(turn, offers[0].starts_at), site=offers[0].site_name)
    await ask(turn)


async def take_free(turn: Turn) -> bool:
    """ "就约这个" of the time that was told to be free before its turn: kept until times are offered."""
    free = turn.focus.get("free") or {}
    if turn.open_package is None or free.get("of") != turn.open_package.id:
        return False
    at = datetime.fromisoformat(str(free["at"]))
    there = local(at)
    await keep_wish_for(turn, there.date(), f"{there:%H:%M}")
    turn.say("time_noted", when=when(turn, at))
    await ask(turn)
    return True


async def hold_slot(turn: Turn, window: str, start: datetime) -> None:
    assert turn.package is not None
    before = await appointments.current(turn.hall, turn.package.id)
    try:
        held = await appointments.hold(turn.hall, turn.package.id, window, start)
    except (SlotTaken, InvalidInput, NotFound, CalendarUnknown) as gone:
        # Not taken: an old button, whose time is over or whose window has closed since.
        turn.say("error_slot_taken" if isinstance(gone, SlotTaken) else "error_invalid_input_starts_at")
        await ask_slot(turn, await packages.progress(turn.hall, turn.package.id))
        return
    except AppointmentLimit:
        turn.say("error_appointment_limit", buttons=[turn.button("progress", "progress")])
        return
    await turn.set_focus(slots=None, wish=None, free=None)
    if turn.open_package is None or turn.moving:
        await _moved(turn, before)
        return
    turn.say("slot_held", when=when(turn, held.starts_at), minutes=int(HOLD.total_seconds() // 60))
    await advance(turn)


async def _moved(turn: Turn, before: Appointment | None) -> None:
    """A submitted package's new time counts at once: the new seat is kept, then an old one is freed."""
    assert turn.package is not None
    now = await appointments.confirm(turn.hall, turn.package.id)
    await turn.set_focus(moving=None)
    if before is not None and before.status == AppointmentStatus.CONFIRMED:
        turn.say("appointment_moved", when=when(turn, now.starts_at), where=site_of(turn, now), code=now.code)
    else:
        tell_appointment(turn, now)
    if turn.open_package is not None:
        await advance(turn)
    elif turn.package.status == PackageStatus.SUBMITTED:
        await show_receipt(turn, await packages.progress(turn.hall, turn.package.id))


def tell_appointment(turn: Turn, booked: Appointment) -> None:
    turn.say(
        "appointment_info",
        when=when(turn, booked.starts_at),
        where=site_of(turn, booked),
        window=window_name(turn, booked.window_key),
        address=turn.hall.catalogue.sites[booked.site_key].address,
        code=booked.code,
    )


def site_of(turn: Turn, booked: Appointment) -> str:
    return turn.hall.catalogue.sites[booked.site_key].name
