"""How well and how fast the finder finds, beside a plain BM25 over character n-grams, in one run.

The questions are a CSV with the columns text, kind (item, refer, abolished, none), items (ids, any of which is
right) and fit (strong, weak or empty).
"""

import argparse
import csv
import json
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backend.adapters.catalogue import load  # noqa: E402
from backend.domain.items import Catalogue  # noqa: E402
from backend.services.finder import Finder  # noqa: E402


class PlainBm25:
    """The baseline: BM25 (k1 1.5, b 0.75) over character 1- to 3-grams of names and aliases, one document an item."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.ids = list(catalogue.items)
        documents = [
            Counter(g for text in (i.name.value or "", *i.aliases) for g in self._grams(text))
            for i in catalogue.items.values()
        ]
        self.lengths = [sum(d.values()) for d in documents]
        self.average = sum(self.lengths) / len(self.lengths)
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for n, document in enumerate(documents):
            for gram, count in document.items():
                self.postings[gram].append((n, count))

    @staticmethod
    def _grams(text: str) -> list[str]:
        text = re.sub(r"[^\w]", "", text.lower())
        return [text[i : i + size] for size in (1, 2, 3) for i in range(len(text) - size + 1)]

    def find(self, text: str, limit: int = 5) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for gram in set(self._grams(text)):
            found = self.postings.get(gram, [])
            rarity = math.log(1 + (len(self.ids) - len(found) + 0.5) / (len(found) + 0.5))
            for n, count in found:
                scores[n] += rarity * count * 2.5 / (count + 1.5 * (0.25 + 0.75 * self.lengths[n] / self.average))
        return [self.ids[n] for n, _ in sorted(scores.items(), key=lambda s: -s[1])[:limit]]


def read_questions(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{**row, "items": re.split(r"[\s,;|/、]+", row["items"].strip())} for row in csv.DictReader(file)]


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def tops(questions: list[dict[str, Any]], answers: list[list[str]]) -> dict[str, Any]:
    """Top-1, -3 and -5 on the questions that have an item, strong ones and all."""
    result: dict[str, Any] = {}
    for name in ("strong", "all"):
        chosen = [
            (q, a)
            for q, a in zip(questions, answers, strict=True)
            if q["kind"] != "none" and (name == "all" or q["fit"] == "strong")
        ]
        result[name] = {"questions": len(chosen)} | {
            f"top{k}": share(sum(bool(set(a[:k]) & set(q["items"])) for q, a in chosen), len(chosen)) for k in (1, 3, 5)
        }
    return result


def handling(questions: list[dict[str, Any]], outcomes: list[str]) -> dict[str, Any]:
    """How often what has no item here was told apart, and how often a good question was refused."""
    right = {"refer": ("refer",), "abolished": ("abolished",), "none": ("none", "emergency")}
    result: dict[str, Any] = {}
    total = good = 0
    for kind, accepted in right.items():
        mine = [o for q, o in zip(questions, outcomes, strict=True) if q["kind"] == kind]
        hits = sum(o in accepted for o in mine)
        total, good = total + len(mine), good + hits
        result[kind] = {"questions": len(mine), "right": share(hits, len(mine)), "outcomes": dict(Counter(mine))}
    items = [(q, o) for q, o in zip(questions, outcomes, strict=True) if q["kind"] == "item"]
    strong = [o for q, o in items if q["fit"] == "strong"]
    result["all three"] = share(good, total)
    result["wrongly refused"] = share(sum(o in ("none", "emergency") for _, o in items), len(items))
    result["wrongly refused, strong"] = share(sum(o in ("none", "emergency") for o in strong), len(strong))
    result["item outcomes"] = dict(Counter(o for _, o in items))
    return result


def timed(find: Callable[[str], Any], texts: list[str], rounds: int = 5) -> tuple[list[Any], dict[str, float]]:
    answers = [find(text) for text in texts]
    taken = []
    for _ in range(rounds):
        for text in texts:
            start = time.perf_counter()
            find(text)
            taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    pick = {"median": 0.5, "p95": 0.95, "max": 1.0}
    return answers, {k: round(taken[min(len(taken) - 1, int(len(taken) * v))], 3) for k, v in pick.items()}


def run(questions_path: Path, catalogue_path: Path) -> dict[str, Any]:
    """Everything the bench reports."""
    questions = read_questions(questions_path)
    texts = [q["text"] for q in questions]
    catalogue = load(catalogue_path)
    start = time.perf_counter()
    finder = Finder(catalogue)
    build = time.perf_counter() - start
    ours, speed = timed(lambda text: finder.find(text, limit=5), texts)
    ranked, _ = timed(lambda text: [h.item_id for h in finder.rank(text, limit=5)], texts, rounds=1)
    plain = PlainBm25(catalogue)
    theirs, their_speed = timed(plain.find, texts)
    return {
        "items": len(catalogue.items),
        "build_seconds": round(build, 3),
        "finder": tops(questions, [[h.item_id for h in r.hits] for r in ours]) | {"milliseconds": speed},
        "finder, ranking only": tops(questions, ranked),
        "handling": handling(questions, [r.outcome for r in ours]),
        "plain BM25": tops(questions, theirs) | {"milliseconds": their_speed},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--catalogue", type=Path, default=ROOT / "data" / "catalogue")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = run(options.questions, options.catalogue)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for key, value in report.items():
        print(f"{key}: {json.dumps(value, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
