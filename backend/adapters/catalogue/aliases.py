"""Writing more aliases into the catalogue's files, every other character left as it was."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from backend.adapters.catalogue.load import load
from backend.domain.errors import CatalogueError

_INDENT = " " * 4


def write_aliases(folder: Path, more: Mapping[str, Sequence[str]]) -> int:
    """Adds aliases to items (by id) that lack them; returns how many were written. Items that are not there are left.

    Raises:
        CatalogueError: the catalogue would not load with them; the files are as they were.
    """
    before: dict[Path, str] = {}
    written = 0
    for path in sorted((folder / "items").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        changed, count = add_to_text(text, more)
        if count:
            before[path], written = text, written + count
            path.write_text(changed, encoding="utf-8")
    try:
        load(folder)
    except CatalogueError:
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")
        raise
    return written


def add_to_text(text: str, more: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """The file's text with the aliases of its items, and how many there are more."""
    edits: list[tuple[int, str]] = []
    written = 0
    for item in _items(yaml.compose(text)):
        parts = {key.value: value for key, value in item.value}
        known = parts.get("aliases")
        had = {node.value for node in known.value} if known is not None else set()
        new = [alias for alias in more.get(parts["id"].value, ()) if alias not in had]
        if not new:
            continue
        written += len(new)
        if known is None:
            edits.append((_line_end(text, parts["id"]), f"\n{_INDENT}aliases: [{_flow(new)}]"))
        elif known.flow_style:
            edits.append((known.end_mark.index - 1, (", " if had else "") + _flow(new)))
        else:
            last = known.value[-1]
            dash = " " * (last.start_mark.column - 2) + "- "
            edits.append((_line_end(text, last), "".join(f"\n{dash}{_flow([alias])}" for alias in new)))
    for place, piece in sorted(edits, reverse=True):
        text = text[:place] + piece + text[place:]
    return text, written


def _items(document: yaml.Node | None) -> Sequence[yaml.MappingNode]:
    parts = {key.value: value for key, value in document.value} if isinstance(document, yaml.MappingNode) else {}
    return list(parts["items"].value) if "items" in parts else []


def _line_end(text: str, node: yaml.Node) -> int:
    end = text.find("\n", node.end_mark.index)
    return len(text) if end < 0 else end


def _flow(aliases: Sequence[str]) -> str:
    """``a, b`` as it stands between the brackets of a list, quoted where it must be."""
    dumped: str = yaml.safe_dump(list(aliases), default_flow_style=True, allow_unicode=True, width=float("inf"))
    return dumped.strip()[1:-1]
