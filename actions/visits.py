"""The visits that are still to come, of all that a resident submitted."""

from dataclasses import dataclass
from datetime import date

from actions.item_cards import short
from actions.slot_lists import site_name, when, window_name
from actions.slots import tell_appointment
from actions.turn import Turn
from actions.wishing import wish_in
from backend.domain.clock import local
from backend.domain.items import Item
from backend.domain.packages import PackageStatus
from backend.domain.personal import without_marks
from backend.services import appointments, packages
from backend.storage.appointments import Appointment
from backend.storage.packages import Package

#: Packages that are with the hall.
HANDED_IN = frozenset({PackageStatus.SUBMITTED, PackageStatus.ACCEPTED})


#: One of several packages is meant when it fits the words so well, and so many times better than the next.
_MEANT, _MEANT_LEAD = 0.1, 1.5


@dataclass(frozen=True)
class Visit:
    """A package that is with the hall and for which somebody will come."""

    package: Package
    item: Item
    seat: Appointment


async def visits_to_come(turn: Turn, mine: list[Package] | None = None) -> list[Visit]:
    """The resident's packages that are with the hall and have a visit before them, the nearest first."""
    found = []
    for package in mine if mine is not None else await packages.of_conversation(turn.hall, turn.conversation.id):
        item = turn.hall.catalogue.items.get(package.item_id)
        seat = await appointments.current(turn.hall, package.id) if package.status in HANDED_IN else None
        if item is not None and seat is not None:
            found.append(Visit(package, item, seat))
    return sorted(found, key=lambda one: one.seat.starts_at)


def visits_meant(turn: Turn, visits: list[Visit]) -> list[Visit]:
    """The visit that the words name (发钱的那个), else those of the day they name, else all."""
    ids = {one.item.id for one in visits}
    fits = [hit for hit in turn.hall.finder.rank(without_marks(turn.text), limit=40) if hit.item_id in ids]
    clear = len(ids) > 1 and fits and fits[0].score >= _MEANT
    if clear and (len(fits) == 1 or fits[0].score > _MEANT_LEAD * fits[1].score):
        return [one for one in visits if one.item.id == fits[0].item_id]
    wish = wish_in(turn)
    of_day = [one for one in visits if wish is not None and not wish.any_day and wish.takes(day_of_visit(one))]
    return of_day or visits


def day_of_visit(visit: Visit) -> date:
    return local(visit.seat.starts_at).date()


def tell_visits(turn: Turn, visits: list[Visit]) -> None:
    if len(visits) == 1:
        turn.package, turn.item = visits[0].package, visits[0].item
        tell_appointment(turn, visits[0].seat)
        return
    for one in visits:
        site = turn.hall.catalogue.sites.get(one.seat.site_key)
        turn.say(
            "visit",
            name=short(one.item),
            when=when(turn, one.seat.starts_at),
            where=site_name(turn, one.seat.site_key),
            window=window_name(turn, one.seat.window_key),
            address=site.address if site else "",
            code=one.seat.code,
        )
