"""What a resident types, through the gateway and into the real actions, without Rasa."""

from typing import Any

from actions.server import make_runner
from backend.adapters.texts import Texts
from backend.services import conversations
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from bot.channels.inbox import Inbox


async def typed(
    hall: Hall, texts: Texts, conversation_id: str, text: str, intent: str = "nlu_fallback", action: str = "take_answer"
) -> dict[str, str]:
    """The answers by their names. Buttons can be pressed by what is typed next; what presses one is what it means."""
    message = await Inbox(hall, texts).store(conversation_id, text, None, None)
    if message.payload is not None:
        action = intent = message.payload.removeprefix("/").split("{")[0]
    request: dict[str, Any] = {
        "next_action": f"action_{action}",
        "sender_id": conversation_id,
        "tracker": {
            "sender_id": conversation_id,
            "slots": {},
            "latest_message": {
                "text": message.payload or message.text,
                "intent": {"name": intent},
                "entities": [],
            },
            "events": [],
        },
        "domain": {},
    }
    answer = await make_runner(hall, texts)(request)
    heard = {}
    for one in answer["responses"]:
        name = str(one.get("response") or one.get("text")).removeprefix("utter_")
        heard[name] = texts.say(name, **one) if texts.has(name) else name
        buttons = tuple((b["title"], b["payload"]) for b in one.get("buttons") or [])
        await conversations.say(hall, conversation_id, Utterance(heard[name], buttons))
    return heard
