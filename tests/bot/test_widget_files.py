"""Files on the page: progress, cancelling, sending again, refusals, pictures made smaller, verdicts."""

import io

from PIL import Image
from playwright.async_api import Route, expect

from backend.services import packages, uploads
from tests import factories
from tests.bot.widget import Widget, picture, to_materials

UPLOADS = "**/api/v1/conversations/me/uploads"


async def test_a_file_is_sent_with_progress_shown_and_judged(widget: Widget) -> None:
    who = factories.somebody()
    await to_materials(widget, who)
    data = factories.png() + bytes(300_000)
    await factories.keep(widget.hall, data, factories.front(who, blurred=True))
    net = await widget.page.context.new_cdp_session(widget.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 75_000}
    await net.send("Network.emulateNetworkConditions", slow)
    async with widget.page.expect_file_chooser() as chooser:
        await widget.log.locator('.upload[data-material="id_card"]').click()
    await (await chooser.value).set_files([picture("我的身份证.png", data)])
    bar = widget.page.get_by_role("progressbar", name="经营者身份证")
    await widget.page.wait_for_function(
        "() => { const b = document.querySelector('progress'); return b && b.value > 0 && b.value < 100 }"
    )
    await expect(bar).to_be_visible()
    await expect(widget.page.locator("#tray")).to_contain_text("正在发送")
    await widget.hear("收到 1 个文件")
    await expect(widget.page.locator("#tray")).to_be_hidden()
    await factories.check_all(widget.hall)
    verdict = widget.log.locator(".verdict").last
    await expect(verdict).to_contain_text("经营者身份证", timeout=15_000)
    await expect(verdict).to_contain_text("要重新发")
    await expect(verdict.locator(".remedy").first).not_to_be_empty()
    await expect(verdict.get_by_role("button", name="给「经营者身份证」发照片或文件")).to_be_visible()
    row = widget.log.locator(".materials li", has_text="经营者身份证").last
    await expect(row).to_contain_text("要重新发")
    await expect(widget.page.locator(".progress-line")).to_contain_text("还差")


async def test_several_files_at_once_are_acknowledged_together(widget: Widget) -> None:
    await widget.send(picture("一.png"), picture("二.png"), picture("三.png"))
    await widget.hear("文件收到了")
    mine = [m for m in await widget.said() if m.files]
    assert sorted(f["name"] for m in mine for f in m.files) == sorted(["一.png", "二.png", "三.png"])
    assert len(mine) <= 2


async def test_a_file_can_be_cancelled_on_its_way(widget: Widget) -> None:
    net = await widget.page.context.new_cdp_session(widget.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20_000}
    await net.send("Network.emulateNetworkConditions", slow)
    await widget.send(picture("大.png", factories.png() + bytes(400_000)))
    await widget.page.get_by_role("button", name="取消：照片").click()
    await expect(widget.page.locator("#tray")).to_be_hidden()
    await expect(widget.page.locator("#notices")).to_contain_text("已取消")
    assert await widget.said() == []


async def test_a_file_whose_way_broke_is_sent_again_by_itself_and_once(widget: Widget) -> None:
    tried = 0

    async def lose(route: Route) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await widget.page.route(UPLOADS, lose)
    await widget.send(picture())
    await expect(widget.page.locator("#tray")).to_contain_text("没发出去，正在重试")
    await expect(widget.page.locator("#tray")).to_be_hidden(timeout=15_000)
    assert tried == 2
    assert len([m for m in await widget.said() if m.files]) == 1


async def test_what_cannot_be_taken_is_said_and_can_be_put_away(widget: Widget) -> None:
    await widget.send({"name": "病毒.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ" + bytes(500)})
    tray = widget.page.locator("#tray")
    await expect(tray.locator(".is-failed")).to_contain_text("请发照片、PDF")
    await widget.page.get_by_role("button", name="去掉：病毒.exe").click()
    await expect(tray).to_be_hidden()
    await widget.send({"name": "空.png", "mimeType": "image/png", "buffer": b""})
    await expect(tray).to_contain_text("空的")


async def test_refused_files_do_not_pile_up(widget: Widget) -> None:
    tray = widget.page.locator("#tray")
    empty = {"name": "IMG_2034.png", "mimeType": "image/png", "buffer": b""}
    for _ in range(2):
        await widget.send(empty)  # type: ignore[arg-type]
        await expect(tray.locator(".is-failed")).to_have_count(1)
    await widget.send(picture("IMG_2035.png"))
    await widget.hear("文件收到了")
    await expect(tray).to_be_hidden()
    await widget.send(empty)  # type: ignore[arg-type]
    await expect(tray.locator(".is-failed")).to_have_count(1)
    await widget.say("我想开个早餐店")
    await expect(tray).to_be_hidden()


async def test_photos_are_called_by_what_they_are_for_or_their_place(widget: Widget) -> None:
    await widget.page.route(UPLOADS, lambda route: route.abort())
    await widget.send(
        picture("IMG_2034.jpg"), picture("mmexport.png"), {**picture("租房合同.pdf"), "mimeType": "application/pdf"}
    )
    names = widget.page.locator("#tray .name")
    await expect(names).to_have_text(["第1张照片", "第2张照片", "租房合同.pdf"])
    await widget.page.get_by_role("button", name="取消：第2张照片").click()
    await expect(names).to_have_text(["第1张照片", "租房合同.pdf"])
    await widget.page.unroute(UPLOADS)
    await widget.hear("文件收到了")
    await expect(widget.log.locator(".files").first).not_to_contain_text("IMG_2034")
    assert await widget.log.get_by_role("img", name="IMG").count() == 0


async def test_sent_from_the_buttons_below_the_end_is_shown_and_from_the_list_the_list_stays(widget: Widget) -> None:
    who, data = factories.somebody(), factories.png()
    await to_materials(widget, who)
    await factories.keep(widget.hall, data, factories.front(who, blurred=True))
    button = widget.log.locator('.upload[data-material="id_card"]')
    async with widget.page.expect_file_chooser() as chooser:
        await button.tap()
    top = await widget.log.evaluate("node => node.scrollTop")
    await (await chooser.value).set_files([picture("IMG_1.png", data)])
    await widget.hear("收到 1 个文件")
    assert abs(await widget.log.evaluate("node => node.scrollTop") - top) < 5
    await expect(widget.page.get_by_role("button", name="看最新消息")).to_be_visible()
    await factories.check_all(widget.hall)
    await expect(widget.page.locator("#notices")).to_contain_text("「经营者身份证」要重新发，原因在最下面")
    await widget.send(picture("别的.png", factories.png() + b"2"))
    await expect(widget.log.locator(".msg").last).to_be_in_viewport()
    await expect(widget.page.locator("#notices")).not_to_contain_text("原因在最下面")


async def test_a_photo_larger_than_the_checks_need_is_made_smaller_here(widget: Widget) -> None:
    noise = Image.effect_noise((1200, 900), 80).resize((4800, 3600)).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=92)
    await widget.send({"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()})
    await widget.hear("文件收到了")
    sent = (await widget.said())[-1].files[0]
    data, media_type = await uploads.file(widget.hall, str(sent["url"]).split("/")[-2])
    assert media_type == "image/jpeg"
    assert len(data) < len(file.getvalue())
    assert max(Image.open(io.BytesIO(data)).size) == 3000


async def test_the_camera_is_asked_for_where_there_is_one(widget: Widget) -> None:
    async with widget.page.expect_file_chooser() as chooser:
        await widget.page.get_by_role("button", name="拍照").click()
    await (await chooser.value).set_files([picture("相机.png")])
    camera = widget.page.locator('input[type="file"][capture="environment"]')
    assert await camera.get_attribute("accept") == "image/*"
    await widget.hear("文件收到了")
    await expect(widget.log.locator(".files")).to_contain_text("照片")


async def test_the_status_line_follows_the_package(widget: Widget) -> None:
    who = factories.somebody()
    await to_materials(widget, who)
    line = widget.page.locator(".progress-line")
    await expect(line).to_contain_text("还差 3 样")
    package = await packages.of_conversation(widget.hall, await widget.conversation())
    await factories.hand_in(widget.hall, package[0], who)
    await widget.hear("您什么时候来")
    await expect(line).to_contain_text("还差约时间")
    await widget.page.locator(".progress summary").click()
    await expect(widget.page.locator(".steps [aria-current=step]")).to_contain_text("约时间")
