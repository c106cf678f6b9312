"""Telling a package who it is for, and reading it from what was sent."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.items import MaterialKind
from backend.domain.packages import OPEN_PACKAGES, PackageStatus
from backend.domain.uploads import UploadStatus
from backend.services import applicants, appointments, guides, reuse_upkeep, upload_case, uploads
from backend.services.hall import Hall
from backend.services.package_locks import lock_open, lock_package
from backend.storage import audit
from backend.storage import uploads as stored_uploads
from backend.storage.packages import Package


async def set_applicant(
    hall: Hall,
    package_id: str,
    *,
    name: str | None = None,
    id_number: str | None = None,
    business_name: str | None = None,
    uscc: str | None = None,
    phone: str | None = None,
) -> Package:
    """Tell who the package is for; what is None stays as it was. The uploads are judged again by it.

    Raises ``InvalidInput`` naming the ``field`` that can't be right, ``NotFound``, ``InvalidTransition``, and
    ``AppointmentLimit`` when the package has an appointment and that person another.
    """
    told = {"name": name, "id_number": id_number, "business_name": business_name, "uscc": uscc, "phone": phone}
    async with hall.database.transaction() as session:
        package = await lock_open(session, package_id)
        await _tell_applicant(hall, session, package, told, f"resident:{package.conversation_id}")
        return package


async def adopt_applicant(hall: Hall, package_id: str) -> bool:
    """Take the applicant from the card or licence that was passed, where nobody has told who it is; whether it was.

    Only numbers whose check digit fits are taken, and nothing that was told is changed. Raises ``NotFound``,
    ``InvalidTransition`` when the package is not open.
    """
    async with hall.database.transaction() as session:
        package = await lock_open(session, package_id)
        item, told = guides.item(hall, package.item_id), applicants.known(hall, package)
        if applicants.is_known(item, told):
            return False
        kind = MaterialKind.BUSINESS_LICENSE if item.applicant == "business" else MaterialKind.ID_CARD
        keys = {one.key for one in item.materials if one.kind is kind and one.holder in ("applicant", "business")}
        for upload in await stored_uploads.of_package(session, package.id):
            if upload.material_key not in keys or upload.status != UploadStatus.PASSED:
                continue
            read = applicants.read_from(item, upload_case.read_fields(hall, upload))
            new: dict[str, str | None] = {key: value for key, value in read.items() if key not in told}
            if applicants.is_known(item, {**read, **told}):
                await _tell_applicant(hall, session, package, new, "system")
                return True
        return False


async def forget_applicant(hall: Hall, package_id: str) -> None:
    """Who it is for was wrong: name and number are dropped, and the uploads are judged again. A phone number stays.

    Raises ``NotFound``, ``InvalidTransition`` when the package is not open.
    """
    async with hall.database.transaction() as session:
        package = await lock_open(session, package_id)
        if not applicants.forget(hall, package):
            return
        package.updated_at = hall.clock.now()
        actor = f"resident:{package.conversation_id}"
        audit.record(session, package.updated_at, actor, "package.applicant_forgotten", f"package:{package.id}")
        await appointments.rename_in(hall, session, package)
        await reuse_upkeep.drop_spoilt_in(hall, session, package)
        await uploads.rejudge_in(hall, session, package.id)


#: While somebody may still want to call about a package, a phone number can be added to it.
_PHONE_WANTED = OPEN_PACKAGES | {PackageStatus.SUBMITTED}


async def note_phone_in(hall: Hall, session: AsyncSession, package_id: str, phone: str) -> bool:
    """Keep a phone number with a package that is not decided yet; whether it is there now. Nothing is judged by it."""
    package = await lock_package(session, package_id)
    if package.status not in _PHONE_WANTED:
        return False
    if applicants.take(hall, package, guides.item(hall, package.item_id), {"phone": phone}):
        package.updated_at = hall.clock.now()
        actor = f"resident:{package.conversation_id}"
        audit.record(session, package.updated_at, actor, "package.phone_noted", f"package:{package.id}")
    return True


async def _tell_applicant(
    hall: Hall, session: AsyncSession, package: Package, told: dict[str, str | None], actor: str
) -> None:
    if not applicants.take(hall, package, guides.item(hall, package.item_id), told):
        return
    now = hall.clock.now()
    package.updated_at = now
    fields = sorted(field for field, value in told.items() if value is not None)
    audit.record(session, now, actor, "package.applicant_set", f"package:{package.id}", fields=fields)
    await appointments.rename_in(hall, session, package)
    await reuse_upkeep.drop_spoilt_in(hall, session, package)
    await uploads.rejudge_in(hall, session, package.id)
