"""The guide that a package stands under, when the catalogue changes or loses the item meanwhile."""

from dataclasses import replace

import pytest

from backend.domain.errors import NotFound
from backend.domain.items import Item, Sourced
from backend.domain.packages import PackageStatus
from backend.services import appointments, packages, slots
from backend.services.hall import Hall
from tests import factories


def _change(hall: Hall) -> Item:
    """Another guide comes into force: another name, and no lease any more."""
    old = hall.catalogue.items[factories.ITEM]
    kept = tuple(one for one in old.materials if one.key != "lease")
    new = replace(old, name=Sourced("新的名字"), short_name="新的名字", materials=kept, version="another")
    hall.catalogue = replace(hall.catalogue, items={**hall.catalogue.items, old.id: new})
    return old


async def test_what_was_submitted_keeps_its_guide(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    boss = await factories.admin(hall)
    before = _change(hall)
    seen = await packages.view(hall, boss, package.id)
    assert seen.progress.item == before
    assert "lease" in {state.material.key for state in seen.progress.materials}
    returned = await packages.decide(hall, boss, package.id, "return", "", {"lease": "租期已经到了。"})
    assert returned.status == PackageStatus.RETURNED


async def test_what_is_open_follows_the_guide_in_force(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.DRAFT)
    _change(hall)
    state = await packages.progress(hall, package.id)
    assert state.item.short_name == "新的名字"
    assert "lease" not in {one.material.key for one in state.materials}


async def test_the_queue_tells_when_the_resident_really_comes(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    boss = await factories.admin(hall)
    later = (await slots.offer(hall, package.id, limit=20))[-1]
    await appointments.hold(hall, package.id, later.window_key, later.starts_at)
    moved = await appointments.confirm(hall, package.id)
    line = next(one for one in await packages.queue(hall, boss) if one.id == package.id)
    assert line.comes_at == moved.starts_at
    await appointments.cancel(hall, moved.id, "system")
    line = next(one for one in await packages.queue(hall, boss) if one.id == package.id)
    assert line.comes_at is None


@pytest.mark.parametrize("status", [PackageStatus.SUBMITTED, PackageStatus.RETURNED, PackageStatus.ACCEPTED])
async def test_staff_see_packages_of_an_item_that_is_gone(hall: Hall, status: PackageStatus) -> None:
    package = await factories.package_at(hall, status)
    before, boss = hall.catalogue.items[factories.ITEM], await factories.admin(hall)
    others = {key: item for key, item in hall.catalogue.items.items() if key != factories.ITEM}
    hall.catalogue = replace(hall.catalogue, items=others, windows={}, sites={})
    seen = await packages.view(hall, boss, package.id)
    assert seen.progress.item == before
    assert seen.progress.materials
    if status is PackageStatus.RETURNED:
        with pytest.raises(NotFound):
            await packages.submit(hall, package.id)
    if status is PackageStatus.SUBMITTED:
        line = next(one for one in await packages.queue(hall, boss) if one.id == package.id)
        assert line.item_name == before.short_name
        done = await packages.decide(hall, boss, package.id, "accept")
        assert done.status == PackageStatus.ACCEPTED
