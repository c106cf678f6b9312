"""Files made to crash, stall or swell whoever opens them, from the endpoint to the verdict."""

from collections.abc import AsyncIterator

import pytest

from backend.adapters.checkers import Checker
from backend.domain.uploads import UploadStatus
from backend.services import uploads
from backend.services.hall import Hall
from tests.api.clients import Caller, visitor
from tests.hostile_files import HOSTILE


@pytest.fixture(scope="module")
async def checker() -> AsyncIterator[Checker]:
    """A real child that reads."""
    one = Checker()
    yield one
    await one.stop()


async def test_every_hostile_file_that_is_taken_gets_its_answer(anybody: Caller, hall: Hall, checker: Checker) -> None:
    """From the endpoint to the verdict: nobody waits for ever, whatever they sent."""
    taken = {}
    for name, (data, _) in HOSTILE.items():
        caller = await visitor(anybody, hall)
        sent = await caller.send_file(data, name)
        assert sent.status < 500, name
        assert sent.key or sent.status == 201, name
        if sent.status == 201:
            taken[sent.json["id"]] = caller
    assert len(taken) > 15
    while await uploads.work_once(hall, checker):
        continue
    for upload_id, caller in taken.items():
        told = (await caller.get("/conversations/me/uploads")).json["uploads"]
        assert [one["id"] for one in told] == [upload_id]
        assert told[0]["status"] in (UploadStatus.FIX, UploadStatus.HUMAN, UploadStatus.RECEIVED), told
        assert all(finding["text"] for finding in told[0]["findings"])
