"""Words that mean the same to the finder: 饭店, 餐馆 and 酒楼 are one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

_PATTERN = re.compile(r"[\[\](){}.*+?|\\^$]")


class Synonyms:
    """Groups of words. A word with the marks of a regular expression is one."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._words: dict[str, set[str]] = defaultdict(set)
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        for n, group in enumerate(groups):
            sign = f"§{n}"
            for word in group:
                if _PATTERN.search(word):
                    self._patterns.append((sign, re.compile(word, re.IGNORECASE)))
                else:
                    self._words[word.lower()].add(sign)
        self._longest = max(map(len, self._words), default=0)

    def signs(self, text: str) -> set[str]:
        """One sign for each group of which the text has a word."""
        found: set[str] = set()
        for start in range(len(text)):
            for end in range(start + 1, min(start + self._longest, len(text)) + 1):
                found |= self._words.get(text[start:end], set())
        return found | {sign for sign, pattern in self._patterns if pattern.search(text)}

    def pairs(self, text: str) -> list[str]:
        """The signs of a text two by two: a wedding abroad is neither a wedding nor a journey."""
        signs = sorted(self.signs(text))
        return [one + other for n, one in enumerate(signs) for other in signs[n + 1 :]]
