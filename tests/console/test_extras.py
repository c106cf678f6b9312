"""What a resident sent beside the materials, on the contact's page."""

from backend.services import packages, upload_extras
from backend.services.hall import Hall
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from tests import factories
from tests.conftest import Served
from tests.console.conftest import Visitor


async def _submitted(hall: Hall, *, extra: bool) -> tuple[Package, Upload]:
    who = factories.somebody()
    package = await factories.draft(hall, who)
    await factories.hand_in(hall, package, who)
    await factories.book(hall, package)
    sent = await factories.send(
        hall, package.conversation_id, factories.page(("invoice",), "电子发票"), name="发票.png"
    )
    await factories.check_all(hall)
    if extra:
        await upload_extras.leave_to_contact(hall, sent.id)
    return await packages.submit(hall, package.id), sent


async def test_the_contact_sees_what_was_left_to_them(served: Served, contact: Visitor) -> None:
    package, sent = await _submitted(served.hall, extra=True)
    page = await contact.get(f"/console/packages/{package.id}")
    assert "另外发来的（1 份）" in page
    assert "发票.png" in page
    assert "<span>另外发来的：发票</span>" in page
    assert f'href="#upload-{sent.id}"' in page
    await contact.get(f"/console/packages/{package.id}/uploads/{sent.id}/file")
    assert contact.status == 200


async def test_what_was_not_left_to_them_is_not_shown(served: Served, contact: Visitor) -> None:
    package, _ = await _submitted(served.hall, extra=False)
    page = await contact.get(f"/console/packages/{package.id}")
    assert "另外发来的" not in page
    assert "发票.png" not in page
