"""Telegram over a local Bot API server: talking, files, and what goes wrong on the way."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from backend.adapters.postgres import EmbeddedPostgres
from backend.services import conversations, uploads
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from tests import factories
from tests.bot.telegram_server import TOKEN, Phone, TelegramServer
from tests.bot.widget import serving


@pytest.fixture
async def telegram(hall: Hall, postgres: EmbeddedPostgres) -> AsyncIterator[TelegramServer]:
    """The Bot API, with the hall behind it."""
    async with TelegramServer() as server:
        hall.settings.telegram_token, hall.settings.telegram_base_url = SecretStr(TOKEN), server.base
        async with serving(hall, postgres):
            yield server


async def test_greeting_words_and_buttons(telegram: TelegramServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    phone = Phone(telegram)
    phone.say("/start")
    await phone.heard("加密保存")
    phone.say("我想开个早餐店要办什么证")
    shown = await phone.heard("您要办的是")
    phone.press("是的")
    await phone.heard()
    assert [label[0] for label in shown.buttons] == ["✓"]
    assert TOKEN not in caplog.text


async def test_an_update_that_comes_twice_makes_one_message(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    update = phone.say("个体户办执照")
    telegram.updates.append(dict(update))
    await phone.heard("您要办的是")
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    said = await conversations.history(hall, talk.id)
    assert [m.text for m in said if m.sender == "resident"] == ["个体户办执照"]


async def test_an_album_is_answered_once(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    for _ in range(3):
        phone.send_photo(factories.png(), album="a1")
    await phone.heard("文件收到了")
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    assert len(await uploads.of_conversation(hall, talk.id)) == 3
    assert sum("文件收到了" in heard.text for heard in phone.log) == 1


async def test_too_large_and_voice_and_group(telegram: TelegramServer) -> None:
    phone, group = Phone(telegram), Phone(telegram, kind="group")
    phone.send_document(b"%PDF-" + bytes(21 * 1024 * 1024), "big.pdf")
    await phone.heard("太大")
    group.say("/start")
    await group.heard("单独跟我说")


async def test_429_and_500_lose_nothing_and_keep_the_order(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    telegram.failures += [(429, 1), (500, 0)]
    for text in ("一", "二", "三"):
        await conversations.say(hall, talk.id, Utterance(text))
    await phone.heard("三")
    assert [heard.text for heard in phone.log] == ["一", "二", "三"]


async def test_who_blocks_is_left_alone_until_they_write(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    telegram.blocked.add(phone.chat)
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    await conversations.say(hall, talk.id, Utterance("办好了"))
    async with asyncio.timeout(10):
        while not (await conversations.get(hall, talk.id)).focus.get("telegram_blocked"):
            await asyncio.sleep(0.05)
    telegram.blocked.clear()
    phone.say("/start")
    await phone.heard("办好了")
