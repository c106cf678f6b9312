"""Reading an upload from a multipart form, piece by piece, never more than the limit in memory."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from backend.domain.errors import InvalidInput, UploadRefused

_PIECE = 64 * 1024
#: What a form may hold beside the file.
_FORM_ROOM = 16 * 1024
_LONGEST_FIELD = 64
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_FIELDS = frozenset({"material", "client_key", "more"})
#: How much of a file that is too large is read on, so that its sender hears why instead of a broken connection.
_PATIENCE = 2


@dataclass
class UploadForm:
    """What was sent."""

    data: bytes
    name: str
    material: str | None = None
    client_key: str | None = None
    more: bool = False


async def read_upload(request: web.Request, limit: int) -> UploadForm:
    """The file and fields of a form. Raises ``UploadRefused`` for a file over ``limit``, ``InvalidInput``."""
    if request.content_type != "multipart/form-data":
        raise InvalidInput(field="content_type")
    if (request.content_length or 0) > _PATIENCE * limit + _FORM_ROOM:
        raise _too_large(limit)
    data: bytes | None = None
    name = ""
    fields: dict[str, str] = {}
    try:
        # Clients write what a header can't hold as %22 or %E8%BA%AB in a file's name.
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise InvalidInput(field="file")
            if part.name == "file" and data is None:
                data, name = await _read_file(part, limit), unquote(part.filename or "file")
            elif part.name in _FIELDS and part.name not in fields:
                fields[part.name] = await _read_field(part)
            else:
                raise InvalidInput(field=str(part.name or "form")[:40])
    except (ValueError, AssertionError, LookupError, HttpProcessingError) as error:  # a form that is none
        raise InvalidInput(field="form") from error
    if data is None:
        raise InvalidInput(field="file")
    return UploadForm(
        data=data,
        name=name.replace("\x00", "")[:200],
        material=_checked("material", fields.get("material")),
        client_key=_checked("client_key", fields.get("client_key")),
        more=fields.get("more", "0") not in ("", "0"),
    )


async def _read_file(part: BodyPartReader, limit: int) -> bytes:
    data = bytearray()
    size = 0
    while piece := await part.read_chunk(_PIECE):
        size += len(piece)
        if size <= limit:
            data += piece
        else:
            data.clear()
        if size > _PATIENCE * limit + _FORM_ROOM:
            break
    if size > limit:
        raise _too_large(limit)
    return bytes(data)


def _too_large(limit: int) -> UploadRefused:
    return UploadRefused(reason="too_large", megabytes=limit // (1024 * 1024))


async def _read_field(part: BodyPartReader) -> str:
    data = bytearray()
    while piece := await part.read_chunk(_PIECE):
        data += piece
        if len(data) > _LONGEST_FIELD:
            raise InvalidInput(field=str(part.name))
    return data.decode("utf-8")


def _checked(field: str, value: str | None) -> str | None:
    if not value:
        return None
    if not _KEY.fullmatch(value):
        raise InvalidInput(field=field)
    return value
