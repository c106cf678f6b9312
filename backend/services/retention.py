"""Files are kept as long as they are needed and no longer; what was deleted, when and by which rule can be proved."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.services import previews, readings, reuse_upkeep
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage import conversations as talks
from backend.storage import retention as stored
from backend.storage.uploads import Upload

#: Files in one transaction: a long list is worked off in pieces.
BATCH = 100
_ACTOR = "system"
_ONE = "upload.file_deleted"
_RUN = "files.deleted"


@dataclass(frozen=True)
class Run:
    """One deletion: how many files and bytes went, by which rule, and a hash over all of them."""

    at: datetime
    files: int
    size: int
    rules: dict[str, int]
    root: str
    #: whether the files' own records give the same hash, and none of the files is there any more
    proved: bool


async def sweep(hall: Hall) -> int:
    """Delete the files whose time is over, and end the consents that were about them; how many files.

    May run twice: a file that is gone already is recorded all the same.
    """
    done = 0
    while True:
        count = await _piece(hall)
        done += count
        if count < BATCH:
            break
    await reuse_upkeep.end_over(hall)
    return done


async def runs(hall: Hall, limit: int = 50) -> list[Run]:
    """The latest deletions, newest first, each checked against the records of its files and against the folder."""
    async with hall.database.transaction() as session:
        found = await stored.acts(session, _RUN, limit)
        return [_run(hall, one, await stored.acts_of(session, one.thing, _ONE)) for one in found]


async def _piece(hall: Hall) -> int:
    now = hall.clock.now()
    loose = now - timedelta(days=hall.settings.keep_unsubmitted_days)
    decided = now - timedelta(days=hall.settings.keep_decided_days)
    async with hall.database.transaction() as session:
        due = await stored.due(session, loose, decided, BATCH)
        if not due:
            return 0
        thing = f"retention:{now:%Y%m%d}-{secrets.token_hex(6)}"
        ids = [upload.id for upload, _ in due]
        rules: dict[str, int] = {}
        digests = []
        for upload, rule in due:
            kept = await stored.is_kept(session, upload.digest, but=ids)
            rules[rule] = rules.get(rule, 0) + 1
            _forget(upload, now)
            digests.append(upload.digest)
            audit.record(
                session, now, _ACTOR, _ONE, thing,
                upload=upload.id, sha256=upload.digest, size=upload.size, rule=rule, shared=kept,
            )  # fmt: skip
            await talks.drop_files(session, upload.conversation_id, [f"/uploads/{upload.id}/"])
            if not kept:
                await readings.forget(hall, session, upload.digest)
                # Before the record is committed: a process that dies in between deletes again, and never forgets to.
                await hall.vault.delete(upload.digest)
                previews.DRAWN.forget(upload.digest)
        size = sum(upload.size for upload, _ in due)
        audit.record(
            session, now, _ACTOR, _RUN, thing, files=len(due), size=size, rules=rules, root=_root(digests)
        )  # fmt: skip
    return len(due)


def _forget(upload: Upload, now: datetime) -> None:
    """What is left of the row is that there was a file, for which material, and what became of it."""
    upload.file_deleted_at = now
    upload.fields, upload.name = None, ""
    upload.findings = [{**finding, "fields": {}} for finding in upload.findings]


def _root(digests: Sequence[str]) -> str:
    """One hash over many: the same for the same files in any order."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def _run(hall: Hall, act: audit.AuditEvent, files: Sequence[audit.AuditEvent]) -> Run:
    digests = [str(one.details["sha256"]) for one in files]
    gone = all(one.details["shared"] or not hall.vault.has(str(one.details["sha256"])) for one in files)
    details = act.details
    return Run(
        at=act.at,
        files=int(details["files"]),
        size=int(details["size"]),
        rules=dict(details["rules"]),
        root=str(details["root"]),
        proved=gone and len(files) == details["files"] and _root(digests) == details["root"],
    )
