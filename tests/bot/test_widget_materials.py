"""What helps before and after a photo: forms, samples, hints on the photo, findings on the picture."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from backend.adapters import specimens
from backend.running import Running
from backend.settings import ROOT
from tests import factories
from tests.bot.widget import DESK, PHONE, Widget, picture, to_materials, visiting

SHOTS = ROOT / "artefacts" / "widget"
#: Asks the page's own module what it sees in a picture.
LOOK = """async (bytes) => {
  const { look } = await import("/widget/hints.js");
  return look(new File([new Uint8Array(bytes)], "a.jpg", { type: "image/jpeg" }));
}"""


async def test_forms_and_samples_are_offered_where_they_are_needed(widget: Widget) -> None:
    await to_materials(widget, factories.somebody())
    row = widget.log.locator(".materials li", has_text="个体工商户登记（备案）申请书")
    await expect(row.get_by_role("link", name="空白表", exact=False).first).to_be_visible()
    address = await row.locator('a[href$="/form/blank.pdf"]').get_attribute("href")
    answer = await widget.page.request.get(f"{widget.base}{address}")
    assert answer.ok
    assert (await answer.body()).startswith(b"%PDF")
    assert "attachment" in answer.headers["content-disposition"]
    card = widget.log.locator(".materials li", has_text="经营者身份证")
    assert await card.locator(".form-link").count() == 0
    await card.get_by_role("button", name="拍好了是这个样子").click()
    sample = widget.page.get_by_role("dialog", name="「经营者身份证」拍好了是这个样子")
    await expect(sample.locator("img")).to_have_js_property("complete", True)
    assert await sample.locator("img").evaluate("image => image.naturalWidth") > 400
    SHOTS.mkdir(parents=True, exist_ok=True)
    await widget.page.screenshot(path=SHOTS / "sample-phone.png")
    async with widget.page.expect_file_chooser() as chooser:
        await sample.get_by_role("button", name="我来拍").click()
    await (await chooser.value).set_files([picture()])
    await widget.hear("收到 1 个文件")


async def test_where_are_the_forms(widget: Widget) -> None:
    await to_materials(widget, factories.somebody())
    await widget.say("表格在哪下载")
    await widget.hear("可以下载")
    card = widget.log.locator(".card.forms").last
    await expect(card).to_contain_text("个体工商户登记（备案）申请书")
    assert await card.locator('a[href$="/form/sample.pdf"]').count() == 2
    assert await widget.wide() <= 0
    await widget.page.screenshot(path=SHOTS / "forms-phone.png")


@pytest.mark.parametrize(
    ("fault", "seen"),
    [(None, None), ("blurred", "blurred"), ("dark", "dark"), ("small", "small"), ("turned", None), ("angled", None)],
)
async def test_a_first_look_at_a_photo(widget: Widget, fault: str | None, seen: str | None) -> None:
    for kind in ("id_card_front", "business_license", "application_form"):
        data = specimens.make(kind, seed=3, fault=fault)
        assert await widget.page.evaluate(LOOK, list(data)) == seen, (kind, fault)


async def test_a_paper_far_away_is_told(widget: Widget) -> None:
    near = Image.open(io.BytesIO(specimens.make("id_card_front", seed=3)))
    far = Image.new("RGB", (3000, 2200), (120, 110, 100))
    near.thumbnail((700, 700))
    far.paste(near, (1100, 800))
    out = io.BytesIO()
    far.save(out, "JPEG")
    assert await widget.page.evaluate(LOOK, list(out.getvalue())) == "far"


async def test_a_hint_offers_to_take_it_again_and_holds_nothing_up(widget: Widget) -> None:
    data = specimens.make("id_card_front", seed=3, fault="blurred")
    await widget.send({"name": "糊.jpg", "mimeType": "image/jpeg", "buffer": data})
    hint = widget.page.locator(".photo-hint")
    await expect(hint).to_contain_text("好像拍糊了")
    await widget.hear("文件收到了")  # it was sent all the same
    assert await widget.wide() <= 0
    async with widget.page.expect_file_chooser() as chooser:
        await hint.get_by_role("button", name="再拍一张").click()
    good = specimens.make("id_card_front", seed=3)
    await (await chooser.value).set_files([{"name": "清.jpg", "mimeType": "image/jpeg", "buffer": good}])
    await expect(hint).to_be_hidden()
    await expect(widget.log.locator(".files")).to_have_count(2)
    await expect(widget.page.locator(".photo-hint")).to_have_count(0)


async def test_a_hint_goes_when_the_hall_has_looked_or_the_resident_went_on(widget: Widget) -> None:
    data = specimens.make("id_card_front", seed=3, fault="blurred")
    hint = widget.page.locator(".photo-hint")
    await widget.send({"name": "糊.jpg", "mimeType": "image/jpeg", "buffer": data})
    await expect(hint).to_have_text(re.compile("^照片：好像拍糊了"))
    await widget.say("我想开个早餐店")
    await expect(hint).to_have_count(0)
    await widget.send({"name": "糊.jpg", "mimeType": "image/jpeg", "buffer": data + b"2"})
    await expect(hint).to_have_count(1)
    await widget.told("看过了", card={"kind": "verdict", "material": "身份证", "verdict": "pass", "findings": []})
    await expect(hint).to_have_count(0)


async def test_without_a_canvas_photos_are_sent_as_ever(widget: Widget) -> None:
    await widget.page.evaluate("delete window.createImageBitmap")
    data = specimens.make("id_card_front", seed=3, fault="blurred")
    await widget.send({"name": "糊.jpg", "mimeType": "image/jpeg", "buffer": data})
    await widget.hear("文件收到了")
    await expect(widget.page.locator(".photo-hint")).to_have_count(0)


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
async def test_findings_are_numbered_on_the_picture(
    browser: Browser, running: Running, device: dict[str, object]
) -> None:
    async with visiting(browser, running.hall, f"http://127.0.0.1:{running.port}", **device) as widget:
        await widget.send(picture("正面.jpg", specimens.make("id_card_front", seed=3)))
        await widget.hear("文件收到了")
        upload = str((await widget.said())[-1].files[0]["url"]).split("/")[-2]
        finding = {"ok": False, "told": False, "page": 0, "remedy": "请对准了再拍一张。"}
        card = {
            "kind": "verdict", "upload_id": upload, "material": "经营者身份证", "verdict": "fix", "turned": 0,
            "findings": [
                {**finding, "text": "号码看不清。", "box": {"left": 0.3, "top": 0.72, "right": 0.9, "bottom": 0.86}},
                {**finding, "text": "名字看不清。", "box": {"left": 0.14, "top": 0.12, "right": 0.4, "bottom": 0.24}},
                {**finding, "text": "别的。", "box": None},
            ],
        }  # fmt: skip
        await widget.told("「经营者身份证」要重新发一下", card=card)
        shown = widget.log.locator(".verdict").last
        await expect(shown.locator(".mark-box")).to_have_count(2)
        assert await shown.locator(".finding-number").all_inner_texts() == ["1", "2"]
        first, whole = await shown.locator(".mark-box").first.bounding_box(), await shown.locator("img").bounding_box()
        assert first
        assert whole
        assert abs((first["x"] - whole["x"]) / whole["width"] - 0.3) < 0.03
        assert abs((first["y"] - whole["y"]) / whole["height"] - 0.72) < 0.03
        assert await widget.wide() <= 0
        name = "phone" if device is PHONE else "desk"
        SHOTS.mkdir(parents=True, exist_ok=True)
        await widget.page.screenshot(path=SHOTS / f"verdict-{name}.png")
        await shown.get_by_role("button", name="看大图").click()
        await expect(widget.page.get_by_role("dialog", name="看大图").locator(".mark-box")).to_have_count(2)
        await widget.page.screenshot(path=SHOTS / f"verdict-large-{name}.png")
