"""Small talk that needs more than a fixed text."""

import re

from actions.answers import TakeAnswer, taken
from actions.asking import ask
from actions.choosing_time import says_not_submitted
from actions.guides import PARTS
from actions.needs import find_need, say_emergency
from actions.not_understood import not_understood
from actions.turn import HallAction, Turn
from backend.domain.choices import squeeze
from backend.domain.emergencies import emergency_number
from backend.domain.guide_parts import asks_something, parts_asked, worries
from backend.domain.packages import Step
from backend.domain.personal import without_marks
from backend.domain.plain_times import closes, without_politeness
from backend.services import conversations, privacy

#: Somebody in danger says one of these, or what ``emergency_number`` knows.
_ALARM = re.compile(
    r"救|快来|出事|危险|急|报警|打人|打架|(?<![烦累气急吵热冷笑忙痛臭饿穷])死|伤|血|火|骗|命|疼|痛|怕|晕|倒|抢|偷|杀|自尽|难受|活"
)


#: so many Chinese characters can name an item
_A_WORD = 2


class Emergency(HallAction):
    """Somebody is in danger: the right numbers, at once and first."""

    key = "action_emergency"

    async def act(self, turn: Turn) -> None:
        if emergency_number(turn.text) is None and not _ALARM.search(turn.text):
            await TakeAnswer(turn.hall, turn.texts).act(turn)  # the classifier heard danger where none is spoken of
            return
        say_emergency(turn)


class English(HallAction):
    """English is answered in English; a Chinese story that merely looked like it is taken as what it is."""

    key = "action_english"

    async def act(self, turn: Turn) -> None:
        chinese = sum("\u4e00" <= c <= "\u9fff" for c in turn.text)
        words = len(re.findall(r"[A-Za-z]+", turn.text))
        if chinese >= max(words, 4):
            await TakeAnswer(turn.hall, turn.texts).act(turn)
            return
        if chinese >= _A_WORD and turn.open_package is None and await find_need(turn, only_clear=True):
            return  # "want 居住证, how?" names what it is about
        turn.say("english")


class Privacy(HallAction):
    """What becomes of what was sent; a question about papers that merely sounded like it is taken as what it is."""

    key = "action_answer_privacy"

    async def act(self, turn: Turn) -> None:
        if not worries(without_marks(turn.text)):  # a number that was given is masked as 〔手机号〕
            await TakeAnswer(turn.hall, turn.texts).act(turn)
            return
        turn.say("privacy")
        await ask(turn)


#: intent → its text, and whether the question the talk stands at is asked again after it
_SMALL_TALK = {
    "greet": ("greet", True),
    "goodbye": ("goodbye", False),
    "thanks": ("thanks", False),
    "who_are_you": ("who_are_you", True),
    "abuse": ("abuse", True),
    "wait": ("wait", False),
}
#: So short a question beside the thanks may be anything.
_A_QUESTION = 5


class SmallTalk(HallAction):
    """Greetings, thanks, swearing: what else the text holds is done, and only the rest is answered politely."""

    key = "action_small_talk"

    async def act(self, turn: Turn) -> None:
        key, asks = _SMALL_TALK.get(turn.intent, ("chitchat", True))
        if turn.intent in {"greet", "thanks", "abuse", "goodbye"} and await _more_than_politeness(turn):
            return
        turn.say(key)
        if turn.open_package is not None and turn.open_package.step == Step.SUMMARY and not asks:
            await says_not_submitted(turn)
        elif asks:
            await ask(turn)


async def _more_than_politeness(turn: Turn) -> bool:
    """Do what the text asks for beside the thanks; whether there was anything."""
    rest = without_politeness(turn.text)
    if len(squeeze(rest)) < _A_WORD or closes(rest):
        return False
    said, intent = turn.text, turn.intent
    turn.text, turn.intent = rest, "nlu_fallback"
    parts = parts_asked(rest)
    if parts and (turn.item is not None or turn.focus.get("item") or len(squeeze(rest)) > _A_QUESTION):
        await PARTS[parts[0]](turn.hall, turn.texts).act(turn)
        return True
    if turn.open_package is not None and await taken(turn):
        return True
    if turn.open_package is None and await find_need(turn, only_clear=True):
        return True
    if intent != "abuse" and asks_something(rest) and len(squeeze(rest)) > _A_QUESTION:
        await not_understood(turn)
        return True
    turn.text, turn.intent = said, intent
    return False


class PlainMode(HallAction):
    """Large type and shorter sentences from now on."""

    key = "action_plain_mode"

    async def act(self, turn: Turn) -> None:
        await conversations.set_plain_mode(turn.hall, turn.conversation.id, True)
        turn.say("plain_mode", card={"kind": "plain_mode"})
        await ask(turn)


class Chitchat(HallAction):
    """Small talk, unless the finder sees an item in it."""

    key = "action_chitchat"

    async def act(self, turn: Turn) -> None:
        if not squeeze(turn.text):
            turn.say("no_words")
            await ask(turn)
            return
        if turn.open_package is None and await find_need(turn, only_clear=True):
            return
        turn.say("chitchat")
        await ask(turn)


class StaleButton(HallAction):
    """A button that can't be pressed any more: say so kindly and ask what stands."""

    key = "action_stale_button"

    async def act(self, turn: Turn) -> None:
        turn.say("button_stale")
        await ask(turn)


class DeleteData(HallAction):
    """Ask before what was sent is deleted."""

    key = "action_delete_data"

    async def act(self, turn: Turn) -> None:
        turn.say(
            "ask_delete_data",
            buttons=[turn.button("yes_delete", "confirm_delete"), turn.button("go_on", "continue")],
        )


class ConfirmDelete(HallAction):
    """Delete what may be deleted: unsubmitted packages with their files, and what was typed about the applicant."""

    key = "action_confirm_delete"

    async def act(self, turn: Turn) -> None:
        kept = await privacy.delete_own(turn.hall, turn.conversation.id)
        await turn.reload()
        turn.say("data_deleted_some" if kept else "data_deleted", count=kept)
