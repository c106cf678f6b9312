"""Files from a Telegram chat: fetched, stored, and told about."""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot, Message, Update
from telegram.error import BadRequest, RetryAfter, TelegramError

from backend.domain.choices import squeeze
from backend.domain.errors import HallError, UploadRefused
from backend.domain.items import Material
from backend.domain.packages import OPEN_PACKAGES
from backend.services import conversations, packages, uploads
from backend.services.hall import Hall
from backend.settings import MEGABYTE
from backend.storage.uploads import Upload
from bot.channels.telegram_bot import seconds

log = logging.getLogger(__name__)

#: The most that a bot may download from Telegram's own server.
DOWNLOAD_LIMIT = 20 * MEGABYTE
#: How often a file is tried.
ATTEMPTS = 3
#: What may stand around a material's name in a caption.
_BEFORE = re.compile(r"^(这|那)?(张|个|份|些)?(就)?(是|给你|给您)?(我的?|我们的?|店里的?)?")
_AFTER = re.compile(r"(的)?(正反面|正面|反面|背面|两面|照片|图片|复印件|原件|扫描件)*(在这里|来了|给你|给您|了)?$")
_BETWEEN = re.compile(r"[和跟与及、，,;；\s]+")


@dataclass(frozen=True)
class Arrived:
    """What became of the files of a message or album."""

    uploads: tuple[Upload, ...]
    #: whether something is among them that the resident was not yet told of
    news: bool
    #: files that could not be taken, and why; None: Telegram did not hand it over
    refused: tuple[tuple[Update, HallError | None], ...]


def meant(caption: str, materials: Sequence[Material]) -> frozenset[str]:
    """The keys of the materials a caption names, empty when it says anything else: "这是身份证正面"."""
    keys = set()
    for part in _BETWEEN.split(caption.strip(" 。.!！~")):
        name = _AFTER.sub("", _BEFORE.sub("", squeeze(part)))
        found = [one.key for one in materials if name in squeeze(one.name)]
        if len(name) < 2 or len(found) != 1:
            return frozenset()
        keys.add(found[0])
    return frozenset(keys)


class Files:
    """Takes files out of updates."""

    def __init__(self, hall: Hall, bot: Bot) -> None:
        self._hall, self._bot = hall, bot

    async def take(self, talk: str, batch: Sequence[Update], material: str | None) -> Arrived:
        """Store the files of one message or album, each by itself; for ``material`` where its caption names one."""
        taken: list[Upload] = []
        refused: list[tuple[Update, HallError | None]] = []
        news = False
        for update in batch:
            assert update.message is not None
            key = f"telegram:{update.update_id}"
            try:
                repeated = await uploads.sent_before(self._hall, talk, key)
                data, name = await self._fetch(update.message)
                upload = await uploads.receive(self._hall, talk, data, name, material_key=material, client_key=key)
            except HallError as error:
                refused.append((update, error))
            except TelegramError as error:
                log.error("a file could not be fetched: %s", type(error).__name__)
                refused.append((update, None))
            else:
                taken.append(upload)
                # A crash may have come between the storing and the telling.
                news = news or not repeated or not await conversations.file_was_shown(self._hall, talk, upload.id)
        return Arrived(tuple(taken), news, tuple(refused))

    async def named(self, talk: str, caption: str | None) -> frozenset[str]:
        """The keys of the open package's materials that a caption names."""
        package_id = (await conversations.get(self._hall, talk)).package_id
        if not caption or package_id is None:
            return frozenset()
        progress = await packages.progress(self._hall, package_id)
        if progress.package.status not in OPEN_PACKAGES:
            return frozenset()
        return meant(caption, [one.material for one in progress.materials])

    async def _fetch(self, message: Message) -> tuple[bytes, str]:
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._download(message)
            except BadRequest:
                raise
            except TelegramError as error:
                await asyncio.sleep(seconds(error) if isinstance(error, RetryAfter) else attempt)
        return await self._download(message)

    async def _download(self, message: Message) -> tuple[bytes, str]:
        """The bytes and name of a picture (its largest form) or document. Raises ``UploadRefused``."""
        limit = min(DOWNLOAD_LIMIT, self._hall.settings.upload_bytes)
        largest = max(message.photo, key=lambda size: size.width * size.height) if message.photo else None
        wanted = largest or message.document
        assert wanted is not None
        name = message.document.file_name if message.document else None
        if (wanted.file_size or 0) > limit:
            raise UploadRefused(reason="too_large", megabytes=limit // MEGABYTE)
        try:
            file = await self._bot.get_file(wanted.file_id)
        except BadRequest as error:
            if "too big" in str(error).lower():
                raise UploadRefused(reason="too_large", megabytes=limit // MEGABYTE) from error
            raise
        return bytes(await file.download_as_bytearray()), name or f"photo-{message.message_id}.jpg"
