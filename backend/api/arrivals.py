"""Files that arrive together are acknowledged together: one "收到" for an album, not nine."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from backend.domain.errors import TooBusy
from backend.domain.uploads import UploadStatus
from backend.services import conversations
from backend.services.conversations import Gateway
from backend.services.hall import Hall
from backend.storage.uploads import Upload

logger = logging.getLogger(__name__)

#: Files that are taken in at once: of everybody (each is held in memory), and of one conversation.
MOST_AT_ONCE = 12
MOST_OF_ONE = 4
#: How long the last file of an album is waited for.
ALBUM_PAUSE = 2.0


class Arrivals:
    """The files on their way in, in this process."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()
        self._came: defaultdict[str, list[Upload]] = defaultdict(list)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        #: ids of files that are about to be acknowledged, so that a retry beside the first is not a second
        self._told: set[str] = set()

    @contextmanager
    def room(self, conversation_id: str) -> Iterator[None]:
        """Room for one file while the block lasts. Raises ``TooBusy`` when there is none."""
        if self._under_way.total() >= MOST_AT_ONCE or self._under_way[conversation_id] >= MOST_OF_ONE:
            raise TooBusy(seconds=3)
        self._under_way[conversation_id] += 1
        try:
            yield
        finally:
            self._under_way[conversation_id] -= 1
            if not self._under_way[conversation_id]:
                del self._under_way[conversation_id]

    async def came_again(self, hall: Hall, gateway: Gateway, upload: Upload, *, more: bool) -> None:
        """A file was sent again. It is acknowledged if the first time that did not come about: the hall was stopped
        between storing the file and saying so."""
        if upload.id not in self._told:
            self._told.add(upload.id)
            try:
                shown = await conversations.file_was_shown(hall, upload.conversation_id, upload.id)
            finally:
                self._told.discard(upload.id)
            if shown or upload.status == UploadStatus.REMOVED:
                return
        await self.came(gateway, upload.conversation_id, upload, more=more)

    async def came(self, gateway: Gateway, conversation_id: str, upload: Upload, *, more: bool) -> None:
        """A file is in: acknowledge it, with the ones before it, unless more are under way."""
        if upload.id not in self._told:
            self._told.add(upload.id)
            self._came[conversation_id].append(upload)
        timer = self._timers.pop(conversation_id, None)
        if timer is not None:
            timer.cancel()
        if not more and not self._under_way[conversation_id]:
            await self._acknowledge(gateway, conversation_id)
            return
        self._timers[conversation_id] = asyncio.get_running_loop().call_later(
            ALBUM_PAUSE, self._start, gateway, conversation_id
        )

    async def close(self, _app: web.Application) -> None:
        """Acknowledge what waits for the rest of its album."""
        for timer in list(self._timers.values()):
            timer.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=3)

    def _start(self, gateway: Gateway, conversation_id: str) -> None:
        self._timers.pop(conversation_id, None)
        task = asyncio.create_task(self._acknowledge(gateway, conversation_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _acknowledge(self, gateway: Gateway, conversation_id: str) -> None:
        uploads = self._came.pop(conversation_id, [])
        if not uploads:
            return
        try:
            await gateway.uploaded(conversation_id, uploads, None)
        except Exception:
            # The files are stored and will be judged; only the word that they came is missing.
            logger.exception("files could not be acknowledged")
        finally:
            self._told.difference_update(upload.id for upload in uploads)


ARRIVALS = web.AppKey("api_arrivals", Arrivals)
