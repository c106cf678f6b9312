"""Who calls the API in tests: anybody, a visitor with their secret, and staff with their session."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from backend.api.guard import CSRF_HEADER, STAFF_COOKIE
from backend.services import conversations, staff
from backend.services.hall import Hall
from backend.storage.conversations import Conversation
from backend.storage.staff import Staff
from tests import factories


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    json: Any = None

    @property
    def key(self) -> str:
        """The key of the error; empty for a success."""
        return str(self.json["error"]["key"]) if isinstance(self.json, dict) and "error" in self.json else ""


@dataclass
class Caller:
    """Somebody who calls. Each calls from an address of their own, so that one's limits are not another's."""

    session: aiohttp.ClientSession
    base: str
    headers: dict[str, str] = field(default_factory=dict)
    #: for visitors: their conversation; for staff: the person
    conversation: Conversation | None = None
    person: Staff | None = None

    def __post_init__(self) -> None:
        part = secrets.token_bytes(3)
        self.headers.setdefault("X-Forwarded-For", f"10.{part[0]}.{part[1]}.{part[2]}")

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Call ``path`` below /api/v1, or a whole path. ``body`` goes as JSON; ``headers`` are added."""
        headers = {**self.headers, **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        url = f"{self.base}{path}" if path.startswith("/api/") else f"{self.base}/api/v1{path}"
        async with self.session.request(method, url, headers=headers, **more) as response:
            data = await response.read()
            told = await response.json() if response.content_type == "application/json" else None
            return Answer(response.status, dict(response.headers), data, told)

    async def get(self, path: str, **query: Any) -> Answer:
        """Read."""
        return await self("GET", path, params=query)

    async def send_file(self, data: bytes, name: str = "photo.png", **fields: str) -> Answer:
        """Send one file as a page does."""
        form = aiohttp.FormData()
        for key, value in fields.items():
            form.add_field(key, value)
        form.add_field("file", data, filename=name, content_type="application/octet-stream")
        return await self("POST", "/conversations/me/uploads", data=form)


async def visitor(anybody: Caller, hall: Hall) -> Caller:
    """A new visitor, who shows their secret in the header."""
    talk, secret = await conversations.open_web(hall, None)
    return Caller(anybody.session, anybody.base, {"Authorization": f"Bearer {secret}"}, conversation=talk)


async def desk(anybody: Caller, hall: Hall, contact_key: str | None = None) -> Caller:
    """An admin, or the contact with this key, logged in."""
    password = secrets.token_urlsafe(12)
    role = "contact" if contact_key else "admin"
    person, _ = await staff.create(hall, f"u{secrets.token_hex(6)}", "周经办", role, contact_key, password=password)
    return await logged_in(anybody, hall, person.username, password)


async def logged_in(anybody: Caller, hall: Hall, username: str, password: str) -> Caller:
    """Staff in a session of theirs."""
    person, token = await staff.login(hall, username, password)
    known = await staff.session(hall, token)
    assert known is not None
    headers = {"Cookie": f"{STAFF_COOKIE}={token}", CSRF_HEADER: known[1].csrf_token}
    return Caller(anybody.session, anybody.base, headers, person=person)


def other_contact(hall: Hall, contact_key: str) -> str:
    """A contact who is not this one."""
    return next(key for key in hall.catalogue.contacts if key != contact_key)


PNG = factories.png
