"""The appointments of a day as staff see them."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.domain.staff import contact_scope
from backend.services import applicants
from backend.services.hall import Hall
from backend.services.package_views import frozen_name
from backend.storage import appointment_days as table
from backend.storage.staff import Staff


@dataclass(frozen=True)
class DaySeat:
    """One confirmed appointment."""

    code: str
    starts_at: datetime
    ends_at: datetime
    window_key: str
    site_key: str
    item_name: str
    applicant: str | None  # masked name
    package_id: str
    package_status: str
    receipt_code: str | None


async def of_day(hall: Hall, staff: Staff, day: date) -> list[DaySeat]:
    """Who comes on this day for what this person answers for, in order of time."""
    async with hall.database.transaction() as session:
        rows = await table.confirmed_on(session, day, contact_scope(staff.role, staff.contact_key))
    seats = []
    for seat, package in rows:
        item = hall.catalogue.items.get(package.item_id)
        masked = applicants.masked(hall, package)
        seats.append(
            DaySeat(
                code=seat.code,
                starts_at=seat.starts_at,
                ends_at=seat.ends_at,
                window_key=seat.window_key,
                site_key=seat.site_key,
                item_name=(item.short_name or item.name.value or "")
                if item
                else frozen_name(package) or package.item_id,
                applicant=masked.name or masked.business_name,
                package_id=package.id,
                package_status=package.status,
                receipt_code=package.receipt_code,
            )
        )
    return seats
