"""The page 没听懂的话: what was not understood, alike ones together, and what to do about it in one click."""

from dataclasses import dataclass

from aiohttp import web

from backend.console.access import hall_of, me
from backend.console.pages import field, go, page
from backend.domain.errors import HallError, PhraseRefused
from backend.domain.misses import MissGroup
from backend.domain.phrases import LENGTH, Use
from backend.services import misses, phrases
from backend.services.finder import Outcome
from backend.services.hall import Hall

#: How many groups a page shows, and how many items it suggests for each.
_SHOWN, _SUGGESTED = 40, 3
_SURE = frozenset({Outcome.FOUND, Outcome.REFER, Outcome.ABOLISHED})
_ADDRESS = "/console/misses"


@dataclass(frozen=True)
class Shown:
    """A group, and the items (id, name) that may have been meant."""

    group: MissGroup
    suggested: tuple[tuple[str, str], ...]
    #: what the page offers as alias: the shortest wording that may be one
    alias: str


async def show(request: web.Request) -> web.StreamResponse:
    """The page."""
    return await _page(request)


async def add_alias(request: web.Request) -> web.StreamResponse:
    """Teach the finder words for an item."""
    hall = hall_of(request)
    try:
        item_id = await _item(request)
        alias = await phrases.add_alias(
            hall, me(request), item_id or "", await field(request, "phrase"), await _seen(request)
        )
    except PhraseRefused as refused:
        return await _page(request, refused)
    return go(request, f"{_ADDRESS}?done={'alias' if _finds(hall, alias, item_id) else 'weak'}")


async def add_test(request: web.Request) -> web.StreamResponse:
    """Keep a sentence to test with."""
    try:
        item_id = await _item(request)
        await phrases.add_test(
            hall_of(request), me(request), item_id, await field(request, "phrase"), await _seen(request)
        )
    except PhraseRefused as refused:
        return await _page(request, refused)
    return go(request, f"{_ADDRESS}?done=test")


async def dismiss(request: web.Request) -> web.StreamResponse:
    """Nothing to learn from these."""
    await misses.dismiss(hall_of(request), me(request), await _seen(request))
    return go(request, f"{_ADDRESS}?done=dismissed")


async def remove(request: web.Request) -> web.StreamResponse:
    """Keep a phrase no more."""
    await phrases.remove(hall_of(request), me(request), request.match_info["id"])
    return go(request, f"{_ADDRESS}?done=removed")


async def _page(request: web.Request, refused: HallError | None = None) -> web.Response:
    hall = hall_of(request)
    groups = await misses.groups(hall)
    items = sorted(hall.catalogue.items.values(), key=lambda item: (item.department, item.id))
    return page(
        request,
        "misses.html",
        status=refused.status if refused else 200,
        refused=refused,
        done=request.query.get("done", ""),
        total=sum(group.count for group in groups),
        kinds=len(groups),
        groups=[_shown(hall, group) for group in groups[:_SHOWN]],
        items=items,
        names={item.id: item.short_name or item.name.value for item in items},
        aliases=await phrases.kept(hall, Use.ALIAS),
        tests=await phrases.kept(hall, Use.TEST),
        longest=LENGTH.stop - 1,
    )


def _shown(hall: Hall, group: MissGroup) -> Shown:
    items = hall.catalogue.items
    near = hall.finder.rank(group.texts[0], _SUGGESTED)
    names = [(hit.item_id, items[hit.item_id].short_name or hit.name) for hit in near]
    short = [text for text in group.texts if len(text) in LENGTH and "〔" not in text]
    return Shown(group, tuple(names), min(short, key=len) if short else "")


async def _item(request: web.Request) -> str | None:
    """The item that was pressed, or typed by its name; None when nothing was. Raises ``PhraseRefused``."""
    pressed, typed = await field(request, "item"), (await field(request, "other")).strip()
    if pressed or not typed:
        return pressed or None
    found = [
        item.id
        for item in hall_of(request).catalogue.items.values()
        if typed in (item.id, item.short_name, item.name.value)
    ]
    if len(found) != 1:
        raise PhraseRefused(reason="item")
    return found[0]


async def _seen(request: web.Request) -> list[str]:
    return [text for text in (await request.post()).getall("seen", []) if isinstance(text, str)]


def _finds(hall: Hall, alias: str, item_id: str | None) -> bool:
    found = hall.finder.find(alias)
    return found.outcome in _SURE and found.hits[0].item_id == item_id
