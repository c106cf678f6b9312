"""A time that is named where one is being chosen counts, whatever the classifier took for the point."""

from actions.asking import ask
from actions.guides import PARTS
from actions.slot_lists import when
from actions.slots import offer_for_wish, take_free, tell_appointment
from actions.submitting import submit
from actions.turn import Turn
from actions.wishing import wish_in
from backend.domain import plain_times as plain
from backend.domain.clock import local
from backend.domain.guide_parts import parts_asked
from backend.domain.packages import Step
from backend.domain.plain_words import moves_time
from backend.services import appointments
from backend.storage.appointments import Appointment

#: What ends or leaves the talk is that, though a day is named in it.
_LEAVES = frozenset({"stop", "restart", "keep_for_later", "delete_data", "cancel_human", "cancel_appointment"})
_BEFORE_TIME = frozenset({Step.CONFIRM, Step.QUESTIONS, Step.APPLICANT, Step.MATERIALS})


async def said_of_time(turn: Turn) -> bool:
    """Take a time that is named at the step of choosing one, at the summary, or while a booked one is moved."""
    step = Step(turn.open_package.step) if turn.open_package is not None else None
    if step in _BEFORE_TIME and plain.takes_it(turn.text):
        return await take_free(turn)
    if turn.intent in _LEAVES or not (turn.moving or step in {Step.SLOT, Step.SUMMARY}):
        return False
    if turn.moving and plain.keeps_time(turn.text):
        return await _keep_time(turn)
    told, asked = plain.parted_by_question(turn.text)
    wish = wish_in(turn, told)
    if wish is None or (wish.past and turn.intent != "time_wish"):
        return False
    seat = await appointments.current(turn.hall, turn.package.id) if turn.package is not None else None
    if step == Step.SUMMARY and seat is not None and not moves_time(told) and wish_is_kept(turn, seat, told):
        _answer(turn, asked)
        tell_not_submitted(turn, seat)
        return True
    _answer(turn, asked)
    whole, turn.text = turn.text, told
    await offer_for_wish(turn)
    turn.text = whole
    return True


def wish_is_kept(turn: Turn, seat: Appointment, told: str) -> bool:
    """Whether the time that is named is the one that was booked: "星期五十一点我来啊"."""
    wish, there = wish_in(turn, told), local(seat.starts_at)
    if wish is None or wish.at_the_end or wish.past:
        return False
    return wish.on(there.date()).fits(there.date(), there.time(), within=0)


async def _keep_time(turn: Turn) -> bool:
    assert turn.package is not None
    seat = await appointments.current(turn.hall, turn.package.id)
    if seat is None:
        return False
    await turn.set_focus(moving=None, wish=None, slots=None)
    tell_appointment(turn, seat)
    return True


def _answer(turn: Turn, asked: str) -> None:
    """What was asked beside the time, as far as the guide says; the hours are told with the times themselves."""
    if turn.item is None:
        return
    whole, turn.text = turn.text, asked
    for part in parts_asked(asked):
        if part != "hours":
            PARTS[part](turn.hall, turn.texts).answer(turn, turn.item)
    turn.text = whole


async def said_of_submitting(turn: Turn) -> bool:
    """ "先提交吧", "到底约好没": submit, or say what lacks; at the summary, that nothing is submitted yet."""
    assert turn.open_package is not None
    step = Step(turn.open_package.step)
    if step not in {Step.MATERIALS, Step.SLOT, Step.SUMMARY} or turn.intent == "deny":
        return False
    if plain.submits(turn.text) and (step != Step.MATERIALS or "提交" in turn.text):
        await submit(turn)
        _answer(turn, turn.text)
        return True
    return await says_not_submitted(turn) if plain.asks_standing(turn.text) else False


async def says_not_submitted(turn: Turn) -> bool:
    """Where only submitting lacks, say so; whether that was so."""
    if turn.open_package is None or turn.open_package.step != Step.SUMMARY:
        return False
    seat = await appointments.current(turn.hall, turn.open_package.id)
    if seat is None:
        await ask(turn)
    else:
        tell_not_submitted(turn, seat)
    return True


def tell_not_submitted(turn: Turn, seat: Appointment) -> None:
    """The seat is kept, nothing is submitted, and how to."""
    turn.say(
        "held_not_submitted",
        when=when(turn, seat.starts_at),
        buttons=[turn.button("submit", "submit_package"), turn.button("change_time", "move_appointment")],
    )
