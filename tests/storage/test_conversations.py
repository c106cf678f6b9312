"""Conversations in storage."""

from backend.services import conversations
from backend.services.hall import Hall
from backend.storage import conversations as stored


async def test_the_same_address_is_the_same_conversation(hall: Hall) -> None:
    first = await conversations.open_channel(hall, "telegram", "42")
    second = await conversations.open_channel(hall, "telegram", "42")
    other = await conversations.open_channel(hall, "web", "42")
    assert first.id == second.id != other.id


async def test_a_visitor_comes_back_with_the_secret_and_nobody_else_does(hall: Hall) -> None:
    conversation, secret = await conversations.open_web(hall, None)
    again, _ = await conversations.open_web(hall, secret)
    stranger, new_secret = await conversations.open_web(hall, "guessed")
    assert again.id == conversation.id
    assert stranger.id != conversation.id
    assert new_secret != "guessed"


async def test_what_was_said_comes_back_in_order(hall: Hall) -> None:
    conversation, _ = await conversations.open_web(hall, None)
    for text in ("一", "二", "三"):
        await conversations.say(hall, conversation.id, conversations.Utterance(text))
    said = await conversations.history(hall, conversation.id)
    assert [m.text for m in said] == ["一", "二", "三"]
    later = await conversations.history(hall, conversation.id, after=said[0].id or 0)
    assert [m.text for m in later] == ["二", "三"]


async def test_only_the_newest_buttons_are_live_and_only_once(hall: Hall) -> None:
    conversation, _ = await conversations.open_web(hall, None)
    buttons = (("是", "/affirm"), ("不是", "/deny"))
    await conversations.say(hall, conversation.id, conversations.Utterance("旧的", buttons))
    await conversations.say(hall, conversation.id, conversations.Utterance("新的", buttons))
    async with hall.database.transaction() as session:
        live = await stored.live_buttons(session, conversation.id, hall.clock.now())
        assert [b.label for b in live] == ["是", "不是"]
        live[0].used_at = hall.clock.now()
    async with hall.database.transaction() as session:
        assert not await stored.live_buttons(session, conversation.id, hall.clock.now())
