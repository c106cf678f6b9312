"""Papers for no material: they go with the package for the contact to see, and hold nothing up."""

import pytest

from backend.domain.errors import InvalidInput, InvalidTransition, NotFound, UploadRefused
from backend.domain.facts import Page
from backend.domain.packages import PackageStatus
from backend.domain.uploads import UploadStatus
from backend.services import packages, upload_extras, uploads
from backend.services.hall import Hall
from backend.storage.packages import Package
from backend.storage.uploads import Upload
from tests import factories


def invoice() -> Page:
    """What no material of the factories' item is."""
    return factories.page(("invoice",), "电子发票")


async def loose(hall: Hall) -> tuple[Package, Upload]:
    """A package that lacks nothing, and a file beside it that no material fits."""
    who = factories.somebody()
    package = await factories.draft(hall, who)
    await factories.hand_in(hall, package, who)
    await factories.book(hall, package)
    upload = await factories.send(hall, package.conversation_id, invoice())
    await factories.check_all(hall)
    return package, await factories.fresh(hall, upload)


async def test_what_is_left_to_the_contact_goes_with_the_package_unjudged(hall: Hall) -> None:
    package, upload = await loose(hall)
    other = await factories.send(hall, package.conversation_id, factories.nothing_known())
    await factories.check_all(hall)
    await upload_extras.leave_to_contact(hall, upload.id)
    assert (await upload_extras.leave_to_contact(hall, upload.id)).status == UploadStatus.EXTRA
    state = await packages.progress(hall, package.id)
    assert [one.id for one in state.extras] == [upload.id]
    assert [one.id for one in state.loose] == [other.id]
    assert state.complete
    submitted = await packages.submit(hall, package.id)
    assert submitted.frozen is not None
    assert [(one["id"], one["kind"], one["verdict"]) for one in submitted.frozen["extras"]] == [
        (upload.id, "invoice", None)
    ]


async def test_it_can_still_be_put_to_a_material_or_taken_back(hall: Hall) -> None:
    package, upload = await loose(hall)
    await upload_extras.leave_to_contact(hall, upload.id)
    assert (await uploads.assign(hall, upload.id, "lease")).status == UploadStatus.QUEUED
    await factories.check_all(hall)
    with pytest.raises(InvalidTransition):
        await upload_extras.leave_to_contact(hall, upload.id)
    again = await factories.send(hall, package.conversation_id, invoice())
    await factories.check_all(hall)
    await upload_extras.leave_to_contact(hall, again.id)
    await uploads.remove(hall, again.id, "resident:x")
    assert (await packages.progress(hall, package.id)).extras == ()


async def test_a_submitted_package_takes_nothing_more(hall: Hall) -> None:
    package, upload = await loose(hall)
    await packages.submit(hall, package.id)
    with pytest.raises(UploadRefused):
        await upload_extras.leave_to_contact(hall, upload.id)
    assert (await packages.progress(hall, package.id)).package.status == PackageStatus.SUBMITTED
    assert (await factories.fresh(hall, upload)).status == UploadStatus.RECEIVED


async def test_without_a_package_there_is_nobody_to_leave_it_to(hall: Hall) -> None:
    talk = await factories.conversation(hall)
    upload = await factories.send(hall, talk.id, invoice())
    await factories.check_all(hall)
    with pytest.raises(InvalidInput):
        await upload_extras.leave_to_contact(hall, upload.id)
    with pytest.raises(NotFound):
        await upload_extras.leave_to_contact(hall, "nowhere")
