"""What Rasa answers, in the form every channel can say."""

from collections.abc import Sequence
from typing import Any, Protocol

from backend.services.conversations import Utterance


class Assistant(Protocol):
    """What turns a resident's words into an answer: Rasa, or the simple mode while Rasa is away."""

    async def turn(self, conversation_id: str, text: str, *, trusted: bool) -> Sequence[dict[str, Any]]:
        """The answer to a text (or, ``trusted``, to a payload of the hall's), as Rasa's messages."""
        ...

    async def trigger(self, conversation_id: str, event: str, entities: dict[str, str]) -> Sequence[dict[str, Any]]:
        """What there is to say about an event."""
        ...


def utterances(messages: Sequence[dict[str, Any]]) -> list[Utterance]:
    """Rasa's messages, with each card joined to the text it came with (Rasa sends the two apart)."""
    said: list[Utterance] = []
    for message in messages:
        card = (message.get("custom") or {}).get("card")
        text = str(message.get("text") or "").strip()
        buttons = tuple((b["title"], b["payload"]) for b in message.get("buttons") or [])
        if card and not text and said and said[-1].card is None:
            said[-1] = Utterance(text=said[-1].text, buttons=said[-1].buttons, card=card)
        elif text or buttons or card:
            said.append(Utterance(text=text, buttons=buttons, card=card))
    return said
