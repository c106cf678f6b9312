"""Files of a package as staff see them."""

import asyncio
import io

import pytest
from PIL import Image

from backend.adapters.previews import NoPreview
from backend.domain.errors import NotFound
from backend.domain.packages import PackageStatus
from backend.services import packages, previews
from backend.services.hall import Hall
from tests import factories
from tests.console import samples


async def test_pages_are_pictures_and_the_original_is_as_it_was_sent(hall: Hall) -> None:
    package = await samples.packet(hall)
    boss = await factories.admin(hall)
    state = (await packages.progress(hall, package.id)).state("lease")
    assert state is not None
    upload = state.uploads[0]
    _, data = await previews.original(hall, boss, package.id, upload.id)
    assert data == samples.paper("lease")
    drawn = await previews.picture(hall, boss, package.id, upload.id, 1)
    assert drawn.pages == 2
    assert Image.open(io.BytesIO(drawn.picture)).format == "JPEG"
    with pytest.raises(NotFound):
        await previews.picture(hall, boss, package.id, upload.id, 2)


async def test_files_of_others_and_of_drafts_are_not_there(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    draft = await factories.package_at(hall, PackageStatus.DRAFT)
    sent = await factories.send(hall, draft.conversation_id, factories.lease(), material="lease")
    upload = (await packages.progress(hall, package.id)).materials[0].uploads[0]
    stranger, boss = await factories.contact(hall, "fire"), await factories.admin(hall)
    for person, package_id, upload_id in (
        (stranger, package.id, upload.id),
        (boss, draft.id, sent.id),
        (boss, package.id, sent.id),
        (boss, package.id, "none"),
    ):
        with pytest.raises(NotFound):
            await previews.original(hall, person, package_id, upload_id)


async def test_what_cannot_be_drawn_is_not_found(hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED)
    upload = (await packages.progress(hall, package.id)).materials[0].uploads[0]
    with pytest.raises(NotFound):
        await previews.picture(hall, await factories.admin(hall), package.id, upload.id, 0)


async def test_a_page_is_drawn_once_and_what_is_kept_is_bounded() -> None:
    data = [samples.paper("id_card_front"), samples.paper("id_card_back"), samples.paper("lease")]
    kept = previews.Drawn(10**9)
    first = await asyncio.gather(*(kept.page(data[0], "a", "image/jpeg", 0, 0) for _ in range(4)))
    assert all(one is first[0] for one in first)
    assert await kept.page(data[0], "a", "image/jpeg", 0, 0) is first[0]
    assert kept.size == len(first[0].picture)
    kept.forget("a")
    assert kept.size == 0
    other = await kept.page(data[1], "b", "image/jpeg", 0, 0)
    most = max(len(first[0].picture), len(other.picture)) + 10
    small = previews.Drawn(most)
    for number, one in enumerate(data[:2]):
        await small.page(one, str(number), "image/jpeg", 0, 0)
    assert 0 < small.size <= most
    with pytest.raises(NoPreview):
        await small.page(b"no picture", "x", "image/jpeg", 0, 0)
    with pytest.raises(NoPreview):
        await small.page(b"no picture", "x", "image/jpeg", 0, 0)
