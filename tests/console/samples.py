"""Packages and escalations as the console meets them: invented people, pictures drawn here and marked 样本."""

import hashlib
import io
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from backend.domain.facts import Box, FileFacts, Finding, Page, Quality, Verdict, facts_to_json
from backend.domain.packages import PackageStatus
from backend.services import applicants, conversations, escalations, guides, package_frozen, staff, uploads
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.services.package_progress import progress_in
from backend.storage import uploads as stored_uploads
from backend.storage.appointments import Appointment
from backend.storage.columns import new_id
from backend.storage.conversations import Conversation
from backend.storage.escalations import Escalation
from backend.storage.packages import Package
from backend.storage.staff import Staff
from backend.storage.uploads import Upload

PASSWORD = "correct-horse-battery"
#: An invented identity number whose check digit fits; the region code 430103 is the district's.
ID_NUMBER = "430103199003074518"
NAME = "周样本"
PHONE = "13812345678"
ITEM = "sc-gth-sheli"  # its contact is "market"
_FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


async def person(hall: Hall, username: str, role: str, contact_key: str | None = None) -> Staff:
    """Somebody who may log in with ``PASSWORD``."""
    name = hall.catalogue.contacts[contact_key].name if contact_key else "管理员"
    return (await staff.create(hall, username, name, role, contact_key, PASSWORD))[0]


async def conversation(hall: Hall) -> Conversation:
    """A resident's talk on the web page."""
    return (await conversations.open_web(hall, None))[0]


def card(title: str, lines: list[str], size: tuple[int, int] = (1100, 700)) -> bytes:
    """A picture of a paper with these words, marked as a specimen."""
    image = Image.new("RGB", size, "#eef3f6")
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 20, size[0] - 20, size[1] - 20), outline="#36546b", width=4)
    pen.text((60, 50), title, fill="#1c2733", font=_font(52))
    for number, line in enumerate(lines):
        pen.text((80, 170 + 80 * number), line, fill="#1c2733", font=_font(40))
    pen.text((size[0] - 260, size[1] - 130), "样本", fill="#c03030", font=_font(84))
    output = io.BytesIO()
    image.save(output, "JPEG", quality=85)
    return output.getvalue()


def contract(pages: int = 2) -> bytes:
    """A PDF of some pages."""
    sheets = [
        Image.open(
            io.BytesIO(card("房屋租赁合同", [f"第 {n + 1} 页", "出租方：样本甲", "承租方：" + NAME], (900, 1270)))
        )
        for n in range(pages)
    ]
    output = io.BytesIO()
    sheets[0].save(output, "PDF", save_all=True, append_images=sheets[1:])
    return output.getvalue()


async def upload(
    hall: Hall,
    package: Package,
    material_key: str,
    data: bytes,
    name: str,
    *,
    media_type: str = "image/jpeg",
    status: str = "passed",
    findings: tuple[Finding, ...] = (),
    pages: int = 1,
    turned: int = 0,
) -> Upload:
    """A judged upload, as the checkers leave it."""
    verdict = {"passed": "pass", "fix": "fix", "human": "human"}[status]
    row = Upload(
        conversation_id=package.conversation_id,
        package_id=package.id,
        material_key=material_key,
        status=status,
        digest=await hall.vault.put(data),
        name=name,
        media_type=media_type,
        size=len(data),
        verdict=verdict,
        findings=[asdict(finding) for finding in findings],
        created_at=hall.clock.now(),
        judged_at=hall.clock.now(),
    )
    facts = FileFacts(
        digest=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        pages=tuple(Page(n, (), Quality(1000, 700, 300, 1, 180, 0), turned=turned) for n in range(pages)),
    )
    async with hall.database.transaction() as session:
        session.add(row)
        key = uploads.facts_key(hall, row.digest)
        await stored_uploads.keep_facts(session, key, hall.vault.seal(facts_to_json(facts), "facts"), hall.clock.now())
    return row


async def package(
    hall: Hall, *, due_in: int | None = 3, code: str | None = None, item_id: str = ITEM, name: str = NAME
) -> Package:
    """A submitted package with a good form, an identity card with one thing wrong, and a contract for a person."""
    talk = await conversation(hall)
    item = hall.catalogue.items[item_id]
    now = hall.clock.now()
    row = Package(
        conversation_id=talk.id,
        item_id=item.id,
        guide_version=item.version,
        status=PackageStatus.SUBMITTED.value,
        step="done",
        answers={"premises": "rented", "handler": "self"} if item_id == ITEM else {},
        contact_key=item.contact,
        receipt_code=code or f"TX-{new_id()[:4].upper()}-{new_id()[:4].upper()}",
        submitted_at=now - timedelta(hours=2),
        due_on=None if due_in is None else date(2026, 11, 24) + timedelta(days=due_in),
        created_at=now - timedelta(hours=3),
        updated_at=now,
    )
    told: dict[str, str | None] = {"name": name, "id_number": ID_NUMBER, "phone": PHONE}
    applicants.take(hall, row, item, told)
    async with hall.database.transaction() as session:
        await guides.keep(hall, session, item)
        session.add(row)
    if item_id == ITEM:
        await _materials(hall, row)
    await seat(hall, row)
    await _freeze(hall, row)
    return row


async def seat(hall: Hall, package: Package, starts_at: datetime = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)) -> None:
    """A confirmed appointment at the hall's first window."""
    async with hall.database.transaction() as session:
        session.add(
            Appointment(
                code=new_id()[:6].upper(),
                conversation_id=package.conversation_id,
                package_id=package.id,
                item_id=package.item_id,
                person_key=new_id(),
                window_key="hall-01",
                site_key="hall",
                day=date(2026, 11, 26),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=30),
                seat=int(new_id()[:5], 16),
                status="confirmed",
                created_at=hall.clock.now(),
                updated_at=hall.clock.now(),
            )
        )


async def escalation(
    hall: Hall, *, item_id: str | None = ITEM, words: str = "我这个证到底要不要租赁合同？"
) -> Escalation:
    """A conversation that waits for a person, with something said before."""
    talk = await conversation(hall)
    await conversations.set_focus(hall, talk.id, item_id=item_id)
    said: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [
        ("bot", "您好，我是预办助手。您想办什么事？", ()),
        ("resident", "我想开个早餐店", ()),
        ("bot", "您是不是要办这一项？", (("是的", "/affirm"), ("都不是", "/none_of_these"))),
        ("resident", words, ()),
        ("resident", "转人工", ()),
    ]
    for sender, text, buttons in said:
        await conversations.say(hall, talk.id, Utterance(text, buttons=buttons), sender=sender)
    return (await escalations.open(hall, talk.id, "asked", words))[0]


def finding(key: str, ok: bool, verdict: Verdict = Verdict.PASS, **more: Any) -> Finding:
    """One finding; ``more`` is page, box, fields, staff_only."""
    return Finding(check=key, ok=ok, key=key, verdict=verdict, **more)


async def _materials(hall: Hall, row: Package) -> None:
    good = (finding("opens_ok", True), finding("sharp_ok", True), finding("kind_ok", True, fields={"kind": "申请书"}))
    form = card("个体工商户登记（备案）申请书", ["名称：样本早餐店", "经营者：" + NAME], (900, 1270))
    await upload(hall, row, "application_form", form, "申请书.jpg", findings=good)
    wrong = (
        finding("kind_ok", True, fields={"kind": "居民身份证"}),
        finding("expired", False, Verdict.FIX, box=Box(0.06, 0.47, 0.62, 0.56), fields={"expires": "2024-03-01"}),
        finding("screenshot", False, Verdict.PASS, staff_only=True),
    )
    front = card("居民身份证", ["姓名 " + NAME, "号码 430103********4518", "", "有效期限 2014.03.01-2024.03.01"])
    await upload(hall, row, "id_card", front, "身份证.jpg", status="fix", findings=wrong)
    unsure = (finding("kind_unsure", False, Verdict.HUMAN, page=1, box=Box(0.05, 0.02, 0.6, 0.1)),)
    await upload(
        hall, row, "lease", contract(), "合同.pdf",
        media_type="application/pdf", status="human", findings=unsure, pages=2,
    )  # fmt: skip


async def _freeze(hall: Hall, row: Package) -> None:
    async with hall.database.transaction() as session:
        kept = await session.get_one(Package, row.id)
        kept.frozen = package_frozen.document(hall, await progress_in(hall, session, kept))
        row.frozen = kept.frozen


def _font(size: int) -> Any:
    try:
        return ImageFont.truetype(_FONT, size)
    except OSError:  # no CJK font on this machine: boxes instead of characters, the tests don't read them
        return ImageFont.load_default(size)
