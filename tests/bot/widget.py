"""The resident's page in a real browser, and what tests do with it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from backend.adapters.postgres import EmbeddedPostgres
from backend.app import joined
from backend.running import Running
from backend.services import conversations
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage.conversations import Message
from tests import factories

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}}


@contextlib.asynccontextmanager
async def serving(hall: Hall, postgres: EmbeddedPostgres, port: int = 0) -> AsyncIterator[Running]:
    """The hall behind real HTTP in simple mode. No checkers: tests judge kept facts themselves, which takes no time."""
    hall.settings.port, hall.settings.rasa, hall.settings.checkers = port, False, 0
    async with joined(hall, postgres.libpq_url("rasa"), lambda line: None) as running:
        yield running


@dataclass
class Widget:
    """The page of one resident."""

    page: Page
    hall: Hall
    base: str
    errors: list[str]

    @property
    def log(self) -> Locator:
        """The conversation."""
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        """Where the resident types."""
        return self.page.locator("#say")

    async def say(self, text: str) -> None:
        """Type a text and press Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def hear(self, text: str) -> Locator:
        """Wait until the assistant or a person says this; the newest such message."""
        said = self.log.locator(".msg:not(.from-resident)").filter(has_text=text).last
        await expect(said).to_be_visible(timeout=15_000)
        return said

    async def press(self, label: str) -> None:
        """Press the newest choice with this label."""
        await self.log.locator(f'.choice:not(:disabled)[data-label="{label}"]').last.click()

    async def send(self, *files: FilePayload) -> None:
        """Choose files with the button below the conversation."""
        async with self.page.expect_file_chooser() as chooser:
            await self.page.locator("#files").click()
        await (await chooser.value).set_files(list(files))

    async def conversation(self) -> str:
        """The id of this resident's conversation."""
        answer = await self.page.request.get(f"{self.base}/api/v1/conversations/me")
        return str((await answer.json())["conversation"])

    async def told(self, text: str, **more: Any) -> None:
        """Have the assistant say something."""
        sender = more.pop("sender", "bot")
        await conversations.say(self.hall, await self.conversation(), Utterance(text, **more), sender)

    async def said(self) -> list[Message]:
        """What the hall has of the resident's own messages."""
        messages = await conversations.history(self.hall, await self.conversation())
        return [message for message in messages if message.sender == "resident"]

    async def wide(self) -> int:
        """How many pixels stick out of the page to the right."""
        measure = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        inside = "(() => { const log = document.getElementById('log'); return log.scrollWidth - log.clientWidth })()"
        return max(int(await self.page.evaluate(measure)), int(await self.page.evaluate(inside)))


async def opened(context: BrowserContext, hall: Hall, base: str) -> Widget:
    """The page in this context, greeted."""
    page = await context.new_page()
    widget = Widget(page, hall, base, [])
    page.on("pageerror", lambda error: widget.errors.append(str(error)))
    page.on("console", lambda line: widget.errors.append(line.text) if "Security Policy" in line.text else None)
    await page.goto(base)
    await expect(page.locator(".msg.from-bot").first).to_be_visible(timeout=15_000)
    return widget


@contextlib.asynccontextmanager
async def visiting(browser: Browser, hall: Hall, base: str, **device: Any) -> AsyncIterator[Widget]:
    """A new resident's page; at the end nothing may have gone wrong in it."""
    context = await browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **(device or PHONE))
    try:
        widget = await opened(context, hall, base)
        yield widget
        assert not widget.errors, widget.errors
    finally:
        await context.close()


async def to_materials(widget: Widget, who: factories.Somebody) -> None:
    """By the chat from the need to the list of materials."""
    await widget.say("个体户办执照")
    await widget.hear("您要办的是")
    await widget.press("是的，就办这个")
    for _ in range(2):
        question = await widget.hear("？")
        await expect(question.locator(".choice:not(:disabled)").first).to_be_visible()
        before = await widget.log.locator(".msg").count()
        await widget.log.locator(".choices").last.locator(".choice:not(:disabled)").first.click()
        await expect(widget.log.locator(".msg")).not_to_have_count(before)
        await widget.page.wait_for_function("n => document.querySelectorAll('.msg').length >= n", arg=before + 2)
    await widget.hear("姓名和身份证号")
    await widget.say(f"{who.name} {who.id_number}")
    await widget.hear("您要准备这些")


def picture(name: str = "身份证.png", data: bytes | None = None) -> FilePayload:
    """A file as a resident chooses it."""
    return {"name": name, "mimeType": "image/png", "buffer": data or factories.png()}
