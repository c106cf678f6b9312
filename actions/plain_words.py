"""What was said in plain words is done first, whatever the classifier took for the point of the message."""

from actions.after_submitting import said_after_submitting
from actions.answers import TakeAnswer
from actions.asking import ask, start_item
from actions.calls import note_no_calls, note_phone
from actions.escalations import call_person
from actions.for_whom import note_for_whom
from actions.further_answers import asked_further
from actions.needs import find_need
from actions.offered import tells_more_of_offered
from actions.plain_words_of_package import said_of_package
from actions.turn import Turn
from actions.wishing import keep_wish, wish_in
from actions.words_of_talk import asked_of_talk
from backend.domain import plain_words as plain
from backend.domain.choices import says_yes_first
from backend.domain.emergencies import emergency_number
from backend.domain.guide_parts import (
    asks_something,
    may_ask,
)
from backend.domain.plain_times import closes

#: Answers from the guide that a classifier hears in much that asks for something else.
_OFTEN_MISHEARD = {"ask_self": "self", "ask_access": "access"}


async def said_plainly(turn: Turn) -> bool:
    """Do what was said in plain words; whether that was all."""
    if not turn.text or turn.text.startswith(("/", "EXTERNAL:")) or emergency_number(turn.text) is not None:
        return False
    if await note_no_calls(turn) or await note_phone(turn) or await note_for_whom(turn):
        return True
    if plain.asks_for_person(turn.text) or plain.wants_call(turn.text):
        await call_person(turn, "asked")
        return True
    if plain.tells_death(turn.text) and not turn.focus.get("condoled"):
        await turn.set_focus(condoled=True)
        turn.say("condolence")
    if await asked_of_talk(turn) or await _said_it_was_not_asked(turn) or await said_after_submitting(turn):
        return True
    if await said_of_package(turn) or await asked_further(turn):
        return True
    return await _without_package(turn) or await _heard_wrongly(turn)


async def _said_it_was_not_asked(turn: Turn) -> bool:
    """ "我没问代办，我问停车": sorry, and then what is really asked."""
    rest = plain.without_denied(turn.text)
    if rest == turn.text:
        return False
    turn.say("sorry_misheard")
    turn.text = rest
    if len(rest) <= 1:
        await ask(turn)
        return True
    if turn.intent in _OFTEN_MISHEARD and not may_ask(_OFTEN_MISHEARD[turn.intent], rest):
        await TakeAnswer(turn.hall, turn.texts).act(turn)
        return True
    return False


async def _without_package(turn: Turn) -> bool:
    """A time that is named before anything is begun is kept; whoever books what was offered has said yes to it."""
    if turn.package is not None and turn.open_package is not None:
        return False
    if closes(turn.text):  # "好的，没事了" begins nothing that was offered
        await turn.set_focus(ask=None, shortlist=None)
        turn.say("thanks")
        return True
    offered = str(turn.focus.get("item") or "") if turn.focus.get("ask") == "confirm" else ""
    wish = wish_in(turn) if plain.books(turn.text) else None
    if wish is not None:
        await keep_wish(turn)
    agreed = wish is not None or (says_yes_first(turn.text) and not asks_something(turn.text))
    if offered and agreed and _no_other_item(turn, offered):
        await start_item(turn, offered)
        return True
    if offered and turn.intent.startswith("ask_") and await tells_more_of_offered(turn):
        return True  # the classifier heard a question where none is: 地址也搬了，一起改
    if plain.at_a_loss(turn.text) and turn.intent != "need" and not offered:
        if not await find_need(turn, only_clear=True):
            turn.say("tell_what_happened", buttons=[turn.button("human", "human")])
        return True
    return False


async def _heard_wrongly(turn: Turn) -> bool:
    """A part of the guide was heard of which the text says nothing: it is taken as what else it may be."""
    part = _OFTEN_MISHEARD.get(turn.intent)
    if part is None or may_ask(part, turn.text):
        return False
    await TakeAnswer(turn.hall, turn.texts).act(turn)
    return True


def _no_other_item(turn: Turn, offered: str) -> bool:
    found = turn.hall.finder.find(turn.text, limit=1)
    return found.outcome not in {"found", "refer", "abolished"} or found.hits[0].item_id == offered
