"""How the page fits and reads: 320 px, zoom, keyboard alone, 长辈版, names, contrast, size of what is touched."""

import pytest
from playwright.async_api import Browser, expect

from backend.running import Running
from backend.services import packages
from tests import factories
from tests.bot.widget import DESK, NARROW, PHONE, Widget, picture, to_materials, visiting

#: What is read: every element with a text of its own, its colour and the nearest ground behind it.
CONTRAST = """() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, place) => sum + v * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.95) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest(".unseen, .skip, script")) continue;
    const [one, two] = [light(parts(getComputedStyle(node).color)), light(ground(node))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${node.className} ${node.textContent.trim().slice(0, 20)}`);
  }
  return poor;
}"""
#: What is touched and smaller than 44 px in either direction (links within a sentence may be).
SMALL = """() => [...document.querySelectorAll(
  "button, input:not([type=file]), textarea, summary, a.chip, a.upload, .fine a")]
  .filter((node) => node.checkVisibility())
  .map((node) => [node.getBoundingClientRect(), node.textContent.trim().slice(0, 20) || node.id])
  .filter(([box]) => box.height < 43.5 || box.width < 43.5)
  .map(([box, name]) => `${name} ${box.width}x${box.height}`)"""
#: What has no name for those who can't see it, or no text for a picture.
NAMELESS = """() => {
  const kinds = "button, a[href], input:not([type=file]), textarea, img, dialog, [role=group], progress";
  const named = (node) => node.getAttribute("aria-label") || node.getAttribute("aria-labelledby")
    || node.hasAttribute("alt") || node.labels?.length
    || (["BUTTON", "A"].includes(node.tagName) && node.textContent.trim());
  return [...document.querySelectorAll(kinds)]
    .filter((node) => (node.checkVisibility() || node.tagName === "DIALOG") && !named(node))
    .map((node) => node.outerHTML.slice(0, 120));
}"""


async def check(widget: Widget, *, plain: bool = False) -> None:
    """What holds at every step."""
    assert await widget.wide() <= 0, await widget.page.evaluate("innerWidth")
    assert await widget.page.evaluate(SMALL) == []
    assert await widget.page.evaluate(NAMELESS) == []
    if not plain:
        assert await widget.page.evaluate(CONTRAST) == []


async def test_the_whole_way_fits_a_phone_of_320_pixels(browser: Browser, running: Running) -> None:
    hall, who = running.hall, factories.somebody("王小明")
    async with visiting(browser, hall, f"http://127.0.0.1:{running.port}", **NARROW) as widget:
        await check(widget)
        await to_materials(widget, who)
        await check(widget)
        package = (await packages.of_conversation(hall, await widget.conversation()))[0]
        await factories.send(hall, package.conversation_id, factories.front(who, blurred=True), material="id_card")
        await factories.check_all(hall)
        await expect(widget.log.locator(".verdict")).to_have_count(1, timeout=15_000)
        await check(widget)
        await factories.hand_in(hall, package, who)
        await widget.hear("您什么时候来")
        await check(widget)
        await widget.log.locator(".slots .choice:not(:disabled)").first.click()
        await widget.hear("请看一遍")
        await check(widget)
        await widget.press("提交")
        receipt = widget.log.locator(".receipt")
        await expect(receipt.locator(".code strong")).to_contain_text("TX-", timeout=15_000)
        await expect(receipt.locator(".code")).to_contain_text("查进度")
        await expect(receipt.locator("dl")).to_contain_text("到窗口")
        await receipt.locator("img.qr").scroll_into_view_if_needed()
        await widget.page.wait_for_function("() => document.querySelector('img.qr').naturalWidth > 0")
        calendar = await receipt.get_by_role("link", name="加到日历").get_attribute("href")
        answer = await widget.page.request.get(f"{widget.base}{calendar}")
        assert (await answer.text()).startswith("BEGIN:VCALENDAR")
        await expect(widget.page.locator(".progress-line")).to_contain_text("已提交")
        await check(widget)
        await widget.page.locator("#plain").click()
        await check(widget, plain=True)


#: What can't be read whole: labels of buttons, and the words in the empty field, wider than their place.
CUT = """() => {
  const field = document.getElementById("say"), style = getComputedStyle(field);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const words = pen.measureText(field.placeholder).width;
  const cut = [...document.querySelectorAll("button, .tool span, .progress-line, .code strong")]
    .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && node.clientWidth)
    .map((node) => node.textContent.trim());
  return words > room ? [...cut, field.placeholder] : cut;
}"""


@pytest.mark.parametrize("height", [568, 300], ids=["alone", "with a keyboard on the screen"])
@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("plain", [False, True], ids=["", "large"])
async def test_the_place_to_write_is_always_at_hand(
    browser: Browser, running: Running, width: int, height: int, plain: bool
) -> None:
    device = {**NARROW, "viewport": {"width": width, "height": height}}
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **device) as widget:
        large = widget.page.locator("#plain")
        for step in ("empty", "a list of materials"):
            if step != "empty":
                await to_materials(widget, factories.somebody())
            if plain:
                await large.click()
            if height == 300:
                await widget.field.focus()
                await widget.field.scroll_into_view_if_needed()
            else:
                assert await widget.page.evaluate("document.querySelector('.app').scrollHeight - innerHeight") <= 0
            await expect(widget.field).to_be_in_viewport(ratio=0.95)
            await expect(widget.page.locator("#send")).to_be_in_viewport(ratio=0.95)
            assert 80 < await widget.log.evaluate("node => node.clientHeight") < height
            assert await widget.page.evaluate(CUT) == []
            if plain:
                await large.click()  # it also makes the assistant's words shorter


async def test_the_field_is_seen_when_a_keyboard_comes_onto_the_screen(widget: Widget) -> None:
    await widget.field.tap()
    await widget.page.set_viewport_size({"width": 320, "height": 300})
    await expect(widget.page.locator("#composer")).to_be_in_viewport(ratio=0.97)


async def test_what_is_done_never_lies_over_the_place_to_write(browser: Browser, running: Running) -> None:
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **NARROW) as widget:
        await to_materials(widget, factories.somebody())
        await widget.page.locator("#plain").click()
        await widget.page.locator(".progress summary").click()
        body = await widget.page.locator(".progress-body").bounding_box()
        below = await widget.page.locator("#composer").bounding_box()
        assert body
        assert below
        assert body["y"] + body["height"] <= below["y"]
        await expect(widget.page.locator(".steps [aria-current=step]")).to_contain_text("发材料")


async def test_the_focus_stays_where_the_keyboard_was(browser: Browser, running: Running) -> None:
    active = "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **DESK) as widget:
        await widget.log.get_by_role("button", name="我想开个早餐店").focus()
        await widget.page.keyboard.press("Enter")
        await widget.hear("您要办的是")
        assert await widget.page.evaluate(active) == "say"
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **DESK) as widget:
        await to_materials(widget, factories.somebody())
        upload = widget.log.locator('.upload[data-material="id_card"]')
        await upload.focus()
        async with widget.page.expect_file_chooser() as chooser:
            await widget.page.keyboard.press("Enter")
        await (await chooser.value).set_files([picture()])
        await expect(upload).to_have_count(0)
        assert await widget.page.evaluate("document.activeElement.textContent.includes('经营者身份证')")


async def test_items_and_their_guides_fit_320_pixels(browser: Browser, running: Running) -> None:
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **NARROW) as widget:
        await widget.page.get_by_role("button", name="查事项").first.click()
        await expect(widget.page.locator(".item-row").first).to_be_visible()
        await check(widget)
        await widget.page.locator(".item-row").first.click()
        await expect(widget.page.locator(".guide-facts")).to_be_visible()
        dialog = widget.page.locator("#guides")
        assert await dialog.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
        await check(widget)


async def test_at_200_percent_on_a_desk_nothing_is_cut_off(browser: Browser, running: Running) -> None:
    zoomed = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **zoomed) as widget:
        await widget.say("我想开个早餐店")
        await widget.hear("您要办的是")
        await check(widget)
        await expect(widget.field).to_be_in_viewport()
        height = await widget.log.evaluate("node => node.clientHeight")
        assert height > 100


async def test_the_keyboard_alone_does_everything(browser: Browser, running: Running) -> None:
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **DESK) as widget:
        keys = widget.page.keyboard

        async def focused() -> str:
            return str(
                await widget.page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")
            )

        async def walk(key: str, to: str) -> None:
            for _ in range(30):
                await keys.press(key)
                if await focused() == to:
                    return
            raise AssertionError(f"{to} was not reached")

        await keys.press("Tab")
        assert await focused() == "跳到输入框"
        await keys.press("Enter")
        assert await widget.page.evaluate("document.activeElement.id") == "say"
        await keys.type("我想开个早餐店")
        await keys.press("Enter")
        await widget.hear("您要办的是")
        await walk("Shift+Tab", "是的，就办这个")
        await keys.press("Enter")
        await widget.hear("姓名")
        assert await widget.page.evaluate("document.activeElement.classList.contains('msg')")
        await walk("Tab", "不打字，拍证件")
        await keys.press("Space")
        await widget.hear("您要准备这些")
        await walk("Shift+Tab", "查事项")
        await keys.press("Enter")
        assert await widget.page.evaluate("document.activeElement.id") == "query"
        await keys.press("Escape")
        await expect(widget.page.locator("#guides")).to_be_hidden()
        assert await focused() == "查事项"


async def test_large_type_is_remembered_here_and_by_the_hall(widget: Widget) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"
    before = await widget.page.evaluate(size)
    switch = widget.page.get_by_role("button", name="长辈版")
    async with widget.page.expect_response("**/conversations/me/mode"):
        await switch.click()
    assert await widget.page.evaluate(size) >= 1.25 * before
    await widget.page.reload()
    await widget.hear("请问您要办什么事")
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await widget.page.evaluate("localStorage.removeItem('yuban.plain')")
    await widget.page.reload()
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await check(widget, plain=True)
    async with widget.page.expect_response("**/conversations/me/mode"):
        await switch.click()
    await widget.page.reload()
    await widget.hear("请问您要办什么事")
    await expect(switch).to_have_attribute("aria-pressed", "false")


async def test_roles_and_language_are_told(widget: Widget) -> None:
    assert await widget.page.evaluate("document.documentElement.lang") == "zh-CN"
    await expect(widget.log).to_have_attribute("aria-live", "polite")
    await expect(widget.page.get_by_role("textbox", name="您要说的话")).to_be_visible()
    await expect(widget.page.get_by_role("main")).to_have_count(1)
    await expect(widget.page.get_by_role("banner")).to_have_count(1)
    await expect(widget.page.get_by_role("heading", level=1)).to_have_text("预办")


async def test_who_wants_less_motion_gets_none(browser: Browser, running: Running) -> None:
    base = f"http://127.0.0.1:{running.port}"
    moves = "getComputedStyle(document.querySelector('.msg')).animationName"
    async with visiting(browser, running.hall, base, **PHONE, reduced_motion="reduce") as still:
        assert await still.page.evaluate(moves) == "none"
    async with visiting(browser, running.hall, base, **PHONE, reduced_motion="no-preference") as moving:
        assert await moving.page.evaluate(moves) == "arrive"


async def test_a_reader_who_scrolled_up_is_left_alone(widget: Widget) -> None:
    for number in range(12):
        await widget.told(f"第{number}句\n" + "一二三四五六七八九十" * 8)
    await widget.hear("第11句")
    log = widget.log
    await log.hover()
    await widget.page.mouse.wheel(0, -900)
    await expect(widget.page.get_by_role("button", name="看最新消息")).to_be_visible()
    top = await log.evaluate("node => node.scrollTop")
    await widget.told("后来的一句")
    await expect(log.locator(".msg", has_text="后来的一句")).to_have_count(1)
    assert await log.evaluate("node => node.scrollTop") == top
    await widget.page.get_by_role("button", name="看最新消息").click()
    await expect(log.locator(".msg", has_text="后来的一句")).to_be_in_viewport()
