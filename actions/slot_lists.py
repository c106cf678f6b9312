"""How times are said, and how free slots are offered."""

from collections.abc import Sequence
from datetime import date, datetime
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
