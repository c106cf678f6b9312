"""Questions that had no answer here: kept in the focus by each turn, and handed to the person who is called."""

from actions.turn import Turn
from backend.domain.guide_parts import asks_something
from backend.domain.plain_words import question_for_person


def open_questions(turn: Turn) -> list[str]:
    """What was left unanswered, and what is asked with the call for a person itself."""
    left = [str(one) for one in turn.focus.get("open") or []]
    said = not turn.text.startswith("/") and question_for_person(turn.text) and asks_something(turn.text)
    return [*left, turn.text.strip()] if said else left
