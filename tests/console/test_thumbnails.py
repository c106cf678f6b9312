"""Small masked pictures in the queue and on the page of a package: made by a real checker, shown over real HTTP."""

import io
from collections.abc import AsyncIterator, Callable

import pytest
from PIL import Image
from sqlmodel import select

from backend.adapters.checkers import Checker
from backend.domain.errors import NotFound
from backend.domain.packages import PackageStatus
from backend.services import packages, privacy, retention, thumbnails, uploads
from backend.services.hall import Hall
from backend.storage.packages import Package
from backend.storage.uploads import Reading, Upload
from tests import factories
from tests.conftest import FixedClock, Served
from tests.console import samples
from tests.console.conftest import PHONE, OpenDesk, Visitor

pytestmark = pytest.mark.usefixtures("served")


@pytest.fixture(scope="module")
async def checker() -> AsyncIterator[Checker]:
    """One real child for all tests of this file."""
    one = Checker()
    yield one
    await one.stop()


async def _read(hall: Hall, checker: Checker, conversation_id: str, material: str, data: bytes) -> Upload:
    sent = await uploads.receive(hall, conversation_id, data, "身份证 陈建国.jpg", material_key=material)
    assert await uploads.work_once(hall, checker)
    return await factories.fresh(hall, sent)


async def _packet(hall: Hall, checker: Checker) -> tuple[Package, Upload]:
    """A submitted package, whose identity card a real checker has read; and the card's front."""
    package = await factories.draft(hall, samples.APPLICANT)
    card = await _read(hall, checker, package.conversation_id, "id_card", samples.paper("id_card_front"))
    await _read(hall, checker, package.conversation_id, "id_card", samples.paper("id_card_back"))
    await factories.hand_in(hall, package, samples.APPLICANT)
    await factories.book(hall, package)
    return await packages.submit(hall, package.id), await factories.fresh(hall, card)


def _address(package: Package, upload: Upload) -> str:
    return f"/console/packages/{package.id}/uploads/{upload.id}/thumbnail"


async def test_lists_show_what_the_checker_drew_and_only_to_whom_it_concerns(
    served: Served, contact: Visitor, checker: Checker, visit: Callable[[], Visitor]
) -> None:
    package, card = await _packet(served.hall, checker)
    address = _address(package, card)
    queue = await contact.get("/console/")
    page = await contact.get(f"/console/packages/{package.id}")
    assert address in queue
    assert address in page
    assert "没有小图" in page, "files without a picture say so"
    for name in (samples.APPLICANT.name, "身份证 陈建国"):
        assert name not in queue
    async with contact.http.get(contact.base + address) as response:
        assert response.status == 200
        assert response.content_type == "image/jpeg"
        assert response.headers["Cache-Control"] == "no-store"
        assert max(Image.open(io.BytesIO(await response.read())).size) == 160
    await samples.person(served.hall, "fire", "contact", "fire")
    other = visit()
    await other.login("fire")
    await other.get(address)
    assert other.status == 404
    await visit().get(address)
    draft = await factories.draft(served.hall, factories.somebody())
    mine = await _read(served.hall, checker, draft.conversation_id, "id_card", samples.paper("id_card_back"))
    await contact.get(_address(draft, mine))
    assert contact.status == 404


async def test_it_is_sealed_and_goes_with_the_file(served: Served, checker: Checker, clock: FixedClock) -> None:
    hall = served.hall
    boss = await factories.admin(hall)
    package, card = await _packet(hall, checker)
    picture = await thumbnails.thumbnail(hall, boss, package.id, card.id)
    async with hall.database.reading() as session:
        kept = [sealed for sealed in (await session.execute(select(Reading.thumbnail))).scalars() if sealed]
    assert len(kept) == 2
    assert picture.startswith(b"\xff\xd8")
    assert not any(b"JFIF" in sealed for sealed in kept)
    # The same file of a package that is not decided yet: it keeps its picture, the deleted one has none.
    await packages.decide(hall, boss, package.id, "accept")
    clock.move(days=181)
    other = await factories.draft(hall, samples.APPLICANT)
    again = await uploads.receive(
        hall, other.conversation_id, samples.paper("id_card_front"), "x", material_key="id_card"
    )
    assert await uploads.work_once(hall, checker)
    assert await retention.sweep(hall) > 0
    with pytest.raises(NotFound):
        await thumbnails.thumbnail(hall, boss, package.id, card.id)
    assert package.id not in await thumbnails.of_packages(hall, [package.id])
    assert (await thumbnails.of_packages(hall, [other.id]))[other.id] == [again.id]
    await privacy.delete_own(hall, other.conversation_id)
    assert await thumbnails.of_packages(hall, [other.id]) == {}
    async with hall.database.reading() as session:
        assert all(sealed is None for sealed in (await session.execute(select(Reading.thumbnail))).scalars())


async def test_what_was_replaced_has_none(served: Served, checker: Checker) -> None:
    hall = served.hall
    boss = await factories.admin(hall)
    package, card = await _packet(hall, checker)
    assert await thumbnails.thumbnail(hall, boss, package.id, card.id)
    await packages.decide(hall, boss, package.id, "return", "", {"id_card": "请重新拍"})
    await factories.send(
        hall, package.conversation_id, factories.front(samples.APPLICANT), factories.back(), material="id_card"
    )
    await factories.check_all(hall)
    assert (await factories.fresh(hall, card)).status == "replaced"
    assert (await packages.progress(hall, package.id)).package.status == PackageStatus.RETURNED
    assert await thumbnails.of_packages(hall, [package.id]) == {}
    with pytest.raises(NotFound):
        await thumbnails.thumbnail(hall, boss, package.id, card.id)
    async with hall.database.reading() as session:
        assert any((await session.execute(select(Reading.thumbnail))).scalars()), "it is kept, and yet not shown"


async def test_in_a_browser(served: Served, desk: OpenDesk, checker: Checker) -> None:
    hall = served.hall
    await samples.person(hall, "market", "contact", "market")
    package = await factories.draft(hall, samples.APPLICANT)
    for material, files in samples.papers().items():
        for sent in files:
            await _read(hall, checker, package.conversation_id, material, sent.data)
    await factories.hand_in(hall, package, samples.APPLICANT)
    await factories.book(hall, package)
    await packages.submit(hall, package.id)
    market = await desk("market")
    await market.shot("queue-thumbnails")
    await market.page.get_by_role("link", name="个体").first.click()
    listed = market.page.get_by_role("list", name="文件一览")
    shown = listed.locator("img")
    await market.pictures()
    assert await shown.count() >= 4
    assert all([await one.evaluate("image => image.naturalWidth > 0") for one in await shown.all()])
    await market.shot("package-thumbnails", whole=False)
    await listed.get_by_role("link").last.click()
    assert "#upload-" in market.page.url
    phone = await desk("market", PHONE)
    assert await phone.fits()
    await phone.shot("queue-thumbnails-phone")
    await phone.open(f"/console/packages/{package.id}")
    assert await phone.fits()
