"""What tests build with: conversations, uploads with known pages, and packages walked to any status by the services.

Pages are written as the facts a reader would have seen and put where kept facts lie, so that everything but the
reading itself is the real thing and takes milliseconds.
"""

import hashlib
import secrets
from dataclasses import dataclass

from backend.domain.facts import Box, Field, FileFacts, Line, Page, Quality, facts_to_json
from backend.domain.items import MaterialKind
from backend.domain.numbers import id_check_digit
from backend.domain.packages import PackageStatus, Step
from backend.domain.staff import Role
from backend.services import appointments, conversations, packages, slots, staff, uploads
from backend.services.hall import Hall
from backend.services.package_locks import lock_package
from backend.services.readings import FACTS
from backend.storage import uploads as stored_uploads
from backend.storage.appointments import Appointment
from backend.storage.conversations import Conversation
from backend.storage.packages import Package
from backend.storage.staff import Staff
from backend.storage.uploads import Upload

#: An item with two questions, an identity card, a lease and a form.
ITEM = "sc-gth-sheli"
ANSWERS = {"premises": "rented", "handler": "self"}
_SHARP = Quality(width=1600, height=1000, sharpness=900.0, motion=1.0, brightness=150.0, glare=0.0, blur=0.15)
_BLURRED = Quality(width=1600, height=1000, sharpness=5.0, motion=1.0, brightness=150.0, glare=0.0, blur=0.9)


@dataclass(frozen=True)
class Somebody:
    """An invented person; the region of the number was never given out."""

    name: str
    id_number: str


def somebody(name: str = "陈建国") -> Somebody:
    """Somebody new, whose number passes its check digit."""
    first = f"4399011985{secrets.randbelow(12) + 1:02}{secrets.randbelow(28) + 1:02}{secrets.randbelow(1000):03}"
    return Somebody(name, first + id_check_digit(first))


class NeverAsked:
    """A checker for uploads whose facts are kept: it must not be asked."""

    async def read(self, data: bytes, name: str) -> FileFacts:
        raise AssertionError("the facts were kept, nothing had to be read")


def page(kinds: tuple[str, ...], text: str = "", *, blurred: bool = False, **values: str) -> Page:
    """A page of these kinds with trusted fields."""
    box = Box(0.1, 0.1, 0.9, 0.2)
    return Page(
        number=0,
        kinds=kinds,
        quality=_BLURRED if blurred else _SHARP,
        lines=(Line(text, 0.99, box),) if text else (),
        fields={key: Field(value, 0.99, box, trusted=True) for key, value in values.items()},
    )


def front(who: Somebody, *, blurred: bool = False) -> Page:
    """The side of an identity card with name and number."""
    if blurred:
        return page(("id_card_front",), "公民身份号码", blurred=True)
    return page(("id_card_front",), "公民身份号码", name=who.name, id_number=who.id_number)


def back(expires: str = "2035-03-07") -> Page:
    """The side with the validity."""
    return page(("id_card_back",), "居民身份证", issued="2015-03-07", expires=expires, issuer="样本市公安局")


def lease() -> Page:
    """A lease, signed."""
    return page(("lease",), "房屋租赁合同", lessor="刘房东", lessee="陈建国", signed="yes")


def lease_sheet() -> Page:
    """A further sheet of a lease: recognised, but without the parties."""
    return page(("lease",), "租赁期限", signed="no")


def form(title: str = "个体工商户登记申请书") -> Page:
    """A form, filled in and signed."""
    return page(("application_form",), title, title=title, filled="0.95", signed="yes", date="2026-11-20")


def licence() -> Page:
    """A self-employed person's licence; region 4399 was never given out."""
    shop = {"name": "样本面馆", "uscc": "92439901MA1234567Y", "type": "个体工商户", "legal_person": "陈建国"}
    return page(("business_license",), "营业执照", **shop)


def nothing_known() -> Page:
    """A page of no known kind."""
    return page((), "今天的午饭是一碗米粉加一个鸡蛋味道很好大家都喜欢")


async def conversation(hall: Hall, channel: str = "web") -> Conversation:
    """A new resident."""
    return await conversations.open_channel(hall, channel, secrets.token_hex(8))


async def send(
    hall: Hall,
    conversation_id: str,
    *pages: Page,
    material: str | None = None,
    name: str = "photo.png",
    failure: str | None = None,
    data: bytes | None = None,
) -> Upload:
    """Send a file with these pages. It is not judged yet."""
    data = data or png()
    await keep(hall, data, *pages, failure=failure)
    return await uploads.receive(hall, conversation_id, data, name, material_key=material)


async def keep(hall: Hall, data: bytes, *pages: Page, failure: str | None = None) -> None:
    """Keep facts as if these bytes had been read."""
    digest = hashlib.sha256(data).hexdigest()
    facts = FileFacts(digest=digest, media_type="image/png", pages=pages, reader="test", failure=failure)
    sealed = hall.vault.seal(facts_to_json(facts), FACTS)
    async with hall.database.transaction() as session:
        await stored_uploads.keep_facts(session, uploads.facts_key(hall, digest), sealed, hall.clock.now())


def png() -> bytes:
    """Bytes that begin like a PNG and are like no others."""
    return b"\x89PNG\r\n\x1a\n" + secrets.token_bytes(32)


async def check_all(hall: Hall) -> int:
    """Judge every waiting upload whose facts are kept; how many there were."""
    done = 0
    while await uploads.work_once(hall, NeverAsked()):
        done += 1
    return done


async def fresh(hall: Hall, upload: Upload) -> Upload:
    """The upload as it is now."""
    return await uploads.own(hall, upload.conversation_id, upload.id)


async def draft(hall: Hall, who: Somebody, talk: Conversation | None = None) -> Package:
    """A package with its questions answered and its applicant known, at the materials."""
    talk = talk or await conversation(hall)
    package = await packages.start(hall, talk.id, ITEM)
    for question, answer in ANSWERS.items():
        await packages.answer(hall, package.id, question, answer)
    await packages.set_applicant(hall, package.id, name=who.name, id_number=who.id_number)
    return await packages.move_to(hall, package.id, Step.MATERIALS)


async def hand_in(hall: Hall, package: Package, who: Somebody) -> None:
    """Send good files for everything that is missing, and have them judged."""
    state = await packages.progress(hall, package.id)
    for one in state.materials:
        if one.required and one.status in ("missing", "fix"):
            for sheet in sheets_for(one.material.kind, who):
                await send(hall, package.conversation_id, sheet, material=one.material.key)
    await check_all(hall)


def sheets_for(kind: MaterialKind, who: Somebody) -> list[Page]:
    """Good pages for a material of the item's kinds."""
    return {MaterialKind.ID_CARD: [front(who), back()], MaterialKind.PREMISES: [lease()]}.get(kind, [form()])


async def book(hall: Hall, package: Package) -> None:
    """Hold the first slot that is offered; submitting confirms it."""
    offer = (await slots.offer(hall, package.id, limit=1))[0]
    await appointments.hold(hall, package.id, offer.window_key, offer.starts_at)


async def confirm(hall: Hall, package_id: str) -> Appointment:
    """Confirm the seat of any package, as submitting it does."""
    async with hall.database.transaction() as session:
        return await appointments.confirm_in(hall, session, await lock_package(session, package_id))


async def package_at(
    hall: Hall, status: PackageStatus, who: Somebody | None = None, talk: Conversation | None = None
) -> Package:
    """A package walked to this status through the services, as a resident and a contact would."""
    who = who or somebody()
    package = await draft(hall, who, talk)
    if status is PackageStatus.DRAFT:
        return package
    await hand_in(hall, package, who)
    await book(hall, package)
    package = await packages.submit(hall, package.id)
    if status is PackageStatus.SUBMITTED:
        return package
    if status is PackageStatus.WITHDRAWN:
        return await packages.withdraw(hall, package.id, f"resident:{package.conversation_id}")
    return await decided(hall, package, status)


async def decided(hall: Hall, package: Package, status: PackageStatus) -> Package:
    """A submitted package after the contact's decision; a return is about the lease."""
    boss = await admin(hall)
    if status is PackageStatus.RETURNED:
        return await packages.decide(hall, boss, package.id, "return", "", {"lease": "租期已经到了，请发新的合同。"})
    if status is PackageStatus.REJECTED:
        return await packages.decide(hall, boss, package.id, "reject", "这个地方不能开店。")
    return await packages.decide(hall, boss, package.id, "accept")


async def admin(hall: Hall) -> Staff:
    """Somebody who may decide everything."""
    return await _staff(hall, Role.ADMIN, None)


async def contact(hall: Hall, contact_key: str) -> Staff:
    """The login of this contact."""
    return await _staff(hall, Role.CONTACT, contact_key)


async def _staff(hall: Hall, role: Role, contact_key: str | None) -> Staff:
    name = f"u{secrets.token_hex(6)}"
    person, _ = await staff.create(hall, name, "周经办", role, contact_key, password=secrets.token_urlsafe(12))
    return person
