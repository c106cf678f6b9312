"""The rows of updates, one a chat: each is handled after the one before it, and counts when it is stored.

An update that comes twice makes one message: its id is the message's client key, and ids handled lately are known.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from telegram import Update
from telegram.error import RetryAfter

from backend.domain.errors import HallError
from bot.channels.telegram_bot import seconds
from bot.channels.telegram_updates import Updates

log = logging.getLogger(__name__)

#: How long the next picture of an album is waited for, in seconds.
ALBUM_PAUSE = 1.0
#: How often an update is tried.
ATTEMPTS = 3
#: How many ids of finished updates are remembered against repeats.
_REMEMBERED = 2000


@dataclass
class _Chat:
    """The updates of one chat that still have to be stored, and who does it."""

    waiting: deque[Update] = field(default_factory=deque)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    worker: asyncio.Task[None] | None = None


class Chats:
    """Handles the updates of all chats, those of one chat in order."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._chats: dict[int, _Chat] = {}
        self._pending: dict[int, asyncio.Event] = {}
        self._done: OrderedDict[int, None] = OrderedDict()

    @property
    def pending(self) -> Mapping[int, asyncio.Event]:
        """Of every update that is not stored yet, by its id: the event that says when it is."""
        return self._pending

    def take(self, update: Update) -> asyncio.Event:
        """Put an update into its chat's row; the event says when it is stored. A repeat changes nothing."""
        known = self._pending.get(update.update_id)
        if known is not None:
            return known
        stored = asyncio.Event()
        chat_id = update.effective_chat.id if update.effective_chat else None
        if update.update_id in self._done or chat_id is None:
            stored.set()
            return stored
        self._pending[update.update_id] = stored
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.waiting.append(update)
        chat.arrived.set()
        if chat.worker is None or chat.worker.done():
            chat.worker = asyncio.create_task(self._work(chat_id, chat))
        return stored

    async def close(self) -> None:
        """Stop. Telegram still has what is not stored and sends it again."""
        workers = [chat.worker for chat in self._chats.values() if chat.worker is not None]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, chat_id: int, chat: _Chat) -> None:
        while chat.waiting:
            batch = await self._next(chat)
            try:
                await self._try(batch)
            except Exception as error:
                # Nothing could be stored (the database is away): Telegram still has the updates and sends them again.
                log.error("updates could not be stored: %s", type(error).__name__)
                for update in batch:
                    self._pending.pop(update.update_id)
                continue
            for update in batch:
                self._done[update.update_id] = None
                self._pending.pop(update.update_id).set()
            while len(self._done) > _REMEMBERED:
                self._done.popitem(last=False)
        self._chats.pop(chat_id, None)

    async def _next(self, chat: _Chat) -> list[Update]:
        """The next update, or all pictures of the next album."""
        first = chat.waiting.popleft()
        album = first.message.media_group_id if first.message else None
        batch = [first]
        more = album is not None
        while more:
            same = [u for u in chat.waiting if u.message and u.message.media_group_id == album]
            for update in same:
                chat.waiting.remove(update)
            batch += same
            chat.arrived.clear()
            try:
                async with asyncio.timeout(ALBUM_PAUSE):
                    await chat.arrived.wait()
            except TimeoutError:
                more = False
        return batch

    async def _try(self, batch: Sequence[Update]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._updates.handle(batch)
            except HallError as error:
                await self._updates.refuse(batch[0], error)
            except Exception as error:
                # Only the kind of the error: its words may hold an address with the token.
                log.error("update %s failed: %s", batch[0].update_id, type(error).__name__)
                if attempt < ATTEMPTS:
                    await asyncio.sleep(seconds(error) if isinstance(error, RetryAfter) else attempt)
                    continue
                await self._updates.failed(batch[0])
            return
