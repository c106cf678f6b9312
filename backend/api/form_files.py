"""Forms to download, and pictures of good samples, over HTTP. Everybody may have them."""

from urllib.parse import quote

from aiohttp import web

from backend.api.guard import Permission
from backend.api.routing import Call, Route
from backend.domain.errors import NotFound
from backend.services import forms

#: They change with the catalogue only; a phone need not fetch them again within the hour.
_KEPT = {"Cache-Control": "public, max-age=3600"}


async def form(call: Call) -> web.Response:
    """A form, blank or as a filled sample."""
    made = await forms.file(call.hall, call.path("item_id"), call.path("material"), call.path("file"))
    disposition = f"attachment; filename*=UTF-8''{quote(made.name, safe='')}"
    headers = {**_KEPT, "Content-Disposition": disposition}
    return web.Response(body=made.data, content_type=made.media_type, headers=headers)


async def sample(call: Call) -> web.Response:
    """How the material looks when it is good."""
    data = await forms.picture(call.hall, call.path("item_id"), call.path("material"))
    return web.Response(body=data, content_type="image/jpeg", headers=_KEPT)


ROUTES = (
    Route(
        "GET", "/items/{item_id}/materials/{material}/form/{file}", form, Permission.PUBLIC,
        "A form: blank.docx, blank.pdf, sample.docx or sample.pdf.", "items", media="*/*", errors=(NotFound,),
        limit="look_up",
    ),
    Route(
        "GET", "/items/{item_id}/materials/{material}/sample", sample, Permission.PUBLIC,
        "A picture of a good sample of a material, marked 样本.", "items", media="image/jpeg", errors=(NotFound,),
        limit="look_up",
    ),
)  # fmt: skip
