"""Finding Chinese phrases in what people type: characters, sounds and slips of the pen.

Built in memory from the phrases given; nothing is learned, so a changed phrase only needs a new index.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz

Floats = NDArray[np.float64]

#: sounds that people of Changsha, and voice input, mix up
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("hu", "fu"), ("h", "f"))
_FINALS = (("eng", "en"), ("ing", "in"), ("ang", "an"), ("uang", "uan"))
_APART = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")

#: BM25's own two numbers: what many phrases of a thing say goes on counting; long lists of phrases are held against it
_K1, _B = 3.0, 0.75
#: what sounds and the words that were left out count beside the characters
_SOUND_WEIGHT, _WIDE_WEIGHT = 1.0, 0.5
_HEARD = 0.92
_COVER, _MASS, _BEST = 1.3, 0.5, 3.0
_FUZZY_FROM = 74.0


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


@lru_cache(maxsize=65536)
def sound(character: str) -> str:
    """The syllable of a character with the confusable sounds folded together."""
    syllable = lazy_pinyin(character, style=Style.NORMAL)[0]
    for wrong, right in _INITIALS:
        if syllable.startswith(wrong):
            syllable = right + syllable[len(wrong) :]
            break
    for wrong, right in _FINALS:
        if syllable.endswith(wrong):
            return syllable[: -len(wrong)] + right
    return syllable


def _grams(text: str) -> list[str]:
    found: list[str] = []
    for run in text.split():
        for size in (1, 2, 3):
            found += [run[i : i + size] for i in range(len(run) - size + 1)]
    return found


def _sounds(text: str) -> list[str]:
    found: list[str] = []
    for run in text.split():
        syllables = [sound(character) for character in run]
        for size in (2, 3):
            found += ["~" + "'".join(syllables[i : i + size]) for i in range(len(syllables) - size + 1)]
    return found


def _counted(gram: str) -> bool:
    """Whether BM25 counts the n-gram among the characters of a thing."""
    return gram[0] != "~" and _size(gram) in _CHARACTERS


def _size(gram: str) -> int:
    return gram.count("'") + 1 if gram[0] == "~" else len(gram)


#: what an n-gram counts in a phrase, by its length: single characters say little of one phrase
_BY_SIZE = {1: 0.4, 2: 1.0, 3: 1.0}
#: the lengths that BM25 counts over all phrases of a thing. There single characters carry long, loose sentences.
_CHARACTERS = (1, 2)


class PhraseIndex:
    """Things and the phrases that mean them."""

    def __init__(self, phrases: Iterable[Phrase], things: int) -> None:
        self._things = things
        self._phrases = [Phrase(p.thing, normalise(p.text), p.weight) for p in phrases if normalise(p.text)]
        self._owner = np.array([p.thing for p in self._phrases], dtype=np.int64)
        self._weight = np.array([p.weight for p in self._phrases])
        self._rarity: dict[str, float] = {}
        self._by_phrase: dict[str, NDArray[np.int64]] = {}
        self._by_thing: dict[str, tuple[NDArray[np.int64], Floats]] = {}
        self._mass = {True: np.zeros(0), False: np.zeros(0)}
        self._build()

    def _build(self) -> None:
        in_phrases: dict[str, list[int]] = defaultdict(list)
        counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        lengths = np.zeros(self._things)
        for n, phrase in enumerate(self._phrases):
            grams = _grams(phrase.text) + _sounds(phrase.text)
            lengths[phrase.thing] += sum(_counted(g) for g in grams) * phrase.weight
            for gram in grams:
                counts[gram][phrase.thing] += phrase.weight
            for gram in set(grams):
                in_phrases[gram].append(n)
        average = max(lengths.mean(), 1.0)
        mass = {True: np.zeros(len(self._phrases)), False: np.zeros(len(self._phrases))}
        for gram, owners in counts.items():
            rarity = float(np.log(1 + (self._things - len(owners) + 0.5) / (len(owners) + 0.5)))
            things = np.fromiter(owners.keys(), dtype=np.int64)
            counted = np.fromiter(owners.values(), dtype=np.float64)
            saturated = counted * (_K1 + 1) / (counted + _K1 * (1 - _B + _B * lengths[things] / average))
            self._by_thing[gram] = (things, rarity * saturated)
            rarity *= _BY_SIZE[_size(gram)]
            self._rarity[gram] = rarity
            self._by_phrase[gram] = np.array(in_phrases[gram], dtype=np.int64)
            mass[gram[0] == "~"][self._by_phrase[gram]] += rarity
        self._mass = {kind: np.maximum(values, 1e-9) for kind, values in mass.items()}

    def search(self, text: str, limit: int = 8, *, wide: str = "") -> list[Match]:
        """The best things for a text, best first. The text is taken as ``normalise`` leaves it.

        ``wide`` is the same text before the words were left out that say little; it helps to rank, and only that.
        """
        text = normalise(text)
        grams, sounds = set(_grams(text)), set(_sounds(text))
        if not grams:
            return []
        said, heard = self._said(grams), self._said(sounds)
        cover = np.maximum(said / self._mass[False], _HEARD * heard / self._mass[True]) * self._weight
        mass = np.maximum(said, _HEARD * heard) * self._weight
        # a phrase counts by how much of it was said, and by how much that says
        quality = cover**_COVER * mass**_MASS
        best = np.zeros(self._things)
        np.maximum.at(best, self._owner, quality)
        # what sounds right counts where the characters are wrong: voice typing writes 身分正 for 身份证
        score = _BEST * best + np.maximum(self._bm25(grams), _SOUND_WEIGHT * self._bm25(sounds))
        if wide:
            score += _WIDE_WEIGHT * self._bm25(set(_grams(normalise(wide))))
        top = np.argsort(-score)[:limit]
        share = self._share(grams)
        return [self._match(int(t), score, share, quality, cover, mass) for t in top if score[t] > 0]

    def unknown(self, text: str) -> float:
        """The part of a text's character pairs that no phrase of any thing has, 0 to 1."""
        pairs = _pairs(text)
        return sum(g not in self._rarity for g in pairs) / max(len(pairs), 1)

    def told(self, text: str, thing: int) -> tuple[float, float]:
        """What of a text one thing's phrases say: the information in nats, and its part of all that the text says."""
        pairs = _pairs(text)
        mine = [g for g in pairs if g in self._by_thing and thing in self._by_thing[g][0]]
        rare = float(np.log(1 + 2 * self._things))
        said = sum(self._rarity[g] for g in mine)
        return said, said / max(sum(self._rarity.get(g, rare) for g in pairs), 1e-9)

    def _share(self, grams: Iterable[str]) -> Floats:
        pairs = [g for g in grams if len(g) == 2] or list(grams)
        unknown = float(np.log(1 + 2 * self._things))
        said = sum(self._rarity.get(g, unknown) for g in pairs)
        found = [(self._by_thing[g][0], self._rarity[g]) for g in pairs if g in self._by_thing]
        return _sum(found, self._things) / max(said, 1e-9)

    def _match(self, thing: int, score: Floats, share: Floats, quality: Floats, cover: Floats, mass: Floats) -> Match:
        mine = np.flatnonzero(self._owner == thing)
        best = int(mine[np.argmax(quality[mine])])
        said = self._phrases[best].text
        return Match(thing, float(score[thing]), float(cover[best]), float(mass[best]), float(share[thing]), said)

    def _said(self, grams: Iterable[str]) -> Floats:
        hits = [(self._by_phrase[g], self._rarity[g]) for g in grams if g in self._by_phrase]
        return _sum(hits, len(self._phrases))

    def _bm25(self, grams: Iterable[str]) -> Floats:
        found = [self._by_thing[g] for g in grams if g in self._by_thing and (g[0] == "~" or len(g) in _CHARACTERS)]
        if not found:
            return np.zeros(self._things)
        things = np.concatenate([things for things, _ in found])
        values = np.concatenate([values for _, values in found])
        return np.asarray(np.bincount(things, weights=values, minlength=self._things), dtype=np.float64)

    def closest(self, text: str, things: Sequence[int]) -> dict[int, float]:
        """How near the nearest phrase of each thing is to a short text, 0 to 100; slips of the pen forgiven."""
        text = normalise(text)
        result: dict[int, float] = {}
        for n in np.flatnonzero(np.isin(self._owner, things)):
            phrase = self._phrases[n]
            near = fuzz.ratio(text, phrase.text, score_cutoff=_FUZZY_FROM)
            result[phrase.thing] = max(result.get(phrase.thing, 0.0), near)
        return result


def _pairs(text: str) -> set[str]:
    return {g for g in _grams(normalise(text)) if len(g) == 2}


def _sum(hits: Sequence[tuple[NDArray[np.int64], float]], size: int) -> Floats:
    if not hits:
        return np.zeros(size)
    places = np.concatenate([places for places, _ in hits])
    values = np.repeat([value for _, value in hits], [len(places) for places, _ in hits])
    return np.asarray(np.bincount(places, weights=values, minlength=size), dtype=np.float64)
