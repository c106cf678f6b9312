"""YAML with line numbers: plain values, and for every place in them the line it was written on."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

#: a place inside a document: keys and list positions from the top
Path_ = tuple[str | int, ...]

try:
    from yaml import CSafeLoader as SafeLoader  # the C parser reads the whole catalogue in a fraction of a second
except ImportError:  # pragma: no cover - only where PyYAML was built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]


@dataclass
class Document:
    """One file as read."""

    file: str  # as people should see it, relative to the catalogue's folder
    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """The line of the place, or of the nearest place around it that is known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, reason: str) -> str:
        """A problem as people read it: file, line, reason."""
        return f"{self.file} 第{self.line(path)}行：{reason}"


def read(path: Path, file: str) -> Document:
    """The file's values with their lines. What can't be read is in ``problems``, never raised."""
    document = Document(file)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "不是 UTF-8 文字" if isinstance(error, UnicodeDecodeError) else "读不了这个文件"
        document.problems.append(document.problem((), reason))
        return document
    loader = SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            document.problems.append(document.problem((), "文件是空的"))
        else:
            document.value = _value(loader, node, (), document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.lines[()] = mark.line + 1 if mark else 1
        document.problems.append(document.problem((), f"YAML 写法不对（{error.problem or error.context}）"))
    except (yaml.YAMLError, ValueError) as error:
        document.problems.append(document.problem((), f"YAML 写法不对（{error}）"))
    finally:
        loader.dispose()
    return document


def _value(loader: Any, node: yaml.Node, path: Path_, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, child, (*path, n), document) for n, child in enumerate(node.value)]
    value = loader.construct_object(node)
    return value.isoformat() if isinstance(value, date) else value


def _mapping(loader: Any, node: yaml.MappingNode, path: Path_, document: Document) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, child in node.value:
        key = str(loader.construct_object(key_node))
        place = (*path, key)
        if key in result:
            document.lines[place] = key_node.start_mark.line + 1
            document.problems.append(document.problem(place, f"“{key}”写了两次"))
            continue
        value = _value(loader, child, place, document)
        document.lines[place] = key_node.start_mark.line + 1
        result[key] = value
    return result
