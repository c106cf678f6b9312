"""Files of residents' as the console hands them out."""

from urllib.parse import quote

from aiohttp import web

from backend.storage.uploads import Upload

HEADERS = {
    # Whatever a resident's file holds, it runs nothing and reaches nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'",
    "Cache-Control": "no-store",
}
#: What a browser shows by itself and can't be made to run; everything else is saved.
_INLINE = frozenset({"image/jpeg", "image/png", "image/webp"})


def as_sent(upload: Upload, data: bytes) -> web.Response:
    """The file as the resident sent it."""
    kind = "inline" if upload.media_type in _INLINE else "attachment"
    disposition = f"{kind}; filename*=UTF-8''{quote(upload.name, safe='')}"
    headers = {**HEADERS, "Content-Disposition": disposition}
    return web.Response(body=data, content_type=upload.media_type, headers=headers)


def upload_of(file: dict[str, str]) -> str:
    """The id of the upload that a file of a message is, from its address ``/api/v1/uploads/<id>/file``."""
    return file["url"].split("/")[-2]
