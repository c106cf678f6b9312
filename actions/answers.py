"""What a resident's words mean at the step the talk stands at."""

from actions.asking import ask, start_item
from actions.choosing import tell_topic
from actions.explaining import explain_material
from actions.item_cards import short, show_item
from actions.needs import another_item, chosen_in_words, find_need
from actions.not_understood import not_understood
from actions.step_answers import MAYBE_NEED, YES, answered, says_what_lacks, take_answer
from actions.turn import UNSAID, HallAction, Turn
from backend.domain.choices import is_place, is_yes, says_yes_first, squeeze
from backend.domain.guide_parts import asks_something
from backend.domain.packages import Step
from backend.domain.plain_times import wants_again
from backend.domain.wording import complains, fold
from backend.services import conversations, packages

#: Intents that answer something; with nothing asked they say nothing about what is wanted.
_ANSWERS = frozenset({"affirm", "deny", "unsure", "continue", "time_wish", "give_person", "upload_done"})


class TakeAnswer(HallAction):
    """Whatever was said that is no control word: an answer to the present question, or a need."""

    key = "action_take_answer"

    async def act(self, turn: Turn) -> None:
        if not squeeze(turn.text):
            turn.say("no_words")
            await ask(turn)
        elif is_place(turn.text):
            turn.say("nothing_to_pick")
            await ask(turn)
        elif not await taken(turn):
            await not_understood(turn)


async def taken(turn: Turn) -> bool:
    """Take the text as an answer or as a need; whether it was one."""
    if turn.open_package is None:
        return await _answered_without_package(turn)
    progress = await packages.progress(turn.hall, turn.open_package.id)
    done = await says_what_lacks(turn, progress) or await answered(turn, progress)
    if not done and await explain_material(turn, progress.item):
        await ask(turn)
        done = True
    if not done and turn.intent in MAYBE_NEED:
        done = await another_item(turn, progress)
    spoken_of = turn.open_package is not None and (_asks(turn.text) or complains(fold(turn.text)) > 0)
    if not done and spoken_of and tell_topic(turn):
        await ask(turn)
        done = True
    return done


class Continue(TakeAnswer):
    """Go on: a yes where one is asked for, else the question once more."""

    key = "action_continue"

    async def act(self, turn: Turn) -> None:
        package = turn.open_package
        asked = (
            turn.focus.get("ask") == "confirm" if package is None else package.step in {Step.CONFIRM, Step.MATERIALS}
        )
        await (super().act(turn) if asked else ask(turn))


async def _answered_without_package(turn: Turn) -> bool:
    standing = turn.focus.get("ask")
    if standing == "confirm" and (turn.intent in YES or is_yes(turn.text) or says_yes_first(turn.text)):
        await start_item(turn, str(turn.focus.get("item") or ""))
        return True
    if standing == "again" and wants_again(turn.text):
        await start_item(turn, str(turn.focus.get("item") or ""))
        return True
    if standing in {"confirm", "choose"} and turn.intent == "deny":
        await turn.set_focus(ask=None, shortlist=None, item=None)
        turn.say("none_of_these", buttons=[turn.button("human", "human")])
        return True
    if standing == "choose" and await chosen_in_words(turn):
        return True
    if turn.intent in _ANSWERS:
        if await find_need(turn, only_clear=turn.intent != "give_person"):
            return True
        turn.say("what_to_do")
        return True
    return await find_need(turn)


def _asks(text: str) -> bool:
    return asks_something(text) or squeeze(text).endswith("呢")


class AnswerQuestion(HallAction):
    """A pressed answer to a question that decides the case."""

    key = "action_answer_question"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("button_stale")
            return
        await take_answer(turn, turn.entities["question"], turn.entities["answer"])


class SwitchItem(HallAction):
    """Another item first; the present one is kept."""

    key = "action_switch_item"

    async def act(self, turn: Turn) -> None:
        if turn.item is not None and turn.open_package is not None:
            turn.say("kept_for_later", name=short(turn.item))
        await conversations.set_package(turn.hall, turn.conversation.id, None)
        await turn.set_focus(**UNSAID)
        await turn.reload()
        await show_item(turn, turn.entities["item"])


class DefaultFallback(HallAction):
    """Rasa itself did not know what comes next."""

    key = "action_default_fallback"

    async def act(self, turn: Turn) -> None:
        await not_understood(turn)
