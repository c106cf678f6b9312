"""When a text means more than one item: what a life event takes, in order, and the question that parts the rest."""

import re
from collections.abc import Sequence

from actions.item_cards import SHORTLIST, ask_choose, short, show_item, show_shortlist
from actions.turn import Turn, payload
from backend.domain.items import LifeEvent
from backend.domain.splitting import Difference, Group, Split, split
from backend.domain.stories import events_told
from backend.services.finder import FindResult
from backend.services.matters import several

#: So many things to do are listed for a story.
_STORY_STEPS = 6


async def show_found(turn: Turn, found: FindResult) -> None:
    """Show what was found: the way through a life event, a question, or a short list."""
    ids = [hit.item_id for hit in found.hits]
    if found.event is not None:
        await show_event(turn, found.event)
    elif found.split is not None and sum(len(group.items) for group in found.split.groups) > SHORTLIST:
        await ask_split(turn, found.split, ids)
    else:
        await show_shortlist(turn, ids[: max(found.offered, 2)] if found.split is None else _parted(found.split))


def _parted(asked: Split) -> list[str]:
    """What a question would part: so few that they are shown instead."""
    return [item_id for group in asked.groups for item_id in group.items]


async def show_event(turn: Turn, key: str, *, first: bool = False) -> None:
    """The items that a life event takes, in order, each to choose; ``first``: and which one to begin with."""
    event = turn.hall.catalogue.events[key]
    items = [turn.hall.catalogue.items[step.item] for step in event.steps]
    await turn.set_focus(ask="choose", shortlist=[item.id for item in items], item=None)
    buttons = [(short(item), payload("choose_item", item=item.id)) for item in items]
    turn.say(
        "event_first" if first else "event",
        name=event.name,
        first=short(items[0]),
        lines=_event_lines(turn, event),
        also=_also(event),
        buttons=[*buttons, turn.button("none_of_these", "none_of_these")],
    )


async def show_story(turn: Turn, *, named: bool) -> bool:
    """What a long story calls for, in order, from the events of life it tells of; whether it tells of any.

    ``named``: one item fits it well by itself; then only a story of more than one event is one.
    """
    keys = events_told(turn.text, turn.hall.catalogue.events.values())
    if not keys or (named and len(keys) == 1):
        return False
    steps = {step.item: step for key in keys for step in turn.hall.catalogue.events[key].steps}
    items = [turn.hall.catalogue.items[item] for item in list(steps)[:_STORY_STEPS]]
    await turn.set_focus(ask="choose", shortlist=[item.id for item in items], item=None)
    turn.say(
        "story",
        lines="\n".join(
            turn.words("event_line", n=n, name=short(item), note=steps[item.id].note or item.short_name)
            for n, item in enumerate(items, 1)
        ),
        buttons=[
            *[(short(item), payload("choose_item", item=item.id)) for item in items],
            turn.button("none_of_these", "none_of_these"),
            turn.button("human", "human"),
        ],
    )
    return True


def tell_topic(turn: Turn) -> bool:
    """A known matter that no hall does, and no item: where to turn with it; whether it is one."""
    found = turn.hall.finder.find(turn.text, limit=1)
    if found.outcome != "none" or found.elsewhere is None:
        return False
    turn.say("elsewhere", advice=turn.hall.catalogue.elsewhere[found.elsewhere].advice)
    return True


#: "先搞哪个" asks of what is talked of; a long sentence has to name two things of the same way.
_SHORT_QUESTION = 12


#: Of two matters, rather than of two steps of one (先约时间还是先发材料).
_OF_MATTERS = re.compile(r"办|申请|领|补助|补贴|证")


async def show_order(turn: Turn) -> bool:
    """Which thing comes first: the way through the life event that what was named and what is talked of belong to."""
    events = turn.hall.catalogue.events.values()
    named = several(turn.hall.finder, turn.hall.catalogue.items, turn.text)
    listed = [i for i in turn.focus.get("shortlist") or [] if turn.focus.get("ask") == "choose"]
    if named is not None and not any(set(named.items) <= {step.item for step in event.steps} for event in events):
        return False  # two things that have nothing to do with each other
    if named is None and listed and not any(set(listed) <= {step.item for step in event.steps} for event in events):
        turn.say("order_free")
        ask_choose(turn, listed)
        return True
    found = turn.hall.finder.find(turn.text, limit=8)
    meant = {hit.item_id for hit in found.hits[:4]} | {str(turn.focus.get("item") or "")}
    meant |= set(turn.focus.get("shortlist") or [])
    if turn.item is not None:
        meant.add(turn.item.id)
    here = turn.item.id if turn.open_package is not None and turn.item is not None else ""
    taken = {event.key: {step.item for step in event.steps} for event in events}
    ways = [(here in items, found.event == key, len(meant & items), -len(items), key) for key, items in taken.items()]
    of_here, told, most, _, key = max(ways, default=(False, False, 0, 0, ""))
    short_enough = len(turn.text) <= _SHORT_QUESTION or (of_here and _OF_MATTERS.search(turn.text) is not None)
    if not told and most < (1 if short_enough else 2):
        return False
    if turn.open_package is None:
        await show_event(turn, key, first=True)
    else:
        event = turn.hall.catalogue.events[key]
        turn.say("event_order", name=event.name, lines=_event_lines(turn, event), also=_also(event))
    return True


def _also(event: LifeEvent) -> str:
    return f"\n{event.also}" if event.also else ""


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
    """An answer in people's words. Nobody knows which office does what, so those are shown by what they are about."""
    if difference is Difference.DEPARTMENT:
        about = turn.hall.catalogue.departments[group.key].about
    elif difference is Difference.PLACE:
        about = turn.words(f"group_{group.key}")
    else:
        return turn.words(f"group_{group.key}")
    return turn.words("group_like", about=about, item=short(turn.hall.catalogue.items[group.items[0]]))
