"""Files: sent, looked at, taken back; what is refused, and while it still comes in."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import aiohttp
import pytest

from backend.domain.packages import PackageStatus
from backend.services import uploads
from backend.services.hall import Hall
from tests import factories
from tests.api.clients import Caller
from tests.conftest import Served

SECRET_PAGE = b"<html><script>alert(1)</script></html>"


async def test_a_file_is_answered_at_once_and_its_verdict_follows(resident: Caller, hall: Hall, served: Served) -> None:
    assert resident.conversation is not None
    who = factories.somebody()
    package = await factories.draft(hall, who, resident.conversation)
    data = factories.png()
    await factories.keep(hall, data, factories.lease())
    sent = await resident.send_file(data, "合同.png", client_key="f-1")
    assert sent.status == 201
    assert sent.json["status"] == "queued"
    assert sent.json["package"] == package.id
    assert sent.json["name"] == "合同.png"
    await factories.check_all(hall)
    judged = (await resident.get(f"/uploads/{sent.json['id']}")).json
    assert judged["status"] == "passed"
    assert judged["verdict"] == "pass"
    assert any(finding["text"] for finding in judged["findings"])
    assert not any(finding["staff_only"] for finding in judged["findings"])
    listed = (await resident.get("/conversations/me/uploads")).json["uploads"]
    assert [one["id"] for one in listed] == [sent.json["id"]]
    assert await served.running.gateway.settle(resident.conversation.id, 20)
    said = (await resident.get("/conversations/me/messages")).json["messages"]
    assert any(one["from"] == "resident" and one["files"] for one in said), "the file stands in the talk"
    assert any(one["card"] and one["card"]["kind"] == "verdict" for one in said), "and its verdict"


async def test_a_file_that_is_sent_again_is_one_file(resident: Caller, served: Served) -> None:
    data = factories.png()
    sent = await asyncio.gather(*(resident.send_file(data, client_key="same") for _ in range(3)))
    assert {one.status for one in sent} == {201}
    assert len({one.json["id"] for one in sent}) == 1
    later = await resident.send_file(data, client_key="same")
    assert later.json["id"] == sent[0].json["id"]
    assert len((await resident.get("/conversations/me/uploads")).json["uploads"]) == 1
    assert resident.conversation is not None
    assert await served.running.gateway.settle(resident.conversation.id, 20)
    said = (await resident.get("/conversations/me/messages")).json["messages"]
    assert sum(bool(one["files"]) for one in said) == 1, "acknowledged once"


async def test_a_file_whose_arrival_was_not_told_is_told_with_its_retry(resident: Caller, hall: Hall) -> None:
    """A process that dies between storing and telling: the client sends the file again."""
    data = factories.png()
    assert resident.conversation is not None
    stored = await uploads.receive(hall, resident.conversation.id, data, "合同.png", client_key="cut-off")
    for _ in range(2):
        sent = await resident.send_file(data, "合同.png", client_key="cut-off")
        assert sent.json["id"] == stored.id
    said = (await resident.get("/conversations/me/messages")).json["messages"]
    assert [one["files"][0]["name"] for one in said if one["files"]] == ["合同.png"]


async def test_an_album_is_acknowledged_once(resident: Caller) -> None:
    for left in ("2", "1", ""):
        assert (await resident.send_file(factories.png(), more=left)).status == 201
    said = (await resident.get("/conversations/me/messages")).json["messages"]
    assert [len(one["files"]) for one in said if one["files"]] == [3]


async def test_the_file_comes_back_as_it_was_and_can_not_run(resident: Caller) -> None:
    data = factories.png()
    sent = (await resident.send_file(data, 'a"b; X-Evil: 1 照片.png')).json
    back = await resident.get(f"/uploads/{sent['id']}/file")
    assert back.body == data
    assert back.headers["Content-Type"] == "image/png"
    assert "sandbox" in back.headers["Content-Security-Policy"]
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert back.headers["Cache-Control"] == "no-store"
    assert "X-Evil" not in back.headers
    assert back.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")


async def test_a_file_is_taken_back(resident: Caller) -> None:
    sent = (await resident.send_file(factories.png())).json
    assert (await resident("DELETE", f"/uploads/{sent['id']}")).status == 200
    assert (await resident("DELETE", f"/uploads/{sent['id']}")).status == 200, "twice is once"
    assert (await resident.get("/conversations/me/uploads")).json["uploads"] == []
    assert (await resident.get(f"/uploads/{sent['id']}")).json["status"] == "removed"


async def test_a_file_is_put_to_a_material(resident: Caller, hall: Hall) -> None:
    who = factories.somebody()
    await factories.draft(hall, who, resident.conversation)
    data = factories.png()
    await factories.keep(hall, data, factories.nothing_known())
    sent = (await resident.send_file(data)).json
    await factories.check_all(hall)
    assigned = await resident("PUT", f"/uploads/{sent['id']}/material", {"material": "lease"})
    assert assigned.json["material"] == "lease"
    wrong = await resident("PUT", f"/uploads/{sent['id']}/material", {"material": "nothing"})
    assert (wrong.status, wrong.json["error"]["fields"]["field"]) == (422, "material")


async def test_a_submitted_package_takes_no_more_files(resident: Caller, hall: Hall) -> None:
    package = await factories.package_at(hall, PackageStatus.SUBMITTED, talk=resident.conversation)
    refused = await resident.send_file(factories.png())
    assert (refused.status, refused.key) == (415, "upload_refused")
    assert refused.json["error"]["fields"]["reason"] == "package_closed"
    one = (await resident.get(f"/packages/{package.id}")).json["materials"][0]["uploads"][0]
    assert (await resident("DELETE", f"/uploads/{one['id']}")).key == "upload_refused"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"just words", "unsupported"), (SECRET_PAGE, "unsupported"), (b"MZ" + bytes(200), "unsupported")],
    ids=["nothing", "words", "page", "program"],
)
async def test_what_is_no_picture_or_document_is_refused(data: bytes, reason: str, resident: Caller) -> None:
    refused = await resident.send_file(data, "photo.png")
    assert (refused.status, refused.key) == (415, "upload_refused")
    assert refused.json["error"]["fields"]["reason"] == reason
    assert "文件" in refused.json["error"]["message"]


@pytest.fixture
def small(hall: Hall) -> int:
    """Files of at most a megabyte, for this test."""
    before, hall.settings.upload_bytes = hall.settings.upload_bytes, 1024 * 1024
    yield hall.settings.upload_bytes  # type: ignore[misc]
    hall.settings.upload_bytes = before


async def test_a_file_that_is_too_large_is_refused_with_words(resident: Caller, small: int) -> None:
    refused = await resident.send_file(factories.png() + bytes(small))
    assert (refused.status, refused.key) == (415, "upload_refused")
    assert refused.json["error"]["fields"] == {"reason": "too_large", "megabytes": 1}
    assert "1 兆" in refused.json["error"]["message"]
    assert (await resident.send_file(factories.png() + bytes(small // 2))).status == 201


async def test_a_file_without_end_is_refused_while_it_comes(resident: Caller, small: int) -> None:
    sent = 0
    mark = secrets.token_hex(8)

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'.encode()
        yield b"\x89PNG\r\n\x1a\n"
        while sent < 60 * small:
            sent += 65536
            yield bytes(65536)

    headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    try:
        refused = await resident("POST", "/conversations/me/uploads", data=endless(), headers=headers)
    except aiohttp.ClientError:
        pass  # the connection was closed on what would not end
    else:
        assert refused.key == "upload_refused"
    assert sent < 30 * small, "it was refused before it was all sent"
    assert (await resident.get("/conversations/me/uploads")).json["uploads"] == []


async def test_a_form_that_is_none_is_refused(resident: Caller) -> None:
    for body, kind in (
        (b"{}", "application/json"),
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--y\r\n\r\n", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="\x13"\r\n\r\na\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\nContent-Disposition: nonsense\r\n\r\na\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nab", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\na\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (
            b"--x\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n--z--\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
        ),
    ):
        refused = await resident("POST", "/conversations/me/uploads", data=body, headers={"Content-Type": kind})
        assert refused.status in (415, 422), body
        assert refused.key in ("invalid_input", "upload_refused"), body


async def test_fields_of_the_form_are_checked(resident: Caller) -> None:
    for fields in ({"material": "no such"}, {"client_key": "ü"}, {"material": "x" * 200}, {"price": "1"}):
        refused = await resident.send_file(factories.png(), **fields)
        assert (refused.status, refused.key) == (422, "invalid_input"), fields


async def test_a_file_cut_off_on_its_way_leaves_nothing(resident: Caller, served: Served) -> None:
    _, _, host = served.base.partition("//")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    head = (
        "POST /api/v1/conversations/me/uploads HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {resident.headers['Authorization']}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    )
    writer.write(head.encode() + b"\x89PNG\r\n\x1a\n" + bytes(1000))
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    del reader
    await asyncio.sleep(0.3)
    assert (await resident.get("/conversations/me/uploads")).json["uploads"] == []
    assert (await resident.send_file(factories.png())).status == 201, "its place was given free"
