"""More said of the item that is offered: it stays what is meant until another one is named."""

import re
from difflib import SequenceMatcher

from actions.asking import ask, start_item
from actions.turn import Turn
from backend.domain.guide_parts import asks_something
from backend.domain.items import Item
from backend.domain.plain_words import without_had
from backend.services.finder import FindResult

#: Who it is for is no part of what is wanted: "我叫…" would point to changing a name.
_TOLD_PERSON = re.compile(r"(?:我叫|我是|姓名是?)?〔[^〕]+〕[,，\s]*")
#: Of "不是退役军人，是老人家的那个" the second half says what is wanted.
_NOT_THAT = re.compile(
    r"(?:不是|又不是|冇是)[^\uff0c,。\s]{1,10}[\uff0c,。\s]+(?=(?:我)?(?:要|讲|说|问)?的?(?:是|就是))"
)
_DENIES = re.compile(r"不是|不对|错|不要|别的|另外")
#: Where several may be meant, what is offered stays when it is among so many.
_NEAREST = 3
#: Says that something is to be done, where the name of a thing alone may only look it up.
_DOES = re.compile(r"[办搞弄要换改补领申]|就是|一起")


def looked_up(text: str) -> str:
    """What of a text says what is wanted: without who it is for and without what is there already."""
    return without_had(_NOT_THAT.sub("", _TOLD_PERSON.sub("", text))) or text


def stays_with_offered(turn: Turn, found: FindResult) -> bool:
    """Whether what was said besides still means the item that is offered: 换法人加改地址两个一起.

    Another item comes in only when it is named, or when the offered one is far from what was said.
    """
    offered = str(turn.focus.get("item") or "") if turn.focus.get("ask") == "confirm" else ""
    ids = [hit.item_id for hit in found.hits]
    if offered not in ids or found.outcome not in {"found", "choose"} or found.event is not None:
        return False
    if _DENIES.search(turn.text):
        return False
    items = turn.hall.catalogue.items
    first = items[ids[0]]
    if first.id == offered:
        return _DOES.search(turn.text) is not None
    unclear = found.outcome == "choose" and offered in ids[:_NEAREST] and _DOES.search(turn.text) is not None
    near = unclear or easily_confused(first, items[offered])
    return near and not is_named(turn.text, first, items[offered])


#: A name that two items share in so many characters may mean either.
_SHARED = 3


def meant_of_shown(turn: Turn, named: Item) -> Item:
    """Of items whose names share what was said (优待证), the one that was shown in this talk, not another."""
    items = [turn.hall.catalogue.items[i] for i in turn.focus.get("shown") or [] if i in turn.hall.catalogue.items]
    if named in items:
        return named
    for item in reversed(items):
        shared = SequenceMatcher(None, item.short_name, named.short_name, autojunk=False).find_longest_match()
        common = item.short_name[shared.a : shared.a + shared.size]
        rest = named.short_name.replace(common, " ").split()
        if len(common) >= _SHARED and common in turn.text and not any(part in turn.text for part in rest):
            return item
    return named


def easily_confused(one: Item, other: Item) -> bool:
    return one.id in other.confused_with or other.id in one.confused_with


def is_named(text: str, item: Item, beside: Item) -> bool:
    """Whether the text holds a name of the item that isn't one of the other's."""
    others = {*beside.aliases, beside.short_name}
    return any(name in text for name in (*item.aliases, item.short_name) if name not in others)


async def tells_more_of_offered(turn: Turn) -> bool:
    """More is told of the item that is offered, and nothing asked: begin with it. Whether that was so."""
    if asks_something(turn.text):
        return False
    found = turn.hall.finder.find(looked_up(turn.text), limit=8)
    if not stays_with_offered(turn, found):
        return False
    await more_of_the_offered(turn)
    return True


async def more_of_the_offered(turn: Turn) -> None:
    """More is told of the item that is offered: begin with it unless something is asked."""
    offered = str(turn.focus["item"])
    await turn.set_focus(misses=None, need=f"{turn.focus.get('need') or ''} {turn.text}".strip())
    if asks_something(turn.text):
        await ask(turn)
    else:
        await start_item(turn, offered)
