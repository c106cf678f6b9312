"""Broken files through the upload endpoint: taken or refused with words, never an error of ours."""

from hypothesis import given
from hypothesis import strategies as st

from backend.services.hall import Hall
from tests.api.clients import Caller, visitor
from tests.broken_files import broken_files, fuzzing

_NAMES = st.text(st.characters(exclude_categories=("C",)), max_size=40) | st.sampled_from(
    ("../../etc/passwd", "身份证.jpg.exe", "con.pdf", "")
)


@fuzzing
@given(data=broken_files(), name=_NAMES)
async def test_a_broken_file_is_taken_or_refused_with_words(
    anybody: Caller, hall: Hall, data: bytes, name: str
) -> None:
    caller = await visitor(anybody, hall)  # a new one each: nobody's limit is reached
    sent = await caller.send_file(data, name or "x")
    assert sent.status < 500
    if sent.status == 201:
        assert sent.json["status"] == "queued"
    else:
        assert sent.key
    assert (await caller.get("/conversations/me/uploads")).status == 200
