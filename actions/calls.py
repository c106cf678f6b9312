"""Who must not be called is written to; a number left to be called at is said to be kept."""

from actions.answers import TakeAnswer
from actions.asking import ask
from actions.escalations import call_person
from actions.item_cards import short
from actions.needs import find_need
from actions.turn import Turn
from backend.domain import calls
from backend.domain.choices import squeeze
from backend.domain.numbers import mask_mobile
from backend.domain.packages import OPEN_PACKAGES, PackageStatus
from backend.domain.personal import MARKS
from backend.domain.plain_words import asks_for_person
from backend.services import conversations

#: What is left of a text after "don't call me" and is no longer says nothing.
_NOTHING = 4
#: With these a number is kept; the gateway has put it there.
_KEEPS = OPEN_PACKAGES | {PackageStatus.SUBMITTED}


async def note_no_calls(turn: Turn) -> bool:
    """ "我听不见，别打电话": kept for the talk and said back; whether that was all and is answered."""
    if not calls.no_calls(turn.text):
        return False
    await turn.set_focus(no_calls=True)
    turn.say("no_calls")
    rest = calls.without_no_calls(turn.text)
    if asks_for_person(turn.text) or squeeze(rest) in {"人", "叫人", "找人"}:
        await call_person(turn, "asked")
        return True
    if len(squeeze(rest)) <= _NOTHING:
        await _go_on(turn)
        return True
    turn.text = rest
    if turn.open_package is None:
        return turn.intent != "need" and await find_need(turn)
    if turn.intent in {"ask_phone", "human"}:
        await TakeAnswer(turn.hall, turn.texts).act(turn)  # the classifier heard a phone number asked for
        return True
    return False


async def note_phone(turn: Turn) -> bool:
    """A phone number that was left: said to be kept, or honestly that it isn't; whether that was all."""
    if not calls.leaves_phone(turn.text) or any(MARKS[one] in turn.text for one in ("name", "id_number", "uscc")):
        return False
    phone = (await conversations.person(turn.hall, turn.conversation)).get("phone")
    if not phone:
        return False
    shown = mask_mobile(phone)
    if turn.package is not None and turn.item is not None and turn.package.status in _KEEPS:
        turn.say("phone_noted", phone=shown, item=short(turn.item))
    elif turn.package is not None:
        turn.say("phone_too_late", phone=shown, buttons=[turn.button("human", "human")])
    else:
        turn.say("phone_noted_early", phone=shown)
    if not calls.leaves_only_phone(turn.text):
        return False
    await _go_on(turn)
    return True


async def _go_on(turn: Turn) -> None:
    if turn.open_package is not None or turn.focus.get("ask"):
        await ask(turn)
