"""The question whether earlier papers may be used: its words, which are kept with the answer, and asking it."""

from collections.abc import Callable

from actions.item_cards import short
from actions.turn import Turn, Words
from backend.services import reuse
from backend.services.packages import Progress
from backend.services.reuse import Offer


def wording(texts: Words) -> Callable[[Offer], str]:
    """What puts an offer into the words that are shown, and stored with the answer."""

    def words(offer: Offer) -> str:
        return texts.say("ask_reuse", name=offer.name, lines=_lines(texts, offer), item=short(offer.item))

    return words


async def ask_to_reuse(turn: Turn, progress: Progress, *, wished: bool = False, once: bool = False) -> bool:
    """Ask whether what was passed before may be used, when there is something; whether it was asked.

    ``wished``: the resident spoke of it, so a no of before does not count. ``once``: not when it was asked for this
    package already.
    """
    if once and asked_of(turn) == progress.package.id:
        return False
    offer = await reuse.offer(turn.hall, progress.package.id, wished=wished)
    if offer is None:
        if turn.focus.get("reuse"):
            await turn.set_focus(reuse=None)
        return False
    seen = offer.key(wording(turn.texts)(offer))
    await turn.set_focus(reuse={"package": progress.package.id, "offer": seen})
    turn.say(
        "ask_reuse",
        name=offer.name,
        lines=_lines(turn.texts, offer),
        item=short(offer.item),
        buttons=[turn.button("use_earlier", "use_earlier", offer=seen), turn.button("send_anew", "send_anew")],
    )
    return True


def asked_of(turn: Turn) -> str | None:
    """The package whose earlier papers were asked about last, while no answer was given."""
    return (turn.focus.get("reuse") or {}).get("package")


def asked_offer(turn: Turn) -> str | None:
    """The offer that stands: the one shown for the package the talk is about."""
    standing = turn.focus.get("reuse") or {}
    package = turn.open_package
    return standing.get("offer") if package is not None and standing.get("package") == package.id else None


def _lines(texts: Words, offer: Offer) -> str:
    return "\n".join(
        texts.say(
            "reuse_line",
            material=paper.material.name,
            number=texts.say("reuse_number", number=paper.number) if paper.number else "",
            day=paper.passed_on.isoformat(),
            earlier=short(paper.item),
        )
        for paper in offer.papers
    )
