"""The words of ``domain.yml``, for what is said without Rasa: errors, events while Rasa is away, staff messages."""

import re
from pathlib import Path
from typing import Any

import yaml

_FIELD = re.compile(r"\{([a-z_]+)\}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: The fields of an error that say which kind of it this is.
_TELLING = ("reason", "step", "field")
#: Fields that hold keys (several with commas between) which have texts of their own, and how those texts' keys begin.
_KEYED = {"seen_kind": "kind", "missing_fields": "field"}


class Texts:
    """The responses of one domain file. Fills ``{fields}`` as Rasa does: an unknown field stays as it is.

    Days and the keys of kinds and fields are put into words.
    """

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8") as file:
            domain = yaml.safe_load(file)
        self._responses: dict[str, str] = {
            key: str(variants[0].get("text", "")).strip() for key, variants in domain["responses"].items()
        }

    def has(self, key: str) -> bool:
        """Whether ``utter_<key>`` is written."""
        return f"utter_{key}" in self._responses

    def say(self, key: str, **fields: Any) -> str:
        """The text ``utter_<key>`` with its fields filled. Raises ``KeyError`` when nobody wrote it."""
        text = self._responses[f"utter_{key}"]
        return _FIELD.sub(lambda m: self._shown(m.group(1), fields.get(m.group(1), m.group(0))), text)

    def error(self, key: str, **fields: Any) -> str:
        """What a person is told about the error ``key``; a plain sentence when there is none for it.

        A field ``reason``, ``step`` or ``field`` may have a text of its own: ``utter_error_<key>_<its value>``.
        """
        named = [f"error_{key}_{fields[name]}" for name in _TELLING if name in fields]
        found = next((one for one in (*named, f"error_{key}") if self.has(one)), "error_unknown")
        return self.say(found, **fields)

    def fields(self, key: str) -> frozenset[str]:
        """The fields that ``utter_<key>`` asks for."""
        return frozenset(_FIELD.findall(self._responses[f"utter_{key}"]))

    def keys(self) -> frozenset[str]:
        """All keys, without ``utter_``."""
        return frozenset(key.removeprefix("utter_") for key in self._responses)

    def _shown(self, field: str, value: Any) -> str:
        if field in _KEYED and isinstance(value, str):
            keys = [f"{_KEYED[field]}_{one}" for one in value.split(",")]
            return "、".join(self.say(key) for key in keys) if all(map(self.has, keys)) else value
        if isinstance(value, str) and _DAY.fullmatch(value):
            year, month, day = map(int, value.split("-"))
            return f"{year}年{month}月{day}日"
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
