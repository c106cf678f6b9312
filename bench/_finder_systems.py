"""What the finder is measured beside: a plain BM25 over characters, and what a developer would put together."""

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable

import bm25s
import jieba

from backend.domain.items import Catalogue
from backend.services.finder import Finder

#: text and how many → the ids found with their scores, best first
Ranking = Callable[[str, int], list[tuple[str, float]]]

jieba.setLogLevel(logging.WARNING)


def documents(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """What every system may search: names and aliases."""
    return {i.id: tuple(t for t in (i.name.value, i.short_name, *i.aliases) if t) for i in catalogue.items.values()}


def ours(catalogue: Catalogue) -> Ranking:
    finder = Finder(catalogue)
    return lambda text, limit: [(hit.item_id, hit.score) for hit in finder.rank(text, limit)]


class PlainBm25:
    """BM25 (k1 1.5, b 0.75) over character 1- to 3-grams of names and aliases, one document an item."""

    def __init__(self, catalogue: Catalogue) -> None:
        texts = documents(catalogue)
        self.ids = list(texts)
        counted = [Counter(g for text in texts[i] for g in self._grams(text)) for i in self.ids]
        self.lengths = [sum(d.values()) for d in counted]
        self.average = max(sum(self.lengths) / len(self.lengths), 1)
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for n, document in enumerate(counted):
            for gram, count in document.items():
                self.postings[gram].append((n, count))

    @staticmethod
    def _grams(text: str) -> list[str]:
        text = re.sub(r"[^\w]", "", text.lower())
        return [text[i : i + size] for size in (1, 2, 3) for i in range(len(text) - size + 1)]

    def __call__(self, text: str, limit: int) -> list[tuple[str, float]]:
        scores: dict[int, float] = defaultdict(float)
        for gram in set(self._grams(text)):
            found = self.postings.get(gram, [])
            rarity = math.log(1 + (len(self.ids) - len(found) + 0.5) / (len(found) + 0.5))
            for n, count in found:
                scores[n] += rarity * count * 2.5 / (count + 1.5 * (0.25 + 0.75 * self.lengths[n] / self.average))
        return [(self.ids[n], score) for n, score in sorted(scores.items(), key=lambda s: -s[1])[:limit]]


class WordBm25:
    """bm25s over the words that jieba cuts for search engines: the common way to search Chinese in Python."""

    def __init__(self, catalogue: Catalogue) -> None:
        texts = documents(catalogue)
        self.ids = list(texts)
        self.index = bm25s.BM25()
        self.index.index([[w for t in texts[i] for w in self._words(t)] for i in self.ids], show_progress=False)

    @staticmethod
    def _words(text: str) -> list[str]:
        return [word for word in jieba.cut_for_search(text.lower()) if word.strip() and re.match(r"\w", word)]

    def __call__(self, text: str, limit: int) -> list[tuple[str, float]]:
        words = self._words(text)
        if not words:
            return []
        found, scores = self.index.retrieve([words], k=min(limit, len(self.ids)), show_progress=False)
        return [(self.ids[int(n)], float(s)) for n, s in zip(found[0], scores[0], strict=True) if s > 0]


SYSTEMS: dict[str, Callable[[Catalogue], Ranking]] = {
    "finder": ours,
    "plain BM25": PlainBm25,
    "bm25s + jieba": WordBm25,
}
