"""The words of ``domain.yml``, for what is said without Rasa: errors, events while Rasa is away, staff messages."""

import re
from pathlib import Path
from typing import Any

import yaml

_FIELD = re.compile(r"\{([a-z_]+)\}")


class Texts:
    """The responses of one domain file. Fills ``{fields}`` as Rasa does: an unknown field stays as it is."""

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
        return _FIELD.sub(lambda m: str(fields.get(m.group(1), m.group(0))), text)

    def error(self, key: str, **fields: Any) -> str:
        """What a person is told about the error ``key``; a plain sentence when there is none for it."""
        return self.say(f"error_{key}" if self.has(f"error_{key}") else "error_unknown", **fields)

    def fields(self, key: str) -> frozenset[str]:
        """The fields that ``utter_<key>`` asks for."""
        return frozenset(_FIELD.findall(self._responses[f"utter_{key}"]))

    def keys(self) -> frozenset[str]:
        """All keys, without ``utter_``."""
        return frozenset(key.removeprefix("utter_") for key in self._responses)
