"""Telegram over restarts, several processes, a refused token, and the webhook."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest
from pydantic import SecretStr

from backend.adapters.postgres import EmbeddedPostgres
from backend.services import conversations, uploads
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage import election
from backend.storage.database import Database
from bot.channels import telegram_bot
from bot.channels.telegram import SECRET_HEADER
from tests import factories
from tests.bot.telegram_server import TOKEN, Phone, TelegramServer
from tests.bot.widget import serving


@pytest.fixture
async def telegram(hall: Hall) -> AsyncIterator[TelegramServer]:
    """The Bot API; halls are started by the tests."""
    async with TelegramServer() as server:
        hall.settings.telegram_token, hall.settings.telegram_base_url = SecretStr(TOKEN), server.base
        yield server


async def test_a_restart_loses_nothing_and_doubles_nothing(
    telegram: TelegramServer, hall: Hall, postgres: EmbeddedPostgres
) -> None:
    phone = Phone(telegram)
    async with serving(hall, postgres):
        start = phone.say("/start")
        await phone.heard("请问您要办什么事")
        telegram.failures += [(500, 0)] * 50  # from here on nothing goes out
        phone.say("个体户办执照")
        phone.send_photo(factories.png())
        voice = telegram.add(message=phone.message(voice={"file_id": "v", "file_unique_id": "v", "duration": 3}))
        taken = [
            start,
            *(u for u in telegram.updates if start["update_id"] < u["update_id"] < voice["update_id"]),
            voice,
        ]
        await _stored(hall, phone, words=1, files=1)
        assert len(phone.log) == 1
    telegram.failures.clear()
    # Telegram was not told yet that these were taken in: it sends them again, and what came meanwhile.
    telegram.updates = taken
    phone.say("收费吗")
    async with serving(hall, postgres):
        await phone.heard("不收费")
        await _stored(hall, phone, words=2, files=1)
        talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
        await asyncio.sleep(1)  # whatever would come a second time
        history = await conversations.history(hall, talk.id)
        said = [m.text for m in history if m.sender == "resident" and not m.files]
        assert said == ["个体户办执照", "收费吗"]
        assert sum(bool(m.files) for m in history if m.sender == "resident") == 1
        assert sum("听不了语音" in m.text for m in history) == 1
        assert Counter(h.text for h in phone.log) == Counter(m.text for m in history if m.sender != "resident")


async def test_what_was_acknowledged_too_late_is_acknowledged_after_the_restart(
    telegram: TelegramServer, hall: Hall, postgres: EmbeddedPostgres
) -> None:
    phone = Phone(telegram)
    phone.send_photo(factories.png(), album="c1")
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    # As if the process had died between storing the picture and saying so.
    key = f"telegram:{telegram.updates[-1]['update_id']}"
    picture = next(data for data in telegram.files.values() if data != b"small")
    await uploads.receive(hall, talk.id, picture, "photo.png", client_key=key)
    async with serving(hall, postgres):
        await phone.heard("文件收到了")
    assert len(await uploads.of_conversation(hall, talk.id)) == 1


async def test_of_two_processes_one_polls_and_delivers_and_the_other_takes_over(
    telegram: TelegramServer, hall: Hall, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(election, "LOOK_SECONDS", 0.5)
    phone = Phone(telegram)
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    other = Hall(hall.settings, Database(hall.database.url), hall.vault, hall.clock, hall.catalogue, hall.finder)
    texts = [f"第{number}句" for number in range(30)]
    async with serving(other, postgres):
        async with serving(hall, postgres):
            phone.say("/start")
            await phone.heard("请问您要办什么事")
            for text in texts[:15]:
                await conversations.say(hall, talk.id, Utterance(text))
            await phone.heard(texts[14])
        for text in texts[15:]:
            await conversations.say(hall, talk.id, Utterance(text))
        await phone.heard(texts[29])
        assert [heard.text for heard in phone.log[1:]] == texts
        await _stop_leading(other)
        phone.say("个体户办执照")
        await phone.heard("您要办的是")
        assert telegram.conflicts == 0
    await other.database.close()


async def _stop_leading(hall: Hall) -> None:
    """Cut the leader's connection, as a database that starts again does."""
    async with hall.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE locktype = 'advisory' AND objid = 7303 AND granted AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_is_told_once_to_the_operator(
    telegram: TelegramServer,
    hall: Hall,
    postgres: EmbeddedPostgres,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    monkeypatch.setattr(telegram_bot, "REFUSED_PAUSE", 0.3)
    phone = Phone(telegram)
    telegram.refusal = status
    async with serving(hall, postgres):
        phone.say("个体户办执照")
        async with asyncio.timeout(10):
            while len(telegram.calls) < 4:
                await asyncio.sleep(0.05)
        told = [r for r in caplog.records if r.levelno >= logging.ERROR and "YUBAN_TELEGRAM_TOKEN" in r.getMessage()]
        assert len(told) == 1
        telegram.refusal = None
        await phone.heard("您要办的是")
        telegram.refusal = status
        async with asyncio.timeout(10):
            await conversations.say(
                hall, (await conversations.open_channel(hall, "telegram", str(phone.chat))).id, Utterance("好了")
            )
            while sum("YUBAN_TELEGRAM_TOKEN" in r.getMessage() for r in caplog.records) < 2:
                await asyncio.sleep(0.05)
        telegram.refusal = None
        await phone.heard("好了")
    assert TOKEN not in caplog.text


async def test_the_webhook_takes_updates_from_telegram_only(
    telegram: TelegramServer, hall: Hall, postgres: EmbeddedPostgres
) -> None:
    hall.settings.telegram_webhook, hall.settings.public_url = True, "https://hall.example.org/"
    phone = Phone(telegram)
    update = phone.say("个体户办执照")
    async with serving(hall, postgres) as running, aiohttp.ClientSession() as http:
        async with asyncio.timeout(15):
            while not telegram.webhook:
                await asyncio.sleep(0.05)
        registered = urlsplit(telegram.webhook["url"])
        assert registered.netloc == "hall.example.org"
        address = f"http://127.0.0.1:{running.port}{registered.path}"
        right = {SECRET_HEADER: telegram.webhook["secret_token"]}
        for headers in ({}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "不对"}):
            assert await _post(http, address, headers, update) == 403
        talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
        assert not await conversations.history(hall, talk.id)
        for nonsense in ([], "x", {"message": 1}, {"update_id": 5, "message": {"chat": []}}):
            assert await _post(http, address, right, nonsense) == 400
        assert await _post(http, address, right, update) == 200
        assert await _post(http, address, right, update) == 200
        await phone.heard("您要办的是")
        said = [m for m in await conversations.history(hall, talk.id) if m.sender == "resident"]
        assert len(said) == 1
        assert "getUpdates" not in telegram.calls


async def _post(http: aiohttp.ClientSession, address: str, headers: dict[str, str], body: object) -> int:
    async with http.post(address, json=body, headers=headers) as answer:
        return answer.status


async def _stored(hall: Hall, phone: Phone, words: int, files: int) -> None:
    """Wait until so many words and files of this phone's are stored and answered."""
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    async with asyncio.timeout(15):
        while True:
            said = [m for m in await conversations.history(hall, talk.id) if m.sender == "resident"]
            done = [m for m in said if m.answered_at]
            if len(done) == words + files and len(await uploads.of_conversation(hall, talk.id)) == files:
                return
            await asyncio.sleep(0.05)
