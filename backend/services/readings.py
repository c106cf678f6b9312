"""What was read from files, kept sealed by content and reader version."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.reader import READER_VERSION
from backend.domain.facts import FileFacts, facts_from_json
from backend.services.hall import Hall
from backend.storage import uploads as stored
from backend.storage.uploads import Upload

FACTS = "facts"


def facts_key(hall: Hall, digest: str) -> str:
    """Under which key the facts of these bytes are kept."""
    return hall.vault.keyed_hash(f"{digest}:{READER_VERSION}", "reading")


async def kept_facts(hall: Hall, session: AsyncSession, upload: Upload) -> FileFacts | None:
    """What was read from these bytes before, by the same reader."""
    sealed = await stored.cached_facts(session, facts_key(hall, upload.digest))
    return facts_from_json(hall.vault.open(sealed, FACTS)) if sealed else None
