"""Telegram over a local Bot API server: talking, files, and what goes wrong on the way."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from backend.adapters.postgres import EmbeddedPostgres
from backend.services import appointments, conversations, uploads
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage import conversations as stored
from tests import factories
from tests.bot.telegram_server import TOKEN, Heard, Phone, TelegramServer
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


@pytest.mark.parametrize("sized", [True, False], ids=["its size is known", "getFile refuses it"])
async def test_a_file_that_is_too_large(telegram: TelegramServer, sized: bool) -> None:
    phone = Phone(telegram)
    phone.send_document(b"%PDF-" + bytes(21 * 1024 * 1024), "big.pdf", sized=sized)
    await phone.heard("太大")
    assert ("getFile" in telegram.calls) is not sized


@pytest.mark.parametrize(
    ("part", "answer"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "听不了语音"),
        ({"location": {"longitude": 112.98, "latitude": 28.11}}, "位置我看不懂"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "这种消息我看不懂"),
        ({"sticker": {**dict.fromkeys(("file_id", "file_unique_id"), "s"), "type": "regular", "width": 9, "height": 9,
                      "is_animated": False, "is_video": False}}, "表情我看不懂"),
    ],
    ids=["voice", "location", "dice", "sticker"],
)  # fmt: skip
async def test_what_is_no_text_is_answered_in_words(
    telegram: TelegramServer, part: dict[str, Any], answer: str
) -> None:
    phone = Phone(telegram)
    telegram.add(message=phone.message(**part))
    await phone.heard(answer)


async def test_a_group_is_refused_once(telegram: TelegramServer, hall: Hall) -> None:
    group, phone = Phone(telegram, kind="group"), Phone(telegram)
    for text in ("/start", "我的身份证号是多少", "在吗"):
        group.say(text)
    await group.heard("单独跟我说")
    phone.say("个体户办执照")
    await phone.heard("您要办的是")
    assert len(group.log) == 1
    async with hall.database.transaction() as session:
        assert await stored.find_by_address(session, "telegram", str(group.chat)) is None


async def test_a_stale_button_is_explained(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    phone.say("个体户办执照")
    old = (await phone.heard("您要办的是")).buttons
    phone.press("是的")
    await phone.heard()
    phone.log.append(Heard(telegram.number(), "an old message", dict(old)))
    phone.press("是的")
    await phone.heard("按钮")
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    presses = [m.payload for m in await conversations.history(hall, talk.id) if m.sender == "resident" and m.payload]
    assert presses[-1] == "/stale_button"


async def test_a_long_text_comes_in_pieces_with_the_buttons_at_its_end(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    lines = [f"第{number}行🏮" + "字" * 40 for number in range(200)]
    await conversations.say(hall, talk.id, Utterance("\n".join(lines), buttons=(("好", "/affirm"),)))
    await phone.heard("第199行")
    assert len(phone.log) == 3
    assert "\n".join(heard.text for heard in phone.log) == "\n".join(lines)
    assert [list(heard.buttons) for heard in phone.log] == [[], [], ["好"]]


async def test_parts_that_went_out_are_not_sent_again(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    telegram.failing["sendPhoto"] = [(500, 0), (429, 1)]
    telegram.failing["sendDocument"] = [(500, 0)]
    package = await factories.draft(hall, factories.somebody())
    await factories.book(hall, package)
    seat = await appointments.current(hall, package.id)
    assert seat is not None
    papers = {"code": seat.code, "when": "", "where": "", "ics": f"/api/v1/appointments/{seat.id}/calendar.ics"}
    text = "回执" * 3000
    await conversations.say(hall, talk.id, Utterance(text, card={"kind": "receipt", "appointment": papers}))
    await conversations.say(hall, talk.id, Utterance("后来的话"))
    await phone.heard("后来的话")
    said = [heard for heard in phone.log if heard.text != "后来的话"]
    assert "".join(heard.text for heard in said if heard.file is None) == text
    assert [heard.file[:4] for heard in said if heard.file] == [b"\x89PNG", b"BEGI"]


async def test_an_album_is_acknowledged_though_one_picture_fails(telegram: TelegramServer, hall: Hall) -> None:
    phone = Phone(telegram)
    telegram.failing["getFile"] = [(500, 0)]
    for _ in range(2):
        phone.send_photo(factories.png(), album="b1")
    phone.send_photo(b"no picture", album="b1")
    await phone.heard("文件收到了")
    talk = await conversations.open_channel(hall, "telegram", str(phone.chat))
    assert len(await uploads.of_conversation(hall, talk.id)) == 2
    await phone.heard()
    assert sum("文件收到了" in heard.text for heard in phone.log) == 1
    assert len(phone.log) == 3  # the greeting, the acknowledgement, and what is wrong with the third


async def test_a_file_that_telegram_does_not_hand_over_is_asked_for_again(telegram: TelegramServer) -> None:
    phone = Phone(telegram)
    telegram.failing["getFile"] = [(500, 0)] * 3
    phone.send_photo(factories.png())
    await phone.heard("请再发一次")


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
