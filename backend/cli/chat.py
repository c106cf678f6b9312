"""``yuban chat``: talk to a running hall from a terminal, as a resident would."""

import asyncio
import json
import time
import uuid
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer

from backend.cli.output import fail, print_json, run
from backend.domain.choices import pick
from backend.settings import Settings

#: Seconds to wait for an answer that is owed.
ANSWER_LIMIT = 60
_POLL = 0.25


class Talk:
    """A conversation with a running hall over its API."""

    def __init__(self, client: aiohttp.ClientSession, base: str, name: str, keep: Path) -> None:
        self._client = client
        self._base = base
        self.name = name
        self._keep = keep
        self._secret = ""
        self.last = 0
        self.messages: list[dict[str, Any]] = []

    async def open(self) -> list[dict[str, Any]]:
        """Open or go on; what is new since this session last looked."""
        known = json.loads(self._keep.read_text()) if self._keep.exists() else {}
        self._secret = str(known.get("secret", ""))
        self.last = int(known.get("last", 0))
        opened = await self._call("POST", "/conversations")
        self._secret = opened["secret"]
        self.messages = opened["messages"]
        return self._new(self.messages)

    async def say(self, text: str) -> None:
        """Say something."""
        await self._call("POST", "/conversations/me/messages", json={"text": text, "client_key": uuid.uuid4().hex})

    async def press(self, label: str) -> None:
        """Press a button of the newest message that has any, by its label or number."""
        buttons: list[dict[str, Any]] = next((m["buttons"] for m in reversed(self.messages) if m["buttons"]), [])
        place = pick(label, [b["label"] for b in buttons])
        if place is None:
            place = next((n for n, b in enumerate(buttons) if label in b["label"]), None)
        if place is None:
            fail(f"There is no button {label!r}. There are: {', '.join(b['label'] for b in buttons) or 'none'}")
        token = buttons[place]["token"]
        await self._call("POST", "/conversations/me/messages", json={"button": token, "client_key": uuid.uuid4().hex})

    async def upload(self, file: Path) -> None:
        """Send a file."""
        form = aiohttp.FormData()
        form.add_field("client_key", uuid.uuid4().hex)
        form.add_field("file", await asyncio.to_thread(file.read_bytes), filename=file.name)
        await self._call("POST", "/conversations/me/uploads", data=form)

    async def heard(self, wait: float = 0) -> list[dict[str, Any]]:
        """What was said since, when no answer is owed any more, plus what comes by itself in ``wait`` seconds."""
        deadline = time.monotonic() + ANSWER_LIMIT
        quiet = time.monotonic() + wait
        new: list[dict[str, Any]] = []
        while True:
            answer = await self._call(
                "GET", f"/conversations/me/messages?after={self.last}" if self.last else "/conversations/me/messages"
            )
            self.messages += answer["messages"]
            new += self._new(answer["messages"])
            if not answer["working"] and time.monotonic() >= quiet:
                return new
            if time.monotonic() > max(deadline, quiet):
                fail("The hall did not answer in time.")
            await asyncio.sleep(_POLL)

    def save(self) -> None:
        """Remember the session for the next command."""
        self._keep.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._keep.write_text(json.dumps({"secret": self._secret, "last": self.last}))
        self._keep.chmod(0o600)

    def _new(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        fresh = [m for m in messages if m["id"] > self.last]
        if messages:
            self.last = max(self.last, messages[-1]["id"])
        return [m for m in fresh if m["from"] != "resident"]

    async def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._secret}"} if self._secret else {}
        try:
            async with self._client.request(method, f"{self._base}/api/v1{path}", headers=headers, **more) as response:
                answer: dict[str, Any] = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError) as error:
            fail(f"No hall answers at {self._base} ({type(error).__name__}). Start it with `make run`.")
        if response.status >= 400:
            told = answer.get("error", {})
            fail(f"{told.get('message', response.status)} ({told.get('key', '')})")
        return answer


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """A message in the command's JSON form."""
    return {
        "from": message["from"],
        "text": message["text"],
        "buttons": [b["label"] for b in message["buttons"]],
        "files": message["files"],
    }


def chat(
    session: Annotated[str, typer.Option(help="name of the talk; the same name goes on with it")] = "default",
    say: Annotated[str | None, typer.Option(help="say this, then exit")] = None,
    press: Annotated[str | None, typer.Option(help="press this button (label or number), then exit")] = None,
    upload: Annotated[list[Path] | None, typer.Option(help="send this file, then exit")] = None,
    wait: Annotated[float, typer.Option(help="also collect what comes by itself in these seconds")] = 0,
    url: Annotated[str | None, typer.Option(help="address of the hall")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="answer in JSON")] = False,
) -> None:
    """Talk to a running hall as a resident would."""
    settings = Settings()
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    base = url or f"http://{host}:{settings.port}"
    keep = settings.data / "chat" / f"{''.join(c for c in session if c.isalnum() or c in '-_')}.json"
    run(_chat(base, session, keep, say, press, upload or [], wait, as_json))


async def _chat(
    base: str, name: str, keep: Path, say: str | None, press: str | None, files: list[Path], wait: float, as_json: bool
) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as client:
        talk = Talk(client, base, name, keep)
        new = await talk.open()
        try:
            if say is None and press is None and not files:
                await _converse(talk, new)
                return
            if say is not None:
                await talk.say(say)
            if press is not None:
                await talk.press(press)
            for file in files:
                await talk.upload(file)
            new += await talk.heard(wait)
        finally:
            talk.save()
        if as_json:
            print_json({"session": name, "messages": [shown(m) for m in new]})
        else:
            _show(new)


async def _converse(talk: Talk, new: list[dict[str, Any]]) -> None:
    """Line by line, until the end of the input."""
    _show(new)
    while True:
        try:
            line = (await asyncio.to_thread(input, "您> ")).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line:
            await talk.say(line)
        _show(await talk.heard(0.3))


def _show(messages: list[dict[str, Any]]) -> None:
    for message in messages:
        print(f"{message['from']}> {message['text']}")
        for n, button in enumerate(message["buttons"], 1):
            print(f"     {n}. {button['label']}")
