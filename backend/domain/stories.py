"""Long stories that name no item: which of the events of life they tell of."""

from collections.abc import Iterable

from backend.domain.choices import squeeze
from backend.domain.items import LifeEvent

#: A text of so many characters is a story; an event is told of by so many of its signs, besides another by fewer.
_STORY, _TOLD, _ALSO_TOLD = 24, 2, 1


def events_told(text: str, events: Iterable[LifeEvent]) -> list[str]:
    """The keys of the events that a story tells of, the one it tells most of first; empty when it tells of none.

    One event has to be told of by two of its signs at least; others that are touched on come after it.
    """
    said = squeeze(text)
    if len(said) < _STORY:
        return []
    counted = [(sum(1 for sign in event.signs if sign in said), event.key) for event in events]
    ordered = sorted((one for one in counted if one[0] >= _ALSO_TOLD), key=lambda one: -one[0])
    return [key for _, key in ordered] if ordered and ordered[0][0] >= _TOLD else []
