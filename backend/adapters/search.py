"""Finding Chinese phrases in what people type: characters, sounds, synonyms and slips of the pen.

Built in memory from the phrases given; nothing is learned, so a changed phrase only needs a new index.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.adapters.sounds import sound
from backend.adapters.synonyms import Synonyms

Floats = NDArray[np.float64]

_APART = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")

#: BM25's own two numbers: what many phrases of a thing say goes on counting; long lists of phrases are held against it
_K1, _B = 3.0, 0.75
_HEARD = 0.92
_COVER, _MASS = 1.3, 0.5
#: what each part of the score counts beside BM25 over the characters: the best single phrase, the words that were left
#: out, synonyms, and synonyms two by two (fitted by tools/fit_finder.py's questions, then rounded)
_BEST, _WIDE_WEIGHT, _SIGNS, _PAIRS = 2.0, 0.4, 1.2, 0.45


@dataclass(frozen=True)
class Phrase:
    """One wording of a thing. ``weight`` is 1 for a name or alias, less for what only hints at the thing."""

    thing: int
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Match:
    """How well a thing fits. ``score`` ranks; ``cover`` is how much of its best phrase was said (0 to 1)."""

    thing: int
    score: float
    cover: float
    #: the information in the part of the best phrase that was said, in nats: rare words say more
    mass: float
    #: how much of what the text says this thing's phrases also say, 0 to 1
    share: float
    phrase: str


def normalise(text: str) -> str:
    """Full-width to half-width, lower case, everything but letters, digits and hanzi to single spaces."""
    return _APART.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def _grams(text: str) -> list[str]:
    return [run[i : i + size] for run in text.split() for size in (1, 2, 3) for i in range(len(run) - size + 1)]


def _short(text: str) -> list[str]:
    return [gram for gram in _grams(text) if len(gram) < 3]


def _sounds(text: str) -> list[str]:
    found: list[str] = []
    for run in text.split():
        syllables = [sound(character) for character in run]
        for size in (2, 3):
            found += ["'".join(syllables[i : i + size]) for i in range(len(syllables) - size + 1)]
    return found


def _by_size(gram: str) -> float:
    """What an n-gram counts in one phrase: a single character says little of it."""
    return 0.4 if len(gram) == 1 else 1.0


class _Words:
    """BM25 over one kind of tokens, a document being all phrases of a thing; and which phrases hold which token."""

    def __init__(self, phrases: Sequence[Phrase], things: int, tokens: Callable[[str], Iterable[str]]) -> None:
        self._things = things
        counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        lengths = np.zeros(things)
        for phrase in phrases:
            for token in tokens(phrase.text):
                counts[token][phrase.thing] += phrase.weight
                lengths[phrase.thing] += phrase.weight
        norm = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1.0)) if things else lengths
        self.rarity: dict[str, float] = {}
        self.owners: dict[str, tuple[NDArray[np.int64], Floats]] = {}
        for token, owners in counts.items():
            rarity = float(np.log(1 + (things - len(owners) + 0.5) / (len(owners) + 0.5)))
            where = np.fromiter(owners.keys(), dtype=np.int64)
            counted = np.fromiter(owners.values(), dtype=np.float64)
            self.rarity[token] = rarity
            self.owners[token] = (where, rarity * counted * (_K1 + 1) / (counted + norm[where]))

    def score(self, tokens: Iterable[str]) -> Floats:
        """BM25 of every thing."""
        return _sum([self.owners[t] for t in tokens if t in self.owners], self._things)


class _Parts:
    """How much of each phrase was said, in nats."""

    def __init__(self, texts: Sequence[str], tokens: Callable[[str], Iterable[str]], rarity: dict[str, float]) -> None:
        holders: dict[str, list[int]] = defaultdict(list)
        for n, text in enumerate(texts):
            for token in set(tokens(text)):
                holders[token].append(n)
        self._size = len(texts)
        self._holders = {
            token: (np.array(where, dtype=np.int64), np.full(len(where), rarity[token] * _by_size(token)))
            for token, where in holders.items()
        }
        self.whole = np.maximum(self.said(self._holders), 1e-9)

    def said(self, tokens: Iterable[str]) -> Floats:
        return _sum([self._holders[t] for t in tokens if t in self._holders], self._size)


class Sighting:
    """What the index says of one text."""

    def __init__(self, index: "PhraseIndex", text: str, wide: str) -> None:
        self._index = index
        grams, sounds = set(_grams(text)), set(_sounds(text))
        self._cover, self._mass = index.parts(grams, sounds)
        # a phrase counts by how much of it was said, and by how much that says
        self._quality = self._cover**_COVER * self._mass**_MASS
        best = np.zeros(index.things)
        np.maximum.at(best, index.owner, self._quality)
        self._score = _BEST * best + index.bm25(grams, sounds, text, wide)
        self._share = index.share(grams)

    def best(self, limit: int, first: int = 0, last: int | None = None) -> list[Match]:
        """The best things for the text among those from ``first`` to before ``last``, best first."""
        scores = self._score[first:last]
        top = np.argsort(-scores, kind="stable")[:limit]
        return [self._match(int(t) + first) for t in top if scores[t] > 0]

    def scores(self, last: int) -> Floats:
        """The scores of the things before ``last``."""
        return self._score[:last]

    def _match(self, thing: int) -> Match:
        mine = self._index.phrases_of(thing)
        best = int(mine[np.argmax(self._quality[mine])])
        return Match(
            thing,
            float(self._score[thing]),
            float(self._cover[best]),
            float(self._mass[best]),
            float(self._share[thing]),
            self._index.phrase(best),
        )


class PhraseIndex:
    """Things and the phrases that mean them."""

    def __init__(self, phrases: Iterable[Phrase], things: int, synonyms: Synonyms | None = None) -> None:
        self.things = things
        self._synonyms = synonyms or Synonyms()
        kept = [Phrase(p.thing, normalise(p.text), p.weight) for p in phrases if normalise(p.text)]
        self._phrases = kept
        self.owner = np.array([p.thing for p in kept], dtype=np.int64)
        self._weight = np.array([p.weight for p in kept])
        self._order = np.argsort(self.owner, kind="stable")
        self._starts = np.searchsorted(self.owner[self._order], np.arange(things + 1))
        self._characters = _Words(kept, things, _short)
        self._sounds = _Words(kept, things, _sounds)
        self._signs = _Words(kept, things, self._synonyms.signs)
        self._pairs = _Words(kept, things, self._synonyms.pairs)
        texts = [p.text for p in kept]
        self._written = _Parts(texts, _grams, _Words(kept, things, _grams).rarity)
        self._spoken = _Parts(texts, _sounds, self._sounds.rarity)

    def look(self, text: str, *, wide: str = "") -> Sighting | None:
        """What the phrases say of a text, None when it says nothing. The text is taken as ``normalise`` leaves it.

        ``wide`` is the same text before the words were left out that say little; it helps to rank, and only that.
        """
        text = normalise(text)
        return Sighting(self, text, normalise(wide)) if text else None

    def search(self, text: str, limit: int = 8, *, wide: str = "") -> list[Match]:
        """The best things for a text, best first."""
        seen = self.look(text, wide=wide)
        return seen.best(limit) if seen else []

    def left_over(self, text: str, thing: int) -> str:
        """The text with ``_`` for what the thing's phrases also say or sound like: what is said beside the thing."""
        text = normalise(text)
        heard = [sound(character) for character in text]
        mine = [False] * len(text)
        for n in range(len(text) - 1):
            written, spoken = text[n : n + 2], "'".join(heard[n : n + 2])
            if _has(self._characters, written, thing) or _has(self._sounds, spoken, thing):
                mine[n] = mine[n + 1] = True
        return re.sub("_+", "_", "".join("_" if hit else mark for hit, mark in zip(mine, text, strict=True)))

    def phrase(self, number: int) -> str:
        return self._phrases[number].text

    def phrases_of(self, thing: int) -> NDArray[np.int64]:
        return self._order[self._starts[thing] : self._starts[thing + 1]]

    def parts(self, grams: set[str], sounds: set[str]) -> tuple[Floats, Floats]:
        """Of every phrase how much of it was said, 0 to 1, and how much that says, in nats."""
        said, heard = self._written.said(grams), self._spoken.said(sounds)
        cover = np.maximum(said / self._written.whole, _HEARD * heard / self._spoken.whole) * self._weight
        return cover, np.maximum(said, _HEARD * heard) * self._weight

    def bm25(self, grams: set[str], sounds: set[str], text: str, wide: str) -> Floats:
        """All that counts beside the best phrase."""
        # what sounds right counts where the characters are wrong: voice typing writes 身分正 for 身份证
        score = np.maximum(self._characters.score(grams), self._sounds.score(sounds))
        full = wide or text
        score += _SIGNS * self._signs.score(self._synonyms.signs(full))
        score += _PAIRS * self._pairs.score(self._synonyms.pairs(full))
        return score + _WIDE_WEIGHT * self._characters.score(set(_short(wide))) if wide else score

    def share(self, grams: Iterable[str]) -> Floats:
        """How much of what a text says each thing's phrases also say, 0 to 1."""
        pairs = [g for g in grams if len(g) == 2] or list(grams)
        rarity, owners = self._characters.rarity, self._characters.owners
        unknown = float(np.log(1 + 2 * self.things))
        said = sum(rarity.get(g, unknown) for g in pairs)
        found = [(owners[g][0], np.full(len(owners[g][0]), rarity[g])) for g in pairs if g in owners]
        return _sum(found, self.things) / max(said, 1e-9)


def _has(words: _Words, token: str, thing: int) -> bool:
    owners = words.owners.get(token)
    return owners is not None and bool(np.any(owners[0] == thing))


def _sum(hits: Sequence[tuple[NDArray[np.int64], Floats]], size: int) -> Floats:
    if not hits:
        return np.zeros(size)
    places = np.concatenate([where for where, _ in hits])
    values = np.concatenate([counted for _, counted in hits])
    return np.asarray(np.bincount(places, weights=values, minlength=size), dtype=np.float64)
