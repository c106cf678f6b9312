"""A whole day of the hall, played in real browsers: a resident on a phone, a contact at a desk.

The resident gets from a sentence to a receipt; a wrong and a blurred picture are caught on the way; the contact sends
one material back; the resident sends it again; the contact accepts; the chat says so. Every step is a screenshot.
`yuban demo` plays it, and a test does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from backend.adapters.specimens import DemoFiles

__all__ = ["ITEM", "Day", "Shots", "async_playwright"]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}
#: Milliseconds: an answer of Rasa's, and the reading of a page on a busy machine.
ANSWER, READING = 30_000, 120_000
NEW_PASSWORD = "changsha-rain-tea-2026"  # noqa: S105 -- of an invented person, in a hall that is thrown away
ITEM = "sc-sp-xiaocanyin"
RETURNED = "health_certificate"


@dataclass
class Shots:
    """Where pictures of the steps go, numbered."""

    folder: Path
    say: Callable[[str], None]
    taken: list[Path] = field(default_factory=list)

    async def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        """Keep a picture of the page as it is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{len(self.taken) + 1:02}-{name}.png"
        newest = page.locator("#to-end")
        if await newest.is_visible():
            await newest.click()
        await page.wait_for_timeout(500)  # what slides in has arrived
        await page.screenshot(path=path, full_page=whole)
        self.taken.append(path)
        self.say(f"{path.name}")


@dataclass
class Phone:
    """The resident's page."""

    page: Page

    async def say(self, text: str) -> None:
        """Type and press Enter."""
        await self.page.locator("#say").fill(text)
        await self.page.locator("#say").press("Enter")

    def said(self, text: str) -> Locator:
        """Everything that others said with this in it."""
        return self.page.get_by_role("log").locator(".msg:not(.from-resident)").filter(has_text=text)

    async def hear(self, text: str, limit: int = ANSWER, *, times: int = 1) -> None:
        """Wait until this was said so many times."""
        await expect(self.said(text).nth(times - 1)).to_be_visible(timeout=limit)

    async def judged(self, material: str, kind: str) -> None:
        """Wait for the verdict on a material: ``good``, ``bad`` or ``warn``."""
        card = self.page.locator(f".card.verdict.is-{kind}").filter(has_text=material).last
        await expect(card).to_be_visible(timeout=READING)

    async def press(self, label: str) -> None:
        """Press the newest choice that has this label."""
        await self.page.get_by_role("log").locator(f'.choice:not(:disabled)[data-label="{label}"]').last.click()

    async def press_first_slot(self) -> str:
        """Press the first of the slots offered last; its label."""
        choice = self.page.locator(".by-day").last.locator(".choice:not(:disabled)").first
        label = await choice.get_attribute("data-label") or ""
        await choice.click()
        return label

    async def send(self, files: list[Path], material: str | None = None) -> None:
        """Choose files: for one material by its button in the list, else by the button below."""
        button = f'.upload[data-material="{material}"]' if material else "#files"
        async with self.page.expect_file_chooser() as chooser:
            await self.page.locator(button).last.click()
        await (await chooser.value).set_files([str(path) for path in files])

    async def code(self) -> str:
        """The receipt code of the newest receipt."""
        text = await self.page.locator(".card.receipt").last.inner_text()
        found = re.search(r"TX-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
        assert found is not None, text
        return found[0]


@dataclass
class Day:
    """The day's people and papers."""

    base: str
    browser: Browser
    files: DemoFiles
    shots: Shots
    username: str
    password: str

    async def play(self) -> str:
        """Play it to its end; the receipt code. Raises ``AssertionError`` where the hall does not keep its word."""
        resident = await self._context(PHONE)
        contact = await self._context(DESK)
        try:
            phone = Phone(await resident.new_page())
            desk = await contact.new_page()
            await self._to_checklist(phone)
            await self._materials(phone)
            code = await self._submit(phone)
            await self._return(desk, code)
            await self._correct(phone)
            await self._accept(desk, code)
            await self._hear_it(phone, code)
        finally:
            await resident.close()
            await contact.close()
        return code

    async def _context(self, device: dict[str, Any]) -> BrowserContext:
        context = await self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **device)
        context.set_default_timeout(ANSWER)
        return context

    async def _to_checklist(self, phone: Phone) -> None:
        await phone.page.goto(self.base)
        await phone.hear("请问您要办什么事")
        await self.shots.take(phone.page, "greeting")
        await phone.say("我想开个早餐店要办什么证")
        await phone.hear("您要办的是")
        await self.shots.take(phone.page, "item")
        await phone.press("是的，就办这个")
        await phone.hear("姓名和身份证号")
        await phone.say("收费吗")
        await phone.hear("不收费")
        await self.shots.take(phone.page, "digression")
        await phone.say(f"{self.files.applicant.name} {self.files.applicant.id_number}")
        await phone.hear("您要准备这些")
        await self.shots.take(phone.page, "checklist")

    async def _materials(self, phone: Phone) -> None:
        wrong, blurred = self.files.bad["wrong"], self.files.bad["blurred"]
        await phone.send([wrong.path], wrong.material)
        await phone.judged("经营者身份证", "bad")
        await self.shots.take(phone.page, "wrong-picture")
        await phone.send([blurred.path])
        await phone.hear("照片是糊的", READING)
        await self.shots.take(phone.page, "blurred-picture")
        await phone.send(self.files.good["id_card"], "id_card")
        await phone.judged("经营者身份证", "good")
        await self.shots.take(phone.page, "identity-card")
        rest = [path for key, paths in self.files.good.items() if key != "id_card" for path in paths]
        await phone.send(rest)
        await phone.hear("材料齐了", READING)
        await self.shots.take(phone.page, "complete")

    async def _submit(self, phone: Phone) -> str:
        await phone.hear("您什么时候来")
        await self.shots.take(phone.page, "slots")
        await phone.press_first_slot()
        await phone.hear("请看一遍")
        await self.shots.take(phone.page, "summary")
        await phone.press("提交")
        await phone.hear("回执码")
        await expect(phone.page.locator(".card.receipt .qr").last).to_be_visible()
        await self.shots.take(phone.page, "receipt")
        return await phone.code()

    async def _open(self, desk: Page, code: str) -> None:
        await desk.goto(f"{self.base}/console/")
        row = desk.get_by_role("listitem").filter(has_text=code)
        await expect(row).to_be_visible()
        await self.shots.take(desk, "queue")
        await row.get_by_role("link").click()
        await expect(desk.locator("#decide")).to_be_visible()
        await self.shots.take(desk, "package", whole=True)

    async def _return(self, desk: Page, code: str) -> None:
        await desk.goto(f"{self.base}/console/login")
        await desk.get_by_label("用户名").fill(self.username)
        await desk.get_by_label("密码").fill(self.password)
        await desk.get_by_role("button", name="登录").click()
        await desk.get_by_label("现在的密码").fill(self.password)
        await desk.get_by_label("新密码", exact=True).fill(NEW_PASSWORD)
        await desk.get_by_label("再填一次新密码").fill(NEW_PASSWORD)
        await desk.get_by_role("button", name="换成新密码").click()
        await expect(desk.get_by_role("heading", name="待办")).to_be_visible()
        await self._open(desk, code)
        await desk.get_by_label("退回补正").check()
        await desk.locator(f"#why-{RETURNED}").select_option("看不清，请重新拍")
        await self.shots.take(desk, "return")
        await desk.get_by_role("button", name="确认退回").click()
        await expect(desk.get_by_role("heading", name="待办")).to_be_visible()

    async def _correct(self, phone: Phone) -> None:
        await phone.hear("看不清，请重新拍")
        await self.shots.take(phone.page, "returned")
        await phone.send([self.files.anew[RETURNED]], RETURNED)
        await phone.hear("材料齐了", READING, times=2)
        await phone.hear("请看一遍", times=2)
        await phone.press("提交")
        await expect(phone.page.locator(".card.receipt").nth(1)).to_be_visible(timeout=ANSWER)
        await self.shots.take(phone.page, "sent-again")

    async def _accept(self, desk: Page, code: str) -> None:
        await self._open(desk, code)
        await desk.get_by_label("通过预审").check()
        await desk.get_by_role("button", name="确认通过").click()
        await expect(desk.get_by_role("heading", name="待办")).to_be_visible()

    async def _hear_it(self, phone: Phone, code: str) -> None:
        await phone.hear("预审通过")
        await self.shots.take(phone.page, "accepted")
        await phone.say(f"查进度 {code}")
        await phone.hear(code)
        await self.shots.take(phone.page, "progress")
