"""Several matters in one message: 残疾证，还有高龄津贴."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.choices import squeeze
from backend.domain.items import Item
from backend.services.finder import Finder, Outcome

#: What stands between two matters, and what stands beside one and says nothing of it.
_BETWEEN = re.compile(r"还有(?:就是)?|以及|另外|[和跟与]|[、\uff0c,。\uff1b;\uff01!\s]+")
_BESIDE = re.compile(r"也|都|呢|要办|(?:这|那)?[两几二三]个(?:事情?|都)?")
#: Said in so many words that it is more than one.
_EXPLICIT = re.compile(
    r"还有(?!什么|哪些|么子|啥)|另外|以及|[两2](?:[件样]|个(?:事|都|证))|也(?:要|想|丢|掉|不见|办|搞)"
)
#: A matter is named in so many characters. When it isn't said that there are several, each is an item's own name.
_MATTER, _SURE = range(2, 15), 0.3
#: A topic of another office needs at least so many characters. More matters than so many are a story.
_TOPIC, _MOST = 4, 4
_NAMED = frozenset({Outcome.FOUND, Outcome.REFER, Outcome.ABOLISHED})


#: Told, refused, or asked of a paper: no matter by itself.
_NO_MATTER = re.compile(
    r"(?<!丢)(?<!掉)(?<!见)[了哒]$|不要了|不办|不搞|要带|带[吗么不]|(?:怎么|何解|能不能|可不可以)?带"
)


@dataclass(frozen=True)
class Matters:
    """What is asked for in one message: item ids, and keys of other offices' topics, in the order they are named."""

    items: tuple[str, ...]
    topics: tuple[str, ...]


def several(finder: Finder, items: Mapping[str, Item], text: str) -> Matters | None:
    """The matters of a text that names two to four of them, each by itself; None for every other text."""
    whole = finder.find(text, limit=3)
    if whole.event is not None or whole.outcome is Outcome.EMERGENCY:
        return None
    explicit = _EXPLICIT.search(text) is not None
    named: dict[str, None] = {}
    topics: dict[str, None] = {}
    for part in _BETWEEN.split(text):
        if len(squeeze(part)) not in _MATTER:
            if not explicit and len(squeeze(part)) > max(_MATTER):
                return None  # a story, whose parts are no matters by themselves
            continue
        if _NO_MATTER.search(part):
            continue
        matter = _BESIDE.sub("", part)
        found = finder.find(matter, limit=1)
        if found.outcome is Outcome.NONE and found.elsewhere is not None and explicit and len(squeeze(part)) >= _TOPIC:
            topics[found.elsewhere] = None
        elif found.outcome in _NAMED and found.hits:
            item = items[found.hits[0].item_id]
            if (explicit and found.hits[0].score >= _SURE) or matter in (*item.aliases, item.short_name):
                named[item.id] = None
            elif not explicit:
                return None
        elif not explicit and len(squeeze(part)) >= _TOPIC:
            return None  # something is told beside
    if not named or not 1 < len(named) + len(topics) <= _MOST:
        return None
    return Matters(tuple(named), tuple(topics))
