"""One turn as an action sees it: who speaks, about which package, what was said, and how to answer."""

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from backend.domain.guide_parts import asks_something
from backend.domain.items import Item
from backend.domain.misses import Reason
from backend.domain.numbers import mask_text
from backend.domain.packages import OPEN_PACKAGES
from backend.domain.wording import spoken
from backend.services import conversations, misses
from backend.services.hall import Hall
from backend.storage import packages as stored
from backend.storage.conversations import Conversation
from backend.storage.packages import Package


class Words(Protocol):
    """The texts of ``domain.yml``."""

    def say(self, key: str, **fields: Any) -> str: ...

    def has(self, key: str) -> bool: ...

    def error(self, key: str, **fields: Any) -> str: ...


#: Names of parts that a message of Rasa's has itself.
_TAKEN = frozenset({"text", "image", "attachment", "elements", "custom", "response", "template"})

#: So many times in a row not understood is told to the staff as such.
_THRICE = 3

#: Texts that say that a question has no answer here; so many such questions are kept, each so long.
_UNANSWERED = re.compile(
    r"not_in_guide|not_got_it|not_understood|answer_\w+_unknown|answer_amount|answer_visit_ho|material_ask_person"
    r"|material_instead"
)
_MOST_KEPT, _LONGEST_KEPT = 3, 120

#: What was said beside the step the talk stands at and is to be forgotten when the talk begins anew.
UNSAID = dict.fromkeys(("wish", "slots", "free", "lacked", "aside", "told"))

Buttons = Sequence[tuple[str, str]]


#: Buttons that change the package they were shown for. Pressed when the talk is about another one, they are old.
_OF_PACKAGE = frozenset(
    """
    answer_question hold_slot submit_package change_part skip_material confirm_stop keep_for_later move_appointment
    same_applicant other_applicant applicant_later unsure other_time upload_done use_earlier send_anew
    """.split()  # noqa: SIM905 -- a list of names reads better as one
)
_MEANING = re.compile(r"^/(\w+)(\{.*\})?$", re.DOTALL)


def payload(intent: str, **entities: str) -> str:
    """What a button means, in Rasa's form. Only the hall makes these; residents hold tokens."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


@dataclass
class Turn:
    """The turn. ``package`` is the one the talk is about, open or not; ``item`` belongs to it."""

    hall: Hall
    texts: Words
    conversation: Conversation
    package: Package | None
    item: Item | None
    text: str
    intent: str
    entities: dict[str, str]
    dispatcher: CollectingDispatcher
    said: list[str] = field(default_factory=list)
    #: what Rasa thought the text may mean, with how sure it was, the likeliest first
    ranking: tuple[tuple[str, float], ...] = ()
    #: whether the item that was asked about in between is still the one asked about
    aside_kept: bool = False

    @property
    def open_package(self) -> Package | None:
        """The package, when the resident may still change it."""
        return self.package if self.package is not None and self.package.status in OPEN_PACKAGES else None

    @property
    def moving(self) -> bool:
        """Whether another time is being chosen for the package, which was submitted already."""
        return self.package is not None and self.focus.get("moving") == self.package.id

    def say(self, key: str, *, buttons: Buttons = (), card: dict[str, Any] | None = None, **fields: Any) -> None:
        """Answer with the text ``utter_<key>``."""
        if _TAKEN & fields.keys():  # Rasa would say the field instead of the text
            raise ValueError(f"utter_{key}: {_TAKEN & fields.keys()} can't be names of fields")
        self.said.append(key)
        if self.focus.get("no_calls") and self.texts.has(f"{key}_written"):
            key = f"{key}_written"
        simpler = self.conversation.plain_mode or self.intent == "not_understood"
        if simpler and self.texts.has(f"{key}_plain"):
            key = f"{key}_plain"
        self.dispatcher.utter_message(
            response=f"utter_{key}",
            buttons=[{"title": label, "payload": self._of_package(meaning)} for label, meaning in buttons],
            json_message={"card": card} if card else None,
            **{name: "" if value is None else str(value) for name, value in fields.items()},
        )

    def _of_package(self, meaning: str) -> str:
        match = _MEANING.match(meaning)
        if self.package is None or match is None or match.group(1) not in _OF_PACKAGE:
            return meaning
        return payload(match.group(1), **json.loads(match.group(2) or "{}"), of=self.package.id)

    def words(self, key: str, **fields: Any) -> str:
        """A piece of text for use inside another."""
        return self.texts.say(key, **fields)

    def button(self, key: str, intent: str, **entities: str) -> tuple[str, str]:
        """A button whose label is ``utter_button_<key>``."""
        return self.words(f"button_{key}"), payload(intent, **entities)

    @property
    def focus(self) -> dict[str, Any]:
        """What the talk stands at beside the package."""
        return self.conversation.focus

    async def set_focus(self, **changes: Any) -> None:
        """Change the focus, here and in storage."""
        await conversations.set_focus(self.hall, self.conversation.id, **changes)
        self.conversation.focus = {k: v for k, v in {**self.conversation.focus, **changes}.items() if v is not None}

    async def reload(self) -> None:
        """Read conversation and package again after a service changed them."""
        self.conversation, self.package, self.item = await _load(self.hall, self.conversation.id)


First = Callable[[Turn], Awaitable[bool]]


class HallAction(Action):
    """An action of the hall's. Subclasses set ``key`` (Rasa's name for it) and write ``act``."""

    key = ""

    def __init__(self, hall: Hall, texts: Words, first: First | None = None) -> None:
        self.hall = hall
        self.texts = texts
        #: what comes before any action that a typed text leads to
        self.first = first

    def name(self) -> str:
        return self.key

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        conversation, package, item = await _load(self.hall, tracker.sender_id)
        latest = tracker.latest_message or {}
        turn = Turn(
            hall=self.hall,
            texts=self.texts,
            conversation=conversation,
            package=package,
            item=item,
            text=_said(str(latest.get("text") or "")),
            intent=str((latest.get("intent") or {}).get("name") or ""),
            entities={str(e["entity"]): str(e["value"]) for e in latest.get("entities") or []},
            dispatcher=dispatcher,
            ranking=tuple((str(r["name"]), float(r["confidence"])) for r in latest.get("intent_ranking") or []),
        )
        need = str(conversation.focus.get("need") or "")
        aside, free = turn.focus.get("aside"), turn.focus.get("free")
        if self.first is None or not await self.first(turn):
            await self.act(turn)
        if aside is not None and turn.focus.get("aside") == aside and not turn.aside_kept:
            await turn.set_focus(aside=None)  # asked about in between, and no more
        if free is not None and not any(key.startswith("time_free") for key in turn.said):
            await turn.set_focus(free=None)  # "this one" means the time only right after it was told
        await _note_miss(turn, need)
        await _keep_open(turn)
        return []

    async def act(self, turn: Turn) -> None:
        """Do it and answer."""
        raise NotImplementedError


def _said(text: str) -> str:
    return text if text.startswith(("/", "EXTERNAL:")) else spoken(text)


async def _note_miss(turn: Turn, need: str) -> None:
    """Keep for the staff what was not understood: the text, or the need for which what was offered was not it."""
    if "none_of_these" in turn.said:
        await misses.note(turn.hall, need, Reason.NONE_OF_THESE)
    elif any(key.startswith("not_understood") for key in turn.said) and not turn.text.startswith(("/", "EXTERNAL:")):
        again = int(turn.focus.get("misses", 0)) >= _THRICE
        await misses.note(turn.hall, turn.text, Reason.AGAIN if again else Reason.FALLBACK)


async def _keep_open(turn: Turn) -> None:
    """Keep a question that had no answer: whoever is called later is told of the last few."""
    if turn.text.startswith(("/", "EXTERNAL:")) or not any(map(_UNANSWERED.match, turn.said)):
        return
    if not asks_something(turn.text):
        return  # a remark is nothing that somebody has to answer
    asked = mask_text(turn.text.strip())[:_LONGEST_KEPT]
    before = [one for one in turn.focus.get("open") or [] if one != asked]
    await turn.set_focus(open=[*before, asked][-_MOST_KEPT:])


async def _load(hall: Hall, conversation_id: str) -> tuple[Conversation, Package | None, Item | None]:
    async with hall.database.reading() as session:
        found = await stored.with_conversation(session, conversation_id)
    if found is None:
        raise LookupError("conversation")
    conversation, package = found
    return conversation, package, hall.catalogue.items.get(package.item_id) if package else None
