"""The report of the held-out phrases: figures, a page to read, and what has become worse since the kept figures."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: one phrase more or less of an intent's eight or ten moves its F1 by so much; less is no news
SLACK_INTENT = 0.15
#: of all phrases together
SLACK = 0.01
#: figures of the whole, and whether more is better
WATCHED = {
    "best": True,
    "taken": True,
    "wrongly taken": False,
    "needs misrouted": False,
    "others taken for a need": False,
    "out of scope kept out": True,
}
_BIN = 0.05
_THRESHOLDS = [round(0.2 + 0.05 * n, 2) for n in range(13)]


def guesses(wanted: Sequence[tuple[str, str]], got: Sequence[Mapping[str, Any]]) -> list[tuple[float, bool]]:
    """Of each phrase how sure the best intent is, and whether it is right; the fallback is looked through."""
    found = []
    for (intent, _), parsed in zip(wanted, got, strict=True):
        best = next(one for one in parsed["intent_ranking"] if one["name"] != "nlu_fallback")
        found.append((float(best["confidence"]), best["name"] == intent))
    return found


def histogram(sure: Sequence[tuple[float, bool]]) -> list[dict[str, Any]]:
    """How many best guesses are right and wrong at each confidence."""
    last = round(1 / _BIN) - 1
    rows = [{"from": round(n * _BIN, 2), "right": 0, "wrong": 0} for n in range(last + 1)]
    for confidence, right in sure:
        rows[min(int(confidence / _BIN), last)]["right" if right else "wrong"] += 1
    return rows


def thresholds(sure: Sequence[tuple[float, bool]]) -> list[dict[str, Any]]:
    """What each threshold would let through: shares of all phrases taken rightly, taken wrongly, and asked again."""
    whole = max(len(sure), 1)
    rows = []
    for threshold in _THRESHOLDS:
        right = sum(ok for confidence, ok in sure if confidence >= threshold)
        wrong = sum(not ok for confidence, ok in sure if confidence >= threshold)
        rest = whole - right - wrong
        shares = {"right": right / whole, "wrong": wrong / whole, "fallback": rest / whole}
        rows.append({"threshold": threshold, **{name: round(value, 4) for name, value in shares.items()}})
    return rows


def regressions(found: Mapping[str, Any], kept: Mapping[str, Any]) -> list[str]:
    """What is worse than the kept figures by more than chance; an intent that is gone counts as worse."""
    worse = []
    for name, more_is_better in WATCHED.items():
        now, then = found.get(name), kept.get(name)
        if now is None or then is None:
            worse += [f"{name}: missing"] if then is not None else []
        elif (then - now if more_is_better else now - then) > SLACK:
            worse.append(f"{name}: {now} (kept: {then})")
    for intent, then in kept["f1"].items():
        now = found["intents"].get(intent, {}).get("f1")
        if now is None or then - now > SLACK_INTENT:
            worse.append(f"F1 of {intent}: {now} (kept: {then})")
    return worse


def to_keep(found: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that later runs are compared with."""
    f1 = {intent: figures["f1"] for intent, figures in found["intents"].items()}
    return {**{name: found[name] for name in ("phrases", *WATCHED)}, "f1": f1}


def write(found: Mapping[str, Any], folder: Path) -> None:
    """``report.json`` and ``report.md`` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "report.md").write_text(page(found), encoding="utf-8")


def page(found: Mapping[str, Any]) -> str:
    """The report for people."""
    lines = ["# What the assistant understands of phrases it was not trained on", ""]
    lines += _table(("figure", "value"), [(n, found[n]) for n in ("phrases", *WATCHED, "fallback")])
    intents = sorted(found["intents"].items(), key=lambda one: (one[1]["f1"] or 0.0, one[0]))
    rows = [(name, f["phrases"], f["f1"], f["best"], f["taken"]) for name, f in intents]
    lines += ["## Intents, the worst first", ""]
    lines += _table(("intent", "phrases", "F1", "right first guess", "taken rightly"), rows)
    lines += ["## Confusions", "", *_table(("is", "taken for", "times"), found["confusions"])]
    rows = [(f"{r['from']:.2f}", r["right"], r["wrong"], _bar(r)) for r in found["histogram"]]
    lines += ["## Confidence of the best guess", "", *_table(("from", "right", "wrong", "█ right ░ wrong"), rows)]
    rows = [(r["threshold"], r["right"], r["wrong"], r["fallback"]) for r in found["thresholds"]]
    lines += ["## Thresholds", "", *_table(("threshold", "taken rightly", "taken wrongly", "asked again"), rows)]
    lines += ["## Mistakes", "", *_table(("text", "is", "taken for"), found["mistakes"])]
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [*("| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in lines), ""]


def _bar(row: Mapping[str, int]) -> str:
    return "█" * -(-row["right"] // 8) + "░" * -(-row["wrong"] // 8)
