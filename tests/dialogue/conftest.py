"""The whole hall with the real Rasa, once a run: trained if need be, started, and talked to as residents do."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from backend.adapters.postgres import EmbeddedPostgres
from backend.app import joined
from backend.domain.items import Catalogue
from backend.running import Running
from backend.services import conversations, packages
from backend.services.finder import Finder
from backend.services.hall import Hall
from backend.settings import ROOT, Settings
from backend.storage.conversations import Message
from backend.storage.database import Database
from backend.storage.vault import Vault
from tests import factories
from tests.conftest import FixedClock, make_database

#: Trained models are kept here between runs: the same files make the same model.
KEPT = Path(os.environ.get("YUBAN_KEPT_MODELS", ROOT / ".rasa"))
ANSWER = 60.0


@pytest.fixture(scope="session")
async def talking(
    postgres: EmbeddedPostgres,
    tmp_path_factory: pytest.TempPathFactory,
    the_catalogue: Catalogue,
    the_finder: Finder,
) -> AsyncIterator[Running]:
    """A hall whose Rasa answers. Its checkers are off: what was read of these tests' files is kept already."""
    data = tmp_path_factory.mktemp("talking")
    for kept in ("models", "rasa"):
        (KEPT / kept).mkdir(parents=True, exist_ok=True)
        (data / kept).symlink_to(KEPT / kept, target_is_directory=True)
    settings = Settings(  # type: ignore[call-arg]
        data=data, port=0, checkers=0, rasa=True, trusted_proxies="127.0.0.1", _env_file=None
    )
    url = await make_database(postgres, "t_talking")
    database = Database(url)
    hall = Hall(
        settings, database, Vault(data / "files", settings.secrets.file_key), FixedClock(), the_catalogue, the_finder
    )
    async with joined(hall, postgres.libpq_url("rasa"), lambda line: None) as running:
        await running.assistant_ready(timedelta(minutes=25))
        yield running
    await database.close()


@dataclass
class Parser:
    """What Rasa makes of a text by itself."""

    url: str
    token: str
    session: aiohttp.ClientSession

    async def parse(self, text: str) -> dict[str, Any]:
        """Intent, entities and their confidence."""
        async with self.session.post(
            f"{self.url}/model/parse", params={"token": self.token}, json={"text": text}
        ) as answer:
            parsed: dict[str, Any] = await answer.json()
            return parsed


@pytest.fixture(scope="session")
async def rasa(talking: Running) -> AsyncIterator[Parser]:
    """The running Rasa, to be asked what it understands."""
    assert talking.rasa is not None
    assert talking.rasa.url is not None
    async with aiohttp.ClientSession() as session:
        yield Parser(talking.rasa.url, talking.hall.settings.secrets.rasa_token, session)


@dataclass
class Resident:
    """Somebody who talks. Every call returns what was said in answer, all of it."""

    running: Running
    id: str
    seen: int = 0
    last: list[Message] = field(default_factory=list)

    @property
    def hall(self) -> Hall:
        """The hall they talk to."""
        return self.running.hall

    async def say(self, text: str) -> str:
        """Say something; the answer's texts, joined."""
        await self.running.gateway.receive(self.id, text=text)
        return await self.heard()

    async def press(self, label: str) -> str:
        """Press the newest button whose label begins so."""
        message = next(m for m in reversed(await self._all()) if m.buttons)
        token = next(b["token"] for b in message.buttons if b["label"].startswith(label))
        await self.running.gateway.receive(self.id, button=token)
        return await self.heard()

    async def send(self, *pages: Any, material: str | None = None) -> str:
        """Send one file that shows these pages, and hear the verdict."""
        upload = await factories.send(self.hall, self.id, *pages, material=material)
        await self.running.gateway.uploaded(self.id, [upload], None)
        await factories.check_all(self.hall)
        return await self.heard()

    async def heard(self) -> str:
        """What was said since the last look, when nothing is owed any more."""
        assert await self.running.gateway.settle(self.id, ANSWER), "no answer"
        fresh = [m for m in await self._all() if (m.id or 0) > self.seen]
        self.seen = max([self.seen, *(m.id or 0 for m in fresh)])
        self.last = [m for m in fresh if m.sender != "resident"]
        return "\n".join(m.text for m in self.last)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons heard last."""
        return [b["label"] for m in self.last for b in m.buttons]

    async def _all(self) -> list[Message]:
        return list(await conversations.history(self.hall, self.id))


@pytest.fixture
async def resident(talking: Running) -> Resident:
    """Somebody new, who has been greeted."""
    talk = await factories.conversation(talking.hall)
    one = Resident(talking, talk.id)
    await talking.gateway.welcome(talk.id)
    await one.heard()
    return one


@pytest.fixture
def who() -> factories.Somebody:
    """Somebody new with a number."""
    return factories.somebody()


async def to_materials(resident: Resident, who: factories.Somebody) -> str:
    """By the chat from the need to the list of materials of a sole trader's registration."""
    await resident.say("我要办个体户营业执照")
    await resident.press("是的")
    for _ in range(4):
        if "姓名" in (said := "\n".join(m.text for m in resident.last)):
            break
        assert resident.buttons, said
        await resident.press(resident.buttons[0])
    return await resident.say(f"{who.name} {who.id_number}")


async def to_summary(resident: Resident, who: factories.Somebody) -> str:
    """Through the materials and the slot to the summary."""
    from_chat = await to_materials(resident, who)
    assert "您要准备这些" in from_chat
    await resident.send(factories.front(who), factories.back(), material="id_card")
    state = await _missing(resident)
    while state:
        kind, key = state[0]
        await resident.send(*factories.sheets_for(kind, who), material=key)
        state = await _missing(resident)
    assert any("周" in label for label in resident.buttons), resident.last
    return await resident.press(resident.buttons[0])


async def _missing(resident: Resident) -> list[tuple[Any, str]]:
    one = (await packages.of_conversation(resident.hall, resident.id))[0]
    progress = await packages.progress(resident.hall, one.id)
    return [(s.material.kind, s.material.key) for s in progress.materials if s.status in {"missing", "fix"}]
