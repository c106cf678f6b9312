"""One turn's messages, and who answers them: the assistant, a person, or whoever answers emergencies."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.texts import Texts
from backend.domain.calls import no_calls
from backend.domain.choices import squeeze
from backend.domain.emergencies import emergency_number
from backend.domain.escalations import EscalationStatus
from backend.domain.guide_parts import parts_asked
from backend.domain.plain_times import asks_reply, asks_standing
from backend.services.conversations import Utterance
from backend.storage import conversations as stored
from backend.storage import escalations as escalations_stored
from backend.storage.conversations import Conversation, Message
from bot.channels.simple import guess

#: A question of no more characters is answered from the guide while a person is waited for.
_SHORT = 30
#: Not asked but told: somebody's own number or address.
_OWN = re.compile(r"〔|我(?:的|屋里|家)?.{0,2}(?:电话|手机|地址)")
#: Parts of a guide that can be told without an item.
_OF_THE_HALL = frozenset({"phone", "hours", "place", "access"})


@dataclass
class Batch:
    """Messages that get one answer."""

    messages: Sequence[Message]
    #: what is said, maybe nothing, when a person has the talk; None when the assistant has it
    held: list[Utterance] | None = None
    #: what the hall knows them to mean, in Rasa's form
    meaning: str | None = None
    #: what is said beside that meaning and answered after it
    then: str | None = None

    def __post_init__(self) -> None:
        self.meaning = self.messages[0].payload

    @property
    def text(self) -> str:
        """What the assistant is asked."""
        return self.meaning or "，".join(message.text.strip(" ，,") for message in self.messages)

    @property
    def trusted(self) -> bool:
        """Whether that is a meaning of the hall's own."""
        return self.meaning is not None


def first_of(owed: Sequence[Message]) -> list[Message]:
    """The next ones of what is owed: a button alone, or texts up to the next button."""
    texts = list(itertools.takewhile(lambda message: message.payload is None, owed))
    return texts or list(owed[:1])


async def hold(texts: Texts, session: AsyncSession, conversation_id: str, batch: Batch) -> Batch:
    """The batch with what is said whoever has the talk: for emergencies, and while an escalation is open."""
    if not batch.trusted and (number := emergency_number(batch.text)):
        batch.held = [Utterance(texts.say(f"emergency_{number}"))]  # no classifier decides on that
        return batch
    escalation = await escalations_stored.open_of(session, conversation_id)
    if escalation is None:
        return batch
    waits = escalation.status == EscalationStatus.WAITING
    if waits and escalation.context.get("left"):
        return batch  # what was written stays in the queue; the talk goes on
    meant = None if batch.trusted else guess(batch.text)
    if meant == "cancel_human":
        batch.then = _beside_leaving(batch.text)
        batch.meaning = '/cancel_human{"then": "yes"}' if batch.then else "/cancel_human"
    elif escalation.status == EscalationStatus.TAKEN:
        batch.held = []
    elif meant == "delete_data":
        batch.meaning = "/delete_data"
    elif not batch.trusted and await _guide_answers(session, conversation_id, batch.text):
        pass  # nobody is there yet, and the guide has the answer
    elif not batch.trusted and (meant == "progress" or asks_reply(batch.text) or asks_standing(batch.text)):
        pass  # the hall knows how it stands
    elif not batch.trusted:
        context = dict(escalation.context)
        key = "noted_again" if context.get("noted") else "noted_for_person"
        escalation.context = {**context, "noted": True}
        label = texts.say("button_cancel_human")
        if no_calls(batch.text):
            key = "no_calls"
            conversation = await stored.lock(session, conversation_id)
            conversation.focus = {**conversation.focus, "no_calls": True}
        batch.held = [Utterance(texts.say(key), buttons=((label, "/cancel_human"),))]
    return batch


_LEAVING = re.compile(
    r"(?:算了)?[\uff0c, ]?(?:我)?(?:先)?不(?:用|想)?等(?:了|哒|人工|真人)*(?:吧|咯)?"
    r"[\uff0c,。.!！\s]*(?:我?自己(?:来)?办)?"
)


def _beside_leaving(text: str) -> str | None:
    """What is said beside not waiting any longer: of 不等了，查进度 the second half."""
    rest = _LEAVING.sub("", text, count=1).strip(" \uff0c,。.!！") if _LEAVING.match(text.strip()) else ""
    return rest if len(squeeze(rest)) > 1 else None


async def _guide_answers(session: AsyncSession, conversation_id: str, text: str) -> bool:
    """Whether this is a short question to the guide, and it is known which item it is about if it must be."""
    parts = parts_asked(text) if len(text) <= _SHORT and not _OWN.search(text) and not no_calls(text) else []
    if not parts or set(parts) & _OF_THE_HALL:
        return bool(parts)
    conversation = await session.get(Conversation, conversation_id)
    return conversation is not None and bool(conversation.package_id or conversation.focus.get("item"))
