"""The one door between the hall and Rasa: ``POST /webhooks/hall/turn``.

Rasa's own channels are not used: they drop photos, hide failures or lose metadata. This one answers the hall's request
with everything that was said in the turn. It runs in Rasa's environment and imports nothing of the hall.
"""

import hmac
import logging
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

NAME = "hall"
SECRET_HEADER = "x-yuban-channel"  # noqa: S105
MAX_TEXT = 4000
"""Characters. The hall cuts residents' messages far below this; it is the last line of defence for the classifier."""
MAX_SENDER = 255
"""What the tracker's ``sender_id`` column holds."""
ID_KEY_LENGTH = 64
ID_LENGTH = 128


def without_payload_mark(text: str) -> str:
    """Resident text with its leading slashes gone, so that Rasa can't read it as an intent payload.

    Full-width and other compatibility slashes go too: a later NFKC step would turn them into the real one. Invisible
    characters in front of the slash are no hiding place either.
    """

    def is_hidden(char: str) -> bool:
        return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")

    start = 0
    while start < len(text):
        char = text[start]
        if not is_hidden(char) and not unicodedata.normalize("NFKC", char).startswith("/"):
            break
        start += 1
    return text[start:]


def ids_only(metadata: Any) -> dict[str, str]:
    """What of the metadata may enter the tracker: short strings under short names, nothing nested.

    ``is_external`` is Rasa's own mark of a triggered intent and is never accepted from here.
    """
    if not isinstance(metadata, dict):
        return {}
    return {
        key: value
        for key, value in metadata.items()
        if isinstance(key, str)
        and isinstance(value, str)
        and key != "is_external"
        and len(key) <= ID_KEY_LENGTH
        and len(value) <= ID_LENGTH
    }


class HallOutput(CollectingOutputChannel):
    """Collects what the assistant says in one turn."""

    @classmethod
    def name(cls) -> str:
        return NAME

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        # The inherited method would cut a text at its blank lines into several messages.
        await self._persist_message(self._message(recipient_id, text=text.strip()))


class HallInput(InputChannel):
    """Takes turns from the hall, and from nobody else."""

    @classmethod
    def name(cls) -> str:
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "HallInput":
        return cls(str((credentials or {}).get("secret") or ""))

    def __init__(self, secret: str) -> None:
        if not secret:
            raise RasaException("The hall channel needs a secret (RASA_CHANNEL_SECRET).")
        self._secret = secret.encode()

    def get_output_channel(self) -> HallOutput:
        return HallOutput()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        hall = Blueprint(NAME, NAME)

        @hall.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            given = request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode(), self._secret):
                return response.json({"ok": False, "error": "forbidden", "messages": []}, status=403)
            message = read_turn(request.json)
            if message is None:
                return response.json({"ok": False, "error": "bad_request", "messages": []}, status=400)
            return await answer(on_new_message, message)

        return hall


def read_turn(body: Any) -> UserMessage | None:
    """The message of a request body ``{"sender", "text", "trusted"?, "metadata"?}``; ``None`` if it is not one.

    ``trusted`` is set by the hall for payloads of its own making (a pressed button). Only these may start with a slash.
    """
    if not isinstance(body, dict):
        return None
    sender, text = body.get("sender"), body.get("text")
    if not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER or not isinstance(text, str):
        return None
    text = text[:MAX_TEXT]
    if body.get("trusted") is not True:
        text = without_payload_mark(text)
    return UserMessage(text, HallOutput(), sender, input_channel=NAME, metadata=ids_only(body.get("metadata")))


async def answer(on_new_message: Callable[[UserMessage], Awaitable[Any]], message: UserMessage) -> HTTPResponse:
    """Runs the turn. A failure is said so (503), with what had been said until then; it is never an empty success."""
    output = message.output_channel
    try:
        await on_new_message(message)
    except Exception as error:
        logger.exception("A turn failed.")
        return response.json({"ok": False, "error": type(error).__name__, "messages": output.messages}, status=503)
    return response.json({"ok": True, "messages": output.messages})
