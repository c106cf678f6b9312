"""The question whether earlier papers may be used, put into the words of ``domain.yml``: the same on every channel, so
that the words which are kept are the words that were shown."""

from typing import Any, Protocol

from backend.domain.items import Item
from backend.services.reuse import Offer, Wording


class Words(Protocol):
    """The texts of ``domain.yml``."""

    def say(self, key: str, **fields: Any) -> str:
        """The text ``utter_<key>``."""
        ...


def wording(texts: Words) -> Wording:
    """What puts an offer into words."""
    return lambda offer: texts.say("ask_reuse", **parts(texts, offer))


def parts(texts: Words, offer: Offer) -> dict[str, Any]:
    """What fills ``utter_ask_reuse``: whose papers, a line for each, and for which item."""
    lines = [
        texts.say(
            "reuse_line",
            material=paper.material.name,
            number=texts.say("reuse_number", number=paper.number) if paper.number else "",
            day=paper.passed_on.isoformat(),
            earlier=_short(paper.item),
        )
        for paper in offer.papers
    ]
    return {"name": offer.name, "lines": "\n".join(lines), "item": _short(offer.item)}


def _short(item: Item) -> str:
    return item.short_name or item.name.text or item.id
