"""What was sent for one material serves another of the same package: nothing of it is asked for twice."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.checks import expect
from backend.domain.checks.subject import Subject
from backend.domain.clock import today
from backend.domain.facts import FileFacts, Verdict
from backend.domain.items import Material, MaterialKind
from backend.domain.reuse import USED_AGAIN
from backend.services import upload_case
from backend.services.hall import Hall
from backend.services.package_progress import is_required
from backend.services.readings import kept_facts
from backend.services.upload_case import Case, judged
from backend.services.upload_verdicts import settle, tell
from backend.storage import audit
from backend.storage.packages import Package
from backend.storage.uploads import Upload

#: Kinds whose pages are known by more than a word in their title: only these are found among the pages of another's.
_FOUND_BESIDE = USED_AGAIN | {MaterialKind.PREMISES, MaterialKind.HEALTH_CERTIFICATE}


async def refile_in(hall: Hall, session: AsyncSession, package: Package) -> None:
    """After an answer changed: files whose material is not asked for any more go to one that lacks them, where they
    fit. All sheets of a material go together. The caller has locked the package."""
    case = await upload_case.load(hall, session, package)
    if case is None:
        return
    needed = {material.key for material in case.materials}
    left = [one for one in case.uploads if _may_move(one) and one.material_key not in needed]
    moved = False
    for key in dict.fromkeys(one.material_key for one in left):
        sheets = [one for one in left if one.material_key == key]
        target = await _target(case, session, sheets)
        if target is None:
            continue
        for sheet in sheets:
            facts = await kept_facts(hall, session, sheet)
            if facts is None or not upload_case.looks_like(case, sheet, target, facts):
                continue
            sheet.material_key, moved = target.key, True
            audit.record(
                session, hall.clock.now(), "system", "upload.assigned", f"upload:{sheet.id}", material=target.key
            )  # fmt: skip
    if moved:
        await settle(case, session)


async def share(case: Case, session: AsyncSession, upload: Upload, facts: FileFacts) -> None:
    """A file that was just judged and holds further papers serves the materials which those are for, too, and its
    resident is told of each. Only what passes, and on pages of its own: one card is not two people's."""
    material = case.item.material(upload.material_key) if upload.material_key else None
    if material is None or not judged(upload) or upload.verdict == Verdict.FIX or len(facts.pages) < 2:
        return
    taken = _pages(case, facts, material)
    shared = []
    for other in case.materials:
        pages = _pages(case, facts, other) if _lacks(case, other) else frozenset()
        if not pages or pages & taken:
            continue
        copy = _copy(case, upload, other)
        verdict = upload_case.judge_for(case, copy, other, facts)
        if verdict.verdict is not Verdict.PASS:
            continue
        taken |= pages
        upload_case.conclude(case, copy, verdict)
        session.add(copy)
        case.uploads.append(copy)
        shared.append(copy)
    if not shared:
        return
    await session.flush()
    await settle(case, session)
    for copy in shared:
        audit.record(
            session, case.hall.clock.now(), "system", "upload.reused", f"upload:{copy.id}",
            source=upload.id, material=copy.material_key,
        )  # fmt: skip
        await tell(case.hall, session, copy)


def _may_move(upload: Upload) -> bool:
    """What stands on a consent stays where it was agreed to: for another material it is asked again."""
    return judged(upload) and upload.failure is None and upload.material_key is not None and upload.consent_id is None


async def _target(case: Case, session: AsyncSession, sheets: list[Upload]) -> Material | None:
    """The material that the first of the sheets with a place finds."""
    for sheet in sheets:
        facts = await kept_facts(case.hall, session, sheet)
        found = upload_case.find_material(case, sheet, facts, lacking=True) if facts else None
        if found is not None:
            return found
    return None


def _lacks(case: Case, material: Material) -> bool:
    return material.kind in _FOUND_BESIDE and is_required(material) and not case.of(material.key)


def _pages(case: Case, facts: FileFacts, material: Material) -> frozenset[int]:
    """The numbers of the pages that are of the material's kind."""
    subject = Subject(facts, expect(material, case.applicant), today(case.hall.clock))
    return frozenset(page.number for page in subject.matching)


def _copy(case: Case, upload: Upload, material: Material) -> Upload:
    now = case.hall.clock.now()
    return Upload(
        conversation_id=upload.conversation_id,
        package_id=upload.package_id,
        material_key=material.key,
        status=upload.status,
        digest=upload.digest,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        created_at=now,
        judged_at=now,
        reused_from=upload.id,
    )
