"""The appointments of a day as staff see them."""

from datetime import timedelta

from backend.domain.clock import local
from backend.domain.packages import PackageStatus
from backend.services import appointment_days, appointments
from backend.services.hall import Hall
from tests import factories


async def test_a_day_lists_who_comes_for_what_one_answers_for(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED, factories.somebody("赵样本"))
    seat = await appointments.current(hall, package.id)
    assert seat is not None
    day = local(seat.starts_at).date()
    mine, other = await factories.contact(hall, "market"), await factories.contact(hall, "fire")
    listed = await appointment_days.of_day(hall, mine, day)
    told = [(one.code, one.applicant, one.receipt_code) for one in listed]
    assert told == [(seat.code, "赵*本", package.receipt_code)]
    assert await appointment_days.of_day(hall, other, day) == []
    assert await appointment_days.of_day(hall, mine, day + timedelta(days=1)) == []
    await appointments.cancel(hall, seat.id, "system")
    assert await appointment_days.of_day(hall, mine, day) == []
