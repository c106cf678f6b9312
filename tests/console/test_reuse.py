"""A paper that is used again, as the contact of the new package sees it."""

import asyncio

from backend.domain.packages import PackageStatus
from backend.services import appointments, conversations, packages, reuse
from backend.services.reuse import Offer
from tests import factories
from tests.conftest import Served
from tests.console.conftest import Visitor


def words(offer: Offer) -> str:
    return f"要用上次的{len(offer.papers)}份吗？"


async def test_the_contact_sees_when_it_was_passed_with_picture_and_findings(served: Served, contact: Visitor) -> None:
    hall, who = served.hall, factories.somebody()
    first = await factories.package_at(hall, PackageStatus.ACCEPTED, who)
    async with asyncio.timeout(20):  # the talk is told, and stands at what was decided
        while not any("好消息" in one.text for one in await conversations.history(hall, first.conversation_id)):
            await asyncio.sleep(0.05)
    new = await factories.draft(hall, who, await conversations.get(hall, first.conversation_id))
    offer = await reuse.offer(hall, new.id)
    assert offer is not None
    await reuse.agree(hall, new.id, offer.key(words(offer)), words)
    await factories.hand_in(hall, new, who)
    seat = await appointments.current(hall, first.id)
    assert seat is not None
    await appointments.cancel(hall, seat.id, "system")
    await factories.book(hall, new)
    await packages.submit(hall, new.id)

    page = await contact.get(f"/console/packages/{new.id}")
    card = page.split('id="material-id_card"')[1].split("</article>")[0]
    assert card.count("沿用 2026-11-24 通过的材料") == len(offer.papers[0].uploads)
    assert "群众同意沿用" in card
    assert "符合的" in card  # its findings
    assert "沿用" not in page.split('id="material-lease"')[1].split("</article>")[0]
    assert "同意沿用以前的材料" in page.split('class="timeline"')[1]
    uploads = (await packages.progress(hall, new.id)).state("id_card")
    assert uploads is not None
    await contact.get(f"/console/packages/{new.id}/uploads/{uploads.uploads[0].id}/file")
    assert contact.status == 200
    assert "沿用" not in (await contact.get(f"/console/packages/{first.id}")).split('class="timeline"')[0]
