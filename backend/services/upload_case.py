"""What an upload is judged within: its package, the applicant, the day, and the package's other uploads."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.checks import INCOMPLETE, expect, judge, people_of
from backend.domain.checks.subject import Subject
from backend.domain.clock import local, today
from backend.domain.facts import (
    Applicant,
    Expectation,
    FileFacts,
    Finding,
    Judgement,
    Mate,
    Verdict,
)
from backend.domain.items import Item, Material, MaterialKind, needed_materials
from backend.domain.numbers import mask_text
from backend.domain.packages import PackageStatus
from backend.domain.personal import mask_name
from backend.domain.uploads import (
    JUDGED_UPLOADS,
    SEVERAL_SHEETS,
    STATUS_OF_VERDICT,
    UPLOAD_STATES,
    Showing,
    UploadStatus,
    takes_place_of,
    together,
)
from backend.services import applicants
from backend.services.hall import Hall
from backend.services.readings import kept_facts
from backend.storage import packages as stored_packages
from backend.storage import uploads as stored
from backend.storage.packages import Package
from backend.storage.uploads import Upload

#: Findings of this service's own, beside those of the checks; each needs its ``utter_finding_…``.
FURTHER_PAGE = Finding("filing", True, "further_page", verdict=Verdict.HUMAN)
_FIELDS = "fields"
#: Findings in which a person's name was seen or wanted.
_OF_NAMES = frozenset({"name_differs", "name_misread", "legal_person_differs", "name_conflict", "third_person_name"})
_RANK = {Verdict.PASS: 0, Verdict.HUMAN: 1, Verdict.FIX: 2}
#: Checks that look for what only the first sheet of a paper carries.
_ON_THE_FIRST_SHEET = frozenset({"fields_present", "form_filled", "sealed", "valid_on_day"})


@dataclass
class Case:
    """One package, locked, with its live uploads."""

    hall: Hall
    package: Package
    item: Item
    materials: tuple[Material, ...]  # the ones this resident needs
    applicant: Applicant
    on: date  # the day it must be valid
    uploads: list[Upload]
    #: what was read of the uploads, by their ids, as far as it is kept
    facts: dict[str, FileFacts] = field(default_factory=dict)

    def returned(self, upload: Upload) -> bool:
        """Whether the contact sent the upload's material back after this upload came."""
        return was_returned(self.package, upload)

    def of(self, material_key: str, *, but: Upload | None = None) -> list[Upload]:
        """The live uploads of a material."""
        return [one for one in self.uploads if one.material_key == material_key and one is not but]

    def stands(self, material: Material, *, but: Upload | None = None) -> Verdict | None:
        """How a material stands by its judged uploads."""
        return together([self.showing(one) for one in self.of(material.key, but=but) if judged(one)], material.kind)

    def showing(self, upload: Upload) -> Showing:
        """What a judged upload shows. What the contact returned counts as to be fixed."""
        verdict = Verdict.FIX if self.returned(upload) else Verdict(upload.verdict or Verdict.HUMAN)
        return Showing(verdict, frozenset(upload.sides))


def judged(upload: Upload) -> bool:
    """Whether an upload has a verdict."""
    return upload.status in JUDGED_UPLOADS


def was_returned(package: Package, upload: Upload) -> bool:
    """Whether the contact sent the upload's material back after this upload came."""
    reasons = (package.decision or {}).get("materials", {}) if package.status == PackageStatus.RETURNED else {}
    return bool(upload.material_key in reasons and package.decided_at and upload.created_at <= package.decided_at)


async def load(hall: Hall, session: AsyncSession, package: Package) -> Case | None:
    """The case of a package that the caller has locked; None when the catalogue no longer has its item."""
    item = hall.catalogue.items.get(package.item_id)
    if item is None:
        return None
    seat = await stored_packages.seat_of(session, package.id, hall.clock.now())
    uploads = list(await stored.of_package(session, package.id))
    kept = {one.id: await kept_facts(hall, session, one) for one in uploads if judged(one)}
    return Case(
        hall=hall,
        package=package,
        item=item,
        materials=needed_materials(item, package.answers),
        applicant=applicants.applicant(hall, package),
        on=local(seat.starts_at).date() if seat else today(hall.clock),
        uploads=uploads,
        facts={upload_id: facts for upload_id, facts in kept.items() if facts is not None},
    )


def judge_for(case: Case, upload: Upload, material: Material, facts: FileFacts) -> Judgement:
    """The verdict on one file for one material.

    Of a material of several sheets the first good one carries what must be read; a later sheet of the right kind that
    lacks it is shown to a person instead of being sent back.
    """
    case.facts[upload.id] = facts
    judgement = judge(facts, _expectation(case, upload, material), today(case.hall.clock))
    if judgement.verdict is not Verdict.FIX or material.kind not in SEVERAL_SHEETS:
        return judgement
    wrong = {finding.check for finding in judgement.findings if finding.verdict is Verdict.FIX}
    earlier = [one for one in case.of(material.key, but=upload) if one.created_at <= upload.created_at]
    first_is_good = any(judged(one) and case.showing(one).verdict is not Verdict.FIX for one in earlier)
    if not first_is_good or not wrong <= _ON_THE_FIRST_SHEET:
        return judgement
    softened = tuple(
        replace(finding, verdict=Verdict.HUMAN) if finding.verdict is Verdict.FIX else finding
        for finding in judgement.findings
    )
    return replace(judgement, verdict=Verdict.HUMAN, findings=(*softened, FURTHER_PAGE))


def find_material(case: Case, upload: Upload, facts: FileFacts, *, lacking: bool = False) -> Material | None:
    """The needed material that the pages look like: what still lacks something first, then a kind the reader knows
    before a mere title, then the better verdict.

    ``lacking``: only materials that lack something.
    """
    ranked = []
    for place, material in enumerate(case.materials):
        lacks = case.stands(material, but=upload) in (None, Verdict.FIX)
        if (lacks or not lacking) and looks_like(case, upload, material, facts):
            worth = _RANK[judge_for(case, upload, material, facts).verdict]
            ranked.append((not lacks, material.kind is MaterialKind.OTHER, worth, place))
    return case.materials[min(ranked)[-1]] if ranked else None


def conclude(case: Case, upload: Upload, judgement: Judgement, extra: Sequence[Finding] = ()) -> None:
    """Write a verdict into an upload."""
    hall = case.hall
    status = STATUS_OF_VERDICT[judgement.verdict]
    if upload.status != status:
        UPLOAD_STATES.check_move(UploadStatus(upload.status), status)
        upload.status = status.value
    upload.verdict = judgement.verdict.value
    upload.kind = judgement.kind
    upload.sides = sorted(judgement.sides)
    upload.findings = [as_document(finding) for finding in (*extra, *judgement.findings)]
    upload.fields = hall.vault.seal({key: asdict(value) for key, value in judgement.fields.items()}, _FIELDS)
    upload.failure, upload.lease_until, upload.judged_at = None, None, hall.clock.now()


def make_room(case: Case, upload: Upload, material: Material) -> list[Upload]:
    """Replace the earlier uploads of the material whose place this one takes, and return them."""
    newer = case.showing(upload)
    gone = [
        older
        for older in case.of(material.key, but=upload)
        if older.created_at <= upload.created_at
        and judged(older)
        and takes_place_of(newer, case.showing(older), material.kind)
    ]
    for older in gone:
        UPLOAD_STATES.check_move(UploadStatus(older.status), UploadStatus.REPLACED)
        older.status = UploadStatus.REPLACED.value
        case.uploads.remove(older)
    return gone


def read_fields(hall: Hall, upload: Upload) -> dict[str, Any]:
    """The values read from an upload: name → {"value", "score", "box", "trusted", "page"}. Personal: never log it."""
    found: dict[str, Any] = hall.vault.open(upload.fields, _FIELDS) if upload.fields else {}
    return found


def as_document(finding: Finding) -> dict[str, Any]:
    """A finding as it is stored, in plain, and told: every number in its fields masked, and every person's name."""
    document = asdict(finding)
    named = ("seen", "wanted") if finding.key in _OF_NAMES else ()
    document["fields"] = {
        key: mask_name(str(value)) if key in named else mask_text(str(value)) for key, value in finding.fields.items()
    }
    document["verdict"] = finding.verdict.value
    return document


def _expectation(case: Case, upload: Upload, material: Material) -> Expectation:
    elsewhere = [one for one in case.uploads if one.material_key != material.key and one is not upload]
    names = {one.key: one.name for one in case.item.materials}
    of_several = {one.key for one in case.item.materials if "persons" in one.demands}
    beside = [one for one in case.of(material.key, but=upload) if judged(one) and not case.returned(one)]
    good = [
        (one.material_key or "", case.facts[one.id])
        for one in elsewhere
        if judged(one) and one.id in case.facts and not case.returned(one) and not _is_faulty(one)
    ]
    others: dict[str, dict[str, str]] = {}
    for one in elsewhere:
        # a card of two people's says nothing of whose another paper must be
        if one.status == UploadStatus.PASSED and one.material_key in names and one.material_key not in of_several:
            values = {key: str(value["value"]) for key, value in read_fields(case.hall, one).items()}
            others.setdefault(names[one.material_key], {}).update(values)
    return replace(
        expect(material, case.applicant),
        item_name=case.item.name.text,
        on=case.on,
        others=others,
        sides_present=frozenset(side for one in beside for side in one.sides),
        sides_before=frozenset(upload.sides),
        mates=tuple(
            Mate(case.facts[one.id], frozenset(one.sides), _is_faulty(one)) for one in beside if one.id in case.facts
        ),
        elsewhere=tuple(
            (names[one.material_key], case.facts[one.id])
            for one in elsewhere
            if one.material_key in names and one.id in case.facts
        ),
        people=people_of(case.item.materials, good),
        digests={one.digest: names[one.material_key] for one in elsewhere if one.material_key in names},
    )


def _is_faulty(upload: Upload) -> bool:
    """Whether it must be sent again for a reason of its own, not for what is missing beside it."""
    return any(finding["verdict"] == Verdict.FIX and finding["check"] not in INCOMPLETE for finding in upload.findings)


def looks_like(case: Case, upload: Upload, material: Material, facts: FileFacts) -> bool:
    """Whether a page is of the material's kind. Forms and licences are many: theirs must carry the title besides."""
    subject = Subject(facts, _expectation(case, upload, material), today(case.hall.clock))
    if material.kind in (MaterialKind.APPLICATION_FORM, MaterialKind.LICENSE):
        return any(subject.titled(page) for page in subject.matching)
    return bool(subject.matching)
