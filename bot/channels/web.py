"""The resident's pages: the page at ``/``, the page on privacy, and the files of the widget that other sites embed."""

import re
from pathlib import Path

from aiohttp import web

from backend.services.hall import HALL

_WIDGET = Path(__file__).resolve().parents[1] / "widget"
_NAME = re.compile(r"[a-z-]+\.(?:js|css|svg)")
#: What sites that embed the widget load from here into pages of their own.
_FOR_OTHERS = frozenset({"embed.js", "icon.svg"})
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
#: Everything comes from here, nothing is written into the page by a string, nothing runs that is not a file of ours.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {}"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=()",
    # Asked for again each time, answered with 304 when nothing changed: all files are always of one version.
    "Cache-Control": "no-cache",
}


def add_pages(app: web.Application) -> None:
    """Serve the resident's pages. The application must hold the hall."""
    app.router.add_get("/", _page)
    app.router.add_get("/privacy", _privacy)
    app.router.add_get("/widget/{name}", _file)
    app.router.add_get("/favicon.ico", _icon)


async def _page(request: web.Request) -> web.FileResponse:
    """The page; with ``?panel`` as the sites of ``embed_sites`` may show it within theirs."""
    panel = "panel" in request.query
    allowed = " ".join(("'self'", *request.app[HALL].settings.embed_sites)) if panel else "'none'"
    return _answer("index.html", allowed)


async def _privacy(_request: web.Request) -> web.FileResponse:
    return _answer("privacy.html", "'none'")


async def _icon(_request: web.Request) -> web.FileResponse:
    return _answer("icon.svg", "'none'")


async def _file(request: web.Request) -> web.FileResponse:
    name = request.match_info["name"]
    if not _NAME.fullmatch(name) or not (_WIDGET / name).is_file():
        raise web.HTTPNotFound
    return _answer(name, "'none'")


def _answer(name: str, ancestors: str) -> web.FileResponse:
    headers = {
        **_HEADERS,
        "Content-Type": f"{_TYPES[Path(name).suffix]}; charset=utf-8",
        "Content-Security-Policy": _POLICY.format(ancestors),
        "Cross-Origin-Resource-Policy": "cross-origin" if name in _FOR_OTHERS else "same-origin",
    }
    if name.endswith(".html"):
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if ancestors == "'none'":
            headers["X-Frame-Options"] = "DENY"
    return web.FileResponse(_WIDGET / name, headers=headers)
