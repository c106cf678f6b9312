"""What residents ask and say once something was submitted: how it stands, when to come, what to bring."""

from datetime import date

from actions.escalations import tell_reply
from actions.guides import tell_others
from actions.item_cards import short
from actions.packages import TellProgress
from actions.receipts import to_bring
from actions.slot_lists import when
from actions.turn import Turn
from actions.visits import HANDED_IN, Visit, tell_visits, visits_to_come
from actions.wishing import wish_in
from backend.domain import plain_times as plain
from backend.domain.clock import local
from backend.domain.guide_parts import parts_asked
from backend.domain.packages import Step
from backend.domain.personal import without_marks
from backend.services import packages

#: One of several packages is meant when it fits the words so well, and so many times better than the next.
_MEANT, _MEANT_LEAD = 0.1, 1.5
#: An item that is named this surely is asked about, not those that were submitted.
_NAMED = 0.5


async def said_after_submitting(turn: Turn) -> bool:
    """Answer what is asked of packages that were submitted in this talk; whether anything was."""
    if plain.asks_reply(turn.text):
        await tell_reply(turn)
        return True
    here = turn.open_package
    if here is not None and (here.step == Step.SUMMARY or not plain.asks_standing(turn.text)):
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
        tell_visits(turn, _meant(turn, visits))
        return True
    if plain.asks_bring(turn.text) and not _is_of_another(turn, visits):
        await _tell_what_to_bring(turn, _meant(turn, visits))
        return True
    return _says_to_come(turn, visits)


def _meant(turn: Turn, visits: list[Visit]) -> list[Visit]:
    """The visit that the words name (发钱的那个), else those of the day they name, else all."""
    ids = {one.item.id for one in visits}
    fits = [hit for hit in turn.hall.finder.rank(without_marks(turn.text), limit=40) if hit.item_id in ids]
    clear = len(ids) > 1 and fits and fits[0].score >= _MEANT
    if clear and (len(fits) == 1 or fits[0].score > _MEANT_LEAD * fits[1].score):
        return [one for one in visits if one.item.id == fits[0].item_id]
    wish = wish_in(turn)
    of_day = [one for one in visits if wish is not None and not wish.any_day and wish.takes(_day(one))]
    return of_day or visits


def _day(visit: Visit) -> date:
    return local(visit.seat.starts_at).date()


def _is_of_another(turn: Turn, visits: list[Visit]) -> bool:
    """Whether the question is of an item that is none of those submitted: named (坐公交不要钱的那个要带什么), or just
    offered."""
    offered = turn.focus.get("ask") in {"confirm", "choose"}
    if offered and not plain.of_the_visit(turn.text) and len(_meant(turn, visits)) == len(visits):
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
    told = [one for one in visits if wish.fits(_day(one), local(one.seat.starts_at).time(), within=0)]
    if not told or not plain.says_coming(turn.text):
        return False
    tell_visits(turn, told)
    return True
