"""Finding Chinese phrases in what people type: characters, sounds, synonyms and slips of the pen.

Built in memory from the phrases given; nothing is learned, so a changed phrase only needs a new index.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from backend.adapters.postings import Documents, Floats, Parts, add_up
from backend.adapters.sounds import sound
from backend.adapters.synonyms import Synonyms

_APART = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")

_HEARD = 0.92
_COVER, _MASS = 1.3, 0.5
#: what each part of the score counts beside BM25 over the characters: the best single phrase, the words that were left
#: out, synonyms, and synonyms two by two (fitted by tools/fit_finder.py's questions, then rounded)
_BEST, _WIDE_WEIGHT, _SIGNS, _PAIRS = 2.0, 0.4, 1.2, 0.45


#: of so many things, those with the best BM25, the single phrases are looked at
_NEAREST = 32


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


class Sighting:
    """What the index says of one text."""

    def __init__(self, index: "PhraseIndex", text: str, wide: str) -> None:
        self._index = index
        grams, sounds = set(_grams(text)), set(_sounds(text))
        self._score = index.bm25(grams, sounds, text, wide)
        self._share = index.share(grams)
        self._near = index.nearest(self._score)
        runs = [index.run(thing) for thing in self._near]
        self._cover, self._mass = index.parts(grams, sounds, runs)
        # a phrase counts by how much of it was said, and by how much that says
        self._quality = self._cover**_COVER * self._mass**_MASS
        self._ends = np.cumsum([0, *(last - first for first, last in runs)])
        for n, thing in enumerate(self._near):
            mine = self._quality[self._ends[n] : self._ends[n + 1]]
            self._score[thing] += _BEST * (mine.max() if len(mine) else 0.0)

    def best(self, limit: int, first: int = 0, last: int | None = None) -> list[Match]:
        """The best things for the text among those from ``first`` to before ``last``, best first."""
        last = self._index.things if last is None else last
        mine = [(self._score[t], n) for n, t in enumerate(self._near) if first <= t < last and self._score[t] > 0]
        return [self._match(n) for _, n in sorted(mine, key=lambda one: -one[0])[:limit]]

    def scores(self, last: int) -> Floats:
        """The scores of the things before ``last``."""
        return self._score[:last]

    def _match(self, number: int) -> Match:
        thing, start = self._near[number], int(self._ends[number])
        best = start + int(np.argmax(self._quality[start : self._ends[number + 1]]))
        return Match(
            thing,
            float(self._score[thing]),
            float(self._cover[best]),
            float(self._mass[best]),
            float(self._share[thing]),
            self._index.phrase(self._index.run(thing)[0] + best - start),
        )


class PhraseIndex:
    """Things and the phrases that mean them. ``sections`` says where another kind of things begins."""

    def __init__(
        self, phrases: Iterable[Phrase], things: int, synonyms: Synonyms | None = None, sections: Sequence[int] = ()
    ) -> None:
        self.things = things
        self._sections = [0, *sections, things]
        self._synonyms = synonyms or Synonyms()
        tidy = (Phrase(p.thing, normalise(p.text), p.weight) for p in phrases)
        kept = sorted((p for p in tidy if p.text), key=lambda p: p.thing)
        self._phrases = kept
        self._weight = np.array([p.weight for p in kept])
        self._starts = np.searchsorted([p.thing for p in kept], np.arange(things + 1))
        self._characters = Documents(kept, things, _short)
        self._sounds = Documents(kept, things, _sounds)
        self._signs = Documents(kept, things, self._synonyms.signs)
        self._pairs = Documents(kept, things, self._synonyms.pairs)
        texts = [p.text for p in kept]
        grams = Documents(kept, things, _grams).rarity
        self._written = Parts(texts, _grams, {g: r * _by_size(g) for g, r in grams.items()})
        self._spoken = Parts(texts, _sounds, self._sounds.rarity)

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

    def run(self, thing: int) -> tuple[int, int]:
        """The numbers of a thing's phrases: the first, and the one after the last."""
        return int(self._starts[thing]), int(self._starts[thing + 1])

    def nearest(self, scores: Floats) -> list[int]:
        """The things whose single phrases are looked at: the best of every section."""
        found: list[int] = []
        for first, last in itertools.pairwise(self._sections):
            found += [first + int(t) for t in np.argsort(-scores[first:last], kind="stable")[:_NEAREST]]
        return found

    def parts(self, grams: set[str], sounds: set[str], runs: Sequence[tuple[int, int]]) -> tuple[Floats, Floats]:
        """Of every phrase how much of it was said, 0 to 1, and how much that says, in nats."""
        numbers = np.concatenate([np.arange(first, last) for first, last in runs]).astype(np.int64)
        said, heard = self._written.said(grams, numbers), self._spoken.said(sounds, numbers)
        cover = np.maximum(said / self._written.whole[numbers], _HEARD * heard / self._spoken.whole[numbers])
        weight = self._weight[numbers]
        return cover * weight, np.maximum(said, _HEARD * heard) * weight

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
        return add_up(found, self.things) / max(said, 1e-9)


def _has(words: Documents, token: str, thing: int) -> bool:
    owners = words.owners.get(token)
    return owners is not None and bool(np.any(owners[0] == thing))
