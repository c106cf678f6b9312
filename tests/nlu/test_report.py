"""The report on held-out phrases: its figures, its page, and the gate."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bench._nlu_report import histogram, regressions, thresholds, to_keep, write
from bench.nlu import KEPT_FIGURES, report

WANTED = [
    ("stop", "不办了"),
    ("ask_fee", "收费不"),
    ("need", "开个店"),
    ("out_of_scope", "今天股票"),
    ("stop", "算了吧"),
]


def parsed(name: str, confidence: float, *, taken: str | None = None) -> dict[str, Any]:
    """What Rasa answers when ``name`` is its best guess."""
    ranking = [{"name": name, "confidence": confidence}]
    if taken:
        ranking.insert(0, {"name": taken, "confidence": 0.5})
    return {"intent": {"name": taken or name, "confidence": confidence}, "intent_ranking": ranking}


GOOD = [
    parsed("stop", 0.9),
    parsed("ask_fee", 0.8),
    parsed("need", 0.7),
    parsed("out_of_scope", 0.6),
    parsed("stop", 0.3, taken="nlu_fallback"),
]


def test_the_figures() -> None:
    found = report(WANTED, GOOD)
    assert (found["best"], found["taken"], found["wrongly taken"]) == (1.0, 0.8, 0.0)
    assert found["out of scope recall"] == found["out of scope kept out"] == 1.0
    assert found["intents"]["stop"] == {"phrases": 2, "best": 1.0, "taken": 0.5, "f1": 1.0}


def test_a_wrong_guess_is_a_confusion_and_costs_both() -> None:
    found = report(WANTED, [parsed("ask_fee", 0.9), *GOOD[1:]])
    assert found["confusions"] == [["stop", "ask_fee", 1]]
    assert found["intents"]["stop"]["f1"] < 1
    assert found["intents"]["ask_fee"]["f1"] < 1


def test_nothing_is_worse_than_itself_and_worse_is_told_by_name() -> None:
    kept = to_keep(report(WANTED, GOOD))
    assert regressions(report(WANTED, GOOD), kept) == []
    worse = regressions(report(WANTED, [*GOOD[:3], parsed("stop", 0.9), GOOD[4]]), kept)
    assert any(line.startswith("out of scope kept out: 0.0") for line in worse)
    assert any(line.startswith("F1 of out_of_scope: 0.0") for line in worse)
    assert any(line.startswith("wrongly taken: 0.2") for line in worse)


def test_an_intent_that_is_gone_is_worse() -> None:
    kept = to_keep(report(WANTED, GOOD))
    assert "F1 of need: None (kept: 1.0)" in regressions(report(WANTED[:2], GOOD[:2]), kept)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_every_guess_is_in_one_bin_and_every_threshold_shares_out_all(sure: list[tuple[float, bool]]) -> None:
    assert sum(row["right"] + row["wrong"] for row in histogram(sure)) == len(sure)
    rows = thresholds(sure)
    assert all(abs(row["right"] + row["wrong"] + row["fallback"] - 1) < 0.001 for row in rows)
    assert [row["fallback"] for row in rows] == sorted(row["fallback"] for row in rows)


def test_the_page_has_it_all(tmp_path: Path) -> None:
    found = report(WANTED, [parsed("ask_fee", 0.9), *GOOD[1:]])
    write(found, tmp_path)
    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| stop | ask_fee | 1 |" in page
    assert "| 不办了 | stop | ask_fee |" in page
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == found


def test_the_kept_figures_are_worth_keeping() -> None:
    kept = json.loads(KEPT_FIGURES.read_text(encoding="utf-8"))
    assert kept["best"] >= 0.9
    assert kept["out of scope kept out"] >= 0.9
    assert {intent: f1 for intent, f1 in kept["f1"].items() if f1 < 0.6} == {}
