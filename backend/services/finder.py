"""The item finder: from what a resident types to the items it can mean."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from backend.adapters.scope import Scope, fitted_scope
from backend.adapters.search import Match, Phrase, PhraseIndex, Sighting, normalise
from backend.adapters.synonyms import Synonyms
from backend.domain.emergencies import emergency_number
from backend.domain.items import Catalogue, Elsewhere, Item, ItemStatus, LifeEvent
from backend.domain.splitting import Split, split
from backend.domain.wording import asks, complains, elsewhere_meant, fold, gist, names_nothing


class Outcome(StrEnum):
    """What to do with what was found."""

    FOUND = "found"  # one clear hit: confirm it
    CHOOSE = "choose"  # two to four: show them with 都不是
    ASK = "ask"  # too many: ask what tells them apart
    REFER = "refer"  # not the district's: say where to go
    ABOLISHED = "abolished"  # can no longer be had: say so
    NONE = "none"  # nothing here fits
    EMERGENCY = "emergency"  # a number to call comes first


@dataclass(frozen=True)
class Hit:
    """One item that may be meant. ``score`` is the chance that it is, and comparable between queries."""

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
    #: how many of the hits are worth offering
    offered: int = 0
    #: what to ask when the list would be long
    split: Split | None = None
    #: key of the catalogue's LifeEvent that the text tells of
    event: str | None = None


@dataclass(frozen=True)
class Reading:
    """What the index says of one text, and the figures by which it is judged."""

    items: list[Match]
    topic: Match | None  # the nearest thing that is no item
    event: Match | None
    chances: list[float]  # of the items, given that it is one
    figures: dict[str, float]
    left_over: str


#: a clear hit has at least this chance, and a list goes on until this much of all chances is in it
_CLEAR, _ENOUGH, _MOST = 0.62, 0.9, 4
#: From this chance on the best item is put on a list, even when many others might be meant.
_LIKELY = 0.25
#: clear as well: so many times the chance of the second, from this chance on
_LEAD, _LEADS_FROM = 6, 0.3
#: a text of so few characters whose best match is no more than this is too vague to choose from
_VAGUE_LENGTH, _VAGUE_COVER = 3, 0.7
#: what has less than this much of the best item's chance is not worth asking about
_FAR = 0.1
_MATTER = re.compile(r"(?:的|这方面的|方面的)?(?:事情|事|问题)$")
#: a word of so many characters that several items share, and nothing beside it, is asked about
_VAGUE_WORD = 4
#: a text that nothing fits still shows what comes nearest, unless there is hardly a chance
_NEAR = 0.02
_CANDIDATES = 10
#: no item is asked for when another matter fits so many times better, or when the best item (by the logarithm of its
#: score) hardly fits: not one of the good questions that the weights were fitted on is like that
_OUTDONE, _FAINT, _HARDLY = 1.2, 2.9, 0.05
#: a phrase is an item's own when this much of it was said; a few of its words are no more than so many characters
_NAMED_COVER, _NAMED_LENGTH = 0.9, 6
#: an event is told of when this much of its phrase was said and it fits so many times better than the best item, or
#: when nearly all of its phrase was said and it fits about as well
_EVENT_COVER, _EVENT_LEAD, _EVENT_NAMED, _EVENT_NEAR = 0.5, 1.2, 0.75, 0.8


class Finder:
    """Finds items of one catalogue. A changed catalogue needs a new finder, which is made in a second or two."""

    def __init__(self, catalogue: Catalogue, scope: Scope | None = None) -> None:
        self._items = list(catalogue.items.values())
        self._elsewhere = list(catalogue.elsewhere.values())
        self._events = list(catalogue.events.values())
        self._topics_from = len(self._items)
        self._events_from = self._topics_from + len(self._elsewhere)
        self._scope = scope or fitted_scope()
        phrases = chain(
            _item_phrases(self._items),
            _other_phrases(self._elsewhere, self._topics_from),
            _other_phrases(self._events, self._events_from),
        )
        things = self._events_from + len(self._events)
        sections = (self._topics_from, self._events_from)
        self._index = PhraseIndex(phrases, things, Synonyms(catalogue.synonyms), sections)

    def find(self, text: str, limit: int = 5) -> FindResult:
        """The items a text can mean, best first, and what to do with them."""
        number = emergency_number(text)
        if number:
            return FindResult(text, Outcome.EMERGENCY, number=number)
        reading = self.read(text, max(limit, _CANDIDATES))
        if reading is None or not reading.items:
            return self._nothing(text, reading)
        chance = self._chance(text, reading)
        hits = tuple(self._hit(m, c * chance) for m, c in zip(reading.items, reading.chances, strict=True))[:limit]
        if chance < self._scope.threshold:
            if self._is_vague(text, reading):
                return FindResult(text, Outcome.ASK, hits, offered=_MOST, split=split(self._candidates(reading)))
            if names_nothing(fold(text)):
                return FindResult(text, Outcome.ASK)
            known = reading.topic if reading.topic and reading.topic.cover > 0.5 else None
            key = self._topic_meant(known, text)
            return FindResult(text, Outcome.NONE, hits[:3] if chance > _NEAR else (), elsewhere=key)
        outcome, offered = self._outcome(text, reading)
        asked = split(self._candidates(reading)) if outcome is Outcome.ASK else None
        return FindResult(text, outcome, hits, offered=offered, split=asked, event=self._event(text, reading))

    def rank(self, text: str, limit: int = 5) -> list[Hit]:
        """The nearest items whatever the confidence."""
        reading = self.read(text, limit)
        return [self._hit(m, c) for m, c in zip(reading.items, reading.chances, strict=True)] if reading else []

    def read(self, text: str, limit: int = _CANDIDATES) -> Reading | None:
        """What the phrases say of a text and how that is put in figures; None when the text says nothing."""
        seen = self._index.look(gist(text), wide=fold(text))
        if seen is None:
            return None
        items = seen.best(limit, 0, self._topics_from)
        topic = next(iter(seen.best(1, self._topics_from, self._events_from)), None)
        event = next(iter(seen.best(1, self._events_from)), None)
        figures = _figures(text, items, topic)
        left_over = self._index.left_over(fold(text), items[0].thing) if items else normalise(fold(text))
        return Reading(items, topic, event, self._chances(seen, items), figures, left_over)

    def _chance(self, text: str, reading: Reading) -> float:
        """The chance that an item is asked for."""
        chance = self._scope.chance(reading.figures, reading.left_over)
        if reading.figures["rival"] >= _OUTDONE or reading.figures["score"] < _FAINT:
            chance = min(chance, _HARDLY)
        if reading.figures["rival"] >= 1 or not self._says_no_more(text, reading):
            return chance
        whole = reading.items[0].cover >= _NAMED_COVER
        return max(chance, 0.9 if whole else 0.5 if len(fold(text)) <= _NAMED_LENGTH else 0.0)

    def _says_no_more(self, text: str, reading: Reading) -> bool:
        """Whether nothing is said beside the best item: the text is the item's own phrase, or a word or two of it."""
        return set(self._index.left_over(gist(text), reading.items[0].thing)) <= {"_", " "}

    def _is_vague(self, said: str, reading: Reading) -> bool:
        """Whether the text is but a word that many items share (补贴, 公司的事): to ask about, not to refuse."""
        text = _MATTER.sub("", said.strip())
        if len(normalise(gist(text))) > _VAGUE_WORD or complains(fold(text)) or elsewhere_meant(fold(text)):
            return False
        if reading.topic and reading.topic.cover >= _NAMED_COVER:
            return False
        return len(reading.items) > 1 and self._says_no_more(text, reading)

    def _chances(self, seen: Sighting, items: Sequence[Match]) -> list[float]:
        scores = seen.scores(self._topics_from)
        if not items:
            return []
        powers = np.exp((scores - scores.max()) * self._scope.sharpness)
        return [float(powers[m.thing] / powers.sum()) for m in items]

    def _may_tell_of(self, told: Match, text: str) -> bool:
        words = self._events[told.thing - self._events_from].only_with
        return not words or any(word in fold(text) for word in words)

    def _topic_meant(self, known: Match | None, text: str) -> str | None:
        topic = self._elsewhere[known.thing - self._topics_from] if known else None
        if topic is None or (topic.only_with and not any(word in fold(text) for word in topic.only_with)):
            return None
        return topic.key

    def _nothing(self, text: str, reading: Reading | None) -> FindResult:
        vague = asks(fold(text)) and (reading is None or reading.topic is None)
        return FindResult(text, Outcome.ASK if vague else Outcome.NONE)

    def _hit(self, match: Match, chance: float) -> Hit:
        item = self._items[match.thing]
        return Hit(item.id, item.name.value or item.short_name, round(min(chance, 1.0), 4))

    def _outcome(self, text: str, reading: Reading) -> tuple[Outcome, int]:
        best, first = reading.items[0], reading.chances[0]
        status = self._items[best.thing].status
        if status is ItemStatus.ABOLISHED:
            return Outcome.ABOLISHED, 1
        if status is ItemStatus.REFER_OUT:
            return Outcome.REFER, 1
        if len(normalise(gist(text))) < _VAGUE_LENGTH and best.cover < _VAGUE_COVER:
            return Outcome.ASK, _MOST
        second = reading.chances[1] if len(reading.chances) > 1 else 0.0
        alone = best.cover >= _NAMED_COVER > max((m.cover for m in reading.items[1:]), default=0.0)
        alone = alone and first >= 2 * second and len(best.phrase) + 1 >= len(normalise(gist(text)))
        if (
            first >= _CLEAR
            or first >= max(_LEAD * second, _LEADS_FROM)
            or (alone and self._says_no_more(text, reading))
        ):
            return Outcome.FOUND, 1
        enough = next((n for n in range(2, _MOST + 1) if sum(reading.chances[:n]) >= _ENOUGH), None)
        if enough is None and first >= _LIKELY:
            return Outcome.CHOOSE, _MOST  # a list with the likely one on it says more than a question
        return (Outcome.CHOOSE, enough) if enough else (Outcome.ASK, _MOST)

    def _candidates(self, reading: Reading) -> list[tuple[Item, float]]:
        """The items that may be meant, until nearly all chances are among them."""
        found: list[tuple[Item, float]] = []
        for match, chance in zip(reading.items, reading.chances, strict=True):
            if sum(c for _, c in found) >= _ENOUGH or chance < _FAR * reading.chances[0]:
                break
            found.append((self._items[match.thing], chance))
        return found

    def _event(self, text: str, reading: Reading) -> str | None:
        told, best = reading.event, reading.items[0]
        if told is None or told.cover < _EVENT_COVER or not self._may_tell_of(told, text):
            return None
        # somebody who names one licence wants that one
        surely = told.score >= _EVENT_LEAD * best.score
        if not surely and (told.cover < max(_EVENT_NAMED, best.cover - 0.05) or told.score < _EVENT_NEAR * best.score):
            return None
        return self._events[told.thing - self._events_from].key


def _figures(text: str, items: Sequence[Match], topic: Match | None) -> dict[str, float]:
    """What speaks for and against an item being asked for."""
    folded = fold(text)
    best = items[0] if items else Match(0, 0.0, 0.0, 0.0, 0.0, "")
    return {
        "score": math.log1p(best.score),
        "rival": min(topic.score / best.score, 2.0) if topic and best.score else 0.0 if items else 2.0,
        "cover": best.cover,
        "mass": math.log1p(best.mass),
        "share": best.share,
        "complaints": float(min(complains(folded, best.phrase.replace(" ", "")), 3)),
        "asks": float(asks(folded)),
        "length": math.log1p(len(folded)),
        "topic": topic.cover if topic else 0.0,
        "away": float(elsewhere_meant(folded)),
    }


#: what an official name explains in brackets is left out when it is said; what is left may be too short to mean it
_BRACKETED, _BARE_LENGTH = re.compile(r"[(（][^)）]*[)）]"), 4


def _item_phrases(items: Sequence[Item]) -> Iterator[Phrase]:
    for n, item in enumerate(items):
        if item.name.value:
            yield Phrase(n, fold(item.name.value))
            if (bare := _BRACKETED.sub("", item.name.value)) != item.name.value and len(bare) >= _BARE_LENGTH:
                yield Phrase(n, fold(bare))
        yield Phrase(n, fold(item.short_name))
        for alias in item.aliases:
            yield Phrase(n, gist(alias))
        for material in item.materials:
            yield Phrase(n, fold(material.name), 0.1)


def _other_phrases(things: Iterable[Elsewhere | LifeEvent], first: int) -> Iterator[Phrase]:
    for n, thing in enumerate(things, first):
        for phrase in thing.phrases:
            yield Phrase(n, gist(phrase))
