"""The item finder: from what a resident types to the items it can mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from backend.adapters.search import Match, Phrase, PhraseIndex, normalise
from backend.domain.emergencies import emergency_number
from backend.domain.items import Catalogue, Item, ItemStatus
from backend.domain.wording import asks, complains, fold, gist


class Outcome(StrEnum):
    """What to do with what was found."""

    FOUND = "found"  # one clear hit: confirm it
    CHOOSE = "choose"  # two to four: show them with 都不是
    ASK = "ask"  # too many or too vague: ask a question that splits them
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
    """What a text means. ``number`` is set for an emergency only."""

    query: str
    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    number: str | None = None


class Finder:
    """Finds items of one catalogue. A changed catalogue needs a new finder, which is made in well under a second."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._items = list(catalogue.items.values())
        self._index = PhraseIndex(_phrases(self._items), len(self._items))

    def find(self, text: str, limit: int = 5) -> FindResult:
        """The items a text can mean, best first, and what to do with them."""
        number = emergency_number(text)
        if number:
            return FindResult(text, Outcome.EMERGENCY, number=number)
        matches = self._matches(text, max(limit, 5))
        outcome = self._outcome(text, matches)
        if outcome is Outcome.NONE:
            return FindResult(text, outcome)
        return FindResult(text, outcome, tuple(self._hit(m) for m in matches[:limit]))

    def rank(self, text: str, limit: int = 5) -> list[Hit]:
        """The nearest items whatever the confidence."""
        return [self._hit(m) for m in self._matches(text, limit)]

    def _matches(self, text: str, limit: int) -> list[Match]:
        return self._index.search(gist(text), limit)

    def _hit(self, match: Match) -> Hit:
        item = self._items[match.thing]
        return Hit(item.id, item.name.value or item.short_name, round(confidence(match), 4))

    def _outcome(self, text: str, matches: list[Match]) -> Outcome:
        if not matches:
            return Outcome.NONE
        best = matches[0]
        sure = confidence(best)
        folded = fold(text)
        complaint = complains(folded)
        needed = 0.30 + 0.07 * min(complaint, 3) + (0.0 if asks(folded) else 0.05)
        if sure < needed:
            return Outcome.NONE
        status = self._items[best.thing].status
        if status is ItemStatus.ABOLISHED:
            return Outcome.ABOLISHED
        if status is ItemStatus.REFER_OUT:
            return Outcome.REFER
        second = matches[1].score / best.score if len(matches) > 1 else 0.0
        if sure >= 0.6 and second < 0.85:
            return Outcome.FOUND
        if len(normalise(gist(text))) < 3 and sure < 0.6:
            return Outcome.ASK
        return Outcome.CHOOSE


def confidence(match: Match) -> float:
    """How sure a match is by itself, 0 to 1: most of a phrase that says something was said."""
    return match.cover * match.mass / (match.mass + 4.0)


def _phrases(items: list[Item]) -> Iterator[Phrase]:
    for n, item in enumerate(items):
        if item.name.value:
            yield Phrase(n, fold(item.name.value))
        yield Phrase(n, fold(item.short_name))
        for alias in item.aliases:
            yield Phrase(n, gist(alias))
        for material in item.materials:
            yield Phrase(n, fold(material.name), 0.25)
