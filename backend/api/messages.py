"""A message as channels, pages and programs see it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from backend.api.models import Told
from backend.storage.conversations import Message

Sender = Literal["resident", "bot", "staff", "system"]


class ButtonTold(Told):
    """A choice. The token is what is sent when it is pressed; it says nothing by itself."""

    token: str
    label: str
    live: bool = Field(description="Whether it can still be pressed.")


class FileTold(Told):
    """A file of a message."""

    name: str
    url: str
    media_type: str


class MessageTold(Told):
    """One thing said. The text alone is always enough; a card is the same in a form that a page can draw."""

    id: int
    sender: Sender = Field(alias="from")
    text: str
    buttons: list[ButtonTold]
    files: list[FileTold]
    card: dict[str, Any] | None = Field(
        description="`kind` says what it is: checklist, verdict, slots, receipt or staff; others may follow."
    )
    at: datetime
    client_key: str | None = Field(description="The key that the sender gave, on the resident's own messages.")


def told(message: Message, live: Collection[str] = ()) -> MessageTold:
    """The message, with the buttons in ``live`` marked as such."""
    return MessageTold(
        id=message.id or 0,
        sender=message.sender,
        text=message.text,
        buttons=[
            ButtonTold(token=str(b["token"]), label=str(b["label"]), live=b["token"] in live) for b in message.buttons
        ],
        files=[
            FileTold(name=str(f["name"]), url=str(f["url"]), media_type=str(f["media_type"])) for f in message.files
        ],
        card=message.card,
        at=message.created_at,
        client_key=message.client_key,
    )


def told_all(messages: Sequence[Message], live: Collection[str]) -> list[MessageTold]:
    """The messages in order."""
    return [told(message, live) for message in messages]
