"""A hall that serves, as a whole: what ``app`` has joined, for commands and tests to reach into."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from backend.adapters.rasa_process import RasaProcess
from backend.adapters.texts import Texts
from backend.services.hall import Hall
from backend.storage.news import News
from bot.channels.conversation import ConversationGateway

log = logging.getLogger(__name__)

#: Seconds after which a task that did not end is cancelled once more.
_STOP_AGAIN = 15


@dataclass
class Running:
    """A hall that serves, and its background tasks."""

    hall: Hall
    texts: Texts
    gateway: ConversationGateway
    news: News
    rasa: RasaProcess | None = None
    port: int = 0
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    #: username → first password, of logins made at this start
    first_logins: dict[str, str] = field(default_factory=dict)
    rasa_url: str = ""  # libpq: where Rasa keeps its conversations

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        """Run something in the background; that it died is logged, never lost."""
        task = asyncio.create_task(work, name=name)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """End what runs in the background. One that lost its cancellation (a library may swallow it) is told again."""
        while self.tasks:
            for task in self.tasks:
                task.cancel()
            await asyncio.wait(self.tasks, timeout=_STOP_AGAIN)

    async def assistant_ready(self, limit: timedelta) -> None:
        """Wait until Rasa answers chats; at once when it is off. Raises ``TimeoutError``, also when it failed."""
        async with asyncio.timeout(limit.total_seconds()):
            while self.hall.settings.rasa and self.gateway.rasa_state != "ready":
                if self.gateway.rasa_state == "down" and self.rasa is None:
                    raise TimeoutError("Rasa could not be started; the log says why.")
                await asyncio.sleep(0.2)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s stopped", task.get_name(), exc_info=error)
