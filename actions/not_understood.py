"""What to do when words mean nothing yet: an example, then what can be chosen, then a person."""

from actions.asking import ask
from actions.guesses import guessed
from actions.item_cards import short
from actions.turn import Turn, payload
from backend.domain.choices import squeeze
from backend.domain.guide_parts import asks_something
from backend.domain.packages import Step
from backend.domain.personal import without_marks
from backend.domain.talk_words import about_talk
from backend.services import packages

#: A question of so many characters asks something; a shorter one may be anything.
_A_QUESTION = 7


def _asks_at_length(text: str) -> bool:
    return len(squeeze(text)) >= _A_QUESTION and (asks_something(text) or about_talk(text))


async def not_understood(turn: Turn) -> None:
    """Not understood: say it with an example, then offer what can be chosen, then a person."""
    if turn.open_package is not None and turn.open_package.step in {Step.APPLICANT, Step.MATERIALS}:
        progress = await packages.progress(turn.hall, turn.open_package.id)
        if progress.checking:
            turn.say("looking_at_files")  # what was said beside the pictures is answered by their verdict
            return
    if turn.item is not None and turn.open_package is not None and _asks_at_length(turn.text):
        key = "not_got_it" if about_talk(turn.text) else "not_in_guide"
        turn.say(key, name=short(turn.item), buttons=[turn.button("human", "human")])
        await ask(turn)
        return
    misses = int(turn.focus.get("misses", 0)) + 1
    await turn.set_focus(misses=misses)
    human = turn.button("human", "human")
    if turn.open_package is None:
        found = turn.hall.finder.find(without_marks(turn.text), limit=3)
        near = [turn.hall.catalogue.items[hit.item_id] for hit in found.hits[:3]]
        choices = [*[(short(item), payload("choose_item", item=item.id)) for item in near], *guessed(turn)]
        if misses == 1 or not choices:
            turn.say("not_understood_need" if misses == 1 else "not_understood_person", buttons=[human])
            return
        turn.say("not_understood_near", buttons=[*choices, turn.button("none_of_these", "none_of_these"), human])
        return
    if misses >= 3:
        turn.say("not_understood_person", buttons=[human, turn.button("repeat", "repeat")])
        return
    choices = guessed(turn) if misses == 2 else []
    if choices:
        turn.say("not_understood_guess", buttons=[*choices, turn.button("repeat", "repeat"), human])
        return
    turn.say("not_understood_step")
    await ask(turn)
