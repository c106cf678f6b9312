"""Broken files and odd names through the upload endpoint: taken or refused with words, never an error of ours."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from backend.services.hall import Hall
from tests.api.clients import Answer, Caller, visitor
from tests.broken_files import CORPUS, broken_files, fuzzing

_NAMES = st.text(st.characters(exclude_categories=("C",)), max_size=40) | st.sampled_from(
    ("../../etc/passwd", "身份证.jpg.exe", "con.pdf", "")
)
#: Bytes of a name as no honest client writes them: line ends end a header, and are never part of one.
_RAW_NAMES = st.binary(max_size=60).map(lambda name: name.translate(None, b"\r\n"))
_ODD = (
    "\u202egpj.exe",
    "\u200b\u2066a\ufeff",
    "家.png",
    "👨‍👩‍👧.jpg",
    "%00%0d%0aSet-Cookie:x",
    "%ED%A0%80.png",
    "x" * 5000,
)


async def _send_raw(caller: Caller, name: bytes, data: bytes) -> Answer:
    """A form written by hand."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\n'
    return await caller(
        "POST",
        "/conversations/me/uploads",
        data=head + data + b"\r\n--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )


async def _take_back(caller: Caller, sent: Answer) -> None:
    """Nobody reads here, and a hall where too many wait takes no more."""
    assert (await caller("DELETE", f"/uploads/{sent.json['id']}")).status < 300


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
        await _take_back(caller, sent)
    else:
        assert sent.key
    assert (await caller.get("/conversations/me/uploads")).status == 200


@fuzzing
@given(name=_RAW_NAMES | st.sampled_from(_ODD).map(str.encode))
@example(name=b'a"; name="material')
@example(name=b"\xff\xfe\xed\xa0\x80.png")
@example(name=b"\x00\x1b[31m.png")
async def test_whatever_a_file_is_called_its_name_can_be_shown(anybody: Caller, hall: Hall, name: bytes) -> None:
    caller = await visitor(anybody, hall)
    sent = await _send_raw(caller, name, CORPUS["png"])
    assert sent.status in (201, 400, 422), sent.status
    if sent.status != 201:
        assert sent.key
        return
    shown = sent.json["name"]
    assert 0 < len(shown) <= 120
    assert not any(unicodedata.category(one).startswith("C") for one in shown)
    assert "/" not in shown
    listed = await caller.get("/conversations/me/uploads")
    assert [one["name"] for one in listed.json["uploads"]] == [shown]
    file = await caller.get(f"/uploads/{sent.json['id']}/file")
    assert (file.status, file.body) == (200, CORPUS["png"])
    assert "Set-Cookie" not in file.headers
    await _take_back(caller, sent)
