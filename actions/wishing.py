"""What was wished for while a time is being chosen: kept through digressions, and added to by an hour alone."""

from datetime import date

from actions.turn import Turn
from backend.domain.clock import today
from backend.domain.wishes import Wish, parse_wish

#: A wish is short; this much of what was said is kept of one.
_WISH_LENGTH = 120


def wish_in(turn: Turn, text: str | None = None) -> Wish | None:
    """The wish in a text, by itself."""
    said = turn.text if text is None else text
    return parse_wish(said, turn.hall.clock, turn.hall.catalogue.days)


def kept_wish(turn: Turn) -> Wish | None:
    """The time that was named earlier this day for this package."""
    found: Wish | None = None
    for text in _kept(turn):
        read = wish_in(turn, text)
        found = read.on_the_days_of(found) if read is not None and found is not None else read or found
    return found


async def keep_wish(turn: Turn) -> Wish | None:
    """Keep the time that the text names, and give it back: an hour alone is one of the day named before."""
    wish = wish_in(turn)
    if wish is None:
        return None
    before = [text for text in _kept(turn)[:1] if wish.any_day and not _of_any_day(turn, text)]
    await _keep(turn, [*before, turn.text[:_WISH_LENGTH]])
    return kept_wish(turn)


async def keep_wish_for(turn: Turn, day: date, said: str = "") -> Wish | None:
    """Keep a wish for this day, and the hour that was said of it."""
    texts = [f"{day.year}/{day.month}/{day.day}", *([said[:_WISH_LENGTH]] if said else [])]
    await _keep(turn, texts)
    return kept_wish(turn)


async def _keep(turn: Turn, texts: list[str]) -> None:
    of = turn.package.id if turn.package is not None and (turn.open_package is not None or turn.moving) else None
    await turn.set_focus(wish={"texts": texts, "on": today(turn.hall.clock).isoformat(), "of": of})


def _of_any_day(turn: Turn, text: str) -> bool:
    read = wish_in(turn, text)
    return read is None or read.any_day


def _kept(turn: Turn) -> list[str]:
    """The texts of the kept wish: a day and an hour. "Tomorrow" of yesterday is another day by now."""
    kept = turn.focus.get("wish")
    if not kept or (turn.package is not None and kept.get("of") not in {None, turn.package.id}):
        return []
    if kept.get("on") != today(turn.hall.clock).isoformat():
        return []
    return [str(text) for text in kept.get("texts") or ()]
