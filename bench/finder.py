"""How well and how fast the finder finds, beside two other systems, in one run.

The questions are a CSV with the columns text, kind (item, refer, abolished, none), items (ids, any of which is
right) and fit (strong, weak or empty). The others have no notion of "nothing fits": they are given the threshold on
their score that lets go no more good questions than ours does, chosen on these very questions in their favour.
"""

import argparse
import csv
import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backend.adapters.catalogue import load  # noqa: E402
from backend.domain.items import Catalogue, ItemStatus  # noqa: E402
from backend.services.finder import Finder, FindResult  # noqa: E402
from bench._finder_systems import SYSTEMS  # noqa: E402

QUESTIONS = ROOT / "tests" / "services" / "finder_questions.csv"
MANY = 2000
FOLDS = 5
REFUSED = 0.03
_RIGHT = {"refer": ("refer",), "abolished": ("abolished",), "none": ("none", "emergency")}


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
    result: dict[str, Any] = {}
    total = good = 0
    for kind, accepted in _RIGHT.items():
        mine = [o for q, o in zip(questions, outcomes, strict=True) if q["kind"] == kind]
        hits = sum(o in accepted for o in mine)
        total, good = total + len(mine), good + hits
        result[kind] = {"questions": len(mine), "right": share(hits, len(mine)), "outcomes": dict(Counter(mine))}
    items = [(q, o) for q, o in zip(questions, outcomes, strict=True) if q["kind"] == "item"]
    strong = [o for q, o in items if q["fit"] == "strong"]
    result["all three"] = share(good, total)
    result["wrongly refused"] = share(sum(o in _RIGHT["none"] for _, o in items), len(items))
    result["wrongly refused, strong"] = share(sum(o in _RIGHT["none"] for o in strong), len(strong))
    result["item outcomes"] = dict(Counter(o for _, o in items))
    return result


def guessed_outcomes(
    catalogue: Catalogue, questions: list[dict[str, Any]], found: list[list[tuple[str, float]]]
) -> list[str]:
    """What a system without outcomes would do: the status of its first hit, nothing below a score."""
    scores = [hits[0][1] if hits else 0.0 for hits in found]
    good = [s for q, s in zip(questions, scores, strict=True) if q["kind"] == "item"]
    least = float(np.quantile(good, REFUSED, method="lower")) if good else 0.0
    kinds = {ItemStatus.REFER_OUT: "refer", ItemStatus.ABOLISHED: "abolished"}
    return [
        kinds.get(catalogue.items[hits[0][0]].status, "found") if hits and score >= least else "none"
        for hits, score in zip(found, scores, strict=True)
    ]


def sureness(questions: list[dict[str, Any]], results: list[FindResult]) -> dict[str, Any]:
    """Whether a clear hit is one, and whether what is offered holds the right item."""
    wanted = [(set(q["items"]), r) for q, r in zip(questions, results, strict=True) if q["kind"] == "item"]
    found = [bool(right & {r.hits[0].item_id}) for right, r in wanted if r.outcome == "found"]
    offered = [bool(right & {h.item_id for h in r.hits[: r.offered]}) for right, r in wanted if r.outcome == "choose"]
    return {
        "found": {"questions": len(found), "right": share(sum(found), len(found))},
        "choose": {"questions": len(offered), "right one offered": share(sum(offered), len(offered))},
    }


def timed(find: Callable[[str], Any], texts: list[str], rounds: int = 3) -> dict[str, float]:
    """Milliseconds a query: by the clock, and of the processor alone (what a machine that is busy with more shows)."""
    taken, worked = [], []
    for text in texts * rounds:
        start, started = time.perf_counter(), time.thread_time()
        find(text)
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((time.thread_time() - started) * 1000)
    figures = {"p50": (taken, 0.5), "p95": (taken, 0.95), "processor p95": (worked, 0.95)}
    return {name: round(float(np.quantile(values, part)), 3) for name, (values, part) in figures.items()}


def without_aliases(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, items={key: replace(i, aliases=()) for key, i in catalogue.items.items()})


def many(catalogue: Catalogue, size: int = MANY) -> Catalogue:
    """A catalogue of so many items: each further one has half of the words of one item and half of another."""
    items = list(catalogue.items.values())
    made = dict(catalogue.items)
    for n, (one, other) in enumerate(itertools.cycle(itertools.permutations(items, 2))):
        if len(made) >= size:
            break
        pairs = zip(one.aliases, other.aliases[n % 5 :], strict=False)
        aliases = tuple(a[: len(a) // 2 + 1] + b[len(b) // 2 :] for a, b in pairs)
        made[f"{one.id}-{n}"] = replace(one, id=f"{one.id}-{n}", short_name=aliases[0], aliases=aliases)
    return replace(catalogue, items=made)


def held_out_aliases(catalogue: Catalogue) -> dict[str, Any]:
    """Five times a fifth of every item's aliases is taken out of the catalogue and asked for."""
    found: dict[str, list[list[str]]] = {name: [] for name in SYSTEMS}
    asked: list[dict[str, Any]] = []
    for fold in range(FOLDS):
        kept = {
            key: replace(i, aliases=tuple(a for n, a in enumerate(i.aliases) if n % FOLDS != fold))
            for key, i in catalogue.items.items()
        }
        queries = [(a, i.id) for i in catalogue.items.values() for a in i.aliases[fold::FOLDS]]
        asked += [{"kind": "item", "fit": "strong", "items": [item_id]} for _, item_id in queries]
        for name, make in SYSTEMS.items():
            rank = make(replace(catalogue, items=kept))
            found[name] += [[item_id for item_id, _ in rank(text, 5)] for text, _ in queries]
    return {name: tops(asked, answers)["strong"] for name, answers in found.items()}


def measure(catalogue: Catalogue, questions: list[dict[str, Any]]) -> dict[str, Any]:
    """Every system on one catalogue."""
    texts = [q["text"] for q in questions]
    report: dict[str, Any] = {}
    for name, make in SYSTEMS.items():
        rank = make(catalogue)
        found = [rank(text, 5) for text in texts]
        report[name] = tops(questions, [[item_id for item_id, _ in hits] for hits in found])
        if name == "finder":
            finder = Finder(catalogue)
            results = [finder.find(text) for text in texts]
            report[name] |= {"as answered": tops(questions, [[h.item_id for h in r.hits] for r in results])}
            report[name] |= {"handling": handling(questions, [r.outcome for r in results])}
            report[name] |= {"sureness": sureness(questions, results), "milliseconds": timed(finder.find, texts)}
        else:
            report[name] |= {"handling": handling(questions, guessed_outcomes(catalogue, questions, found))}
            report[name] |= {"milliseconds": timed(lambda text, rank=rank: rank(text, 5), texts)}  # type: ignore[misc]
    return report


def run(questions_path: Path, catalogue_path: Path, *, quick: bool = False) -> dict[str, Any]:
    """Everything the bench reports."""
    questions = read_questions(questions_path)
    catalogue = load(catalogue_path)
    start = time.perf_counter()
    Finder(catalogue)
    report: dict[str, Any] = {"items": len(catalogue.items), "build_seconds": round(time.perf_counter() - start, 2)}
    report["with aliases"] = measure(catalogue, questions)
    if quick:
        return report
    report["without aliases"] = measure(without_aliases(catalogue), questions)
    report["a fifth of the aliases held out, five times"] = held_out_aliases(catalogue)
    large = many(catalogue)
    texts = [q["text"] for q in questions]
    report[f"milliseconds with {len(large.items)} items"] = {
        "finder": timed(Finder(large).find, texts, 1),
        **{n: timed(lambda t, r=SYSTEMS[n](large): r(t, 5), texts, 1) for n in SYSTEMS if n != "finder"},  # type: ignore[misc]
    }
    return report


def lines(report: dict[str, Any], indent: int = 0) -> list[str]:
    """The report for reading: what holds only figures is one line."""
    told = []
    for key, value in report.items():
        if isinstance(value, dict) and any(isinstance(v, dict) for v in value.values()):
            told += [f"{' ' * indent}{key}:", *lines(value, indent + 2)]
        else:
            told.append(f"{' ' * indent}{key}: {json.dumps(value, ensure_ascii=False)}")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--catalogue", type=Path, default=ROOT / "data" / "catalogue")
    parser.add_argument("--quick", action="store_true", help="only the questions with the whole catalogue")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = run(options.questions, options.catalogue, quick=options.quick)
    print(json.dumps(report, ensure_ascii=False, indent=2) if options.json else "\n".join(lines(report)))


if __name__ == "__main__":
    main()
