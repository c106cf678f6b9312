"""How findings are told: what was seen, and how to fix it."""

from typing import Any

from actions.turn import Turn


def as_told(turn: Turn, finding: dict[str, Any]) -> dict[str, Any]:
    """A stored finding with its words, as pages draw it."""
    key, fields = str(finding["key"]), dict(finding.get("fields") or {})
    text = turn.words(f"finding_{key}", **fields) if turn.texts.has(f"finding_{key}") else ""
    remedy = turn.words(f"remedy_{key}", **fields) if turn.texts.has(f"remedy_{key}") else ""
    return {
        "ok": bool(finding["ok"]),
        "told": bool(text) and bool(finding["ok"]),
        "text": text,
        "remedy": remedy if not finding["ok"] else "",
        "page": finding.get("page"),
        "box": finding.get("box"),
    }


def as_lines(turn: Turn, findings: list[dict[str, Any]]) -> str:
    """What ``as_told`` made, a line each."""
    return "\n".join(turn.words("finding_line", text=f["text"], remedy=f["remedy"]) for f in findings)


def material_name(turn: Turn, key: str | None) -> str:
    """The material as the guide calls it; 这份文件 when the guide has none of this key."""
    material = turn.item.material(key) if turn.item is not None and key else None
    return material.name if material is not None else turn.words("this_file")
