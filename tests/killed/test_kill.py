"""kill -9 in the middle of things: after the restart nothing is lost or doubled, and the resident is told."""

import asyncio
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from PIL import Image
from sqlalchemy import text

from backend.domain.packages import PackageStatus
from backend.services import packages
from backend.services.hall import Hall
from backend.settings import ROOT
from tests import factories

START, READ = 60.0, 90.0
AS_AN_OPERATOR = ("-c", "from backend.cli import main; main()", "serve", "--no-rasa")
#: The same on a day that the calendar knows.
HALL_AT_TEN = ("-m", "tests.killed.hall_at_ten")


@asynccontextmanager
async def serving(data: Path, start: Sequence[str] = AS_AN_OPERATOR) -> AsyncIterator[subprocess.Popen[bytes]]:
    """A hall as an operator starts it, without Rasa; its address is in ``address(data)``."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("YUBAN_")}
    environment |= {"YUBAN_DATA": str(data), "YUBAN_PORT": "0", "YUBAN_CHECKERS": "1"}
    (data / "said").unlink(missing_ok=True)
    with (data / "said").open("wb") as said:
        hall = subprocess.Popen(
            [sys.executable, *start],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=said,
        )
    try:
        async with asyncio.timeout(START):
            while not _address(data):
                assert hall.poll() is None, (data / "said").read_text()
                await asyncio.sleep(0.05)
        yield hall
    finally:
        if hall.poll() is None:
            hall.terminate()
            await asyncio.to_thread(hall.wait, START)


def _address(data: Path) -> str:
    found = re.search(r"Pages: (http://[^/\s]+)", (data / "said").read_text())
    return found.group(1) if found else ""


class Visitor:
    """A resident with a browser of few words."""

    def __init__(self, client: aiohttp.ClientSession, data: Path) -> None:
        self.client, self.data = client, data
        self.headers: dict[str, str] = {}

    async def call(self, method: str, path: str, **more: Any) -> Any:
        url = f"{_address(self.data)}/api/v1{path}"
        async with self.client.request(method, url, headers=self.headers, **more) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def open(self) -> None:
        self.headers = {"Authorization": f"Bearer {(await self.call('POST', '/conversations'))['secret']}"}

    async def say(self, words: str) -> None:
        body = {"text": words, "client_key": secrets.token_hex(8)}
        await self.call("POST", "/conversations/me/messages", json=body)

    async def send(self, data: bytes) -> None:
        form = aiohttp.FormData({"client_key": secrets.token_hex(8)})
        form.add_field("file", data, filename="photo.png")
        await self.call("POST", "/conversations/me/uploads", data=form)

    async def hold(self, body: dict[str, str]) -> str | None:
        """Ask for a seat; the appointment's id, or None: it is taken, or nobody answered any more."""
        url = f"{_address(self.data)}/api/v1/appointments"
        try:
            async with self.client.post(url, headers=self.headers, json=body) as answer:
                held = await answer.json()
        except aiohttp.ClientError:
            return None
        assert answer.status == 201 or held["error"]["key"] == "slot_taken", held
        return str(held["id"]) if answer.status == 201 else None

    async def until(self, *statuses: str, within: float) -> None:
        async with asyncio.timeout(within):
            while (await self.call("GET", "/conversations/me/uploads"))["uploads"][0]["status"] not in statuses:
                await asyncio.sleep(0.05)

    async def hears(self, words: str, within: float = 40) -> int:
        """How often this was said, once it was and a while more went by."""
        async with asyncio.timeout(within):
            while not await self._said(words):
                await asyncio.sleep(0.1)
        await asyncio.sleep(1.5)
        return await self._said(words)

    async def _said(self, words: str) -> int:
        messages = (await self.call("GET", "/conversations/me/messages"))["messages"]
        return sum(words in one["text"] for one in messages if one["from"] == "bot")


def _photo() -> bytes:
    """A picture that takes a while to read."""
    file = BytesIO()
    Image.effect_noise((2400, 1800), 60).save(file, "PNG")
    return file.getvalue()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


async def test_the_hall_is_killed_while_a_file_is_read_and_while_an_answer_is_owed(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as client:
        visitor = Visitor(client, tmp_path)
        async with serving(tmp_path) as hall:
            await visitor.open()
            await visitor.say("我想开个早餐店要办什么证")
            await visitor.hears("您要办的是")
            await visitor.say("是的")
            await visitor.hears("姓名和身份证号")
            await visitor.send(_photo())
            await visitor.until("checking", within=START)
            await visitor.say("收费吗")
            _kill(hall)
        async with serving(tmp_path):
            assert await visitor.hears("」收费：") == 1
            assert len((await visitor.call("GET", "/conversations/me/uploads"))["uploads"]) == 1
            await visitor.until("received", "fix", "human", within=READ)
            assert await visitor.hears("这张照片") == 1


async def test_a_killed_checker_costs_only_time(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as client, serving(tmp_path) as hall:
        visitor = Visitor(client, tmp_path)
        await visitor.open()
        await visitor.say("我想开个早餐店要办什么证")
        await visitor.hears("您要办的是")
        await visitor.say("是的")
        await visitor.send(_photo())
        await visitor.until("checking", within=START)
        children = psutil.Process(hall.pid).children(recursive=True)
        next(one for one in children if "backend.adapters.reader.child" in one.cmdline()).kill()
        await visitor.until("received", "fix", "human", within=READ)
        assert hall.poll() is None
        assert await visitor.hears("这张照片") == 1


async def test_the_hall_is_killed_among_holds(tmp_path: Path) -> None:
    """Several residents want the same time when the process dies: who was told of a seat has it, nobody has two,
    who heard nothing asks again, and the seats that are left are what the residents do not hold."""
    async with aiohttp.ClientSession() as client:
        visitors = [Visitor(client, tmp_path) for _ in range(6)]
        async with serving(tmp_path, HALL_AT_TEN) as hall:
            wanted = [await _wants_a_seat(visitor) for visitor in visitors]
            before = await _free(visitors[0], wanted[0])
            asked = [asyncio.create_task(visitor.hold(body)) for visitor, body in zip(visitors, wanted, strict=True)]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            _kill(hall)
            told = await asyncio.gather(*asked)
            assert any(told)
        async with serving(tmp_path, HALL_AT_TEN):
            again = [await visitor.hold(body) for visitor, body in zip(visitors, wanted, strict=True)]
            assert all(now == then for now, then in zip(again, told, strict=True) if then)
            held = [(await visitor.call("GET", "/appointments"))["appointments"] for visitor in visitors]
            assert [[one["id"] for one in mine] for mine in held] == [[one] if one else [] for one in again]
            assert sum(map(len, held)) == min(before, len(visitors))
            assert await _free(visitors[0], wanted[0]) == before - sum(map(len, held))


async def _wants_a_seat(visitor: Visitor) -> dict[str, str]:
    """A package whose applicant is known, and the first time that is free."""
    who = factories.somebody()
    await visitor.open()
    package = (await visitor.call("POST", "/packages", json={"item": factories.ITEM}))["id"]
    await visitor.call("PUT", f"/packages/{package}/answers", json={"answers": factories.ANSWERS})
    applicant = {"name": who.name, "id_number": who.id_number}
    await visitor.call("PUT", f"/packages/{package}/applicant", json=applicant)
    first = (await visitor.call("GET", f"/packages/{package}/slots", params={"limit": "1"}))["slots"][0]
    return {"package": package, "window": first["window"], "starts_at": first["starts_at"]}


async def _free(visitor: Visitor, wanted: dict[str, str]) -> int:
    """How many more could have that time."""
    offers = (await visitor.call("GET", f"/packages/{wanted['package']}/slots", params={"limit": "1"}))["slots"]
    place = (wanted["window"], wanted["starts_at"])
    return sum(one["free"] for one in offers if (one["window"], one["starts_at"]) == place)


async def test_decisions_are_whole_or_not_at_all(hall: Hall, database_url: str, tmp_path: Path) -> None:
    """A process is killed among decisions: status, record, event and seat of every package agree."""
    made = [await factories.package_at(hall, PackageStatus.SUBMITTED) for _ in range(12)]
    wanted = [package.id for package in made]
    caught = 0
    for pause in (0.0, 0.003, 0.006):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.killed.decider", database_url, str(tmp_path), *wanted],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert (await asyncio.to_thread(process.stdout.readline)) == b"ready\n"
        first = await asyncio.to_thread(process.stdout.readline)
        time.sleep(pause)
        _kill(process)
        assert first.decode().strip() == wanted[0]
        wanted = [one for one in wanted if not await _agrees(hall, one)]
        caught += bool(wanted)
        if not wanted:
            break
    assert caught, "the process was never killed among its decisions"
    boss = await factories.admin(hall)
    for package in wanted:
        await packages.decide(hall, boss, package, "accept")
    assert all([await _agrees(hall, package.id) for package in made])


async def _agrees(hall: Hall, package_id: str) -> bool:
    """Whether the package was decided. What belongs to a decision must be there in full, or not at all."""
    package = (await packages.progress(hall, package_id)).package
    count = "SELECT count(*) FROM {table} WHERE {what}"
    async with hall.database.transaction() as session:
        told = await session.scalar(
            text(
                count.format(
                    table="outbox_event", what="entities->>'package_id' = :id AND event = 'event_package_decided'"
                )
            ),
            {"id": package_id},
        )
        recorded = await session.scalar(
            text(
                count.format(
                    table="audit_event", what="thing = :thing AND action IN ('package.accepted', 'package.rejected')"
                )
            ),
            {"thing": f"package:{package_id}"},
        )
        seats = await session.scalar(
            text(count.format(table="appointment", what="package_id = :id AND status = 'confirmed'")),
            {"id": package_id},
        )
    decided = package.status in (PackageStatus.ACCEPTED, PackageStatus.REJECTED)
    assert told == recorded == int(decided), (package.status, told, recorded)
    assert seats == int(package.status != PackageStatus.REJECTED)
    return decided
