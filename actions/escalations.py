"""Asking for a person, and what is said when one comes and goes."""

from typing import Any

from actions.asking import ask
from actions.choosing import tell_topic
from actions.open_questions import open_questions
from actions.slot_lists import when
from actions.turn import HallAction, Turn
from backend.domain.escalations import EscalationStatus
from backend.domain.personal import without_marks
from backend.services import escalations

#: The government service hotline, for whom nobody in particular answers.
_HOTLINE = "12345"


async def call_person(turn: Turn, reason: str) -> None:
    """Put the conversation into the contact's queue with what was left open, and say when somebody will answer."""
    waits = await escalations.current(turn.hall, turn.conversation.id) is not None
    left = open_questions(turn)
    words = "；".join(left) or turn.text
    escalation, attendance = await escalations.open(
        turn.hall, turn.conversation.id, reason, words, about=_another_named(turn)
    )
    contact = turn.hall.catalogue.contacts.get(escalation.contact_key)
    said: dict[str, Any] = {
        "contact": contact.name if contact else turn.words("somebody"),
        "phone": contact.phone if contact else _HOTLINE,
    }
    cancel = [turn.button("cancel_human", "cancel_human")]
    if attendance.now:
        turn.say("human_called", position=attendance.position, buttons=cancel, **said)
    elif attendance.next_opening is not None:
        turn.say("human_later", when=when(turn, attendance.next_opening), buttons=cancel, **said)
    else:
        turn.say("human_unknown", buttons=cancel, **said)
    if left and not waits:
        turn.say("questions_carried", questions="；".join(left))
        await turn.set_focus(open=None)


#: An item is spoken of in a call for a person when the finder is this sure.
_NAMED = 0.5


def _another_named(turn: Turn) -> str | None:
    """The item that is named in the call itself: 养犬的事，叫个人打电话给我."""
    if turn.text.startswith(("/", "EXTERNAL:")):
        return None
    found = turn.hall.finder.find(without_marks(turn.text), limit=1)
    return found.hits[0].item_id if found.outcome == "found" and found.hits[0].score >= _NAMED else None


async def tell_reply(turn: Turn) -> None:
    """What becomes of what was written for the staff."""
    standing = await escalations.standing(turn.hall, turn.conversation.id)
    if standing is None:
        turn.say("reply_none", buttons=[turn.button("human", "human")])
        return
    escalation, attendance = standing
    contact = turn.hall.catalogue.contacts.get(escalation.contact_key)
    name = contact.name if contact else turn.words("somebody")
    if escalation.status == EscalationStatus.TAKEN:
        turn.say("reply_here", contact=name)
    else:
        phone = contact.phone if contact else _HOTLINE
        turn.say("reply_waiting", contact=name, position=attendance.position, phone=phone)


class CallPerson(HallAction):
    """转人工."""

    key = "action_human"

    async def act(self, turn: Turn) -> None:
        await call_person(turn, "asked")


class Complain(HallAction):
    """A complaint: apologise and offer a person."""

    key = "action_complain"

    async def act(self, turn: Turn) -> None:
        if tell_topic(turn):  # a complaint about neighbours or roads, not about the hall
            return
        turn.say("complain", buttons=[turn.button("human", "human")])


class CancelPerson(HallAction):
    """Don't wait any longer."""

    key = "action_cancel_human"

    async def act(self, turn: Turn) -> None:
        kept = await escalations.leave(turn.hall, turn.conversation.id)
        turn.say("human_left" if kept else "human_cancelled")
        if "then" not in turn.entities:  # what else was said is answered next
            await ask(turn)


class EscalationTaken(HallAction):
    """A person has the conversation now."""

    key = "action_escalation_taken"

    async def act(self, turn: Turn) -> None:
        escalation = await escalations.get(turn.hall, turn.entities["escalation_id"])
        contact = turn.hall.catalogue.contacts.get(escalation.contact_key)
        turn.say("human_here", contact=contact.name if contact else turn.words("somebody"))


class EscalationHandedBack(HallAction):
    """The assistant has the conversation again."""

    key = "action_escalation_handed_back"

    async def act(self, turn: Turn) -> None:
        turn.say("handed_back")
        await ask(turn)
