"""What a resident types, through the gateway and into the real actions, without Rasa."""

from typing import Any

from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.services import conversations
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from bot.channels.inbox import Inbox


async def heard(
    hall: Hall, texts: Texts, conversation_id: str, text: str, intent: str = "", action: str = ""
) -> list[dict[str, Any]]:
    """The answers of an action to a text of which the classifier heard this intent."""
    request: dict[str, Any] = {
        "next_action": action or "action_take_answer",
        "sender_id": conversation_id,
        "tracker": {
            "sender_id": conversation_id,
            "slots": {},
            "latest_message": {"text": text, "intent": {"name": intent or "nlu_fallback"}, "entities": []},
            "events": [],
        },
        "domain": {},
    }
    return list((await make_runner(hall, texts)(request))["responses"])


def name_of(answer: dict[str, Any]) -> str:
    """The name of its text in ``domain.yml``, without ``utter_``."""
    return str(answer.get("response") or answer.get("text")).removeprefix("utter_")


def names(answers: list[dict[str, Any]]) -> list[str]:
    """The names of the answers."""
    return [name_of(one) for one in answers]


async def said(
    hall: Hall, texts: Texts, conversation_id: str, text: str, intent: str = "", action: str = ""
) -> list[str]:
    """The names of the answers of an action to a text."""
    return names(await heard(hall, texts, conversation_id, text, intent, action))


async def typed(
    hall: Hall, texts: Texts, conversation_id: str, text: str, intent: str = "nlu_fallback", action: str = "take_answer"
) -> dict[str, str]:
    """The answers by their names. Buttons can be pressed by what is typed next; what presses one is what it means."""
    message = await Inbox(hall, texts).store(conversation_id, text, None, None)
    if message.payload is not None:
        action = intent = message.payload.removeprefix("/").split("{")[0]
    answers = await heard(hall, texts, conversation_id, message.payload or message.text, intent, f"action_{action}")
    said_so = {}
    for one in answers:
        name = name_of(one)
        said_so[name] = texts.say(name, **one) if texts.has(name) else name
        buttons = tuple((b["title"], b["payload"]) for b in one.get("buttons") or [])
        await conversations.say(hall, conversation_id, Utterance(said_so[name], buttons))
    return said_so
