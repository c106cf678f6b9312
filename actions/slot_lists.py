"""How times are said, and how free slots are offered."""

from collections.abc import Sequence, Set
from datetime import date, datetime, time
from typing import Any

from actions.turn import Turn, payload
from backend.domain.clock import local
from backend.services.slots import SlotOffer


def when(turn: Turn, moment: datetime) -> str:
    """A moment as people say it: 11月25日 周三 上午9:00."""
    there = local(moment)
    part = "morning" if there.hour < 12 else "afternoon"
    hour = there.hour if there.hour <= 12 else there.hour - 12
    return turn.words(
        "moment",
        day=day_of(turn, there.date()),
        part=turn.words(f"part_{part}"),
        time=f"{hour}:{there.minute:02d}",
    )


def day_of(turn: Turn, day: date) -> str:
    """A day as people say it: 11月25日 周三."""
    return turn.words("day", month=day.month, day=day.day, weekday=turn.words(f"weekday_{day.weekday()}"))


def site_name(turn: Turn, key: str) -> str:
    """The site's name, as far as it is still in the catalogue."""
    site = turn.hall.catalogue.sites.get(key)
    return site.name if site else turn.words("hall")


def window_name(turn: Turn, key: str) -> str:
    """The window's name, as far as it is still in the catalogue."""
    window = turn.hall.catalogue.windows.get(key)
    return window.name if window else turn.words("window_by_the_desk")


async def show_offers(turn: Turn, offers: Sequence[SlotOffer], *, wished: bool) -> None:
    """Offer these slots; when a time was wished for, those that meet it or, if none does, the nearest.

    What is shown is kept, so that one of them can be named by its hour alone.
    """
    fitting = [offer for offer in offers if offer.meets_wish] if wished else []
    shown = fitting or offers
    at = [[offer.window_key, offer.starts_at.isoformat()] for offer in shown]
    await turn.set_focus(slots={"of": turn.package.id if turn.package is not None else None, "at": at})
    if wished and not fitting and (days := window_days(turn, {offer.site_key for offer in shown})):
        turn.say("window_days", days=days)
    turn.say(
        "ask_slot_wished" if fitting else "ask_slot_nearest" if wished else "ask_slot",
        site=shown[0].site_name,
        buttons=slot_buttons(turn, shown),
        card=slots_card(turn, shown),
    )


#: Windows that are open on so many weekdays are open as the hall is.
_EVERY_DAY = 5


def window_days(turn: Turn, sites: Set[str]) -> str:
    """The weekdays on which the item's windows at these sites are open, when they are not open on all; else empty."""
    item = turn.item
    windows = [
        w for w in turn.hall.catalogue.windows.values() if item is not None and item.id in w.items and w.site in sites
    ]
    days = sorted({opening.weekday for window in windows for opening in window.openings})
    return "、".join(turn.words(f"weekday_{day}") for day in days) if len(days) < _EVERY_DAY else ""


def shown_at(turn: Turn, near: time) -> tuple[str, datetime] | None:
    """The one slot among those shown last that begins at this time of the day (Asia/Shanghai)."""
    last = turn.focus.get("slots") or {}
    if turn.package is None or last.get("of") != turn.package.id:
        return None
    shown = [(str(window), datetime.fromisoformat(start)) for window, start in last["at"]]
    named = [(window, start) for window, start in shown if local(start).time() == near]
    return named[0] if len({start for _, start in named}) == 1 else None


def slot_buttons(turn: Turn, offers: Sequence[SlotOffer]) -> list[tuple[str, str]]:
    """Each free slot as a button with a full-sentence label, and "another time"."""
    several = len({offer.site_key for offer in offers}) > 1
    buttons = []
    for offer in offers:
        label = turn.words(
            "slot_label_site" if several else "slot_label", when=when(turn, offer.starts_at), site=offer.site_name
        )
        buttons.append((label, payload("hold_slot", window=offer.window_key, start=offer.starts_at.isoformat())))
    return [*buttons, turn.button("other_time", "other_time")]


def slots_card(turn: Turn, offers: Sequence[SlotOffer]) -> dict[str, Any]:
    """The slots for pages that group them by day."""
    return {"kind": "slots", "site": offers[0].site_name if offers else "", "count": len(offers)}
