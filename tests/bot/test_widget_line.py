"""The line to the hall: reload, restart, no network, lost answers, a stream that does not come through."""

import asyncio
import socket

from playwright.async_api import Browser, Route, expect

from backend.adapters.postgres import EmbeddedPostgres
from backend.services.hall import Hall
from tests.bot.widget import DESK, Widget, serving, visiting

MESSAGES = "**/api/v1/conversations/me/messages"


async def test_a_reload_keeps_the_history(widget: Widget) -> None:
    await widget.say("我想开个早餐店")
    await widget.hear("您要办的是")
    before = await widget.log.inner_text()
    await widget.page.reload()
    await widget.hear("您要办的是")
    assert await widget.log.inner_text() == before
    await widget.press("是的，就办这个")
    await widget.hear("姓名")


async def test_a_restart_of_the_hall_loses_and_doubles_nothing(
    browser: Browser, hall: Hall, postgres: EmbeddedPostgres
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with serving(hall, postgres, port):
        visit = visiting(browser, hall, f"http://127.0.0.1:{port}", **DESK)
        widget = await visit.__aenter__()
        await widget.say("我想开个早餐店")
        await widget.hear("您要办的是")
    await widget.say("收费吗")
    await expect(widget.log.locator(".is-pending")).to_contain_text("没发出去，正在重试")
    await expect(widget.page.locator(".notice-lost")).to_contain_text("正在重连")
    async with serving(hall, postgres, port):
        await widget.hear("收费：")
        await expect(widget.log.locator(".is-pending")).to_have_count(0)
        await expect(widget.page.locator(".notice-lost")).to_have_count(0)
        await expect(widget.log.locator(".msg", has_text="收费吗")).to_have_count(1)
        await expect(widget.log.locator(".msg", has_text="我想开个早餐店")).to_have_count(1)
        assert [m.text for m in await widget.said()] == ["我想开个早餐店", "收费吗"]
        await visit.__aexit__(None, None, None)


async def test_what_is_said_without_a_network_is_sent_once_and_in_order(widget: Widget) -> None:
    await widget.page.context.set_offline(True)
    await widget.say("我想开个早餐店")
    await widget.say("收费吗")
    await expect(widget.log.locator(".is-pending")).to_have_count(2)
    await widget.page.context.set_offline(False)
    await expect(widget.log.locator(".is-pending")).to_have_count(0, timeout=20_000)
    assert [m.text for m in await widget.said()] == ["我想开个早餐店", "收费吗"]
    await expect(widget.log.locator(".from-resident")).to_have_count(2)


async def test_what_waits_survives_a_reload(widget: Widget) -> None:
    async def refuse(route: Route) -> None:
        await route.abort()

    await widget.page.route(MESSAGES, refuse)
    await widget.say("我想开个早餐店")
    await expect(widget.log.locator(".is-pending")).to_contain_text("正在重试")
    await widget.page.reload()
    await expect(widget.log.locator(".is-pending")).to_contain_text("我想开个早餐店")
    await widget.page.unroute(MESSAGES)
    await widget.hear("您要办的是")
    assert len(await widget.said()) == 1
    await expect(widget.log.locator(".from-resident")).to_have_count(1)


async def test_an_answer_that_got_lost_is_asked_for_again_not_said_twice(widget: Widget) -> None:
    lost: list[str] = []

    async def lose(route: Route) -> None:
        if lost:
            await route.continue_()
            return
        lost.append(str(route.request.post_data))
        await route.fetch()
        await asyncio.sleep(0.5)  # meanwhile the stream brings the message
        await route.abort()

    await widget.page.route(MESSAGES, lose)
    await widget.say("我想开个早餐店")
    await widget.hear("您要办的是")
    await expect(widget.log.locator(".is-pending")).to_have_count(0, timeout=15_000)
    await widget.page.wait_for_timeout(2500)
    assert lost
    assert len(await widget.said()) == 1
    await expect(widget.log.locator(".from-resident")).to_have_count(1)
    await expect(widget.log.locator(".msg", has_text="您要办的是")).to_have_count(1)


async def test_without_the_stream_the_page_asks_again_and_again(widget: Widget) -> None:
    async def refuse(route: Route) -> None:
        await route.abort()

    await widget.page.route("**/api/v1/conversations/me/events*", refuse)
    await widget.page.reload()
    await widget.hear("请问您要办什么事")
    await widget.page.wait_for_timeout(500)
    await widget.told("这句是后来说的")
    await widget.hear("这句是后来说的")
    await expect(widget.log.locator(".msg", has_text="这句是后来说的")).to_have_count(1)
    await expect(widget.page.locator(".notice-lost")).to_have_count(0)


async def test_a_message_that_is_refused_is_marked_and_the_next_one_goes(widget: Widget) -> None:
    first = True

    async def refuse(route: Route) -> None:
        nonlocal first
        if not first:
            await route.continue_()
            return
        first = False
        await route.fulfill(
            status=422, json={"error": {"key": "invalid_input", "message": "填的内容不对", "fields": {}}}
        )

    await widget.page.route(MESSAGES, refuse)
    await widget.say("第一句")
    await expect(widget.log.locator(".is-refused")).to_contain_text("填的内容不对")
    await widget.say("我想开个早餐店")
    await widget.hear("您要办的是")


async def test_leaving_a_shared_device_hides_the_talk(widget: Widget) -> None:
    await widget.say("我想开个早餐店")
    await widget.hear("您要办的是")
    mine = await widget.conversation()
    await widget.page.goto(f"{widget.base}/privacy")
    await widget.page.get_by_role("button", name="在这台设备上退出").click()
    await expect(widget.page.locator("#left")).to_contain_text("已经退出")
    await widget.page.goto(widget.base)
    await widget.hear("请问您要办什么事")
    await expect(widget.log.locator(".from-resident")).to_have_count(0)
    assert await widget.conversation() != mine
