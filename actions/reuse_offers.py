"""Asking whether earlier papers may be used, and which question stands."""

from actions.turn import Turn
from backend.services import reuse, reuse_words
from backend.services.packages import Progress


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
    seen = offer.key(reuse_words.wording(turn.texts)(offer))
    await turn.set_focus(reuse={"package": progress.package.id, "offer": seen})
    turn.say(
        "ask_reuse",
        buttons=[turn.button("use_earlier", "use_earlier", offer=seen), turn.button("send_anew", "send_anew")],
        **reuse_words.parts(turn.texts, offer),
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
