"""What residents send, stored before anything else happens with it.

Identity and phone numbers are taken out of the text before it is stored, a pressed or named button becomes the meaning
the hall gave it, and nothing a resident writes can be read as such a meaning.
"""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.texts import Texts
from backend.domain.business_names import legal_name
from backend.domain.calls import leaves_phone
from backend.domain.choices import is_plain_yes, pick, squeeze
from backend.domain.escalations import EscalationStatus
from backend.domain.for_whom import SELF, for_whom
from backend.domain.packages import OPEN_PACKAGES, Step
from backend.domain.personal import Taken, take, without_marks
from backend.services import applicants, conversations, packages
from backend.services.conversations import MAX_TEXT, Utterance
from backend.services.hall import Hall
from backend.storage import conversations as stored
from backend.storage import escalations as escalations_stored
from backend.storage import uploads as stored_uploads
from backend.storage.conversations import Button, Conversation, Message
from backend.storage.packages import Package
from backend.storage.uploads import Upload

#: Files before a resident's own from which on they are told how many.
BUSY = 2
#: Signs before a text up to its last leading slash: Rasa takes what begins with one for a payload.
_LEADING_SLASH = re.compile(r"^\W*/")
#: How a fragment ends: the rest of the sentence is still being typed.
_OPEN_ENDS = (
    "我想",
    "我要",
    "想",
    "要",
    "我",
    "的",
    "和",
    "跟",
    "就是",
    "那个",
    "然后",
    "在",
    "去",
    "把",
    "给",
    "请问",
    "你好",
)
_OF = re.compile(r'"of": "([^"]*)"')
#: Meanings of a first button that a plain typed yes presses: the question before it was "really?".
_ANOTHER = "/other_time"
_LAST = re.compile(r"最后|最下|最底|末尾")
_CONFIRMS = ("/confirm_delete", "/confirm_stop", "/confirm_cancel")


class Inbox:
    """Takes in what residents send. What is new to the hall is greeted first, in the same transaction."""

    def __init__(self, hall: Hall, texts: Texts) -> None:
        self._hall = hall
        self._texts = texts

    async def greet(self, conversation_id: str) -> None:
        """Greet a new resident and say in plain words what happens to their data; once."""
        async with self._hall.database.transaction() as session:
            await self._greeted(session, conversation_id)

    async def store(self, conversation_id: str, text: str, button: str | None, client_key: str | None) -> Message:
        """The message as stored. A retry with the same ``client_key`` is the same message."""
        now = self._hall.clock.now()
        async with self._hall.database.transaction() as session:
            conversation = await self._greeted(session, conversation_id)
            if client_key and (known := await stored.find_by_client_key(session, conversation_id, client_key)):
                return known
            chosen, stale = await self._chosen(session, conversation_id, text, button)
            payload: str | None = None
            shown: str
            if chosen is not None and _of_another(chosen.payload, conversation.package_id):
                payload, shown = "/stale_button", chosen.label
            elif chosen is not None:
                chosen.used_at = now
                payload, shown = chosen.payload, chosen.label
            elif stale is not None:
                payload, shown = "/stale_button", stale
            else:
                taken = await self._take(session, conversation, normalise(text))
                shown = taken.text
            message = Message(
                conversation_id=conversation_id,
                sender="resident",
                text=shown,
                payload=payload,
                client_key=client_key,
                created_at=now,
            )
            await stored.add_messages(session, conversation_id, [message])
            return message

    async def store_files(self, conversation_id: str, uploads: Sequence[Upload]) -> None:
        """Say that files arrived, and that they are being looked at."""
        async with self._hall.database.transaction() as session:
            conversation = await self._greeted(session, conversation_id)
            package = await session.get(Package, conversation.package_id) if conversation.package_id else None
            waits = package is not None and package.status in OPEN_PACKAGES
            files = tuple(
                {"name": u.name, "url": f"/api/v1/uploads/{u.id}/file", "media_type": u.media_type} for u in uploads
            )
            own = Utterance(text=self._texts.say("resident_sent_files", count=len(uploads)), files=files)
            message = await conversations.say_in(self._hall, session, conversation_id, own, "resident")
            message.answered_at = self._hall.clock.now()
            held = await escalations_stored.open_of(session, conversation_id)
            if held is not None and held.status == EscalationStatus.TAKEN and not waits:
                return  # the person sees it and answers
            ahead = await stored_uploads.ahead_of(session, uploads[0]) if waits and uploads else 0
            offered = self._offered(conversation)
            if waits:
                key = "upload_received_busy" if ahead >= BUSY else "upload_received"
            else:
                key = "upload_before_yes" if offered else "upload_without_item"
            told = Utterance(self._texts.say(key, count=len(uploads), ahead=ahead, name=offered))
            await conversations.say_in(self._hall, session, conversation_id, told)

    def _offered(self, conversation: Conversation) -> str:
        """The name of the item that was offered and waits for a yes; empty when none does."""
        focus = conversation.focus
        item = self._hall.catalogue.items.get(str(focus.get("item") or "")) if focus.get("ask") == "confirm" else None
        return item.short_name or str(item.name.value) if item is not None else ""

    async def _greeted(self, session: AsyncSession, conversation_id: str) -> Conversation:
        """The conversation, locked, greeted."""
        now = self._hall.clock.now()
        conversation = await stored.lock(session, conversation_id, seen_at=now)
        if conversation.welcomed_at is None:
            conversation.welcomed_at = now
            welcome = Utterance(self._texts.say("welcome"))
            await conversations.say_in(self._hall, session, conversation_id, welcome)
        return conversation

    async def _chosen(
        self, session: AsyncSession, conversation_id: str, text: str, token: str | None
    ) -> tuple[Button | None, str | None]:
        """The button pressed or meant by the words, or the label of one that can't be pressed any more."""
        now = self._hall.clock.now()
        live = await stored.live_buttons(session, conversation_id, now)
        if token is not None:
            button = await session.get(Button, token)
            if button is None or button.conversation_id != conversation_id:
                return None, "……"
            # Whoever waits may stop waiting by any of the buttons that say so.
            leaves = button.payload == "/cancel_human" and button.used_at is None
            if leaves and await escalations_stored.open_of(session, conversation_id) is not None:
                return button, None
            usable = button.used_at is None and button.expires_at > now and button.token in {b.token for b in live}
            return (button, None) if usable else (None, button.label)
        place = pick(text, [button.label for button in live])
        if place is None and live and is_plain_yes(text) and live[0].payload.startswith(_CONFIRMS):
            # Only while nothing was said since: a yes to something else must not delete anything.
            place = 0 if await stored.newest_said(session, conversation_id) == live[0].message_id else None
        if (
            place is not None
            and live[place].payload.startswith(_ANOTHER)
            and squeeze(text) != squeeze(live[place].label)
        ):
            return None, None  # the last of the times is meant, not the way out below them
        return (live[place] if place is not None else None), None

    async def _take(self, session: AsyncSession, conversation: Conversation, text: str) -> Taken:
        package = await session.get(Package, conversation.package_id) if conversation.package_id else None
        open_one = package if package is not None and package.status in OPEN_PACKAGES else None
        # Who did not want to type when asked may do so all the same, until the name was read from a paper.
        later = bool(conversation.focus.get("applicant_later"))
        asked = open_one is not None and (
            open_one.step == Step.APPLICANT or (later and not applicants.known(self._hall, open_one).get("name"))
        )
        spoken_of = str(conversation.focus.get("kin") or "")
        other = for_whom(text, spoken_of) or conversation.focus.get("whom")
        for_other = other not in {None, SELF}
        taken = take(text, expect_name=asked, for_other=for_other)
        if open_one is not None and "name" not in taken.values and {"id_number", "uscc"} & taken.values.keys():
            # a name beside the number that goes with it
            taken = take(text, expect_name=True, for_other=for_other)
        if "phone" in taken.values and not leaves_phone(taken.text):
            del taken.values["phone"]  # masked, but nobody is to be called there
        if package is not None and "phone" in taken.values:
            await packages.note_phone_in(self._hall, session, package.id, taken.values["phone"])
        at_applicant = open_one is not None and open_one.step == Step.APPLICANT
        company = legal_name(without_marks(taken.text)) if at_applicant or "uscc" in taken.values else None
        values = {**taken.values, "business_name": company} if company else taken.values
        if values:
            await conversations.remember_person(self._hall, session, conversation.id, values)
        return taken


def _of_another(payload: str, package_id: str | None) -> bool:
    """Whether a button changes a package that the talk is not about any more."""
    match = _OF.search(payload)
    return match is not None and match.group(1) != package_id


def normalise(text: str) -> str:
    """A resident's text as Rasa may see it: NFKC, no control characters, no leading slash, not endless."""
    text = unicodedata.normalize("NFKC", text)[:MAX_TEXT]
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")
    # A slash behind marks counts too: what is joined later is stripped of them ("，/restart").
    return _LEADING_SLASH.sub("", " ".join(text.split())).strip()


def is_fragment(text: str) -> bool:
    """Whether a text looks as if its rest were still being typed."""
    bare = squeeze(text)
    return (
        0 < len(bare) <= 6 and bare.endswith(_OPEN_ENDS) and bare not in {"不要", "需要", "要", "是的", "好的", "我要"}
    )
