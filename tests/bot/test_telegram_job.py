"""The whole job in a Telegram chat: from the need to what the contact decided, with pictures that are really read."""

import re
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from backend.adapters.postgres import EmbeddedPostgres
from backend.adapters.specimens import DemoFiles, demo_files
from backend.app import joined
from backend.domain.packages import PackageStatus
from backend.services import packages
from backend.services.hall import Hall
from backend.storage.packages import Package
from tests import factories
from tests.bot.telegram_server import TOKEN, Heard, Phone, TelegramServer
from tests.conftest import MORNING, FixedClock

#: Seconds in which pictures are read and judged, on a busy machine too.
READING = 30.0
#: The material that the contact returns.
RETURNED = "business_license"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """The papers, drawn before anything serves: drawing would hold up the loop."""
    return demo_files(tmp_path_factory.mktemp("papers"), today=MORNING.date())


@pytest.fixture
async def telegram(files: DemoFiles, hall: Hall, postgres: EmbeddedPostgres) -> AsyncIterator[TelegramServer]:
    """The Bot API, with a hall behind it that reads files."""
    async with TelegramServer() as server:
        hall.settings.telegram_token, hall.settings.telegram_base_url = SecretStr(TOKEN), server.base
        hall.settings.port, hall.settings.rasa, hall.settings.checkers = 0, False, 1
        async with joined(hall, postgres.libpq_url("rasa"), lambda line: None):
            yield server


async def test_from_the_need_to_the_decision(
    telegram: TelegramServer, hall: Hall, files: DemoFiles, clock: FixedClock
) -> None:
    phone = Phone(telegram)
    await _to_materials(phone, files)
    await _send_everything(phone, files)
    code = await _submit(phone)
    await _has_papers(phone)
    package = await packages.find_by_receipt(hall, code)
    await _returned(phone, hall, package)
    clock.move(minutes=5)
    await _corrected(phone, files)
    boss = await factories.contact(hall, package.contact_key or "")
    await packages.decide(hall, boss, package.id, "accept")
    await phone.heard("预审通过")
    assert (await packages.find_by_receipt(hall, code)).status == PackageStatus.ACCEPTED


async def _to_materials(phone: Phone, files: DemoFiles) -> None:
    phone.say("我想开个早餐店要办什么证")
    await phone.heard("您要办的是")
    phone.press("是的，就办这个")
    await phone.heard("姓名和身份证号")
    phone.say(f"{files.applicant.name} {files.applicant.id_number}")
    await phone.heard("您要准备这些")


async def _send_everything(phone: Phone, files: DemoFiles) -> None:
    """A wrong picture first, then each material in another way a resident may send it."""
    phone.send_photo(files.bad["wrong"].path.read_bytes(), caption="这是身份证")
    await phone.heard("收到 1 个文件")
    await phone.heard("我没看出这是“经营者身份证”", READING)
    for side in files.good["id_card"]:
        phone.send_photo(side.read_bytes(), album="sides")
    await phone.heard("经营者身份证", READING)
    phone.send_photo(files.good["application_form"][0].read_bytes(), caption="申请书")
    for key in ("business_license", "floor_plan", "health_certificate"):
        path = files.good[key][0]
        phone.send_document(path.read_bytes(), path.name)
    await phone.heard("材料齐了", READING)


async def _submit(phone: Phone) -> str:
    slots = await phone.heard("您什么时候来")
    phone.press(next(iter(slots.buttons)))
    await phone.heard("没问题就点「提交」")
    phone.press("提交")
    receipt = await phone.heard("回执码")
    found = re.search(r"TX-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt.text)
    assert found is not None, receipt.text
    return found[0]


async def _has_papers(phone: Phone) -> None:
    """The picture of the appointment's code and the calendar file."""
    picture: Heard = await phone.heard("预约码")
    assert picture.file is not None
    assert picture.file.startswith(b"\x89PNG")
    calendar = await phone.heard()
    assert calendar.file is not None
    assert calendar.file.startswith(b"BEGIN:VCALENDAR")


async def _returned(phone: Phone, hall: Hall, package: Package) -> None:
    """The contact returns a material."""
    boss = await factories.contact(hall, package.contact_key or "")
    await packages.decide(hall, boss, package.id, "return", "", {RETURNED: "照片看不清，请重新拍。"})
    await phone.heard("照片看不清，请重新拍")


async def _corrected(phone: Phone, files: DemoFiles) -> None:
    """The resident sends another one and submits again."""
    phone.send_photo(files.anew[RETURNED].read_bytes())
    await phone.heard("材料齐了", READING)
    await phone.heard("没问题就点「提交」")
    phone.press("提交")
    await phone.heard("回执码")
    await _has_papers(phone)
