"""Fits the finder's weights on ``data/finder/questions.csv`` and writes ``backend/adapters/scope.json``.

Run it after the questions changed much: ``python -m tools.fit_finder``. It prints what is to be expected of texts it
was not fitted on (eight-fold cross-validation). The same questions give the same weights.
"""

import csv
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from backend.adapters.catalogue import load
from backend.adapters.scope import Scope, grams
from backend.adapters.sounds import sound
from backend.domain.items import Catalogue
from backend.services.finder import Finder, Reading
from backend.settings import ROOT

QUESTIONS = ROOT / "data" / "finder" / "questions.csv"
WEIGHTS = ROOT / "backend" / "adapters" / "scope.json"
FOLDS = 8
#: this part of the good questions is let go for the sake of the rest
REFUSED = 0.0165
#: what an alias, right or misspelt, counts beside a written question
MADE = 0.2
_UNFITTED = Scope({"bias": 0.0, "figures": {}, "beside": {}, "threshold": 0.0, "sharpness": 0.1})

Floats = NDArray[np.float64]


def read_questions(path: Path = QUESTIONS) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spoken(catalogue: Catalogue, every: int = 9) -> list[dict[str, str]]:
    """Some aliases as they are, and as voice typing may write them: one character taken for another of its sound."""
    alike: dict[str, list[str]] = defaultdict(list)
    for character in sorted({c for item in catalogue.items.values() for alias in item.aliases for c in alias}):
        alike[sound(character)].append(character)
    made: list[dict[str, str]] = []
    chosen = np.random.default_rng(20261124)
    for item in catalogue.items.values():
        for alias in item.aliases[::every]:
            made.append({"text": alias, "kind": "item", "items": item.id})
            places = [n for n, c in enumerate(alias) if len(alike[sound(c)]) > 1]
            if places and len(alias) > 3:
                n = int(chosen.choice(places))
                other = str(chosen.choice([c for c in alike[sound(alias[n])] if c != alias[n]]))
                made.append({"text": alias[:n] + other + alias[n + 1 :], "kind": "item", "items": item.id})
    return made


def beside_features(left_over: str, known: frozenset[str]) -> dict[str, float]:
    found = grams(left_over) & known
    return {gram: 1 / math.sqrt(len(found)) for gram in found}


def fit_beside(left_overs: list[str], wanted: NDArray[np.bool_], weight: Floats) -> dict[str, float]:
    """The weight of each n-gram that stands beside the item in at least two questions."""
    counted: dict[str, int] = {}
    for left_over in left_overs:
        for gram in grams(left_over):
            counted[gram] = counted.get(gram, 0) + 1
    known = frozenset(gram for gram, count in counted.items() if count > 1)
    vectors = DictVectorizer()
    rows = vectors.fit_transform([beside_features(left_over, known) for left_over in left_overs])
    model = LogisticRegression(C=3, max_iter=500, class_weight="balanced", fit_intercept=False)
    model.fit(rows, wanted, sample_weight=weight)
    return dict(zip(vectors.get_feature_names_out(), map(float, model.coef_[0]), strict=True))


def beside_values(weights: dict[str, float], left_overs: list[str]) -> Floats:
    scope = Scope({"bias": 0.0, "figures": {}, "beside": weights, "threshold": 0.0, "sharpness": 0.1})
    return np.array([scope.beside(left_over) for left_over in left_overs])


def folds(size: int) -> NDArray[np.int64]:
    return np.random.default_rng(20261124).integers(0, FOLDS, size)


def fit_sharpness(readings: list[tuple[Reading, set[str]]], ids: list[str]) -> float:
    """What makes the ranking's scores logits: the value under which the right items were likeliest."""

    def surprise(sharpness: float) -> float:
        total = 0.0
        for reading, right in readings:
            scores = np.array([m.score for m in reading.items])
            powers = np.exp((scores - scores.max()) * sharpness)
            hit = np.array([ids[m.thing] in right for m in reading.items])
            total -= math.log(max(powers[hit].sum() / powers.sum(), 1e-3))
        return total

    return float(minimize_scalar(surprise, bounds=(0.01, 1.0), method="bounded").x)


def fit(questions: list[dict[str, str]], catalogue_path: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """The weights, and what cross-validation says of them."""
    catalogue = load(catalogue_path)
    finder = Finder(catalogue, _UNFITTED)
    read = [(q, finder.read(q["text"], len(catalogue.items))) for q in [*questions, *spoken(catalogue)]]
    known = [(q, r) for q, r in read if r is not None and r.items]
    wanted = np.array([q["kind"] != "none" for q, _ in known])
    written = np.array(["fit" in q for q, _ in known])
    weight = np.where(written, 1.0, MADE)
    left_overs = [r.left_over for _, r in known]
    names = list(known[0][1].figures)
    figures = np.array([[r.figures[name] for name in names] for _, r in known])
    fold = folds(len(known))

    beside = np.zeros(len(known))
    for n in range(FOLDS):
        rest = [left_overs[i] for i in np.flatnonzero(fold != n)]
        weights = fit_beside(rest, wanted[fold != n], weight[fold != n])
        beside[fold == n] = beside_values(weights, [left_overs[i] for i in np.flatnonzero(fold == n)])
    rows = np.c_[figures, beside]

    def model(chosen: NDArray[np.bool_]) -> Any:
        steps = make_pipeline(StandardScaler(), LogisticRegression(C=1))
        return steps.fit(rows[chosen], wanted[chosen], logisticregression__sample_weight=weight[chosen])

    chances = np.zeros(len(known))
    for n in range(FOLDS):
        chances[fold == n] = model(fold != n).predict_proba(rows[fold == n])[:, 1]
    threshold = float(np.quantile(chances[wanted & written], REFUSED))
    scaler, last = (step for _, step in model(np.full(len(known), True)).steps)
    weights = last.coef_[0] / scaler.scale_
    good = [(r, set(q["items"].split())) for q, r in known if q["kind"] != "none" and "fit" in q]
    fitted = {
        "bias": round(float(last.intercept_[0] - weights @ scaler.mean_), 4),
        "threshold": round(threshold, 3),
        "sharpness": round(fit_sharpness(good, list(catalogue.items)), 4),
        "figures": {name: round(float(w), 4) for name, w in zip([*names, "beside"], weights, strict=True)},
        "beside": {
            g: round(w, 3) for g, w in sorted(fit_beside(left_overs, wanted, weight).items()) if abs(w) >= 0.001
        },
    }
    told = {
        "questions": len(known),
        "none told apart": float((chances[~wanted] < threshold).mean()),
        "good refused": float((chances[wanted & written] < threshold).mean()),
        "made refused": float((chances[wanted & ~written] < threshold).mean()),
    }
    return fitted, told


def main() -> None:
    fitted, told = fit(read_questions(), ROOT / "data" / "catalogue")
    WEIGHTS.write_text(json.dumps(fitted, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    for name, value in told.items():
        print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
    print({k: v for k, v in fitted.items() if k != "beside"}, len(fitted["beside"]), "n-grams")


if __name__ == "__main__":
    main()
