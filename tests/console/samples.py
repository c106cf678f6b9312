"""What the console's tests show: staff, packages of invented people with pictures of papers, escalations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from backend.adapters.specimens.make import make
from backend.adapters.specimens.people import business
from backend.adapters.specimens.people import person as invented
from backend.domain.facts import Box, Field, FileFacts, Page
from backend.services import conversations, escalations, packages, readings, staff
from backend.services.conversations import Utterance
from backend.services.hall import Hall
from backend.storage import conversations as talks
from backend.storage.escalations import Escalation
from backend.storage.packages import Package
from backend.storage.staff import Staff
from backend.storage.uploads import Reading, Upload
from tests import factories
from tests.conftest import MORNING
from tests.factories import Somebody

PASSWORD = "correct-horse-battery"
ITEM = factories.ITEM  # its contact is "market"
DAY = MORNING.date()
_WHO = invented(7, today=DAY)
APPLICANT = Somebody(_WHO.name, _WHO.id_number)
#: Where the reader sees it on the specimens below.
_NUMBER = Box(0.3057, 0.7974, 0.8468, 0.8624)
SIGNATURE = Box(0.1441, 0.657, 0.4457, 0.6883)


async def person(hall: Hall, username: str, role: str, contact_key: str | None = None, name: str = "") -> Staff:
    """Somebody who may log in with ``PASSWORD``."""
    known = name or (hall.catalogue.contacts[contact_key].name if contact_key else "管理员")
    return (await staff.create(hall, username, known, role, contact_key, PASSWORD))[0]


@cache
def paper(kind: str) -> bytes:
    """A photo of a paper of ``APPLICANT``'s, marked 样本 (a lease: a PDF of two pages)."""
    shop = business(7, _WHO)
    return make(kind, person=_WHO, business=shop, seed=7, today=DAY, title="个体工商户登记（备案）申请书")


@dataclass(frozen=True)
class Sent:
    """A file as a resident sends it, and what a reader sees on it."""

    name: str
    data: bytes
    pages: tuple[Page, ...]


def again(sent: Sent) -> Sent:
    """The same picture as a new file."""
    return replace(sent, name=f"重发{sent.name}", data=sent.data + b"\n")


def papers() -> Mapping[str, tuple[Sent, ...]]:
    """Good papers for every material, but the signature on the form is not sure: a person has to look."""
    form = factories.form()
    unsure = replace(form, fields={**form.fields, "signed": Field("unsure", 0.5, SIGNATURE)})
    front = factories.front(APPLICANT)
    number = Field(APPLICANT.id_number, 1.0, _NUMBER, trusted=True)
    sheets = (
        factories.page(("lease",), "房屋租赁合同", lessor="韩雅琴", lessee=APPLICANT.name),
        replace(factories.page(("lease",), "签订日期", signed="yes"), number=1),
    )
    return {
        "application_form": (Sent("申请书.jpg", paper("application_form"), (unsure,)),),
        "id_card": (
            Sent("正面.jpg", paper("id_card_front"), (replace(front, fields={**front.fields, "id_number": number}),)),
            Sent("反面.jpg", paper("id_card_back"), (factories.back(),)),
        ),
        "lease": (Sent("合同.pdf", paper("lease"), sheets),),
    }


async def give(hall: Hall, package: Package, material: str, sent: Sent) -> None:
    """Send one file for a material."""
    await factories.send(hall, package.conversation_id, *sent.pages, material=material, name=sent.name, data=sent.data)


async def packet(hall: Hall) -> Package:
    """A submitted package with pictures to look at, handed in through the services."""
    package = await factories.draft(hall, APPLICANT)
    await packages.set_applicant(hall, package.id, phone="13900000007")
    for material, files in papers().items():
        for sent in files:
            await give(hall, package, material, sent)
    await factories.check_all(hall)
    await factories.book(hall, package)
    return await packages.submit(hall, package.id)


async def draw(hall: Hall, upload: Upload) -> None:
    """Keep a thumbnail of the file as if a checker had drawn one when it was read."""
    facts = FileFacts(upload.digest, upload.media_type, thumbnail=paper("id_card_front"))
    async with hall.database.transaction() as session:
        kept = await session.get_one(Reading, readings.facts_key(hall, upload.digest))
        kept.thumbnail = readings.sealed_thumbnail(hall, facts)


async def attach(hall: Hall, conversation_id: str, upload: Upload | None = None) -> Upload:
    """A file that a resident sent in the talk, as the talk tells of it."""
    upload = upload or await factories.send(hall, conversation_id, name="IMG_2034.png")
    file = {"name": upload.name, "url": f"/api/v1/uploads/{upload.id}/file", "media_type": upload.media_type}
    await conversations.say(hall, conversation_id, Utterance("发了 1 个文件", files=(file,)), sender="resident")
    await _answered(hall, conversation_id)
    return upload


async def _answered(hall: Hall, conversation_id: str) -> None:
    """Nothing is owed for what was said so far."""
    async with hall.database.transaction() as session:
        owed = await talks.owed(session, conversation_id)
        await talks.mark_answered(session, [message.id for message in owed if message.id], hall.clock.now())


async def due(hall: Hall, package: Package, days: int | None) -> None:
    """Move the day by which the contact should answer to so many days from today."""
    async with hall.database.transaction() as session:
        row = await session.get_one(Package, package.id)
        row.due_on = None if days is None else DAY.fromordinal(DAY.toordinal() + days)


async def escalation(
    hall: Hall, *, package: Package | None = None, words: str = "我这个证到底要不要租赁合同？", item_id: str = ITEM
) -> Escalation:
    """A conversation that waits for a person, with something said before."""
    talk_id = package.conversation_id if package else (await factories.conversation(hall)).id
    if package is None:
        await conversations.set_focus(hall, talk_id, item=item_id)
    said: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [
        ("bot", "您好，我是预办助手。您想办什么事？", ()),
        ("resident", "我想开个早餐店", ()),
        ("bot", "您是不是要办这一项？", (("是的", "/affirm"), ("都不是", "/none_of_these"))),
        ("resident", words, ()),
        ("resident", "转人工", ()),
    ]
    for sender, text, buttons in said:
        await conversations.say(hall, talk_id, Utterance(text, buttons=buttons), sender=sender)
    await _answered(hall, talk_id)
    return (await escalations.open(hall, talk_id, "asked", words))[0]
