"""Aliases written into the catalogue's files: they are there, and nothing else has changed."""

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.adapters.catalogue import load, write_aliases
from backend.adapters.catalogue.aliases import add_to_text
from backend.domain.errors import CatalogueError
from backend.settings import ROOT

ITEM = "mz-gaoling"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project's catalogue."""
    shutil.copytree(ROOT / "data" / "catalogue", tmp_path / "catalogue", dirs_exist_ok=True)
    return tmp_path / "catalogue"


def lines(folder: Path) -> set[str]:
    return {line for path in (folder / "items").glob("*.yaml") for line in path.read_text(encoding="utf-8").split("\n")}


def test_they_join_the_item_and_the_rest_stays_to_the_letter(folder: Path) -> None:
    before, was = load(folder), lines(folder)
    assert write_aliases(folder, {ITEM: ["寿星佬红包", "八十大寿的钱"], "gone": ["没有"]}) == 2
    after = load(folder)
    assert after.items[ITEM].aliases == (*before.items[ITEM].aliases, "寿星佬红包", "八十大寿的钱")
    assert {k: v.aliases for k, v in after.items.items() if k != ITEM} == {
        k: v.aliases for k, v in before.items.items() if k != ITEM
    }
    assert len(lines(folder) - was) == 1
    assert write_aliases(folder, {ITEM: ["寿星佬红包"]}) == 0, "once is enough"


def test_an_item_without_aliases_gets_some(folder: Path) -> None:
    path = folder / "items" / "civil.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("    aliases:", text.index(f"id: {ITEM}"))
    end = text.index("]", start) + 1
    path.write_text(text[:start].rstrip(" ") + text[end:].lstrip("\n"), encoding="utf-8")
    write_aliases(folder, {ITEM: ["寿星佬红包"]})
    assert load(folder).items[ITEM].aliases == ("寿星佬红包",)


def test_a_list_of_lines_grows_by_a_line(folder: Path) -> None:
    path = folder / "items" / "civil.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("    aliases:", text.index(f"id: {ITEM}"))
    end = text.index("]", start) + 1
    path.write_text(text[:start] + "    aliases:\n      - 甲乙\n      - 丙丁" + text[end:], encoding="utf-8")
    write_aliases(folder, {ITEM: ["寿星佬红包"]})
    assert load(folder).items[ITEM].aliases == ("甲乙", "丙丁", "寿星佬红包")


def test_a_catalogue_that_is_wrong_stays_as_it_was(folder: Path) -> None:
    path = folder / "items" / "civil.yaml"
    wrong = path.read_text(encoding="utf-8").replace("contact: civil", "contact: nobody", 1)
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(CatalogueError):
        write_aliases(folder, {ITEM: ["寿星佬红包"]})
    assert path.read_text(encoding="utf-8") == wrong


@given(
    st.lists(st.text(st.sampled_from("老人证a1:,[]{}#'\"&*!|>%@-? "), min_size=2, max_size=12), min_size=1, max_size=4),
    st.sampled_from(["", "    aliases: []\n", "    aliases: [老人证, 老年卡]\n", "    aliases:\n      - 老人证\n"]),
)
def test_marks_do_no_harm(new: list[str], known: str) -> None:
    text = f"items:\n  - id: x\n    name: 别动\n{known}    hints: [一, 二]\n  - id: y\n    aliases: [别动]\n"
    had = (yaml.safe_load(text)["items"][0].get("aliases") or []) if known else []
    changed, count = add_to_text(text, {"x": new})
    first, second = yaml.safe_load(changed)["items"]
    assert first["aliases"] == had + [alias for alias in new if alias not in had]
    assert count == len(first["aliases"]) - len(had)
    assert first["hints"] == ["一", "二"]
    assert second == {"id": "y", "aliases": ["别动"]}
