"""Nothing from outside runs in the page; other sites show it only where they are allowed to."""

import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Browser, FrameLocator, Locator, Page, expect

from backend.running import Running
from backend.settings import Settings
from tests.bot.widget import Widget, picture

EVIL = '<img src="nowhere" onerror="window.ran = true"><script>window.ran = true</script>'


async def test_texts_and_file_names_stay_text(widget: Widget) -> None:
    await widget.say(EVIL)
    await widget.told(f"{EVIL}\n1. {EVIL}\n收费：{EVIL}", buttons=((EVIL, "/affirm"),))
    finding = {"ok": False, "text": EVIL, "remedy": EVIL}
    card = {"kind": "verdict", "material": EVIL, "verdict": "fix", "findings": [finding]}
    await widget.told("坏了", card=card)
    material = {"key": "k", "name": EVIL, "form": EVIL, "status": "missing", "note": EVIL}
    await widget.told("要准备：", card={"kind": "checklist", "item": EVIL, "materials": [material]})
    await widget.told("真人", card={"kind": "staff", "name": EVIL}, sender="staff")
    await widget.send(picture(name='<img src=x onerror="window.ran=true">.png'))
    await widget.hear("文件收到了")
    await expect(widget.log.locator(".from-resident").first).to_contain_text("onerror")
    assert await widget.page.evaluate("window.ran") is None
    assert await widget.page.locator("img[src=nowhere], img[src=x], .msg script").count() == 0


async def test_a_link_in_a_text_opens_elsewhere_and_only_web_addresses_are_links(widget: Widget) -> None:
    await widget.told("看 https://example.org/a 或 javascript:alert(1) 或打 0731-85899000，编号 20261124123456789")
    message = await widget.hear("example.org")
    links = [await link.get_attribute("href") for link in await message.locator("a").all()]
    assert links == ["https://example.org/a", "tel:073185899000"]
    await expect(message.locator("a").first).to_have_attribute("rel", "noopener noreferrer")


async def test_the_pages_forbid_what_they_do_not_need(running: Running) -> None:
    base = f"http://127.0.0.1:{running.port}"
    async with aiohttp.ClientSession() as client:
        for path in ("/", "/privacy", "/widget/main.js", "/widget/style.css"):
            async with client.get(base + path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert answer.status == 200
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert "http:" not in policy
                assert "frame-ancestors 'none'" in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Cache-Control"] == "no-cache"
        for path in ("/widget/..%2f..%2fpyproject.toml", "/widget/index.html", "/widget/nothing.js", "/widget/"):
            async with client.get(base + path) as answer:
                assert answer.status == 404
        async with client.get(base + "/widget/main.js") as answer:
            tag = answer.headers["ETag"]
        async with client.get(base + "/widget/main.js", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304


async def test_the_page_asks_nobody_but_the_hall(widget: Widget) -> None:
    asked: set[str] = set()
    widget.page.on("request", lambda request: asked.add(request.url.split("/")[2]) if "://" in request.url else None)
    await widget.page.reload()
    await widget.hear("请问您要办什么事")
    assert {host for host in asked if host} == {widget.base.removeprefix("http://")}


@pytest.mark.parametrize("bad", ["http://x.org/path", "x.org", "https://x.org; script-src *", "javascript:alert(1)"])
def test_sites_that_may_embed_are_origins(bad: str) -> None:
    with pytest.raises(ValueError, match="example"):
        Settings(embed_sites=bad, _env_file=None)  # type: ignore[call-arg, arg-type]
    given = "https://www.example.gov.cn/, http://*.example.org:8080"
    good = Settings(embed_sites=given, _env_file=None)  # type: ignore[call-arg, arg-type]
    assert good.embed_sites == ("https://www.example.gov.cn", "http://*.example.org:8080")


@contextlib.asynccontextmanager
async def another_site(base: str, host: str = "localhost") -> AsyncIterator[str]:
    """A page of somebody else's, on another site (the hall is at 127.0.0.1), with a strict policy of its own."""
    allowed = f"default-src 'none'; script-src {base}; frame-src {base}; img-src data:"
    script = f'<script src="{base}/widget/embed.js" defer></script>'
    html = f'<!doctype html><link rel="icon" href="data:,"><a href="#" data-yuban-open>办事</a>{script}'

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": allowed})

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def talk_in(page: Page) -> FrameLocator:
    """Open the panel and have an answer in it."""
    await page.get_by_role("button", name="办事咨询").click()
    frame = page.frame_locator("#yuban-panel")
    await expect(frame.locator(".msg.from-bot").first).to_be_visible(timeout=15_000)
    return frame


async def _fills(panel: Locator, width: int, height: int) -> bool:
    """Whether the panel comes to be so large, which takes a while on a busy machine."""
    for _ in range(100):
        box = await panel.bounding_box()
        if box and (box["width"], box["height"]) == (width, height):
            return True
        await panel.page.wait_for_timeout(200)
    return False


async def test_another_site_has_the_widget_in_a_panel(browser: Browser, running: Running) -> None:
    base = f"http://127.0.0.1:{running.port}"
    async with another_site(base) as theirs:
        running.hall.settings.embed_sites = (theirs,)
        context = await browser.new_context(locale="zh-CN")
        page = await context.new_page()
        problems: list[str] = []
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        await page.goto(theirs)
        button = page.get_by_role("button", name="办事咨询")
        await expect(button).to_have_attribute("aria-expanded", "false")
        frame = await talk_in(page)
        await frame.locator("#say").fill("我想开个早餐店")
        await frame.locator("#say").press("Enter")
        await expect(frame.locator(".msg", has_text="您要办的是")).to_be_visible(timeout=15_000)
        await frame.locator("#say").press("Escape")
        await expect(page.locator("#yuban-panel")).to_be_hidden()
        await expect(button).to_be_focused()
        await page.get_by_role("link", name="办事").click()
        await frame.get_by_role("button", name="收起").click()
        await expect(page.locator("#yuban-panel")).to_be_hidden()
        await page.evaluate("window.yuban.open()")
        await page.set_viewport_size({"width": 360, "height": 640})
        assert await _fills(page.locator("#yuban-panel"), 360, 640)
        assert problems == []
        await context.close()


async def test_the_panel_keeps_its_talk_over_a_reload_where_the_browser_lets_it_store(
    browser: Browser, running: Running
) -> None:
    base = f"http://127.0.0.1:{running.port}"
    async with another_site(base, "127.0.0.1") as theirs:
        running.hall.settings.embed_sites = (theirs,)
        context = await browser.new_context(locale="zh-CN")
        page = await context.new_page()
        await page.goto(theirs)
        frame = await talk_in(page)
        await frame.locator("#say").fill("我想开个早餐店")
        await frame.locator("#say").press("Enter")
        await expect(frame.locator(".msg", has_text="您要办的是")).to_be_visible(timeout=15_000)
        await page.reload()
        frame = await talk_in(page)
        await expect(frame.locator(".msg", has_text="您要办的是")).to_be_visible(timeout=15_000)
        await context.close()


async def test_a_site_that_is_not_named_shows_nothing(browser: Browser, running: Running) -> None:
    base = f"http://127.0.0.1:{running.port}"
    async with another_site(base) as theirs:
        running.hall.settings.embed_sites = ()
        context = await browser.new_context()
        page = await context.new_page()
        async with page.expect_event("console", lambda line: "frame-ancestors" in line.text):
            await page.goto(theirs)
            await page.get_by_role("button", name="办事咨询").click()
        await context.close()
