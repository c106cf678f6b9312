"""Earlier papers that would serve what a package lacks: looked for only among what its own conversation submitted for
the same person, and judged for the new package before anybody is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.clock import local, today
from backend.domain.facts import Verdict
from backend.domain.items import Item, Material, needed_materials
from backend.domain.numbers import mask_id_number
from backend.domain.packages import PackageStatus
from backend.domain.reuse import Paper, Wanted, can_lack_be_served, can_serve
from backend.domain.uploads import Showing, together
from backend.services import guides, upload_case
from backend.services.hall import Hall
from backend.services.package_progress import Progress, Standing
from backend.services.readings import kept_facts
from backend.services.upload_case import Case, judged
from backend.storage import reuse as stored
from backend.storage import uploads as stored_uploads
from backend.storage.packages import Package
from backend.storage.uploads import Upload

_LACKING = frozenset({Standing.MISSING, Standing.FIX})
#: Fields by which a resident knows a paper again, the most telling first.
_NUMBERS = ("id_number", "uscc", "number")


@dataclass(frozen=True)
class EarlierPaper:
    """One paper that may be used again: for which material, and where it comes from."""

    material: Material  # of the package that lacks it
    source: Package
    item: Item  # the source's
    passed_on: date  # the day it was passed the first time
    number: str | None  # as read from it, masked
    uploads: tuple[Upload, ...]


@dataclass(frozen=True)
class _Held:
    """One material of an earlier package, with its good files."""

    source: Package
    item: Item
    paper: Paper
    uploads: tuple[Upload, ...]


async def find(hall: Hall, session: AsyncSession, state: Progress) -> list[EarlierPaper]:
    """For each required material that is missing or to be sent again, the newest paper that passes for it too.

    What the contact sent back is to be sent anew, and is never among them.
    """
    package = state.package
    lacking = [
        one.material
        for one in state.materials
        if one.required and one.status in _LACKING and not one.returned_reason and can_lack_be_served(one.material)
    ]
    if not lacking or not state.applicant_known or hall.settings.reuse_days == 0:
        return []
    sources = await stored.sources(session, package)
    case = await upload_case.load(hall, session, package) if sources else None
    if case is None:
        return []
    held = [one for source in sources for one in await _held(hall, session, source)]
    found = []
    for material in lacking:
        wanted = Wanted(material, package.person_key, case.on)
        for one in held:
            if not can_serve(one.paper, wanted, today(hall.clock), hall.settings.reuse_days):
                continue
            paper = _earlier(hall, one, material)
            if await _passes(case, session, paper):
                found.append(paper)
                break
    return found


def copies(hall: Hall, package: Package, paper: EarlierPaper) -> list[Upload]:
    """New uploads of the package with the paper's files. They stand where the paper stood until they are judged."""
    now = hall.clock.now()
    return [
        Upload(
            conversation_id=package.conversation_id,
            package_id=package.id,
            material_key=paper.material.key,
            status=one.status,
            digest=one.digest,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            verdict=one.verdict,
            kind=one.kind,
            sides=list(one.sides),
            fields=one.fields,
            created_at=now,
            judged_at=now,
            reused_from=one.id,
            first_passed=paper.passed_on,
        )
        for one in paper.uploads
    ]


async def _passes(case: Case, session: AsyncSession, paper: EarlierPaper) -> bool:
    """Whether the paper passes for the new package as well; a person's earlier yes makes up for a doubt.

    If it does, its copies stay in the case, so that the next paper is judged beside them. What an older reader read
    can't be judged at once: it is read again when it is used.
    """
    rows = copies(case.hall, case.package, paper)
    case.uploads += rows
    doubts_settled = paper.source.status == PackageStatus.ACCEPTED
    kept = {row.id: facts for row in rows if (facts := await kept_facts(case.hall, session, row)) is not None}
    case.facts |= kept
    for row in rows:
        facts = kept.get(row.id)
        verdict = upload_case.judge_for(case, row, paper.material, facts).verdict if facts else Verdict.PASS
        if verdict is Verdict.FIX or (verdict is Verdict.HUMAN and not doubts_settled):
            case.uploads = [one for one in case.uploads if one not in rows]
            return False
    return True


async def _held(hall: Hall, session: AsyncSession, source: Package) -> list[_Held]:
    """The materials of a submitted package as they were handed in."""
    item = await guides.of_package(hall, session, source)
    live = await stored_uploads.of_package(session, source.id)
    reasons = (source.decision or {}).get("materials", {}) if source.status == PackageStatus.RETURNED else {}
    found = []
    for material in needed_materials(item, source.answers):
        mine = [one for one in live if one.material_key == material.key]
        handed_in = all(source.submitted_at and one.created_at <= source.submitted_at for one in mine)
        if not mine or not handed_in or not all(judged(one) and one.failure is None for one in mine):
            continue
        verdict = together([_showing(one) for one in mine], material.kind)
        good = tuple(one for one in mine if one.verdict != Verdict.FIX)
        paper = Paper(
            material=material,
            person=source.person_key,
            status=PackageStatus(source.status),
            verdict=verdict,
            returned=material.key in reasons,
            kinds=tuple(one.kind for one in good),
            sent_on=min([await _first_sent(session, one) for one in good], default=today(hall.clock)),
            expires=tuple(day for one in good if (day := _read(hall, one, "expires")) is not None),
            kept=all(one.file_deleted_at is None and hall.vault.has(one.digest) for one in good),
        )
        found.append(_Held(source, item, paper, good))
    return found


def _earlier(hall: Hall, held: _Held, material: Material) -> EarlierPaper:
    return EarlierPaper(material, held.source, held.item, _passed_on(held), _number(hall, held.uploads), held.uploads)


def _passed_on(held: _Held) -> date:
    source = held.source
    first = [one.first_passed for one in held.uploads if one.first_passed is not None]
    if first:
        return min(first)
    if source.status == PackageStatus.ACCEPTED and source.decided_at is not None:
        return local(source.decided_at).date()
    return local(max(one.judged_at or one.created_at for one in held.uploads)).date()


async def _first_sent(session: AsyncSession, upload: Upload) -> date:
    """The day the file was sent by its resident, however often it was used since."""
    while upload.reused_from is not None:
        earlier = await session.get(Upload, upload.reused_from)
        assert earlier is not None  # rows of uploads are never deleted
        upload = earlier
    return local(upload.created_at).date()


def _showing(upload: Upload) -> Showing:
    return Showing(Verdict(upload.verdict or Verdict.HUMAN), frozenset(upload.sides))


def _number(hall: Hall, uploads: Sequence[Upload]) -> str | None:
    for key in _NUMBERS:
        for one in uploads:
            field = upload_case.read_fields(hall, one).get(key)
            if field and field["trusted"]:
                return mask_id_number(str(field["value"]))
    return None


def _read(hall: Hall, upload: Upload, key: str) -> str | None:
    field = upload_case.read_fields(hall, upload).get(key)
    return str(field["value"]) if field else None
