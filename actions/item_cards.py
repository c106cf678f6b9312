"""How an item is shown: one short card to confirm it, a short list to choose from, and one part of its guide."""

from datetime import date

from actions.turn import Turn, payload
from backend.domain.items import Item, ItemStatus, Sourced
from backend.domain.packages import PackageStatus
from backend.domain.plain_times import wants_again
from backend.services import appointments, packages
from backend.storage.packages import Package

#: How many items a short list shows.
SHORTLIST = 4


async def show_item(turn: Turn, item_id: str) -> None:
    """Show the item and ask whether it is the one; items that can't be had here say where to go instead."""
    item = turn.hall.catalogue.items[item_id]
    before = [one for one in turn.focus.get("shown") or [] if one != item_id]
    await turn.set_focus(item=item_id, shown=[*before, item_id][-SHORTLIST:])
    if item.status == ItemStatus.ABOLISHED:
        await _show_abolished(turn, item)
    elif item.status == ItemStatus.REFER_OUT:
        await turn.set_focus(ask=None)
        tell_elsewhere(turn, item)
    elif not await tell_submitted(turn, item):
        await turn.set_focus(ask="confirm")
        ask_confirm(turn, item)


async def tell_submitted(turn: Turn, item: Item) -> bool:
    """An item that is submitted already in this talk is not begun once more, unless that is said; whether it is one."""
    submitted = await submitted_for(turn, item)
    if submitted is None or wants_again(turn.text):
        return False
    await turn.set_focus(ask="again", item=item.id, shortlist=None)
    turn.say(
        "already_submitted",
        name=short(item),
        code=submitted.receipt_code,
        buttons=[turn.button("progress", "progress"), turn.button("once_more", "confirm_item", item=item.id)],
    )
    return True


async def submitted_for(turn: Turn, item: Item) -> Package | None:
    """The package for this item that is with the hall already."""
    for package in await packages.of_conversation(turn.hall, turn.conversation.id):
        if package.item_id != item.id or package.status not in {PackageStatus.SUBMITTED, PackageStatus.ACCEPTED}:
            continue
        seat = await appointments.current(turn.hall, package.id)
        if package.status == PackageStatus.SUBMITTED or seat is not None:
            return package
    return None


def tell_elsewhere(turn: Turn, item: Item) -> None:
    """Say where an item is done that can't be had here, or what became of it; the talk stays where it is."""
    key = "item_abolished" if item.status == ItemStatus.ABOLISHED else "item_refer"
    turn.say(key, name=short(item), refer_to=item.refer_to or "", buttons=[turn.button("human", "human")])


def ask_confirm(turn: Turn, item: Item) -> None:
    """Ask whether this is the item, with days, fee, place, source and date."""
    turn.say(
        "item_confirm",
        name=item.name.value,
        days=fact(turn, days_of(item)),
        fee=fact(turn, item.fee),
        place=place(turn, item),
        hint="".join(f"\n{hint}" for hint in item.hints[:1]),
        elsewhere="" if is_local(turn, item) else f"\n{turn.words('item_elsewhere')}",
        source=sources(turn, item),
        date=compiled(turn, item.compiled),
        buttons=offer_buttons(turn, item),
    )


async def offer_item(turn: Turn, item: Item) -> None:
    """Ask in one line whether this is to be done; its facts were asked for and told one by one."""
    await turn.set_focus(ask="confirm", item=item.id)
    turn.say("item_offer", name=short(item), buttons=offer_buttons(turn, item))


def offer_buttons(turn: Turn, item: Item) -> list[tuple[str, str]]:
    """To begin with this item, or not."""
    return [
        turn.button("confirm_item", "confirm_item", item=item.id),
        turn.button("not_this_item", "none_of_these"),
    ]


async def show_shortlist(turn: Turn, item_ids: list[str]) -> None:
    """Offer a few items to choose from, with "none of these"."""
    await turn.set_focus(ask="choose", shortlist=item_ids[:SHORTLIST])
    ask_choose(turn, item_ids[:SHORTLIST])


def ask_choose(turn: Turn, item_ids: list[str]) -> None:
    """Ask which of these items it is."""
    items = [turn.hall.catalogue.items[i] for i in item_ids if i in turn.hall.catalogue.items]
    lines = [
        turn.words("shortlist_line", n=n, name=short(item), who=_brief(item.who.value or item.name.value or ""))
        for n, item in enumerate(items, 1)
    ]
    buttons = [(short(item), payload("choose_item", item=item.id)) for item in items]
    turn.say("item_choose", lines="\n".join(lines), buttons=[*buttons, turn.button("none_of_these", "none_of_these")])


async def _show_abolished(turn: Turn, item: Item) -> None:
    instead = [turn.hall.catalogue.items[i] for i in item.replaced_by if i in turn.hall.catalogue.items]
    await turn.set_focus(ask=None)
    turn.say(
        "item_abolished",
        name=short(item),
        refer_to=item.refer_to or "",
        buttons=[
            *[(short(other), payload("choose_item", item=other.id)) for other in instead],
            turn.button("human", "human"),
        ],
    )


def short(item: Item) -> str:
    """The name people can say."""
    return item.short_name or item.name.value or item.id


def fact(turn: Turn, stated: Sourced) -> str:
    """A fact as it may be told: what is not known is said to be so, what is assumed is marked 待核实."""
    if not stated.value:
        return turn.words("not_known")
    return turn.words("to_verify", value=stated.text) if stated.assumed else stated.text


def days_of(item: Item) -> Sourced:
    """The promised days, or the statutory ones when nothing is promised."""
    return item.days_promised if item.days_promised.value else item.days_statutory


def place(turn: Turn, item: Item) -> str:
    """Where it is done: the windows' sites that serve the item."""
    serving = [w for w in turn.hall.catalogue.windows.values() if item.id in w.items]
    sites = {turn.hall.catalogue.sites[w.site].kind: turn.hall.catalogue.sites[w.site] for w in serving}
    if "hall" in sites and "street" in sites:
        return turn.words("place_hall_or_street", hall=sites["hall"].name)
    if sites:
        return next(iter(sites.values())).name
    return item.department_name


def compiled(turn: Turn, day: date | None) -> str:
    """The day the facts were put together."""
    return turn.words("date", year=day.year, month=day.month, day=day.day) if day else turn.words("not_known")


def sources(turn: Turn, item: Item) -> str:
    """Where the guide's facts come from, the first two named."""
    named = _places(turn, item)
    return "、".join(named) if named else turn.words("source_unknown")


def _places(turn: Turn, item: Item) -> list[str]:
    keys: list[str] = []
    for stated in (item.name, item.days_promised, item.days_statutory, item.fee, item.who, item.basis):
        keys += [key for key in stated.sources if key not in keys]
    named = [turn.hall.catalogue.sources[key].place for key in keys if key in turn.hall.catalogue.sources]
    return list(dict.fromkeys(named[:2]))


#: Places whose guides hold here.
_HERE = ("长沙", "天心", "国家", "全国", "湖南省")


def is_local(turn: Turn, item: Item) -> bool:
    """Whether all that is told of the item comes from here, or from nowhere in particular."""
    return all(any(here in place for here in _HERE) for place in _places(turn, item))


def _brief(text: str, limit: int = 30) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
