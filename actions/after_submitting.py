"""What residents ask and say once something was submitted: how it stands, when to come, what to bring."""

import re

from actions.escalations import tell_reply
from actions.guides import tell_others
from actions.item_cards import short
from actions.packages import TellProgress
from actions.receipts import to_bring
from actions.slot_lists import when
from actions.turn import Turn
from actions.visits import HANDED_IN, Visit, day_of_visit, tell_visits, visits_meant, visits_to_come
from actions.wishing import wish_in
from backend.domain import plain_times as plain
from backend.domain.clock import local
from backend.domain.guide_parts import parts_asked
from backend.domain.packages import Step
from backend.domain.personal import without_marks
from backend.services import packages

#: Said of a time that was booked, where another package is being worked on.
_BOOKED = re.compile(r"约(?:的|好的|过|了)|刚约|预约")
#: An item that is named this surely is asked about, not those that were submitted.
_NAMED = 0.5


async def said_after_submitting(turn: Turn) -> bool:
    """Answer what is asked of packages that were submitted in this talk; whether anything was."""
    if plain.asks_reply(turn.text):
        await tell_reply(turn)
        return True
    here = turn.open_package
    of_booked = plain.asks_standing(turn.text) or (here is not None and _BOOKED.search(turn.text) is not None)
    if here is not None and (here.step in {Step.SLOT, Step.SUMMARY} or not of_booked):
        return False  # at the summary it is said that this one is not submitted yet
    mine = await packages.of_conversation(turn.hall, turn.conversation.id)
    if not any(p.status in HANDED_IN for p in mine):
        return False
    if plain.asks_standing(turn.text):
        await TellProgress(turn.hall, turn.texts).act(turn)
        return True
    if turn.moving or plain.wants_again(turn.text):
        return False
    visits = await visits_to_come(turn, mine)
    if not visits:
        return False
    if plain.asks_when_to_come(turn.text):
        meant = visits_meant(turn, visits)
        if plain.asks_bring(turn.text):
            await _tell_what_to_bring(turn, meant)
        tell_visits(turn, meant)
        return True
    if plain.asks_bring(turn.text) and not _is_of_another(turn, visits):
        await _tell_what_to_bring(turn, visits_meant(turn, visits))
        return True
    return _says_to_come(turn, visits)


def _is_of_another(turn: Turn, visits: list[Visit]) -> bool:
    """Whether the question is of an item that is none of those submitted: named (坐公交不要钱的那个要带什么), or just
    offered."""
    offered = turn.focus.get("ask") in {"confirm", "choose"}
    if offered and not plain.of_the_visit(turn.text) and len(visits_meant(turn, visits)) == len(visits):
        return True
    found = turn.hall.finder.find(without_marks(turn.text), limit=1)
    if found.outcome not in {"found", "refer", "abolished"} or not found.hits:
        return False
    return found.hits[0].score >= _NAMED and found.hits[0].item_id not in {one.item.id for one in visits}


async def _tell_what_to_bring(turn: Turn, visits: list[Visit]) -> None:
    for one in visits:
        progress = await packages.progress(turn.hall, one.package.id)
        turn.say(
            "bring_to_visit",
            name=short(one.item),
            when=when(turn, one.seat.starts_at),
            names=to_bring(turn, progress),
        )
    if set(parts_asked(turn.text)) - {"materials"}:
        text, turn.text = turn.text, plain.without_bring(turn.text)
        tell_others(turn, visits[0].item, "action_answer_materials")
        turn.text = text


def _says_to_come(turn: Turn, visits: list[Visit]) -> bool:
    """ "星期五十一点我来啊": the time that is booked is said back."""
    wish = wish_in(turn)
    if wish is None or wish.any_day or wish.past or turn.intent == "move_appointment":
        return False
    told = [one for one in visits if wish.fits(day_of_visit(one), local(one.seat.starts_at).time(), within=0)]
    if not told or not plain.says_coming(turn.text):
        return False
    tell_visits(turn, told)
    return True
