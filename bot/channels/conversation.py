"""The gateway: every resident message on every channel comes through here, in order, and each is answered.

A message is stored before anything else, so that nothing is lost when a process dies; what was cut off is answered
after the restart. One turn per conversation is in flight (Rasa's own lock polls once a second). Personal data is
taken out before the text is stored or shown to Rasa. While a person has the conversation, the assistant is silent.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.texts import Texts
from backend.domain.escalations import EscalationStatus
from backend.services import conversations
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage import conversations as stored
from backend.storage import escalations as escalations_stored
from backend.storage import outbox
from backend.storage.conversations import Message
from backend.storage.database import EVENTS_NEWS, lives
from backend.storage.news import News
from backend.storage.uploads import Upload
from bot.channels.batch import Batch, first_of, hold
from bot.channels.inbox import Inbox, is_fragment
from bot.channels.rasa import RasaDown, RasaFailed
from bot.channels.turn import Assistant, utterances

log = logging.getLogger(__name__)

#: How often an answer is tried before the resident is told that it went wrong.
MAX_ANSWER_ATTEMPTS = 3
#: How long a fragment waits for the rest of the sentence.
FRAGMENT_PAUSE = 0.9
#: How long an event rests before it is tried again when telling it failed.
EVENT_LEASE = timedelta(seconds=30)
#: How often unanswered messages of dead processes are looked for, in seconds.
RECOVER_SECONDS = 15.0
#: How often the outbox is looked into when nothing was heard of it, in seconds.
EVENT_SECONDS = 1.0
#: How many events are told side by side.
EVENTS_AT_ONCE = 8
#: Events that are told even while a person has the conversation: they come from that person or matter at once.
_THROUGH = frozenset({"event_package_decided", "event_escalation_taken", "event_escalation_handed_back"})


class ConversationGateway:
    """The gateway of one hall process. ``rasa`` is None when it is switched off."""

    def __init__(self, hall: Hall, texts: Texts, rasa: Assistant | None, simple: Assistant) -> None:
        self._hall = hall
        self._texts = texts
        self._rasa = rasa
        self._simple = simple
        self._inbox = Inbox(hall, texts)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: defaultdict[str, int] = defaultdict(int)
        #: when messages of this process arrived, on the loop's clock: only fragments wait for what follows
        self._arrived: dict[int, float] = {}
        self.rasa_state = "loading" if rasa is not None else "down"

    # -- what channels call ---------------------------------------------------------------------------------------

    async def welcome(self, conversation_id: str) -> None:
        """Greet a new resident and say in plain words what happens to their data; once."""
        await self._inbox.greet(conversation_id)

    async def receive(
        self, conversation_id: str, *, text: str | None = None, button: str | None = None, client_key: str | None = None
    ) -> Message:
        """Store a message and see to its answer. A retry with the same ``client_key`` is the same message."""
        message = await self._inbox.store(conversation_id, text or "", button, client_key)
        if message.answered_at is None:
            if message.payload is None and is_fragment(message.text):
                self._arrived[message.id or 0] = asyncio.get_running_loop().time()
            self._start(self._answer(conversation_id))
        return message

    async def uploaded(self, conversation_id: str, uploads: Sequence[Upload], caption: str | None) -> None:
        """Say at once that files arrived. Verdicts follow as events."""
        await self._inbox.store_files(conversation_id, uploads)
        if caption and caption.strip():
            await self.receive(conversation_id, text=caption)

    async def settle(self, conversation_id: str, timeout: float) -> bool:  # noqa: ASYNC109
        """Wait until no answer and no event is owed to this conversation."""
        deadline = asyncio.get_running_loop().time() + timeout
        while asyncio.get_running_loop().time() < deadline:
            async with self._hall.database.transaction() as session:
                owed = await stored.owed(session, conversation_id)
                events = await outbox.pending(session, conversation_id)
            if not owed and not events and not self._busy[conversation_id]:
                return True
            await asyncio.sleep(0.05)
        return False

    def status(self) -> dict[str, str]:
        """How the assistant is."""
        return {"rasa": self.rasa_state}

    def busy(self, conversation_id: str) -> bool:
        """Whether an answer is being made for this conversation now."""
        return self._busy[conversation_id] > 0

    # -- the hall's own runs --------------------------------------------------------------------------------------

    async def run(self, news: News) -> None:
        """Tell events as they come and answer what was left unanswered, until cancelled."""
        loop = asyncio.get_running_loop()
        recovered = looked = 0.0
        heard: frozenset[str] = frozenset()
        async with news.subscribe_all() as signal:
            while True:
                try:
                    if loop.time() - recovered > RECOVER_SECONDS:
                        recovered = loop.time()
                        await self.recover()
                    # Most of the news is what was said; only some of it is about events.
                    if heard & {EVENTS_NEWS, ""} or loop.time() - looked > EVENT_SECONDS:
                        looked = loop.time()
                        await self.tell_events()
                except Exception:
                    log.exception("the events could not be told; trying again")
                heard = await signal.wait(EVENT_SECONDS)

    async def recover(self) -> int:
        """Answer what a dead process left unanswered; how many conversations that were."""
        async with self._hall.database.transaction() as session:
            left = await stored.unanswered(session, self._hall.clock.now() - timedelta(seconds=1))
        waiting = {message.conversation_id for message in left} - {c for c, n in self._busy.items() if n}
        for conversation_id in waiting:
            self._start(self._answer(conversation_id))
        return len(waiting)

    async def tell_events(self) -> int:
        """Tell what is due in the outbox; how many events were told."""
        told = 0
        while events := await self._claim():
            told += sum(await asyncio.gather(*(self._tell_safely(event) for event in events)))
        return told

    async def _claim(self) -> list[outbox.OutboxEvent]:
        """The next due events. They are told side by side: a slow conversation holds up no other for long."""
        events: list[outbox.OutboxEvent] = []
        async with self._hall.database.transaction() as session:
            while len(events) < EVENTS_AT_ONCE:
                event = await outbox.claim(session, self._hall.clock.now(), EVENT_LEASE)
                if event is None:
                    break
                events.append(event)
                await session.flush()
        return events

    async def _tell_safely(self, event: outbox.OutboxEvent) -> int:
        try:
            return await self._tell(event)
        except Exception:
            log.exception("event %s of kind %s could not be told", event.id, event.event)
            if event.attempts >= outbox.MAX_ATTEMPTS:
                await self._give_up(event)
            return 0

    async def close(self) -> None:
        """Let running answers finish for a moment, then stop."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=3)
        for task in self._tasks:
            task.cancel()

    # -- answering ------------------------------------------------------------------------------------------------

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, conversation_id: str) -> None:
        self._busy[conversation_id] += 1
        try:
            async with self._locks[conversation_id]:
                owed = True
                while owed and (batch := await self._next(conversation_id)) is not None:
                    owed = await self._say(conversation_id, batch, await self._reply(conversation_id, batch))
        except Exception:
            log.exception("an answer failed")
        finally:
            self._busy[conversation_id] -= 1

    async def _next(self, conversation_id: str) -> Batch | None:
        """What to answer in one turn: a pressed button alone, or fragments of text together."""
        while True:
            async with self._hall.database.transaction() as session:
                batch = first_of(await stored.owed(session, conversation_id, lock=True))
                if not batch:
                    return None
                elsewhere = await self._answered_elsewhere(session, batch)
                newest = batch[-1]
                age = asyncio.get_running_loop().time() - self._arrived.get(newest.id or 0, 0.0)
                waits = is_fragment(newest.text) and newest.payload is None and age < FRAGMENT_PAUSE
                if not waits and not elsewhere:
                    self._arrived.pop(newest.id or 0, None)
                    for message in batch:
                        message.answer_attempts += 1
                        message.answering_by = self._hall.process
                    return await hold(self._texts, session, conversation_id, Batch(batch))
            await asyncio.sleep(FRAGMENT_PAUSE / 3)

    async def _answered_elsewhere(self, session: AsyncSession, batch: Sequence[Message]) -> bool:
        """Whether another living process is at it."""
        others = {m.answering_by for m in batch if m.answering_by not in (None, self._hall.process)}
        return any([await lives(session, process) for process in others if process is not None])

    async def _reply(self, conversation_id: str, batch: Batch) -> list[Utterance]:
        first = batch.messages[0]
        if batch.held is not None:
            return batch.held
        if first.answer_attempts > MAX_ANSWER_ATTEMPTS:
            return [Utterance(self._texts.say("error_internal"))]
        said = await self._ask(conversation_id, batch.text, trusted=batch.trusted)
        return [*said, *await self._ask(conversation_id, batch.then, trusted=False)] if batch.then else said

    async def _say(self, conversation_id: str, batch: Batch, said: Sequence[Utterance]) -> bool:
        """Say the answer; whether another one is owed by now."""
        async with self._hall.database.transaction() as session:
            await conversations.say_all(self._hall, session, conversation_id, said)
            await stored.mark_answered(session, [m.id for m in batch.messages if m.id], self._hall.clock.now())
            return bool(await stored.owed(session, conversation_id))

    async def _ask(self, conversation_id: str, text: str, *, trusted: bool) -> list[Utterance]:
        if self._rasa is not None and self.rasa_state == "ready":
            try:
                return utterances(await self._rasa.turn(conversation_id, text, trusted=trusted))
            except RasaDown:
                log.warning("Rasa does not answer; this turn is in simple mode")
            except RasaFailed:
                log.error("an action failed; the resident was told")
                return [Utterance(self._texts.say("error_internal"))]
        return await self._ask_simply(conversation_id, text, trusted=trusted)

    async def _ask_simply(self, conversation_id: str, text: str, *, trusted: bool) -> list[Utterance]:
        said = utterances(await self._simple.turn(conversation_id, text, trusted=trusted))
        conversation = await conversations.get(self._hall, conversation_id)
        told = conversation.focus.get("simple_mode_told")
        if self._rasa is not None and told != self.rasa_state:
            await conversations.set_focus(self._hall, conversation_id, simple_mode_told=self.rasa_state)
            said.insert(0, Utterance(self._texts.say("simple_mode")))
        return said

    async def _tell(self, event: outbox.OutboxEvent) -> int:
        conversation_id = event.conversation_id
        if event.event not in _THROUGH and await self._person_has(conversation_id):
            async with self._hall.database.transaction() as session:
                await outbox.put_off(session, event.id or 0)
            return 0  # told after the hand-back: the row comes due again
        self._busy[conversation_id] += 1
        try:
            async with self._locks[conversation_id]:
                said = await self._trigger(conversation_id, event.event, event.entities)
                async with self._hall.database.transaction() as session:
                    row = await session.get(outbox.OutboxEvent, event.id, with_for_update=True)
                    if row is None or row.done_at is not None:
                        return 0
                    row.done_at = self._hall.clock.now()
                    await conversations.say_all(self._hall, session, conversation_id, said)
        finally:
            self._busy[conversation_id] -= 1
        return 1

    async def _give_up(self, event: outbox.OutboxEvent) -> None:
        """The last try failed: the resident hears that something went wrong rather than nothing at all."""
        async with self._hall.database.transaction() as session:
            row = await session.get(outbox.OutboxEvent, event.id, with_for_update=True)
            if row is not None and row.done_at is None:
                row.done_at = self._hall.clock.now()
                sorry = Utterance(self._texts.say("event_not_told"))
                await conversations.say_in(self._hall, session, event.conversation_id, sorry)

    async def _trigger(self, conversation_id: str, event: str, entities: dict[str, str]) -> list[Utterance]:
        if self._rasa is not None and self.rasa_state == "ready":
            # Nothing said may be right for an event (the upload was replaced meanwhile): the action itself decides.
            with contextlib.suppress(RasaDown, RasaFailed):
                return utterances(await self._rasa.trigger(conversation_id, event, entities))
        return utterances(await self._simple.trigger(conversation_id, event, entities))

    async def _person_has(self, conversation_id: str) -> bool:
        async with self._hall.database.transaction() as session:
            escalation = await escalations_stored.open_of(session, conversation_id)
        return escalation is not None and escalation.status == EscalationStatus.TAKEN
