"""When a text means more than one item: what a life event takes, in order, and the question that parts the rest."""

from collections.abc import Sequence

from actions.item_cards import SHORTLIST, short, show_item, show_shortlist
from actions.turn import Turn, payload
from backend.domain.items import LifeEvent
from backend.domain.splitting import Difference, Group, Split, split
from backend.services.finder import FindResult


async def show_found(turn: Turn, found: FindResult) -> None:
    """Show what was found: the way through a life event, a question, or a short list."""
    ids = [hit.item_id for hit in found.hits]
    if found.event is not None:
        await show_event(turn, found.event)
    elif found.split is not None:
        await ask_split(turn, found.split, ids)
    else:
        await show_shortlist(turn, ids[: max(found.offered, 2)])


async def show_event(turn: Turn, key: str) -> None:
    """The items that a life event takes, in order, each to choose."""
    event = turn.hall.catalogue.events[key]
    items = [turn.hall.catalogue.items[step.item] for step in event.steps]
    await turn.set_focus(ask="choose", shortlist=[item.id for item in items], item=None)
    buttons = [(short(item), payload("choose_item", item=item.id)) for item in items]
    turn.say(
        "event",
        name=event.name,
        lines=_event_lines(turn, event),
        buttons=[*buttons, turn.button("none_of_these", "none_of_these")],
    )


def tell_topic(turn: Turn) -> bool:
    """A known matter that no hall does, and no item: where to turn with it; whether it is one."""
    found = turn.hall.finder.find(turn.text, limit=1)
    if found.outcome != "none" or found.elsewhere is None:
        return False
    turn.say("elsewhere", advice=turn.hall.catalogue.elsewhere[found.elsewhere].advice)
    return True


async def show_order(turn: Turn) -> bool:
    """Which thing comes first: the way through the life event that what was named and what is talked of belong to."""
    found = turn.hall.finder.find(turn.text, limit=8)
    meant = {hit.item_id for hit in found.hits[:4]} | {str(turn.focus.get("item") or "")}
    meant |= set(turn.focus.get("shortlist") or [])
    if turn.item is not None:
        meant.add(turn.item.id)
    ways = [
        (found.event == event.key, len(meant & {step.item for step in event.steps}), -len(event.steps), event.key)
        for event in turn.hall.catalogue.events.values()
    ]
    told, most, _, key = max(ways, default=(False, 0, 0, ""))
    if not told and most == 0:
        return False
    if turn.open_package is None:
        await show_event(turn, key)
    else:
        event = turn.hall.catalogue.events[key]
        turn.say("event_order", name=event.name, lines=_event_lines(turn, event))
    return True


def _event_lines(turn: Turn, event: LifeEvent) -> str:
    items = [(turn.hall.catalogue.items[step.item], step.note) for step in event.steps]
    return "\n".join(
        turn.words("event_line", n=n, name=short(item), note=note or item.short_name)
        for n, (item, note) in enumerate(items, 1)
    )


async def narrow(turn: Turn, item_ids: Sequence[str]) -> None:
    """What is left after an answer: one item, a short list, or the next question."""
    left = [i for i in item_ids if i in turn.hall.catalogue.items]
    if not left:
        turn.say("item_gone")
    elif len(left) == 1:
        await show_item(turn, left[0])
    elif len(left) <= SHORTLIST:
        await show_shortlist(turn, left)
    else:
        asked = split([(turn.hall.catalogue.items[i], 1.0) for i in left])
        if asked is None:
            await show_shortlist(turn, left)
        else:
            await ask_split(turn, asked, left)


async def ask_split(turn: Turn, asked: Split, item_ids: Sequence[str]) -> None:
    """Ask what tells the items apart. Asked again, it becomes a list."""
    await turn.set_focus(ask="choose", shortlist=list(item_ids[:SHORTLIST]), item=None)
    buttons = [
        (_label(turn, asked.difference, group), payload("choose_item", items=",".join(group.items)))
        for group in asked.groups
    ]
    turn.say(f"split_{asked.difference}", buttons=[*buttons, turn.button("none_of_these", "none_of_these")])


def _label(turn: Turn, difference: Difference, group: Group) -> str:
    if difference is Difference.DEPARTMENT:
        return turn.hall.catalogue.departments[group.key].name
    return turn.words(f"group_{group.key}")
