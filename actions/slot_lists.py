"""How times are said, and how free slots are offered."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.turn import Turn, payload
from backend.domain.clock import local
from backend.domain.slots import Closed
from backend.domain.wishes import Wish
from backend.services import slots
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


async def show_offers(turn: Turn, offers: Sequence[SlotOffer], wish: Wish | None, *, again: bool = False) -> None:
    """Offer these slots; when a time was wished for, those that meet it or, if none does, the nearest, and why.

    What is shown is kept, so that one of them can be named by its hour alone. ``again``: they were shown before.
    """
    fitting = [offer for offer in offers if offer.meets_wish] if wish is not None else []
    shown = fitting or offers
    at = [[offer.window_key, offer.starts_at.isoformat()] for offer in shown]
    await turn.set_focus(slots={"of": turn.package.id if turn.package is not None else None, "at": at})
    closed = slots.closed_because(turn.hall, turn.item.id, wish) if wish is not None and turn.item is not None else None
    if not again and wish is not None:
        _say_why(turn, wish, closed, full=not fitting)
    if wish is None:
        key = "ask_slot"
    elif closed is not None or (again and not fitting):
        key = "ask_slot_closed"
    else:
        key = "ask_slot_wished" if fitting else "ask_slot_nearest"
    turn.say(key, site=shown[0].site_name, buttons=slot_buttons(turn, shown), card=slots_card(turn, shown))


#: Windows that are open on so many weekdays are open as the hall is.
_EVERY_DAY = 5


def _say_why(turn: Turn, wish: Wish, closed: Closed | None, *, full: bool) -> None:
    """Why there is nothing then: closed on such days, closed at that hour, or a window of few days."""
    assert turn.item is not None
    windows = slots.windows_offered(turn.hall, turn.item.id)
    days = {opening.weekday for window in windows for opening in window.openings}
    if closed == Closed.HOLIDAY:
        turn.say("window_holiday")
    elif closed == Closed.HOURS:
        named = {day for day in days if any(d.weekday() == day for d in _days_of(wish))}
        hours = sorted({(o.start, o.end) for w in windows for o in w.openings if o.weekday in named})
        turn.say("window_hours", hours="、".join(f"{a:%-H:%M}-{b:%-H:%M}" for a, b in hours))
    elif closed == Closed.DAYS or (full and len(days) < _EVERY_DAY):
        turn.say("window_days", days=weekdays(turn, days))


def _days_of(wish: Wish) -> list[date]:
    span = (wish.first + timedelta(days=n) for n in range((wish.last - wish.first).days + 1))
    return [day for day in span if wish.takes(day)]


#: So many weekdays in a row are named by the first and the last.
_A_ROW = 3


def weekdays(turn: Turn, days: Iterable[int]) -> str:
    """Weekdays as people say them: 周一到周五, 周三."""
    rows: list[list[int]] = []
    for day in sorted(set(days)):
        if rows and day == rows[-1][-1] + 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    said = []
    for row in rows:
        names = [turn.words(f"weekday_{day}") for day in row]
        said.append(turn.words("weekdays", first=names[0], last=names[-1]) if len(row) >= _A_ROW else "、".join(names))
    return "、".join(said)


def shown_at(turn: Turn, near: time) -> tuple[str, datetime] | None:
    """The one slot among those shown last that begins at this time of the day (Asia/Shanghai)."""
    last = turn.focus.get("slots") or {}
    if turn.package is None or last.get("of") != turn.package.id:
        return None
    shown = [(str(window), datetime.fromisoformat(start)) for window, start in last["at"]]
    named = [(window, start) for window, start in shown if local(start).time() == near]
    return named[0] if len({start for _, start in named}) == 1 else None


def shown_fitting(turn: Turn, wish: Wish) -> tuple[str, datetime] | None:
    """The one slot among those shown last that is on the weekday and at the time of a wish."""
    last = turn.focus.get("slots") or {}
    if turn.package is None or last.get("of") != turn.package.id or wish.near is None or wish.first != wish.last:
        return None
    shown = [(str(window), datetime.fromisoformat(start)) for window, start in last["at"]]
    near, weekday = wish.near, wish.first.weekday()
    named = [one for one in shown if local(one[1]).time() == near and local(one[1]).weekday() == weekday]
    return named[0] if len({start for _, start in named}) == 1 else None


def last_shown(turn: Turn) -> tuple[str, datetime] | None:
    """The last of the slots that were shown."""
    last = turn.focus.get("slots") or {}
    if turn.package is None or last.get("of") != turn.package.id or not last.get("at"):
        return None
    window, start = last["at"][-1]
    return str(window), datetime.fromisoformat(start)


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
