"""A local server that speaks the Bot API over HTTP and refuses what the real one refuses, and a phone to use it."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "123456:test-token-of-nobody"


@dataclass
class Heard:
    """One message on a phone."""

    id: int
    text: str = ""
    buttons: dict[str, str] = field(default_factory=dict)
    file: bytes | None = None


class TelegramServer:
    """A Bot API server for one bot.

    ``failures`` holds (status, retry_after) to answer the next sends with, ``failing`` the same for one method;
    ``blocked`` has the chats that block; ``refusal`` is the status every call is refused with, as with a wrong token.
    """

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.phones: dict[int, Phone] = {}
        self.failures: list[tuple[int, int]] = []
        self.failing: dict[str, list[tuple[int, int]]] = {}
        self.blocked: set[int] = set()
        self.refusal: int | None = None
        #: every call's method, and how many polls met another one
        self.calls: list[str] = []
        self.conflicts = 0
        self._polling = False
        self.webhook: dict[str, str] = {}
        self.base = ""
        # Tests of a module share a database: ids must not come again, as they never do in the real one.
        self._ids = secrets.randbelow(10**8)
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "TelegramServer":
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", f"/bot{TOKEN}/{{method}}", self._call)
        app.router.add_get(f"/file/bot{TOKEN}/{{path}}", self._file)
        # A poll ends when whoever polled is gone.
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def number(self) -> int:
        """The next id."""
        self._ids += 1
        return self._ids

    def add(self, **update: Any) -> dict[str, Any]:
        """Put an update up for the bot."""
        whole = {"update_id": self.number(), **update}
        self.updates.append(whole)
        self._news.set()
        return whole

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["path"]])

    async def _call(self, request: web.Request) -> web.Response:
        call: dict[str, Any] = dict(await request.post())
        method = request.match_info["method"]
        self.calls.append(method)
        if self.refusal is not None:
            return _no(self.refusal, "Unauthorized" if self.refusal == 401 else "Not Found")
        if self.failing.get(method):
            return _failure(*self.failing[method].pop(0))
        if method in {"sendMessage", "sendPhoto", "sendDocument"}:
            return self._sent(call)
        result: Any = True
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "预办", "username": "yuban_bot"}
        elif method == "getUpdates":
            if self._polling:
                self.conflicts += 1
                return _no(409, "Conflict: terminated by other getUpdates request")
            self._polling = True
            try:
                result = await self._get_updates(int(call.get("offset", 0)), float(call.get("timeout", 0)))
            finally:
                self._polling = False
        elif method == "getFile":
            data = self.files[call["file_id"]]
            if len(data) > 20 * 1024 * 1024:
                return _no(400, "Bad Request: file is too big")
            result = {"file_id": call["file_id"], "file_unique_id": call["file_id"], "file_path": call["file_id"]}
        elif method == "setWebhook":
            self.webhook = call
        elif method == "editMessageReplyMarkup":
            phone = self.phones[int(call["chat_id"])]
            shown = next(heard for heard in phone.log if heard.id == int(call["message_id"]))
            shown.buttons = _buttons(call.get("reply_markup"))
        return web.json_response({"ok": True, "result": result})

    async def _get_updates(self, offset: int, timeout: float) -> list[dict[str, Any]]:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates and timeout:
            self._news.clear()
            try:
                async with asyncio.timeout(timeout):
                    await self._news.wait()
            except TimeoutError:
                return []
        return self.updates[:100]

    def _sent(self, call: dict[str, Any]) -> web.Response:
        if self.failures:
            return _failure(*self.failures.pop(0))
        phone = self.phones.get(int(call["chat_id"]))
        if phone is None:
            return _no(400, "Bad Request: chat not found")
        if phone.chat in self.blocked:
            return _no(403, "Forbidden: bot was blocked by the user")
        attached = next((v for v in call.values() if isinstance(v, web.FileField)), None)
        text = str(call.get("text") or call.get("caption") or "")
        if (not text and attached is None) or len(text.encode("utf-16-le")) // 2 > 4096:
            return _no(400, "Bad Request: message text is empty or too long")
        buttons = _buttons(call.get("reply_markup"))
        if any(not label or not 1 <= len(data.encode()) <= 64 for label, data in buttons.items()):
            return _no(400, "Bad Request: BUTTON_DATA_INVALID")
        heard = Heard(self.number(), text, buttons, attached.file.read() if attached else None)
        phone.log.append(heard)
        phone.news.set()
        return web.json_response({"ok": True, "result": phone.message(heard.id)})


class Phone:
    """A resident's Telegram."""

    def __init__(self, server: TelegramServer, kind: str = "private") -> None:
        self.server, self.kind = server, kind
        self.chat = 1000 + server.number()
        self.log: list[Heard] = []
        self.news = asyncio.Event()
        self._read = 0
        server.phones[self.chat] = self

    def message(self, number: int | None = None, **parts: Any) -> dict[str, Any]:
        """A message of this chat as the Bot API writes it."""
        return {
            "message_id": number or self.server.number(),
            "date": 1795485600,
            "chat": {"id": self.chat, "type": self.kind},
            "from": {"id": self.chat, "is_bot": False, "first_name": "居民"},
            **parts,
        }

    def say(self, text: str) -> dict[str, Any]:
        """Send a text; the update."""
        return self.server.add(message=self.message(text=text))

    def press(self, label: str) -> None:
        """Press the newest button with this label (or one that begins so)."""
        shown, name = next((h, n) for h in reversed(self.log) for n in h.buttons if n.startswith(label))
        rows = [[{"text": n, "callback_data": d}] for n, d in shown.buttons.items()]
        message = self.message(shown.id, text=shown.text, reply_markup={"inline_keyboard": rows})
        who = {"id": self.chat, "is_bot": False, "first_name": "居民"}
        query = {"id": str(self.server.number()), "from": who, "chat_instance": "1", "data": shown.buttons[name]}
        self.server.add(callback_query={**query, "message": message})

    def send_photo(self, data: bytes, caption: str | None = None, album: str | None = None) -> None:
        """Send a picture, alone or as a part of an album."""
        small, large = self._keep(b"small"), self._keep(data)
        sizes = [{**small, "width": 90, "height": 60}, {**large, "width": 1280, "height": 853}]
        more: dict[str, Any] = {"caption": caption, "media_group_id": album}
        self.server.add(message=self.message(photo=sizes, **{k: v for k, v in more.items() if v}))

    def send_document(self, data: bytes, name: str, *, sized: bool = True) -> None:
        """Send a file; Telegram does not always say how large it is."""
        document = {**self._keep(data), "file_name": name}
        if not sized:
            del document["file_size"]
        self.server.add(message=self.message(document=document))

    async def heard(self, text: str = "", timeout: float = 15) -> Heard:
        """The next message that holds ``text``, of those not looked at yet."""
        async with asyncio.timeout(timeout):
            while True:
                while self._read < len(self.log):
                    self._read += 1
                    if text in self.log[self._read - 1].text:
                        return self.log[self._read - 1]
                self.news.clear()
                await self.news.wait()

    def _keep(self, data: bytes) -> dict[str, Any]:
        key = f"f{self.server.number()}"
        self.server.files[key] = data
        return {"file_id": key, "file_unique_id": key, "file_size": len(data)}


def _buttons(markup: Any) -> dict[str, str]:
    rows = json.loads(markup)["inline_keyboard"] if markup else []
    return {button["text"]: button["callback_data"] for row in rows for button in row}


def _failure(status: int, wait: int) -> web.Response:
    return _no(status, "Too Many Requests", {"retry_after": wait} if wait else None)


def _no(status: int, words: str, parameters: dict[str, Any] | None = None) -> web.Response:
    answer = {"ok": False, "error_code": status, "description": words, "parameters": parameters or {}}
    return web.json_response(answer, status=status)
