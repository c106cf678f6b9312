"""Showing staff the applicant unmasked: only who answers for the package, and never without a trace."""

from backend.domain.errors import NotFound
from backend.domain.staff import check_answers_for
from backend.services import applicants
from backend.services.applicants import MaskedApplicant
from backend.services.hall import Hall
from backend.storage import audit
from backend.storage.packages import Package
from backend.storage.staff import Staff


async def applicant(hall: Hall, staff: Staff, package_id: str) -> MaskedApplicant:
    """The applicant with nothing masked; who looked is recorded in the same transaction. Raises ``NotFound``."""
    async with hall.database.transaction() as session:
        package = await session.get(Package, package_id)
        if package is None or package.submitted_at is None:
            raise NotFound()
        check_answers_for(staff.role, staff.contact_key, package.contact_key)
        audit.record(session, hall.clock.now(), f"staff:{staff.id}", "package.applicant_shown", f"package:{package.id}")
        values = applicants.known(hall, package)
    return MaskedApplicant(
        name=values.get("name"),
        id_number=values.get("id_number"),
        business_name=values.get("business_name"),
        uscc=values.get("uscc"),
        phone=values.get("phone"),
    )
