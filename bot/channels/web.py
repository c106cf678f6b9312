"""The resident's pages: the page at ``/``, and the files of the widget that other sites embed."""

from pathlib import Path

from aiohttp import web

_WIDGET = Path(__file__).resolve().parents[1] / "widget"


def add_pages(app: web.Application) -> None:
    """Serve the resident's pages."""
    app.router.add_get("/", _page)
    app.router.add_static("/widget/", _WIDGET)


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(_WIDGET / "index.html", headers={"Cache-Control": "no-cache"})
