"""Whether a text asks for an item at all: a logistic model over a few figures and over what is said beside the item.

``scope.json`` holds its weights; ``tools/fit_finder.py`` fits them on ``data/finder/questions.csv``. They speak of how
people write and not of single items, so a new item needs no new fit.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_SIZES = (1, 2, 3)


def grams(left_over: str) -> set[str]:
    """The character n-grams of what is said beside the item (``_`` stands for what names it)."""
    return {left_over[i : i + size] for size in _SIZES for i in range(len(left_over) - size + 1)}


class Scope:
    """The fitted model."""

    def __init__(self, fitted: Mapping[str, Any]) -> None:
        self._bias: float = fitted["bias"]
        self._weights: Mapping[str, float] = fitted["figures"]
        self._beside: Mapping[str, float] = fitted["beside"]
        #: below this chance nothing here fits
        self.threshold: float = fitted["threshold"]
        #: the ranking's score times this is a logit: what makes chances of scores
        self.sharpness: float = fitted["sharpness"]

    def beside(self, left_over: str) -> float:
        """How much what is said beside the item speaks for an item, in logits."""
        found = grams(left_over)
        known = [self._beside[g] for g in found if g in self._beside]
        return sum(known) / math.sqrt(len(known)) if known else 0.0

    def chance(self, figures: Mapping[str, float], left_over: str) -> float:
        """The chance that the text asks for an item."""
        value = self._bias + sum(self._weights[name] * figure for name, figure in figures.items())
        value += self._weights["beside"] * self.beside(left_over)
        return 1 / (1 + math.exp(-max(min(value, 50.0), -50.0)))


@cache
def fitted_scope() -> Scope:
    """The model with the weights of ``scope.json``."""
    return Scope(json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8")))
