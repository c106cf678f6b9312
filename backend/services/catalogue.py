"""What operators do with the catalogue: load, lint, show, export and import."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from backend.adapters import catalogue as files
from backend.domain import lint as rules
from backend.domain.errors import CatalogueError, InvalidInput, NotFound
from backend.domain.items import Catalogue, Item, Material, Sourced
from backend.domain.lint import Level, LintFinding
from backend.domain.phrases import by_item

_UNVERIFIED = "（待核实）"


def load(path: Path) -> Catalogue:
    """The catalogue in this folder.

    Raises:
        CatalogueError: with every problem found, each with file, line and reason.
    """
    return files.load(path)


def lint(path: Path, today: date | None = None) -> list[LintFinding]:
    """Every finding, errors first; a catalogue that does not load has its problems as errors."""
    try:
        catalogue = files.load(path)
    except CatalogueError as error:
        return [LintFinding(Level.ERROR, "format", "", problem) for problem in error.problems]
    return rules.lint(catalogue, today)


def failed(findings: list[LintFinding]) -> bool:
    """Whether a lint fails: only errors do that."""
    return any(finding.level is Level.ERROR for finding in findings)


def export(path: Path) -> str:
    """The whole catalogue as one JSON text, which ``restore`` reads.

    Raises:
        CatalogueError: the catalogue is wrong.
    """
    return json.dumps(files.gather(path), ensure_ascii=False, indent=1)


def restore(text: str, path: Path) -> Catalogue:
    """Puts an exported catalogue into a folder, in place of what is there.

    Raises:
        CatalogueError: the exported catalogue is wrong; nothing was changed.
        InvalidInput: the text is no exported catalogue.
    """
    try:
        content: Any = json.loads(text)
    except ValueError as error:
        raise InvalidInput(field="catalogue") from error
    if not isinstance(content, dict):
        raise InvalidInput(field="catalogue")
    return files.spread(content, path)


def write_aliases(path: Path, kept: Iterable[tuple[str, str]]) -> int:
    """Writes aliases (item id, alias) that staff kept into the files of a folder; returns how many were new there.

    Raises:
        CatalogueError: the catalogue would not load with them; nothing was changed.
    """
    return files.write_aliases(path, by_item(kept))


def show(catalogue: Catalogue, item_id: str) -> str:
    """One item's guide as plain text for a terminal.

    Raises:
        NotFound: the catalogue has no such item.
    """
    item = catalogue.items.get(item_id)
    if item is None:
        raise NotFound(thing="item")
    return "\n".join(_lines(catalogue, item))


def _lines(catalogue: Catalogue, item: Item) -> Iterator[str]:
    yield f"{_fact(item.name)} [{item.id}]"
    yield f"状态：{item.status.value}  部门：{catalogue.departments[item.department].name}  版本：{item.version}"
    for label, fact in (
        ("谁能办", item.who),
        ("法定时限", item.days_statutory),
        ("承诺时限", item.days_promised),
        ("办件类型", item.case_type),
        ("收费", item.fee),
        ("结果", item.result),
        ("依据", item.basis),
    ):
        yield f"{label}：{_fact(fact)}"
    if item.refer_to:
        yield f"说明：{item.refer_to}"
    for hint in item.hints:
        yield f"提示：{hint}"
    yield "材料："
    for material in item.materials:
        yield f"  - {_material(item, material)}"
    contact = catalogue.contacts.get(item.contact)
    if contact:
        yield f"对接人：{contact.name} {contact.phone}{'（样例）' if contact.sample else ''}"
    windows = [w for w in catalogue.windows.values() if item.id in w.items]
    for window in windows:
        yield f"窗口：{catalogue.sites[window.site].name} {window.name}{'（样例）' if window.sample else ''}"
    yield f"俗称：{'、'.join(item.aliases)}"
    yield f"数据截至：{item.compiled}"
    yield from _sources(catalogue, item)


def _sources(catalogue: Catalogue, item: Item) -> Iterator[str]:
    facts = (item.name, item.who, item.days_statutory, item.days_promised, item.fee, item.result, item.basis)
    keys = [key for fact in facts for key in fact.sources] + [key for one in item.materials for key in one.sources]
    for key in dict.fromkeys(keys):
        source = catalogue.sources[key]
        yield f"来源 {key}：{source.place}，{source.ref}"


def _fact(fact: Sourced) -> str:
    if fact.value is None:
        return "不知道"
    return fact.value + (_UNVERIFIED if fact.assumed else f"（来源 {'、'.join(fact.sources)}）")


def _material(item: Item, material: Material) -> str:
    text = f"{material.name}（{material.need.value}，{material.form}）[{material.key}]"
    if material.when:
        labels = {q.key: {a.key: a.label for a in q.answers} for q in item.questions}
        cases = ["或".join(labels[key][a] for a in answers) for key, answers in material.when.items()]
        text += f" 只在：{'，并且'.join(cases)}"
    return text + (_UNVERIFIED if material.assumed else "")
