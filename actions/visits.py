"""The visits that are still to come, of all that a resident submitted."""

from dataclasses import dataclass

from actions.item_cards import short
from actions.slot_lists import site_name, when, window_name
from actions.slots import tell_appointment
from actions.turn import Turn
from backend.domain.items import Item
from backend.domain.packages import PackageStatus
from backend.services import appointments, packages
from backend.storage.appointments import Appointment
from backend.storage.packages import Package

#: Packages that are with the hall.
HANDED_IN = frozenset({PackageStatus.SUBMITTED, PackageStatus.ACCEPTED})


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
