"""Using earlier papers again 沿用: what can be offered, and what the resident says to it.

Only a conversation that submitted a package itself is ever offered its papers: whoever else knows the number of
somebody's identity card learns nothing, not even that there are any.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.errors import NotFound, OfferChanged
from backend.domain.items import Item
from backend.domain.packages import OPEN_PACKAGES
from backend.domain.reuse import CONSENT_STATES, ConsentStatus, Said, may_ask
from backend.domain.uploads import UploadStatus
from backend.services import applicants, readings, reuse_papers, upload_case
from backend.services.hall import Hall
from backend.services.package_locks import lock_both, lock_conversation, lock_open
from backend.services.package_progress import progress_in
from backend.services.reuse_papers import EarlierPaper
from backend.services.reuse_upkeep import take_out
from backend.services.upload_verdicts import rejudge_in, settle
from backend.storage import audit
from backend.storage import packages as stored_packages
from backend.storage import reuse as stored
from backend.storage import uploads as stored_uploads
from backend.storage.packages import Package
from backend.storage.reuse import Consent


@dataclass(frozen=True)
class Offer:
    """What may be used again for a package, to be asked in one question."""

    package_id: str
    item: Item
    name: str  # whose papers they are, masked; a business by its name
    papers: tuple[EarlierPaper, ...]

    def key(self, words: str) -> str:
        """What an answer names, so that it can only be an answer to this question about these papers."""
        shown = [words, [[paper.material.key, [one.id for one in paper.uploads]] for paper in self.papers]]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:24]


#: Puts an offer into the words that are shown.
Wording = Callable[[Offer], str]


@dataclass(frozen=True)
class TakenBack:
    """What became of a withdrawal."""

    materials: tuple[str, ...]  # names of the materials that have to be sent after all
    kept: int  # packages that were submitted with such papers, and keep them


async def offer(hall: Hall, package_id: str, *, wished: bool = False) -> Offer | None:
    """What can be used again; None when nothing can, or when it was refused and nobody asks for it now.

    ``wished``: the resident asks for it, whatever was said before. Raises ``NotFound``.
    """
    async with hall.database.transaction() as session:
        package = await session.get(Package, package_id)
        if package is None:
            raise NotFound(thing="package")
        return await _offer(hall, session, package, wished=wished)


async def agree(hall: Hall, package_id: str, seen: str, words: Wording) -> tuple[str, ...]:
    """Use the papers of the offer whose key is ``seen``; the names of the materials they serve.

    Stored with the words that were shown. The same answer twice counts once. Raises ``NotFound``,
    ``InvalidTransition`` when the package is not open, and ``OfferChanged`` when something else would be offered now.
    """
    async with hall.database.transaction() as session:
        _, package = await lock_both(session, package_id)
        done = await stored.find_agreed(session, package.id, seen)
        if done is not None and any(one.consent_id == done.id for one in await stored.in_use(session, package.id)):
            return tuple(str(paper["name"]) for paper in done.papers)
        await lock_open(session, package_id)
        asked = await _offer(hall, session, package, wished=True)
        if asked is None or asked.key(words(asked)) != seen:
            raise OfferChanged()
        consent = _decided(hall, package, asked, words(asked), ConsentStatus.AGREED)
        session.add(consent)
        await session.flush()
        for paper in asked.papers:
            await _use(hall, session, package, paper, consent)
        await _settle(hall, session, package)
        package.updated_at = hall.clock.now()
        _record(hall, session, package, consent)
        return tuple(paper.material.name for paper in asked.papers)


async def refuse(hall: Hall, package_id: str, words: Wording) -> None:
    """The resident would rather send the papers anew: not asked again for this package.

    Raises ``NotFound`` and ``InvalidTransition``.
    """
    async with hall.database.transaction() as session:
        _, package = await lock_both(session, package_id)
        await lock_open(session, package_id)
        asked = await _offer(hall, session, package, wished=False)
        if asked is None:
            return
        consent = _decided(hall, package, asked, words(asked), ConsentStatus.REFUSED)
        session.add(consent)
        await session.flush()
        _record(hall, session, package, consent)


async def withdraw(hall: Hall, conversation_id: str) -> TakenBack:
    """Take back every consent of a conversation, and be asked for none again until somebody says yes.

    Papers in use leave the packages that are open. What was submitted with them is the hall's record and stays till
    its own time is over. Raises ``NotFound``.
    """
    names, kept, now = [], set(), hall.clock.now()
    async with hall.database.transaction() as session:
        await lock_conversation(session, conversation_id)
        await stored_packages.lock_all_of(session, conversation_id)
        for consent in await stored.of_conversation(session, conversation_id):
            if not CONSENT_STATES.can_move(ConsentStatus(consent.status), ConsentStatus.WITHDRAWN):
                continue
            consent.status, consent.over_at = ConsentStatus.WITHDRAWN.value, now
            package = await session.get_one(Package, consent.package_id)
            await session.refresh(package)
            if package.status in OPEN_PACKAGES:
                names += await _take_out(hall, session, package, consent)
            if package.receipt_code is not None:
                kept.add(package.id)
            _record(hall, session, package, consent)
        session.add(Consent(conversation_id=conversation_id, status=ConsentStatus.REFUSED.value, at=now))
        talk = f"conversation:{conversation_id}"
        audit.record(session, now, f"resident:{conversation_id}", "consent.refused", talk)
    return TakenBack(tuple(dict.fromkeys(names)), len(kept))


async def forget(hall: Hall, conversation_id: str) -> None:
    """Of what was never submitted, forget what was agreed to; and ask for nothing again until somebody says yes.

    The papers themselves are deleted by the caller. Raises ``NotFound``.
    """
    now = hall.clock.now()
    async with hall.database.transaction() as session:
        await lock_conversation(session, conversation_id)
        for consent in await stored.of_conversation(session, conversation_id):
            package = await session.get(Package, consent.package_id) if consent.package_id else None
            if package is not None and package.receipt_code is None:
                consent.words = ""
                if CONSENT_STATES.can_move(ConsentStatus(consent.status), ConsentStatus.WITHDRAWN):
                    consent.status, consent.over_at = ConsentStatus.WITHDRAWN.value, now
                    _record(hall, session, package, consent)
        session.add(Consent(conversation_id=conversation_id, status=ConsentStatus.REFUSED.value, at=now))


async def _offer(hall: Hall, session: AsyncSession, package: Package, *, wished: bool) -> Offer | None:
    if package.status not in OPEN_PACKAGES or package.person_key is None:
        return None
    if not await stored.sources(session, package):  # as it is for most, and costs one look
        return None
    decided = await stored.of_conversation(session, package.conversation_id)
    said = [Said(one.package_id, ConsentStatus(one.status)) for one in decided]
    if not wished and not may_ask(said, package.id):
        return None
    state = await progress_in(hall, session, package)
    papers = await reuse_papers.find(hall, session, state)
    known = applicants.masked(hall, package)
    name = known.business_name or known.name or ""
    return Offer(package.id, state.item, name, tuple(papers)) if papers else None


async def _use(hall: Hall, session: AsyncSession, package: Package, paper: EarlierPaper, consent: Consent) -> None:
    for row in reuse_papers.copies(hall, package, paper):
        row.consent_id = consent.id
        if await readings.kept_facts(hall, session, row) is None:
            row.status, row.verdict, row.judged_at = UploadStatus.QUEUED.value, None, None
            await stored_uploads.announce_waiting(session)
        session.add(row)
        await session.flush()
        if not hall.vault.has(row.digest):  # deleted while it was asked; from here on the new upload keeps it
            raise OfferChanged()
        audit.record(
            session, hall.clock.now(), f"resident:{package.conversation_id}", "upload.reused", f"upload:{row.id}",
            source=row.reused_from, consent=consent.id, material=row.material_key,
        )  # fmt: skip


async def _settle(hall: Hall, session: AsyncSession, package: Package) -> None:
    """Judge the package with its new papers; what was to be sent again makes room for them."""
    case = await upload_case.load(hall, session, package)
    if case is None:
        return
    await settle(case, session)
    for upload in [one for one in case.uploads if one.consent_id is not None and upload_case.judged(one)]:
        material = case.item.material(upload.material_key or "")
        for older in upload_case.make_room(case, upload, material) if material else ():
            audit.record(session, hall.clock.now(), "system", "upload.replaced", f"upload:{older.id}", by=upload.id)


async def _take_out(hall: Hall, session: AsyncSession, package: Package, consent: Consent) -> list[str]:
    """Remove the consent's papers from an open package; the names of their materials."""
    mine = [one for one in await stored.in_use(session, package.id) if one.consent_id == consent.id]
    names = {str(paper["material"]): str(paper["name"]) for paper in consent.papers}
    for upload in mine:
        take_out(hall, session, package, upload, f"resident:{package.conversation_id}")
    await session.flush()
    await rejudge_in(hall, session, package.id)
    return [names.get(upload.material_key or "", "") for upload in mine]


def _decided(hall: Hall, package: Package, asked: Offer, words: str, status: ConsentStatus) -> Consent:
    papers = [
        {
            "material": paper.material.key,
            "name": paper.material.name,
            "package": paper.source.id,
            "uploads": [one.id for one in paper.uploads],
        }
        for paper in asked.papers
    ]
    return Consent(
        conversation_id=package.conversation_id,
        package_id=package.id,
        status=status.value,
        words=words,
        offer=asked.key(words),
        papers=papers,
        at=hall.clock.now(),
    )


def _record(hall: Hall, session: AsyncSession, package: Package, consent: Consent) -> None:
    audit.record(
        session,
        hall.clock.now(),
        f"resident:{package.conversation_id}",
        f"consent.{consent.status}",
        f"package:{package.id}",
        consent=consent.id,
        materials=[paper["material"] for paper in consent.papers],
        words_sha256=hashlib.sha256(consent.words.encode()).hexdigest(),
    )
