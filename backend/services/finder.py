"""The item finder: from what a resident types to the items it can mean."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from backend.adapters.search import Match, Phrase, PhraseIndex, normalise
from backend.domain.emergencies import emergency_number
from backend.domain.items import Catalogue, Elsewhere, Item, ItemStatus
from backend.domain.wording import asks, complains, fold, gist


class Outcome(StrEnum):
    """What to do with what was found."""

    FOUND = "found"  # one clear hit: confirm it
    CHOOSE = "choose"  # two to four: show them with 都不是
    ASK = "ask"  # too vague: ask what it is about
    REFER = "refer"  # not the district's: say where to go
    ABOLISHED = "abolished"  # can no longer be had: say so
    NONE = "none"  # nothing here fits
    EMERGENCY = "emergency"  # a number to call comes first


@dataclass(frozen=True)
class Hit:
    """One item that may be meant. ``score`` is between 0 and 1 and comparable between queries."""

    item_id: str
    name: str
    score: float


@dataclass(frozen=True)
class FindResult:
    """What a text means. ``number`` is set for an emergency only; ``elsewhere`` when it is a known other matter."""

    query: str
    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    number: str | None = None
    elsewhere: str | None = None  # key of the catalogue's Elsewhere


@dataclass(frozen=True)
class _Seen:
    """What the index says of one text."""

    items: list[Match]
    topic: Match | None  # the nearest thing that is no item

    @property
    def rival(self) -> float:
        """The nearest other matter's score as a part of the nearest item's."""
        return self.topic.score / self.items[0].score if self.topic and self.items else 0.0


#: below this chance of being about an item at all the answer is "none"
_IN_SCOPE = 0.2
#: a clear hit: this much of a telling phrase was said, and the second is this far behind
_CLEAR_COVER, _CLEAR_SECOND = 0.55, 0.86
#: a text of so few characters whose best match is no more than this is too vague to choose from
_VAGUE_LENGTH, _VAGUE_COVER = 3, 0.7


class Finder:
    """Finds items of one catalogue. A changed catalogue needs a new finder, which is made in well under a second."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._items = list(catalogue.items.values())
        self._elsewhere = list(catalogue.elsewhere.values())
        phrases = chain(_item_phrases(self._items), _other_phrases(self._elsewhere, len(self._items)))
        self._index = PhraseIndex(phrases, len(self._items) + len(self._elsewhere))

    def find(self, text: str, limit: int = 5) -> FindResult:
        """The items a text can mean, best first, and what to do with them."""
        number = emergency_number(text)
        if number:
            return FindResult(text, Outcome.EMERGENCY, number=number)
        seen = self._look(text, max(limit, 5))
        outcome = self._outcome(text, seen)
        if outcome is not Outcome.NONE:
            return FindResult(text, outcome, tuple(self._hit(m) for m in seen.items[:limit]))
        known = seen.topic if seen.topic and seen.topic.cover > 0.5 else None
        key = self._elsewhere[known.thing - len(self._items)].key if known else None
        return FindResult(text, outcome, elsewhere=key)

    def rank(self, text: str, limit: int = 5) -> list[Hit]:
        """The nearest items whatever the confidence."""
        return [self._hit(m) for m in self._look(text, limit).items[:limit]]

    def _look(self, text: str, limit: int) -> _Seen:
        found = self._index.search(gist(text), limit + 8, wide=fold(text))
        items = [m for m in found if m.thing < len(self._items)]
        topics = [m for m in found if m.thing >= len(self._items)]
        return _Seen(items[:limit], topics[0] if topics else None)

    def _hit(self, match: Match) -> Hit:
        item = self._items[match.thing]
        sure = match.cover * match.mass / (match.mass + 4.0)
        return Hit(item.id, item.name.value or item.short_name, round(min(sure, 1.0), 4))

    def _outcome(self, text: str, seen: _Seen) -> Outcome:
        if not seen.items:
            return Outcome.ASK if asks(fold(text)) and seen.topic is None else Outcome.NONE
        best = seen.items[0]
        if self._in_scope(text, seen) < _IN_SCOPE:
            return Outcome.NONE
        status = self._items[best.thing].status
        if status is ItemStatus.ABOLISHED:
            return Outcome.ABOLISHED
        if status is ItemStatus.REFER_OUT:
            return Outcome.REFER
        if len(normalise(gist(text))) < _VAGUE_LENGTH and best.cover < _VAGUE_COVER:
            return Outcome.ASK
        second = seen.items[1].score / best.score if len(seen.items) > 1 else 0.0
        clear = best.cover >= _CLEAR_COVER and second < _CLEAR_SECOND
        return Outcome.FOUND if clear else Outcome.CHOOSE

    def _in_scope(self, text: str, seen: _Seen) -> float:
        """The chance that the text asks for an item of ours rather than for anything else.

        A logistic model. Its weights were fitted on sentences written for the purpose, with and without an item
        (tests/services/finder_questions.csv), and rounded.
        """
        best = seen.items[0]
        folded = fold(text)
        complaint = min(complains(folded, best.phrase.replace(" ", "")), 2)
        if best.cover > 0.85 and asks(folded):
            complaint = 0
        value = (
            -3.6
            + 1.75 * math.log1p(best.score)
            - 5.7 * min(seen.rival, 1.5)
            - 2.3 * complaint
            + (1.2 if asks(folded) else 0.0)
        )
        return 1 / (1 + math.exp(-value))


def _item_phrases(items: Sequence[Item]) -> Iterator[Phrase]:
    for n, item in enumerate(items):
        if item.name.value:
            yield Phrase(n, fold(item.name.value))
        yield Phrase(n, fold(item.short_name))
        for alias in item.aliases:
            yield Phrase(n, gist(alias))
        for material in item.materials:
            yield Phrase(n, fold(material.name), 0.1)


def _other_phrases(topics: Sequence[Elsewhere], first: int) -> Iterator[Phrase]:
    for n, topic in enumerate(topics, first):
        for phrase in topic.phrases:
            yield Phrase(n, gist(phrase))
