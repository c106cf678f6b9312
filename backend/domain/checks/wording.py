"""From a finding to words: the texts live in ``domain.yml``, here is only how its fields fill them."""

from collections.abc import Mapping

from backend.domain.facts import Finding
from backend.domain.numbers import mask_text


def render(finding: Finding, texts: Mapping[str, str]) -> tuple[str, str]:
    """What was seen and how to fix it (empty when there is nothing to do), from the responses of ``domain.yml``.

    A field whose name ends in ``_kind`` holds a kind and is shown by ``utter_kind_<kind>``; one that ends in
    ``_fields`` holds names of fields, shown by ``utter_field_<name>``. Missing texts give the key itself.
    """
    values = {key: _shown(key, value, texts) for key, value in finding.fields.items()}
    message = texts.get(f"utter_finding_{finding.key}", finding.key)
    remedy = "" if finding.ok else texts.get(f"utter_remedy_{finding.key}", "")
    return _filled(message, values), _filled(remedy, values)


def _shown(key: str, value: str, texts: Mapping[str, str]) -> str:
    if key.endswith("_kind"):
        return texts.get(f"utter_kind_{value}", value)
    if key.endswith("_fields"):
        return "、".join(texts.get(f"utter_field_{name}", name) for name in value.split(","))
    return mask_text(value)


def _filled(text: str, values: Mapping[str, str]) -> str:
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text
