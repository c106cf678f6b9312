"""Telegram: updates come by long polling or webhook, in order per chat; what the hall says goes out by ``Delivery``.

Of several hall processes one polls and delivers; webhook calls are taken by any. The token never reaches a log.
"""

import asyncio
import hashlib
import hmac
import logging

from aiohttp import web
from telegram import Bot, Update

from backend.adapters.texts import Texts
from backend.services.conversations import Gateway
from backend.services.hall import Hall
from backend.storage import election
from backend.storage.news import News
from bot.channels.telegram_bot import Patience, make_bot
from bot.channels.telegram_chats import Chats
from bot.channels.telegram_delivery import Delivery
from bot.channels.telegram_updates import Updates

#: The advisory lock that elects the one process which polls and delivers.
LOCK = 7303
#: Seconds of one long poll; of the pause while older updates are still being stored.
POLL_SECONDS, STORING_PAUSE = 20, 0.5
#: How long a webhook call waits for its update to be stored, in seconds.
WEBHOOK_SECONDS = 50.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name, no secret)
_ALLOWED = ["message", "edited_message", "callback_query"]


class TelegramChannel:
    """The Telegram side of one hall."""

    def __init__(self, hall: Hall, gateway: Gateway, texts: Texts, bot: Bot) -> None:
        self._hall, self._bot = hall, bot
        self._patience = Patience()
        self._delivery = Delivery(hall, texts, bot, self._patience)
        self._chats = Chats(Updates(hall, gateway, texts, bot))
        # They write whole addresses, of which the token is a part, and what residents say.
        for noisy in ("httpx", "httpcore", "telegram"):
            logging.getLogger(noisy).setLevel(logging.WARNING)

    @property
    def secret(self) -> str:
        """What Telegram shows with every webhook call."""
        return hashlib.sha256(f"telegram {self._hall.settings.secrets.channel_secret}".encode()).hexdigest()

    @property
    def path(self) -> str:
        """Where the webhook is: not to be guessed either."""
        return f"/telegram/{hashlib.sha256(self.secret.encode()).hexdigest()[:24]}"

    def add_webhook(self, app: web.Application) -> None:
        """Take updates by POST at ``path`` from whoever shows ``secret``."""
        app.router.add_post(self.path, self._webhook)

    async def run(self, news: News) -> None:
        """Take in updates and deliver messages until cancelled, while this process is the elected one."""
        try:
            await self._patience.until_done(self._bot.initialize)
            await election.lead(self._hall.database, LOCK, lambda: self._lead(news))
        finally:
            await self._chats.close()
            await self._bot.shutdown()

    async def _lead(self, news: News) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._delivery.run(news))
            tasks.create_task(self._receive())

    async def _receive(self) -> None:
        await self._patience.until_done(self._register)
        offset = 0
        while not self._hall.settings.telegram_webhook:
            offset = await self._poll(offset)

    async def _register(self) -> None:
        settings = self._hall.settings
        if settings.telegram_webhook:
            address = f"{(settings.public_url or '').rstrip('/')}{self.path}"
            await self._bot.set_webhook(address, secret_token=self.secret, allowed_updates=_ALLOWED)
        else:
            await self._bot.delete_webhook()

    async def _poll(self, offset: int) -> int:
        """One long poll. The offset, which makes Telegram forget, stays at the oldest update not stored yet."""
        pending = self._chats.pending
        if pending:
            await asyncio.sleep(STORING_PAUSE)
        updates = await self._patience.until_done(
            lambda: self._bot.get_updates(
                offset=min(pending, default=offset),
                timeout=0 if pending else POLL_SECONDS,
                allowed_updates=_ALLOWED,
                read_timeout=POLL_SECONDS + 10,
            )
        )
        for update in updates:
            self._chats.take(update)
        return max((offset, *(update.update_id + 1 for update in updates)))

    async def _webhook(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self.secret.encode()):
            raise web.HTTPForbidden
        try:
            update = Update.de_json(await request.json(), self._bot)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise web.HTTPBadRequest from error
        stored = self._chats.take(update)
        try:
            async with asyncio.timeout(WEBHOOK_SECONDS):
                await stored.wait()
        except TimeoutError as error:
            raise web.HTTPServiceUnavailable from error
        return web.Response()


def make_telegram(hall: Hall, gateway: Gateway, texts: Texts) -> TelegramChannel | None:
    """The channel, when the operator gave a token. Raises ``ValueError`` for a webhook without a public address."""
    bot = make_bot(hall.settings)
    if bot is None:
        return None
    if hall.settings.telegram_webhook and not hall.settings.public_url:
        raise ValueError("YUBAN_TELEGRAM_WEBHOOK needs YUBAN_PUBLIC_URL: the https address that Telegram can reach.")
    return TelegramChannel(hall, gateway, texts, bot)
