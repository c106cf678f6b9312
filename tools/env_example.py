"""Prints ``.env.example`` from the settings: ``python -m tools.env_example > .env.example``."""

from pathlib import Path
from typing import Any

from backend.settings import ROOT, Settings

HEAD = """\
# What an operator can set. Copy to .env and change what should differ; every line shows the default.
# Environment variables of the same names win over the file.
"""
OWN_DEFAULT = {"checkers": "half of the machine's processors"}
"""Defaults that depend on the machine."""


def shown(name: str, value: Any) -> str:
    """A default as it would be written in the file."""
    if name in OWN_DEFAULT or value is None:
        return ""
    if isinstance(value, Path):
        return str(value.relative_to(ROOT)) if value.is_absolute() else str(value)
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def example() -> str:
    """The whole file."""
    lines = [HEAD]
    for name, field in Settings.model_fields.items():
        note = f" (default: {OWN_DEFAULT[name]})" if name in OWN_DEFAULT else ""
        lines.append(f"# {field.description}{note}\n# YUBAN_{name.upper()}={shown(name, field.default)}\n")
    return "\n".join(lines)


if __name__ == "__main__":
    print(example(), end="")
