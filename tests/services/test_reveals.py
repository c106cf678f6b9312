"""Showing staff the applicant unmasked."""

import pytest

from backend.domain.errors import NotFound
from backend.domain.packages import PackageStatus
from backend.services import reveals
from backend.services.hall import Hall
from backend.storage import audit
from tests import factories


async def test_it_is_shown_to_who_answers_for_it_and_recorded(hall: Hall) -> None:
    who = factories.somebody()
    package = await factories.package_at(hall, PackageStatus.SUBMITTED, who)
    person = await factories.contact(hall, "market")
    told = await reveals.applicant(hall, person, package.id)
    assert (told.name, told.id_number) == (who.name, who.id_number)
    async with hall.database.transaction() as session:
        last = (await audit.of_thing(session, f"package:{package.id}"))[-1]
    assert (last.actor, last.action) == (f"staff:{person.id}", "package.applicant_shown")
    assert who.id_number not in str(last.details)


async def test_nobody_else_sees_it_and_nothing_is_recorded(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    draft = await factories.package_at(hall, PackageStatus.DRAFT)
    stranger, boss = await factories.contact(hall, "fire"), await factories.admin(hall)
    for person, package_id in ((stranger, package.id), (boss, draft.id), (boss, "none")):
        with pytest.raises(NotFound):
            await reveals.applicant(hall, person, package_id)
    async with hall.database.transaction() as session:
        events = await audit.of_thing(session, f"package:{package.id}")
    assert "package.applicant_shown" not in [event.action for event in events]
