"""What was read from files, kept sealed by content and reader version."""

import base64

from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.reader import READER_VERSION
from backend.domain.facts import FileFacts, facts_from_json
from backend.services.hall import Hall
from backend.storage import uploads as stored
from backend.storage.uploads import Upload

FACTS = "facts"
_THUMBNAIL = "thumbnail"


def facts_key(hall: Hall, digest: str) -> str:
    """Under which key the facts of these bytes are kept."""
    return _key(hall, digest, READER_VERSION)


async def forget(hall: Hall, session: AsyncSession, digest: str) -> None:
    """Drop all that was read from these bytes, and the thumbnail: by this reader and by every one before it."""
    for version in range(1, int(READER_VERSION) + 1):
        await stored.forget_reading(session, _key(hall, digest, str(version)))


async def kept_facts(hall: Hall, session: AsyncSession, upload: Upload) -> FileFacts | None:
    """What was read from these bytes before, by the same reader."""
    sealed = await stored.cached_facts(session, facts_key(hall, upload.digest))
    return facts_from_json(hall.vault.open(sealed, FACTS)) if sealed else None


def sealed_thumbnail(hall: Hall, facts: FileFacts) -> bytes | None:
    """The thumbnail that came with the facts, as it is kept; None when the file has none."""
    return hall.vault.seal(base64.b64encode(facts.thumbnail).decode(), _THUMBNAIL) if facts.thumbnail else None


async def kept_thumbnail(hall: Hall, session: AsyncSession, digest: str) -> bytes | None:
    """The masked picture of these bytes' first page, JPEG."""
    sealed = await stored.thumbnail(session, facts_key(hall, digest))
    return base64.b64decode(hall.vault.open(sealed, _THUMBNAIL)) if sealed else None


def _key(hall: Hall, digest: str, version: str) -> str:
    return hall.vault.keyed_hash(f"{digest}:{version}", "reading")
