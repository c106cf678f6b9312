"""The page 文件删除记录: what the rule deleted and whether it can be proved, over real HTTP and in a browser."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from backend.services import retention
from backend.services.hall import Hall
from backend.storage.audit import AuditEvent
from tests import factories
from tests.conftest import FixedClock, Served
from tests.console import samples
from tests.console.conftest import PHONE, OpenDesk, Visitor

PAGE = "/console/retention"


@pytest.fixture
async def admin(served: Served, visitor: Visitor) -> Visitor:
    """The administrator, logged in, without scripts."""
    await samples.person(served.hall, "chief", "admin")
    await visitor.login("chief")
    return visitor


async def _deleted(hall: Hall, clock: FixedClock, count: int) -> None:
    """So many files that were never submitted, a month later."""
    draft = await factories.draft(hall, factories.somebody())
    for _ in range(count):
        await factories.send(hall, draft.conversation_id, factories.lease(), material="lease", data=factories.png())
    await factories.check_all(hall)
    clock.move(days=31)
    assert await retention.sweep(hall) == count


async def _tamper(hall: Hall) -> None:
    """Change the record of one file."""
    query = select(AuditEvent).where(AuditEvent.action == "upload.file_deleted").order_by(col(AuditEvent.id).desc())
    async with hall.database.transaction() as session:
        act = (await session.execute(query)).scalars().first()
        assert act is not None
        act.details = {**act.details, "sha256": "0" * 64}


async def test_it_says_what_was_deleted_by_which_rule_and_that_it_is_proved(
    served: Served, admin: Visitor, clock: FixedClock
) -> None:
    assert "还没有到期的文件" in await admin.get(PAGE)
    await _deleted(served.hall, clock, 3)
    await admin.login("chief")  # a month passed
    page = await admin.get(PAGE)
    assert admin.status == 200
    run = (await retention.runs(served.hall))[0]
    for told in ("1 次，3 个文件", "没有提交 3 个", "对得上", "每一次都核对过了", run.root, "12月25日", "180 天"):
        assert told in page
    assert "对不上：" not in page


async def test_a_record_that_was_changed_is_told_loudly(served: Served, admin: Visitor, clock: FixedClock) -> None:
    await _deleted(served.hall, clock, 2)
    await _tamper(served.hall)
    await admin.login("chief")
    page = await admin.get(PAGE)
    assert "有 1 次对不上" in page
    assert "每一次都核对过了" not in page


async def test_only_administrators_see_it(served: Served, contact: Visitor, visit: Callable[[], Visitor]) -> None:
    assert PAGE not in await contact.get("/console/")
    await contact.get(PAGE)
    assert contact.status == 404
    nobody = visit()
    await nobody.get(PAGE)
    assert nobody.address == "/console/login"


async def test_in_a_browser(served: Served, desk: OpenDesk, clock: FixedClock) -> None:
    await samples.person(served.hall, "chief", "admin")
    await _deleted(served.hall, clock, 2)
    await _deleted(served.hall, clock, 1)
    one = await desk("chief")
    await one.page.get_by_role("link", name="删除记录").click()
    await one.page.wait_for_url("**/console/retention")
    assert await one.page.get_by_role("row").count() == 3
    assert await one.page.get_by_text("对得上").count() == 2
    await one.shot("retention")
    phone = await desk("chief", PHONE)
    await phone.open(PAGE)
    assert await phone.fits()
    await phone.shot("retention-phone")
