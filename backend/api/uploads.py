"""Files over HTTP: taken in piece by piece with a limit, answered at once, shown to their owner or staff only."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from aiohttp import web
from pydantic import Field

from backend.api.arrivals import ARRIVALS
from backend.api.forms import read_upload
from backend.api.guard import Permission
from backend.api.keys import TEXTS, ErrorTexts
from backend.api.models import Done, Id, Sent, Told
from backend.api.routing import Call, Route, json_answer
from backend.domain.errors import InvalidTransition, TooBusy, UploadRefused
from backend.domain.facts import Verdict
from backend.domain.uploads import UploadStatus
from backend.services import uploads
from backend.storage.uploads import Upload

#: What a page may show by itself; everything else is offered for saving.
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/gif", "application/pdf"})


class FindingTold(Told):
    """One thing a check saw, and what to do about it."""

    check: str
    ok: bool
    key: str
    text: str
    remedy: str
    staff_only: bool = Field(False, description="A hint for staff; residents are not told it.")


class UploadTold(Told):
    """A file that was sent, and what the checks make of it."""

    id: str
    name: str
    media_type: str
    size: int
    material: str | None
    package: str | None
    status: UploadStatus
    verdict: Verdict | None
    kind: str | None
    findings: list[FindingTold]
    before: int = Field(0, description="How many files of others are read before this one.")
    at: datetime
    first_passed: date | None = Field(None, description="Of an earlier package's paper: the day it was passed there.")


class Uploads(Told):
    """A visitor's files, oldest first, without the ones that were replaced or taken back."""

    uploads: list[UploadTold]


class Material(Sent):
    """What a file is for."""

    material: Id


def told(upload: Upload, texts: ErrorTexts, before: int = 0, *, staff: bool = False) -> UploadTold:
    """The upload as its owner sees it; with ``staff`` as the contact does."""
    return UploadTold(
        id=upload.id,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        material=upload.material_key,
        package=upload.package_id,
        status=UploadStatus(upload.status),
        verdict=Verdict(upload.verdict) if upload.verdict else None,
        kind=upload.kind,
        findings=[_finding(found, texts) for found in upload.findings if staff or not found.get("staff_only")],
        before=before,
        at=upload.created_at,
        first_passed=upload.first_passed,
    )


def _finding(found: dict[str, Any], texts: ErrorTexts) -> FindingTold:
    key, fields, ok = str(found["key"]), dict(found.get("fields") or {}), bool(found["ok"])
    return FindingTold(
        check=str(found.get("check", "")),
        ok=ok,
        key=key,
        text=texts.say(f"finding_{key}", **fields) if texts.has(f"finding_{key}") else "",
        remedy=texts.say(f"remedy_{key}", **fields) if not ok and texts.has(f"remedy_{key}") else "",
        staff_only=bool(found.get("staff_only")),
    )


async def receive(call: Call) -> web.StreamResponse:
    """Take in one file. The verdict follows as a message."""
    arrivals, conversation_id = call.request.config_dict[ARRIVALS], call.conversation.id
    with arrivals.room(conversation_id):
        form = await read_upload(call.request, call.hall.settings.upload_bytes)
        repeated = await uploads.sent_before(call.hall, conversation_id, form.client_key)
        upload = await uploads.receive(
            call.hall,
            conversation_id,
            form.data,
            form.name,
            material_key=form.material,
            client_key=form.client_key,
        )
    if repeated:
        await arrivals.came_again(call.hall, call.gateway, upload, more=form.more)
    else:
        await arrivals.came(call.gateway, conversation_id, upload, more=form.more)
    before = await uploads.place_in_queue(call.hall, upload.id)
    return json_answer(told(upload, call.request.config_dict[TEXTS], before), 201)


async def mine(call: Call) -> Uploads:
    """The visitor's files."""
    kept = await uploads.of_conversation(call.hall, call.conversation.id)
    return Uploads(uploads=[told(upload, call.request.config_dict[TEXTS]) for upload in kept])


async def show(call: Call) -> UploadTold:
    """How an upload stands."""
    upload = await _mine(call)
    return told(upload, call.request.config_dict[TEXTS], await uploads.place_in_queue(call.hall, upload.id))


async def assign(call: Call) -> UploadTold:
    """Say what a file is for."""
    upload = await uploads.assign(call.hall, (await _mine(call)).id, call.body(Material).material)
    return told(upload, call.request.config_dict[TEXTS])


async def remove(call: Call) -> Done:
    """Take a file back."""
    await uploads.remove(call.hall, (await _mine(call)).id, f"resident:{call.conversation.id}")
    return Done()


async def file(call: Call) -> web.StreamResponse:
    """The file itself."""
    upload = await _mine(call)
    data, _ = await uploads.file(call.hall, upload.id)
    return as_file(upload, data)


def as_file(upload: Upload, data: bytes) -> web.Response:
    """A file that somebody sent, as an answer in which nothing of it can run."""
    how = "inline" if upload.media_type in _SHOWN else "attachment"
    return web.Response(
        body=data,
        headers={
            "Content-Type": upload.media_type,
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(upload.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


async def _mine(call: Call) -> Upload:
    return await uploads.own(call.hall, call.conversation.id, call.path("upload_id"))


_TAG = "uploads"
_FORM = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "The file."},
        "material": {"type": "string", "maxLength": 64, "description": "The material it is for, if that is known."},
        "client_key": {"type": "string", "maxLength": 64, "description": "The sender's own key: a retry repeats it."},
        "more": {"type": "string", "maxLength": 4, "description": "How many more files follow at once."},
    },
    "required": ["file"],
}
ROUTES = (
    Route(
        "POST", "/conversations/me/uploads", receive, Permission.VISITOR,
        "Send one file; answered at once, the verdict follows as a message.", _TAG,
        form=_FORM, answer=UploadTold, status=201, limit="upload", errors=(UploadRefused, TooBusy),
    ),
    Route(
        "GET", "/conversations/me/uploads", mine, Permission.VISITOR, "My files and what the checks make of them.",
        _TAG, answer=Uploads,
    ),
    Route(
        "GET", "/uploads/{upload_id}", show, Permission.VISITOR, "How an upload stands, and its verdict.", _TAG,
        answer=UploadTold,
    ),
    Route(
        "PUT", "/uploads/{upload_id}/material", assign, Permission.VISITOR, "Say what a file is for.", _TAG,
        body=Material, answer=UploadTold, limit="write", errors=(InvalidTransition, UploadRefused),
        example={"material": "lease"},
    ),
    Route(
        "DELETE", "/uploads/{upload_id}", remove, Permission.VISITOR, "Take a file back.", _TAG,
        answer=Done, limit="write", errors=(InvalidTransition, UploadRefused),
    ),
    Route(
        "GET", "/uploads/{upload_id}/file", file, Permission.VISITOR, "The file itself.", _TAG,
        media="*/*",
    ),
)  # fmt: skip
