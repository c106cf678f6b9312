"""Conversations over HTTP: opening one, reading on, writing, and the 长辈版 switch."""

from typing import Annotated, Literal, Self

from aiohttp import web
from pydantic import Field, StringConstraints, model_validator

from backend.api.guard import VISITOR_COOKIE, Permission, remember_visitor, secret_of
from backend.api.messages import MessageTold, told, told_all
from backend.api.models import ClientKey, Done, Id, Sent, Told, Words
from backend.api.routing import Call, Route, json_answer
from backend.domain.errors import InvalidInput, NotFound
from backend.services import conversations, escalations, packages, privacy
from backend.storage.conversations import Conversation

#: How many of the newest messages a page begins with, and how many come at once at most.
FIRST_PAGE = 200
MOST = 500


class Limits(Told):
    """What may be sent."""

    upload_bytes: int
    text: int


class Opened(Told):
    """A conversation. The secret opens it: as cookie, or as ``Authorization: Bearer``."""

    conversation: str
    secret: str
    plain_mode: bool
    messages: list[MessageTold]
    limits: Limits


class Standing(Told):
    """How a conversation stands."""

    conversation: str
    plain_mode: bool
    package: str | None
    person: Literal["waiting", "taken"] | None = Field(description="Whether a person was asked for or has the talk.")


class MessagesQuery(Sent):
    """Which part of what was said."""

    after: int = Field(0, ge=0, le=2**62, description="The last message that is known; 0 asks for the newest.")
    limit: int = Field(FIRST_PAGE, ge=1, le=MOST)


class Messages(Told):
    """What was said, oldest first."""

    messages: list[MessageTold]
    working: bool = Field(description="Whether an answer is still owed.")


class Say(Sent):
    """A text or a pressed button."""

    text: Words | None = None
    button: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None
    client_key: ClientKey | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.text is None) == (self.button is None):
            raise ValueError("either text or button")
        return self


class Deleted(Told):
    """What was deleted can't be had back."""

    kept_packages: int = Field(description="Submitted packages, which the hall has to keep for a time.")


class Turn(Sent):
    """Which of the visitor's packages the talk is about."""

    package: Id


class Mode(Sent):
    """How the page is shown."""

    plain_mode: bool


async def open_conversation(call: Call) -> web.StreamResponse:
    """The visitor's conversation, or a new one, greeted."""
    conversation, secret = await conversations.open_web(call.hall, secret_of(call.request))
    await call.gateway.welcome(conversation.id)
    response = json_answer(
        Opened(
            conversation=conversation.id,
            secret=secret,
            plain_mode=conversation.plain_mode,
            messages=await _said(call, conversation, 0, FIRST_PAGE),
            limits=Limits(upload_bytes=call.hall.settings.upload_bytes, text=conversations.MAX_TEXT),
        )
    )
    remember_visitor(call.request, call.hall, response, secret)
    return response


async def leave(call: Call) -> web.StreamResponse:
    """Forget the visitor on this device; the conversation itself stays."""
    secret_of(call.request)  # refuses what another site's page asks for
    response = json_answer(Done())
    response.del_cookie(VISITOR_COOKIE, path="/")
    return response


async def standing(call: Call) -> Standing:
    """How the conversation stands."""
    escalation = await escalations.current(call.hall, call.conversation.id)
    waits = escalation is not None and not escalation.context.get("left")
    return Standing(
        conversation=call.conversation.id,
        plain_mode=call.conversation.plain_mode,
        package=call.conversation.package_id,
        person="taken" if escalation and escalation.status == "taken" else "waiting" if waits else None,
    )


async def read(call: Call) -> Messages:
    """What was said after a message."""
    query = call.query(MessagesQuery)
    # First whether an answer is owed: one that comes in between is then among the messages, and none is missed.
    working = await conversations.owes_answer(call.hall, call.conversation.id)
    return Messages(messages=await _said(call, call.conversation, query.after, query.limit), working=working)


async def say(call: Call) -> MessageTold:
    """Take in a message; the answer follows as further messages."""
    sent = call.body(Say)
    if sent.text is not None and not sent.text.strip():
        raise InvalidInput(field="text")
    return told(
        await call.gateway.receive(call.conversation.id, text=sent.text, button=sent.button, client_key=sent.client_key)
    )


async def delete(call: Call) -> Deleted:
    """Delete the visitor's data that need not be kept."""
    return Deleted(kept_packages=await privacy.delete_own(call.hall, call.conversation.id))


async def turn_to(call: Call) -> Done:
    """Let the talk go on with another of the visitor's packages; files that are sent then belong to it."""
    await packages.attach(call.hall, call.conversation.id, call.body(Turn).package)
    return Done()


async def set_mode(call: Call) -> Done:
    """Switch the 长辈版 on or off."""
    await conversations.set_plain_mode(call.hall, call.conversation.id, call.body(Mode).plain_mode)
    return Done()


async def _said(call: Call, conversation: Conversation, after: int, limit: int) -> list[MessageTold]:
    messages = await conversations.history(call.hall, conversation.id, after, limit)
    return told_all(messages, await conversations.live_tokens(call.hall, conversation.id))


_TAG = "conversations"
ROUTES = (
    Route(
        "POST", "/conversations", open_conversation, Permission.PUBLIC, "Open a conversation or go on with one.", _TAG,
        answer=Opened, limit="open",
    ),
    Route(
        "GET", "/conversations/me", standing, Permission.VISITOR, "How my conversation stands.", _TAG, answer=Standing,
    ),
    Route(
        "DELETE", "/conversations/me", delete, Permission.VISITOR,
        "Delete my files, what was told about the applicant and unsubmitted packages.", _TAG,
        answer=Deleted, limit="write",
    ),
    Route(
        "GET", "/conversations/me/messages", read, Permission.VISITOR, "What was said.", _TAG,
        query=MessagesQuery, answer=Messages,
    ),
    Route(
        "POST", "/conversations/me/messages", say, Permission.VISITOR,
        "Say something or press a button; the answer follows as further messages.", _TAG,
        body=Say, answer=MessageTold, status=202, limit="message",
        example={"text": "我想开个早餐店要办什么证", "client_key": "5f0c1e"},
    ),
    Route(
        "PUT", "/conversations/me/package", turn_to, Permission.VISITOR, "Go on with this package of mine.", _TAG,
        body=Turn, answer=Done, limit="write", errors=(NotFound,),
    ),
    Route(
        "PUT", "/conversations/me/mode", set_mode, Permission.VISITOR, "Switch the large-type mode.", _TAG,
        body=Mode, answer=Done, limit="write", example={"plain_mode": True},
    ),
    Route(
        "POST", "/conversations/me/leave", leave, Permission.PUBLIC, "Forget me on this device.", _TAG,
        answer=Done, limit="write",
    ),
)  # fmt: skip
