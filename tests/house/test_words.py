"""What the code says, what domain.yml writes, and what the training data uses are the same things."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.server import action_classes
from backend.adapters.texts import Texts
from backend.domain.checks import all_finding_keys
from backend.domain.packages import PackageStatus
from backend.services.packages import Standing
from backend.services.uploads import FINDING_KEYS
from backend.settings import ROOT

DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
SAYING = {"say", "words", "error", "button"}
#: Texts whose keys are put together from parts, by the part they begin with and who puts them together.
FAMILIES = {
    "finding_": "checks name what they saw",
    "remedy_": "and how to fix it",
    "error_": "errors name their key",
    "kind_": "kinds of papers",
    "field_": "fields of papers",
    "status_": "states of packages and materials",
    "material_": "how a material stands",
    "weekday_": "days of the week by number",
    "part_": "parts of a day",
    "emergency_": "each emergency has its number",
    "ask_applicant_": "what is asked of the applicant",
    "split_": "the question that parts several items, by what they differ in",
    "group_": "and its answers",
    "word_": "what a word of these texts means",
    "guess_": "what was nearly understood, by its intent",
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("actions", "backend", "bot/channels"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def said() -> dict[str, str]:
    """Every text key that is written out in a call, and where."""
    found = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            first = node.args[0]
            for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                named = isinstance(one, ast.Constant) and isinstance(one.value, str)
                if named and node.func.attr in SAYING and re.fullmatch("[a-z_0-9]+", one.value):
                    prefix = {"button": "button_", "error": "error_"}.get(node.func.attr, "")
                    found[prefix + one.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def training() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", []):
            yield f"{path.name}: {rule['rule']}", rule


def test_every_action_is_in_the_domain_and_the_other_way_round() -> None:
    assert sorted(one.key for one in action_classes()) == sorted(DOMAIN["actions"])


def test_everything_that_is_said_is_written() -> None:
    responses = DOMAIN["responses"]
    assert {key: where for key, where in said().items() if f"utter_{key}" not in responses} == {}


def test_everything_that_is_written_is_said() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("actions", "backend", "bot/channels", "data/rules")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".yml", ".html", ".jinja")
    )
    words = set(re.findall("[a-z_0-9]+", code))
    unused = []
    for response in DOMAIN["responses"]:
        # taken when there is one: in the 长辈版, and for who must not be called
        key = response.removeprefix("utter_").removesuffix("_plain").removesuffix("_written")
        plain = key.removeprefix("button_")  # buttons are called by the rest of their key
        if {key, response, plain} & words or key.startswith(tuple(FAMILIES)):
            continue
        unused.append(response)
    assert unused == []


def test_every_state_that_is_shown_has_words(texts: Texts) -> None:
    keys = [f"material_{one.value}" for one in Standing] + [f"status_{one.value}" for one in PackageStatus]
    keys += [f"weekday_{day}" for day in range(7)]
    assert [key for key in keys if not texts.has(key)] == []


def test_every_finding_has_words(texts: Texts) -> None:
    assert [key for key in (*all_finding_keys(), *FINDING_KEYS) if not texts.has(f"finding_{key}")] == []


def test_rules_name_only_what_there_is() -> None:
    intents = {one if isinstance(one, str) else next(iter(one)) for one in DOMAIN["intents"]} | {"nlu_fallback"}
    wrong = []
    for where, rule in training():
        for step in rule["steps"]:
            if "intent" in step and step["intent"] not in intents:
                wrong.append(f"{where}: {step['intent']}")
            action = step.get("action", "action_listen")
            if action not in {*DOMAIN["actions"], *DOMAIN["responses"], "action_listen"}:
                wrong.append(f"{where}: {action}")
    assert wrong == []


def test_every_intent_is_used_by_a_rule() -> None:
    intents = {one if isinstance(one, str) else next(iter(one)) for one in DOMAIN["intents"]}
    used = {step.get("intent") for _, rule in training() for step in rule["steps"]}
    assert intents - used == set()


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "nlu").glob("*.yml")), ids=lambda path: path.stem)
def test_phrases_are_of_known_intents(path: Path) -> None:
    intents = {one if isinstance(one, str) else next(iter(one)) for one in DOMAIN["intents"]}
    phrases = {one["intent"] for one in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"] if "intent" in one}
    assert phrases - intents == set()


def test_no_word_for_residents_is_an_english_id() -> None:
    wrong = []
    for response, variants in DOMAIN["responses"].items():
        for variant in variants:
            text = re.sub(r"\{[a-z_]+\}|https?://\S+", "", variant.get("text", ""))
            wrong += [f"{response}: {one}" for one in re.findall(r"\b[a-z]+_[a-z_]+\b", text)]
    assert wrong == []
