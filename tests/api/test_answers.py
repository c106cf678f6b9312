"""What every answer has: errors with key and Chinese words, nothing of the inside, headers, and limits that hold."""

import logging
import re
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from backend.api.limits import USUAL, Limits, Rate
from backend.domain.errors import TooManyRequests
from backend.services.hall import Hall
from tests.api.clients import Answer, Caller

CHINESE = re.compile("[\u4e00-\u9fff]")


def keyed(answer: Answer, status: int, key: str) -> None:
    """The answer is this error, in the one form."""
    assert answer.status == status
    assert set(answer.json) == {"error"}
    assert set(answer.json["error"]) == {"key", "message", "fields"}
    assert answer.json["error"]["key"] == key
    assert CHINESE.search(answer.json["error"]["message"])


async def test_errors_look_alike_wherever_they_come_from(anybody: Caller, resident: Caller) -> None:
    keyed(await anybody.get("/no/such/thing"), 404, "not_found")
    keyed(await anybody.get("/"), 404, "not_found")
    wrong = await anybody("PATCH", "/conversations")
    keyed(wrong, 405, "not_found")
    assert wrong.headers["Allow"] == "POST"
    keyed(await anybody.get("/conversations/me"), 401, "visitor_unknown")
    keyed(await anybody.get("/staff/queue"), 401, "login_required")
    keyed(await resident.get("/uploads/nothing"), 404, "not_found")
    keyed(await resident("POST", "/packages", {"item": 1}), 422, "invalid_input")


async def test_nothing_of_the_inside_is_told(
    resident: Caller, hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Any:
        raise OperationalError("SELECT password FROM secrets", {}, Exception("host db.internal"))

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(hall.database, "transaction", broken)
        failed = await resident.get("/conversations/me")
        unwell = await resident.get("/health")
    keyed(failed, 500, "internal")
    assert "SELECT" not in failed.body.decode()
    assert "db.internal" not in failed.body.decode()
    number = failed.json["error"]["fields"]["id"]
    assert number in caplog.text, "the log says more under the same number"
    assert unwell.json["database"] == "down"
    secret = resident.headers["Authorization"].removeprefix("Bearer ")
    assert secret not in caplog.text


async def test_what_was_wrong_is_named_and_not_repeated(resident: Caller) -> None:
    private = "430102199001011234"
    refused = await resident("POST", "/packages", {"item": f"{private} 张三"})
    assert refused.json["error"]["fields"] == {"field": "item"}
    assert private not in refused.body.decode()


async def test_every_answer_has_the_headers_of_safety(anybody: Caller, resident: Caller) -> None:
    for answer in (
        await anybody.get("/health"),
        await anybody.get("/nothing"),
        await anybody.get("/staff/me"),
        await resident.get("/packages"),
        await anybody("POST", "/conversations"),
    ):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_the_hall_says_how_it_is(anybody: Caller) -> None:
    assert (await anybody.get("/health")).json == {"hall": "ok", "rasa": "down", "database": "ok"}


async def test_a_visitor_who_sends_too_much_is_slowed_down_and_nobody_else(
    resident: Caller, anybody: Caller, hall: Hall
) -> None:
    burst = int(USUAL["write"].burst)
    answers = [await resident("PUT", "/conversations/me/mode", {"plain_mode": True}) for _ in range(burst + 40)]
    refused = [one for one in answers if one.status == 429]
    assert refused
    keyed(refused[0], 429, "too_many_requests")
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert refused[0].json["error"]["fields"]["seconds"] >= 1
    assert {one.status for one in answers[:burst]} == {200}
    assert (await resident.get("/conversations/me")).status == 200, "reading goes on"
    assert (await anybody("POST", "/conversations")).status == 200


async def test_secrets_can_not_be_guessed_fast_from_one_address(anybody: Caller) -> None:
    burst = int(USUAL["address"].burst)
    answers = [
        (await anybody("GET", "/conversations/me", headers={"Authorization": f"Bearer {n}"})).status
        for n in range(burst * 2)
    ]
    assert set(answers) == {401, 429}


def test_a_bucket_fills_again() -> None:
    now = 0.0
    limits = Limits({"write": Rate(2, 0.5)}, clock=lambda: now)
    limits.check("write", "a")
    limits.check("write", "a")
    with pytest.raises(TooManyRequests) as refused:
        limits.check("write", "a")
    assert refused.value.fields["seconds"] == 2
    limits.check("write", "b")
    now = 2.0
    limits.check("write", "a")
