"""Questions about the talk itself, at any moment: who sees what was sent, what a word of ours means."""

from actions.asking import ask
from actions.turn import Turn
from backend.domain.talk_words import asks_privacy, word_asked


async def asked_of_talk(turn: Turn) -> bool:
    """Answer it and go on; whether one was asked."""
    if asks_privacy(turn.text):
        turn.say("privacy")
    elif (word := word_asked(turn.text)) is not None:
        turn.say(f"word_{word}")
    else:
        return False
    await ask(turn)
    return True
