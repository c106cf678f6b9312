"""The page 文件删除记录: what the retention rule deleted, and whether the records and the folder prove it."""

from aiohttp import web

from backend.console.access import hall_of
from backend.console.pages import page
from backend.services import retention

#: How many deletions the page shows; each is checked anew.
_SHOWN = 50


async def show(request: web.Request) -> web.StreamResponse:
    """The page."""
    hall = hall_of(request)
    runs = await retention.runs(hall, _SHOWN)
    return page(
        request,
        "retention.html",
        runs=runs,
        full=len(runs) == _SHOWN,
        doubtful=sum(not run.proved for run in runs),
        unsubmitted_days=hall.settings.keep_unsubmitted_days,
        decided_days=hall.settings.keep_decided_days,
    )
