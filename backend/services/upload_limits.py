"""What an upload may be: how large, of which kinds, and how many at a time."""

from datetime import timedelta

import filetype
from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.reader.sniffing import DOCX, PDF, PICTURES
from backend.domain.errors import TooBusy, TooManyRequests, UploadRefused
from backend.domain.numbers import mask_text
from backend.services.hall import Hall
from backend.storage import uploads as stored

#: How many files one conversation may keep, neither replaced nor taken back.
MAX_KEPT = 60
#: How many files may wait for checkers in the whole hall before new ones are turned away, and for how long.
MAX_WAITING = 200
BUSY_SECONDS = 60
#: Of one resident's files this many wait in the first row; the next ones stand behind other residents' first ones.
ALBUM = 4
_HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0"  # old Word files, and encrypted new ones
_HEIF_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc")


def sniffed(data: bytes, most: int) -> str:
    """The media type by the file's first bytes. Raises ``UploadRefused``; whether it opens is seen by the checker."""
    if not data:
        raise UploadRefused(reason="empty")
    if len(data) > most:
        raise UploadRefused(reason="too_large", megabytes=most // (1024 * 1024))
    head = data[:_HEAD]
    if head.startswith(b"%PDF-"):
        return PDF
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "image/heic"
    if head.startswith(b"PK\x03\x04") and b"word/document.xml" in data:
        return DOCX
    kind = None if head.startswith(_OLE) else filetype.guess(head)
    if kind is None or kind.mime not in PICTURES:
        raise UploadRefused(reason="unsupported")
    return str(kind.mime)


async def check_room(hall: Hall, session: AsyncSession, conversation_id: str) -> None:
    """Raise ``TooManyRequests``, ``UploadRefused`` or ``TooBusy`` when no more files are taken now."""
    hour = hall.clock.now() - timedelta(hours=1)
    if await stored.received_since(session, conversation_id, hour) >= hall.settings.uploads_per_hour:
        raise TooManyRequests()
    if await stored.kept(session, conversation_id) >= MAX_KEPT:
        raise UploadRefused(reason="too_many", most=MAX_KEPT)
    if await stored.waiting(session) >= MAX_WAITING:
        raise TooBusy(seconds=BUSY_SECONDS)


def shown_name(name: str) -> str:
    """A file name fit to be shown: the last part of a path, printable, not endless, numbers masked."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return mask_text("".join(c for c in last if c.isprintable())[-120:]) or "file"
