"""What is wrong with a file, in words a clerk understands."""

from typing import Any

from pydantic import ValidationError

from backend.adapters.catalogue.nodes import Document, Path_

_REASONS = {
    "missing": "少写了“{field}”",
    "extra_forbidden": "不认识“{field}”，看看是不是写错了",
    "string_type": "“{field}”要写成文字",
    "string_too_short": "“{field}”不能是空的",
    "string_too_long": "“{field}”太长了，最多{max_length}个字",
    "too_short": "“{field}”至少要有{min_length}项",
    "list_type": "“{field}”要写成一列",
    "dict_type": "“{field}”要写成“名字: 值”",
    "model_type": "“{field}”要写成“名字: 值”",
    "enum": "“{field}”只能是：{expected}",
    "literal_error": "“{field}”只能是：{expected}",
    "greater_than_equal": "“{field}”不能小于{ge}",
    "less_than_equal": "“{field}”不能大于{le}",
}


def problems_of(document: Document, error: ValidationError) -> list[str]:
    """What pydantic found, as file, line and reason in Chinese."""
    found = []
    for each in error.errors(include_url=False):
        # union branches put their class name into the place; it is no part of the file
        path: Path_ = tuple(p for p in each["loc"] if not str(p).endswith("Model"))
        if {"UseModel", "QuestionModel"} & set(map(str, each["loc"])) and not _right_branch(document, each, path):
            continue
        found.append(document.problem(path, _reason(path, each)))
    return found


def _right_branch(document: Document, error: Any, path: Path_) -> bool:
    """A question is either whole or ``use: key``: errors about the kind that was not meant are left out."""
    value = document.value
    for step in path[: path.index("questions") + 2]:
        value = value[step]
    meant = "UseModel" if isinstance(value, dict) and "use" in value else "QuestionModel"
    return meant in map(str, error["loc"])


def _reason(path: Path_, error: Any) -> str:
    field = next((str(p) for p in reversed(path) if isinstance(p, str)), "文件")
    if error["type"] == "value_error":
        return f"“{field}”{error['ctx']['error']}"
    if error["type"].startswith("date"):
        return f"“{field}”要写成日期，例如 2026-11-23"
    if error["type"].startswith(("int", "bool")):
        return f"“{field}”要写成{'数字' if error['type'].startswith('int') else ' true 或 false'}"
    template = _REASONS.get(error["type"], "“{field}”写得不对")
    return template.format(field=field, **error.get("ctx", {}))
