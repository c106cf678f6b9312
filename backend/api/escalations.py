"""Asking for a person over HTTP, and a person's answers."""

from datetime import datetime
from typing import Any

from backend.api.guard import Permission
from backend.api.messages import MessageTold
from backend.api.messages import told as message_told
from backend.api.models import ClientKey, Done, Sent, Told, Words
from backend.api.routing import Call, Route
from backend.domain.errors import EscalationTaken, InvalidTransition, NotFound
from backend.domain.escalations import EscalationStatus
from backend.services import escalations
from backend.storage.escalations import Escalation


class Ask(Sent):
    """Why a person is asked for."""

    words: Words | None = None


class EscalationTold(Told):
    """A conversation that waits for a person or has one."""

    id: str
    status: EscalationStatus
    reason: str
    at: datetime


class AskedTold(EscalationTold):
    """…and when somebody will answer."""

    answered_now: bool
    next_opening: datetime | None
    position: int


class EscalationView(EscalationTold):
    """…with its context, for the one who answers."""

    contact: str
    conversation: str
    context: dict[str, Any]
    taken_by: str | None
    mine: bool
    messages: list[MessageTold]


class Reply(Sent):
    """What is answered."""

    text: Words
    client_key: ClientKey | None = None


def told(escalation: Escalation) -> EscalationTold:
    """The escalation by itself."""
    return EscalationTold(
        id=escalation.id,
        status=EscalationStatus(escalation.status),
        reason=escalation.reason,
        at=escalation.created_at,
    )


async def ask(call: Call) -> AskedTold:
    """Ask for a person; asking twice keeps the place."""
    escalation, there = await escalations.open(call.hall, call.conversation.id, "asked", call.body(Ask).words or "")
    return AskedTold(
        **told(escalation).model_dump(),
        answered_now=there.now,
        next_opening=there.next_opening,
        position=there.position,
    )


async def current(call: Call) -> EscalationTold:
    """The open escalation."""
    escalation = await escalations.current(call.hall, call.conversation.id)
    if escalation is None:
        raise NotFound(thing="escalation")
    return told(escalation)


async def cancel(call: Call) -> Done:
    """Not wait any more."""
    await escalations.cancel(call.hall, call.conversation.id)
    return Done()


async def view(call: Call) -> EscalationView:
    """An escalation with its conversation."""
    seen = await escalations.view(call.hall, call.staff, call.path("escalation_id"))
    return EscalationView(
        **told(seen.escalation).model_dump(),
        contact=seen.escalation.contact_key,
        conversation=seen.escalation.conversation_id,
        context=seen.escalation.context,
        taken_by=seen.taken_by,
        mine=seen.mine,
        messages=[message_told(message) for message in seen.messages],
    )


async def take(call: Call) -> EscalationTold:
    """Take it; the assistant falls silent."""
    return told(await escalations.take(call.hall, call.staff, call.path("escalation_id")))


async def reply(call: Call) -> MessageTold:
    """Answer the resident."""
    sent = call.body(Reply)
    return message_told(
        await escalations.reply(
            call.hall, call.staff, call.path("escalation_id"), sent.text, client_key=sent.client_key
        )
    )


async def hand_back(call: Call) -> EscalationTold:
    """Give the conversation back to the assistant."""
    return told(await escalations.hand_back(call.hall, call.staff, call.path("escalation_id")))


_TAG = "escalations"
_TAKEN = (EscalationTaken, InvalidTransition)
ROUTES = (
    Route("POST", "/conversations/me/escalation", ask, Permission.VISITOR, "Ask for a person.", _TAG,
          body=Ask, answer=AskedTold, limit="write", example={"words": "材料我看不懂"}),
    Route("GET", "/conversations/me/escalation", current, Permission.VISITOR, "Whether I wait for a person.", _TAG,
          answer=EscalationTold, errors=(NotFound,)),
    Route("DELETE", "/conversations/me/escalation", cancel, Permission.VISITOR, "Not wait any more.", _TAG,
          answer=Done, limit="write", errors=(InvalidTransition,)),
    Route("GET", "/staff/escalations/{escalation_id}", view, Permission.STAFF, "One that waits, with its talk.", _TAG,
          answer=EscalationView),
    Route("POST", "/staff/escalations/{escalation_id}/take", take, Permission.STAFF, "Take it.", _TAG,
          answer=EscalationTold, limit="write", errors=_TAKEN),
    Route("POST", "/staff/escalations/{escalation_id}/reply", reply, Permission.STAFF, "Answer the resident.", _TAG,
          body=Reply, answer=MessageTold, limit="write", errors=_TAKEN,
          example={"text": "您好，租赁合同要写明租期。", "client_key": "5f0c1e"}),
    Route("POST", "/staff/escalations/{escalation_id}/hand-back", hand_back, Permission.STAFF,
          "Give it back to the assistant.", _TAG, answer=EscalationTold, limit="write", errors=_TAKEN),
)  # fmt: skip
