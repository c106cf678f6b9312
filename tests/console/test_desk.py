"""A contact's day at a real browser: queue, a package returned and accepted, pictures, keyboard, phone, paper."""

import re

from playwright.async_api import Page, expect

from backend.domain.packages import PackageStatus
from backend.services import appointments, conversations, packages, staff
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.conftest import Served
from tests.console import samples
from tests.console.conftest import PHONE, SHOTS, OpenDesk

#: What is touched and smaller than 44 px in height or width (a box to tick is pressed by its label).
SMALL = """() => [...document.querySelectorAll(
  "button, a[href], input:not([type=hidden], [type=radio]), select, textarea, summary, label.choice")]
  .filter((node) => node.checkVisibility() && !node.closest(".skip, .row h3"))
  .map((node) => [node.getBoundingClientRect(), node.textContent.trim().slice(0, 20) || node.name])
  .filter(([box]) => box.height < 43.5 || box.width < 43.5)
  .map(([box, name]) => `${name} ${box.width}x${box.height}`)"""


async def _heard(served: Served, package: Package) -> str:
    """What the resident was told, all of it."""
    assert await served.running.gateway.settle(package.conversation_id, 20)
    said = await conversations.history(served.hall, package.conversation_id)
    return "\n".join(message.text for message in said)


async def _correct(hall: Hall, package: Package) -> None:
    """The resident sends the lease again and hands the package in."""
    hall.clock.move(minutes=5)  # type: ignore[attr-defined]
    await samples.give(hall, package, "lease", samples.again(samples.papers()["lease"][0]))
    await factories.check_all(hall)
    await packages.submit(hall, package.id)


async def test_first_login_return_and_accept(served: Served, desk: OpenDesk) -> None:
    hall = served.hall
    _, first = await staff.create(hall, "market", hall.catalogue.contacts["market"].name, "contact", "market")
    at = await desk()
    page = at.page
    await at.open("/console")
    await at.shot("01-login")
    await at.login("market", first)
    await page.get_by_label("现在的密码").fill(first)
    await page.get_by_label("新密码", exact=True).fill(samples.PASSWORD)
    await page.get_by_label("再填一次新密码").fill(samples.PASSWORD)
    await at.shot("02-first-password")
    await page.get_by_role("button", name="换成新密码").click()
    await expect(page.get_by_text("没有要审的预审件")).to_be_visible()

    # A package comes in while the page is open; nobody reloads it.
    package = await samples.packet(hall)
    late = await factories.package_at(hall, PackageStatus.SUBMITTED)
    await samples.due(hall, late, -2)
    row = page.get_by_role("listitem").filter(has_text=package.receipt_code)
    await expect(row).to_contain_text("1 份材料要人工看", timeout=15_000)
    await expect(page.get_by_role("listitem").filter(has_text=late.receipt_code)).to_contain_text("已超期 2 天")
    await expect(page).to_have_title(re.compile("待办（2）"))
    await at.shot("03-queue")

    await row.get_by_role("link").click()
    await _reveal(page)
    await _mark(page)
    await at.shot("04-package")
    await page.get_by_label("退回补正").check()
    await page.get_by_role("combobox", name="租赁合同").select_option("缺页，或者少了一面")
    await page.get_by_label("租赁合同：补充说明").fill("第3页没有")
    await page.get_by_role("combobox", name="经营者身份证").select_option("other")
    await page.get_by_role("button", name="确认退回").click()
    await expect(page.get_by_role("alert")).to_contain_text("请在下面写明怎么改")
    await expect(page.get_by_label("租赁合同：补充说明")).to_have_value("第3页没有")
    await page.get_by_role("combobox", name="经营者身份证").select_option("")
    await at.shot("05-return", whole=False)
    await page.get_by_role("button", name="确认退回").click()
    done = page.get_by_role("status").first
    await expect(done).to_contain_text(f"{package.receipt_code}：已退回补正。会在对话里告诉群众")
    await at.shot("06-returned")

    told = await _heard(served, package)
    assert "租赁合同" in told
    assert "缺页，或者少了一面。第3页没有" in told
    state = await packages.progress(hall, package.id)
    assert [one.material.key for one in state.materials if one.returned_reason] == ["lease"]

    await _correct(hall, package)
    await expect(row).to_contain_text("改好了，第 2 次送来", timeout=15_000)
    await expect(row).to_contain_text("退回的")
    await expect(page.get_by_role("heading", name="待办").locator("..")).to_contain_text("1 份改好了又送来")
    await at.shot("06-came-again")
    await row.get_by_role("link").click()
    await expect(page.get_by_role("region", name="退回后又交来的")).to_contain_text("租赁合同：新交了 1 个文件")
    await at.shot("07-package-again")
    await page.get_by_label("通过预审").check()
    await page.get_by_role("button", name="确认通过").click()
    await expect(page.get_by_role("status").first).to_contain_text("预审通过")
    told = await _heard(served, package)
    assert "好消息" in told
    assert package.receipt_code in told


async def test_a_rejection_by_keyboard_alone(served: Served, desk: OpenDesk) -> None:
    await samples.person(served.hall, "market", "contact", "market")
    package = await factories.package_at(served.hall, PackageStatus.SUBMITTED)
    at = await desk("market")
    page = at.page
    await _tab_to(page, f"p-{package.id}")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/packages/*")
    await page.locator("input[value=accept]").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await _tab_to(page, "reason")
    await page.keyboard.type("这个地方不能开店")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").first).to_contain_text("不予受理")
    told = await _heard(served, package)
    assert "这个地方不能开店" in told
    await at.open(f"/console/packages/{package.id}")
    await expect(page.get_by_role("region", name="决定")).to_contain_text("这个地方不能开店")
    await at.shot("08-rejected", whole=False)


async def test_pictures_turn_and_grow(served: Served, desk: OpenDesk) -> None:
    await samples.person(served.hall, "market", "contact", "market")
    package = await samples.packet(served.hall)
    at = await desk("market")
    page = at.page
    await at.open(f"/console/packages/{package.id}")
    stage = page.get_by_role("group", name=re.compile("^个体工商户登记（备案）申请书的图片"))
    picture = stage.locator("img")
    await at.pictures()
    width, height = await _size(picture)
    await stage.focus()
    await page.keyboard.press("r")
    turned = await picture.bounding_box()
    assert turned
    assert turned["width"] > turned["height"]
    await page.keyboard.press("l")
    await page.keyboard.press("+")
    assert (await _size(picture))[0] > width * 1.4
    await page.keyboard.press("0")
    assert await _size(picture) == (width, height)
    viewer = page.locator("figure").filter(has=stage)
    await viewer.get_by_role("button", name="放大").click()
    await viewer.get_by_role("button", name="放大").click()
    await stage.hover()
    await page.mouse.down()
    box = await stage.bounding_box()
    assert box
    await page.mouse.move(box["x"] + 5, box["y"] + 5)
    await page.mouse.up()
    assert await stage.evaluate("stage => stage.scrollTop + stage.scrollLeft") > 0
    await at.shot("09-zoomed", whole=False)

    lease = page.locator("figure").filter(has=page.get_by_role("group", name=re.compile("^租赁合同的图片")))
    await expect(lease.get_by_role("button", name="上一页")).to_be_disabled()
    await lease.get_by_role("button", name="下一页").click()
    await expect(lease.get_by_role("status")).to_have_text("2 / 2")
    assert (await lease.locator("img").get_attribute("src") or "").endswith("/pages/1")


async def test_on_a_phone_and_on_paper(served: Served, desk: OpenDesk) -> None:
    hall = served.hall
    await samples.person(hall, "boss", "admin")
    package = await samples.packet(hall)
    talk = await samples.escalation(hall, package=package)
    at = await desk("boss", PHONE)
    for name, path in (
        ("queue", ""),
        ("package", f"packages/{package.id}"),
        ("escalation", f"escalations/{talk.id}"),
        ("appointments", "appointments"),
        ("password", "password"),
    ):
        await at.open(f"/console/{path}")
        await at.shot(f"phone-{name}")
        assert await at.fits(), name
        assert await at.page.evaluate(SMALL) == [], name
    await at.open(f"/console/packages/{package.id}")
    await at.page.get_by_label("退回补正").check()
    assert await at.page.evaluate(SMALL) == []
    assert await at.fits()
    await at.page.locator("#decision").screenshot(path=SHOTS / "phone-return.png")
    await at.open("/console/appointments")
    await expect(at.page.get_by_role("main")).to_contain_text(package.receipt_code)
    await at.page.set_viewport_size({"width": 1280, "height": 860})
    await at.shot("10-appointments")

    await at.open(f"/console/packages/{package.id}")
    await at.pictures()
    await at.page.emulate_media(media="print")
    await expect(at.page.locator("header.top")).to_be_hidden()
    await expect(at.page.locator("#decision form")).to_be_hidden()
    await expect(at.page.get_by_text("申请书.jpg")).to_be_visible()
    await at.shot("11-paper")


async def test_the_form_to_return_never_scrolls_in_itself(served: Served, desk: OpenDesk) -> None:
    await samples.person(served.hall, "market", "contact", "market")
    package = await samples.packet(served.hall)
    at = await desk("market", (1280, 700))
    await at.open(f"/console/packages/{package.id}")
    form = at.page.locator("#decision")
    inside = "node => node.scrollHeight - node.clientHeight"
    await at.page.mouse.wheel(0, 1500)
    await expect(form).to_be_in_viewport(ratio=0.95)  # it stays in sight while it is short
    await at.page.get_by_label("退回补正").check()
    await expect(at.page.get_by_label("租赁合同：补充说明")).to_be_hidden()
    for select in await form.get_by_role("combobox").all():
        await select.select_option("other")
    assert await form.evaluate(inside) <= 1
    await expect(at.page.get_by_label("退回补正")).to_be_in_viewport()
    button = at.page.get_by_role("button", name="确认退回")
    await at.page.mouse.wheel(0, 900)
    await expect(button).to_be_in_viewport()


async def test_a_change_is_told_and_what_was_typed_stays(served: Served, desk: OpenDesk) -> None:
    await samples.person(served.hall, "market", "contact", "market")
    package = await samples.packet(served.hall)
    at = await desk()
    page = at.page
    await at.open("/console")
    await at.login("market")
    await at.open(f"/console/packages/{package.id}")
    await page.get_by_label("退回补正").check()
    await page.get_by_role("combobox", name="租赁合同").select_option("other")
    await page.get_by_label("租赁合同：补充说明").fill("第3页没有")
    seat = await appointments.current(served.hall, package.id)
    assert seat is not None
    await appointments.cancel(served.hall, seat.id, f"resident:{package.conversation_id}")
    notice = page.get_by_role("alert").filter(has_text="有变化")
    await expect(notice).to_be_visible(timeout=20_000)
    await expect(page.get_by_label("租赁合同：补充说明")).to_have_value("第3页没有")
    await notice.get_by_role("link", name="刷新").click()
    await expect(page.get_by_label("租赁合同：补充说明")).to_have_value("第3页没有")
    await expect(page.get_by_label("退回补正")).to_be_checked()
    await expect(page.get_by_role("alert").filter(has_text="有变化")).to_be_hidden()
    await at.shot("12-findings", whole=False)


async def _reveal(page: Page) -> None:
    """Show the applicant; the page stays where it is."""
    applicant = page.locator("#applicant")
    await expect(applicant).not_to_contain_text(samples.APPLICANT.id_number)
    await applicant.get_by_role("button", name="显示完整信息").click()
    await expect(applicant).to_contain_text(samples.APPLICANT.id_number)
    await expect(applicant).to_contain_text("已留下查看记录")


async def _mark(page: Page) -> None:
    """A finding's box lies on the picture, where the signature is, and is picked out when asked for."""
    form = page.get_by_role("article", name="个体工商户登记（备案）申请书")
    picture = form.locator("img")
    await expect(picture).to_have_js_property("complete", True)
    await form.get_by_role("button", name="看图上的 1 号框").click()
    box = form.locator("rect.is-shown")
    await expect(box).to_have_count(1)
    drawn, whole = await box.bounding_box(), await picture.bounding_box()
    assert drawn
    assert whole
    middle = (drawn["x"] + drawn["width"] / 2 - whole["x"]) / whole["width"]
    height = (drawn["y"] + drawn["height"] / 2 - whole["y"]) / whole["height"]
    assert abs(middle - (samples.SIGNATURE.left + samples.SIGNATURE.right) / 2) < 0.02
    assert abs(height - (samples.SIGNATURE.top + samples.SIGNATURE.bottom) / 2) < 0.02


async def _tab_to(page: Page, element_id: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == element_id:
            return
    raise AssertionError(f"{element_id} can't be reached with the Tab key")


async def _size(picture: object) -> tuple[float, float]:
    box = await picture.bounding_box()  # type: ignore[attr-defined]
    return round(box["width"]), round(box["height"])
