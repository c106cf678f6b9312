"""Talking on the page: greeting, Enter, input methods, buttons, who speaks."""

from playwright.async_api import expect

from backend.running import Running
from tests.bot.widget import Widget


async def test_a_new_resident_is_greeted_with_a_notice_on_their_data(widget: Widget) -> None:
    first = widget.log.locator(".msg").first
    await expect(first).to_contain_text("电脑程序")
    await expect(first).to_contain_text("加密保存")
    assert await widget.page.title() == "预办 · 政务服务预约预审"
    await expect(widget.page.get_by_role("link", name="信息怎么用")).to_have_attribute("href", "/privacy")


async def test_a_suggestion_begins_the_talk_and_then_makes_room(widget: Widget) -> None:
    await expect(widget.page.locator(".suggestions")).to_be_visible()
    await widget.page.get_by_role("button", name="我想开个早餐店").click()
    await widget.hear("您要办的是")
    await expect(widget.page.locator(".suggestions")).to_have_count(0)


async def test_enter_sends_shift_enter_makes_a_line_and_nothing_sends_nothing(widget: Widget) -> None:
    await widget.field.press("Enter")
    await widget.field.type("第一行")
    await widget.field.press("Shift+Enter")
    await widget.field.type("第二行")
    await widget.field.press("Enter")
    await expect(widget.log.locator(".from-resident")).to_have_count(1)
    await expect(widget.log.locator(".from-resident")).to_contain_text("第二行")
    await expect(widget.field).to_have_value("")


async def test_enter_that_chooses_a_word_of_the_input_method_sends_nothing(widget: Widget) -> None:
    keyboard = await widget.page.context.new_cdp_session(widget.page)
    await widget.field.focus()
    await keyboard.send("Input.imeSetComposition", {"text": "zaocan", "selectionStart": 6, "selectionEnd": 6})
    await widget.field.press("Enter")
    assert await widget.field.input_value() != ""
    await keyboard.send("Input.insertText", {"text": "早餐店"})
    await widget.page.wait_for_timeout(200)
    assert await widget.said() == []
    await widget.field.fill("早餐店")
    await widget.field.press("Enter")
    await expect(widget.log.locator(".from-resident")).to_have_count(1)


async def test_a_pressed_choice_is_marked_and_its_message_done(widget: Widget) -> None:
    await widget.say("我想开个早餐店")
    message = await widget.hear("您要办的是")
    await widget.press("是的，就办这个")
    chosen = message.locator(".choice", has_text="是的，就办这个")
    await expect(chosen).to_have_class("choice chosen")
    for choice in await message.locator(".choice").all():
        await expect(choice).to_be_disabled()
    await expect(widget.log.locator(".from-resident").last).to_contain_text("是的，就办这个")
    assert [m.text for m in await widget.said()] == ["我想开个早餐店", "是的，就办这个"]


async def test_a_typed_number_marks_the_choice_it_means(widget: Widget) -> None:
    await widget.told("选一个", buttons=(("红的", "/affirm"), ("绿的", "/deny")))
    message = await widget.hear("选一个")
    await widget.say("2")
    await expect(message.locator(".choice", has_text="绿的")).to_be_disabled()
    await expect(message.locator(".choice", has_text="绿的")).to_have_class("choice chosen")


async def test_a_stale_choice_gets_a_kind_answer_from_the_hall(widget: Widget) -> None:
    await widget.told("先问", buttons=(("旧的", "/affirm"),))
    await widget.told("再问", buttons=(("新的", "/affirm"),))
    await widget.hear("再问")
    await widget.press("旧的")
    await widget.hear("这个按钮已经过期了")


async def test_staff_look_different_and_are_named(widget: Widget) -> None:
    await widget.told("您好，我来帮您看。", card={"kind": "staff", "name": "周经办"}, sender="staff")
    message = await widget.hear("我来帮您看")
    await expect(message).to_have_class("msg from-staff")
    await expect(message.locator(".head")).to_contain_text("周经办")
    await expect(message.locator(".unseen").first).to_have_text("工作人员周经办说：")
    colour = "node => getComputedStyle(node).backgroundColor"
    bot = await widget.log.locator(".from-bot .bubble").first.evaluate(colour)
    assert await message.locator(".bubble").evaluate(colour) != bot


async def test_the_person_button_asks_for_a_person(widget: Widget) -> None:
    await widget.page.get_by_role("button", name="转人工").click()
    await widget.hear("您排在第")
    await expect(widget.page.locator("#human")).to_have_attribute("aria-pressed", "true")


async def test_while_the_assistant_loads_the_page_says_so_and_finds_items(widget: Widget, running: Running) -> None:
    running.gateway.rasa_state = "loading"
    await widget.page.reload()
    notice = widget.page.locator(".notice-assistant")
    await expect(notice).to_contain_text("正在准备，可以先查事项")
    await notice.get_by_role("button", name="查事项").click()
    await widget.page.get_by_label("您要办的事").fill("早餐店")
    await widget.page.locator(".item-row", has_text="小餐饮许可证").click()
    guide = widget.page.locator("#found")
    for fact in ("多久办好", "收费", "在哪办", "信息从哪来", "待核实", "数据截至"):
        await expect(guide).to_contain_text(fact)
    running.gateway.rasa_state = "ready"
    await expect(notice).to_have_count(0)
    await guide.get_by_role("button", name="就办这个").click()
    await expect(widget.page.locator("#guides")).to_be_hidden()
    await widget.hear("您要办的是")
