"""The held-out phrases are really held out, and there are enough of them for every intent that people type."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT, TRAINING = ROOT / "tests" / "nlu" / "held_out", ROOT / "data" / "nlu"


def phrases(folder: Path) -> list[tuple[str, str]]:
    """Intent and phrase, of every file in the folder."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]
            found += [(block["intent"], line) for line in lines]
    return found


def bare(text: str) -> str:
    """What is left of a phrase without marks, blanks and width; a smiley alone stays."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]", "", folded) or folded.strip()


def test_no_phrase_is_in_both() -> None:
    trained = {bare(text) for _, text in phrases(TRAINING)}
    assert [text for _, text in phrases(HELD_OUT) if bare(text) in trained] == []


def test_there_are_enough() -> None:
    counted = Counter(intent for intent, _ in phrases(HELD_OUT))
    assert counted.total() >= 250
    assert set(counted) == {intent for intent, _ in phrases(TRAINING)}
    assert {intent: n for intent, n in counted.items() if n < 8} == {}


@pytest.mark.parametrize("folder", [HELD_OUT, TRAINING], ids=["held out", "training"])
def test_a_phrase_means_one_thing(folder: Path) -> None:
    meanings: dict[str, set[str]] = {}
    for intent, text in phrases(folder):
        meanings.setdefault(bare(text), set()).add(intent)
    assert {text: sorted(m) for text, m in meanings.items() if len(m) > 1} == {}
