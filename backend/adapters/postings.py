"""Which tokens stand in which phrases and things: BM25 over things, and how much of a phrase was said."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: BM25's own two numbers: what many phrases of a thing say goes on counting; long lists of phrases are held against it
_K1, _B = 2.0, 0.75


class Weighed(Protocol):
    """A phrase of a thing."""

    @property
    def thing(self) -> int: ...

    @property
    def text(self) -> str: ...

    @property
    def weight(self) -> float: ...


class Documents:
    """BM25 over one kind of tokens, a document being all phrases of a thing; and which phrases hold which token."""

    def __init__(self, phrases: Sequence[Weighed], things: int, tokens: Callable[[str], Iterable[str]]) -> None:
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
        return add_up([self.owners[t] for t in tokens if t in self.owners], self._things)


class Parts:
    """Which tokens each phrase holds, the phrases standing one after the other."""

    def __init__(self, texts: Sequence[str], tokens: Callable[[str], Iterable[str]], rarity: dict[str, float]) -> None:
        """``rarity``: what each token says, in nats."""
        self._numbers = {token: n for n, token in enumerate(rarity)}
        self._weights = np.array(list(rarity.values()))
        held = [[self._numbers[t] for t in sorted(set(tokens(text)))] for text in texts]
        self._lengths = np.array([len(phrase) for phrase in held], dtype=np.int64)
        self._starts = self._lengths.cumsum() - self._lengths
        self._held = np.array([n for phrase in held for n in phrase], dtype=np.int64)
        self.whole = np.maximum(self.said(rarity, np.arange(len(texts))), 1e-9)

    def said(self, tokens: Iterable[str], phrases: NDArray[np.int64]) -> Floats:
        """How much of each of these phrases was said, in nats."""
        weights = np.zeros(len(self._weights))
        known = [self._numbers[t] for t in tokens if t in self._numbers]
        weights[known] = self._weights[known]
        lengths = self._lengths[phrases]
        ends = lengths.cumsum()
        places = np.repeat(self._starts[phrases] - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        sums = np.concatenate([[0.0], weights[self._held[places]]]).cumsum()
        return np.asarray(sums[ends] - sums[ends - lengths], dtype=np.float64)


def add_up(hits: Sequence[tuple[NDArray[np.int64], Floats]], size: int) -> Floats:
    """An array of this size with all values added at their places."""
    if not hits:
        return np.zeros(size)
    places = np.concatenate([where for where, _ in hits])
    values = np.concatenate([counted for _, counted in hits])
    return np.asarray(np.bincount(places, weights=values, minlength=size), dtype=np.float64)
