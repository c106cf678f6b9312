"""The page of a package: materials beside findings and guide, and the decision."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import web

from backend.console.access import hall_of, is_htmx, me
from backend.console.files import HEADERS, as_sent
from backend.console.findings import WORDS, Words, shown
from backend.console.pages import page as render
from backend.domain.errors import HallError, InvalidInput, InvalidTransition, NotFound
from backend.domain.items import Item
from backend.services import corrections, escalations, packages, previews, reveals, staff, thumbnails
from backend.services.package_views import PackageView
from backend.storage.packages import Package
from backend.storage.uploads import Upload

_OTHER = "other"  # the choice "another reason" of the form


@dataclass
class Draft:
    """What was filled in before the form came back: decision, reason, and per material (ready reason, own words)."""

    decision: str = ""
    reason: str = ""
    materials: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[str, str]:
        """The reason per material as the resident will read it."""
        said = {key: (ready if ready != _OTHER else "", more) for key, (ready, more) in self.materials.items()}
        return {key: "。".join(part for part in parts if part) for key, parts in said.items() if any(parts)}


async def show(request: web.Request) -> web.StreamResponse:
    """The whole page."""
    return await _page(request, Draft())


async def changed(request: web.Request) -> web.StreamResponse:
    """A notice when the package is no longer as the open page shows it; nothing (204) while it is."""
    view = await packages.view(hall_of(request), me(request), request.match_info["id"])
    if request.query.get("as") == fingerprint(view):
        return web.Response(status=204)
    return render(request, "package_changed.html", package={"id": request.match_info["id"]})


async def reveal(request: web.Request) -> web.StreamResponse:
    """The applicant unmasked; leaves a record."""
    package_id = request.match_info["id"]
    applicant = await reveals.applicant(hall_of(request), me(request), package_id)
    if not is_htmx(request):
        return await _page(request, Draft(), applicant=applicant, shown=True)
    return render(request, "package_applicant.html", applicant=applicant, shown=True, package={"id": package_id})


async def decide(request: web.Request) -> web.StreamResponse:
    """Accept, return or reject. What changed since the page was made is shown first, and nothing is decided."""
    draft, seen = await _draft(request)
    package_id = request.match_info["id"]
    view = await packages.view(hall_of(request), me(request), package_id)
    if seen != _seen(view.progress.package):
        return await _page(request, Draft(), problem="changed", status=409)
    try:
        _check(draft)
        reasons = draft.reasons if draft.decision == "return" else {}
        looked_at = view.progress.package.submitted_at
        await packages.decide(
            hall_of(request), me(request), package_id, draft.decision, draft.reason, reasons, submitted_at=looked_at
        )
    except InvalidTransition:
        return await _page(request, Draft(), problem="changed", status=409)
    except InvalidInput as error:
        return await _page(request, draft, problem=error, status=error.status)
    return web.Response(status=303, headers={"Location": f"/console/?done={quote(package_id)}"})


async def file(request: web.Request) -> web.StreamResponse:
    """The file as the resident sent it."""
    package_id, upload_id = request.match_info["id"], request.match_info["upload"]
    return as_sent(*await previews.original(hall_of(request), me(request), package_id, upload_id))


async def page(request: web.Request) -> web.StreamResponse:
    """One page of the file as a picture, upright."""
    number = request.match_info["page"]
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        raise NotFound()
    package_id, upload_id = request.match_info["id"], request.match_info["upload"]
    drawn = await previews.picture(hall_of(request), me(request), package_id, upload_id, int(number))
    return web.Response(body=drawn.picture, content_type="image/jpeg", headers=HEADERS)


async def thumbnail(request: web.Request) -> web.StreamResponse:
    """A small masked picture of the file, for lists."""
    package_id, upload_id = request.match_info["id"], request.match_info["upload"]
    picture = await thumbnails.thumbnail(hall_of(request), me(request), package_id, upload_id)
    return web.Response(body=picture, content_type="image/jpeg", headers=HEADERS)


async def _page(
    request: web.Request,
    draft: Draft,
    *,
    problem: HallError | str | None = None,
    status: int = 200,
    **instead: Any,
) -> web.StreamResponse:
    hall = hall_of(request)
    view = await packages.view(hall, me(request), request.match_info["id"])
    progress = view.progress
    if progress.package.submitted_at is None:
        raise NotFound()  # what a resident is still putting together is nobody else's business
    names = {f"staff:{person.id}": person.name for person in await staff.everybody(hall)}
    words = request.config_dict[WORDS]
    uploads = [*(upload for state in progress.materials for upload in state.uploads), *progress.extras]
    correction = await corrections.since_return(hall, view)
    old = [upload for gone in correction.replaced.values() for upload in gone] if correction else []
    escalation = await escalations.current(hall, progress.package.conversation_id)
    context = {
        "package": progress.package,
        "item": progress.item,
        "outdated": (live := hall.catalogue.items.get(progress.item.id)) is None
        or live.version != progress.item.version,
        "name": progress.item.short_name or progress.item.name.value,
        "names": {material.key: material.name for material in progress.item.materials},
        "materials": progress.materials,
        "extras": [(upload, _looks_like(upload, words)) for upload in progress.extras],
        "views": {upload.id: await shown(hall, upload, words) for upload in (*uploads, *old)},
        "thumbnails": (await thumbnails.of_packages(hall, [progress.package.id])).get(progress.package.id, []),
        "correction": correction,
        "doubtful": sum(state.status in ("fix", "human", "missing") for state in progress.materials),
        "case": _case(progress.item, progress.package.answers),
        "applicant": view.applicant,
        "no_calls": view.no_calls,
        "shown": False,
        "appointment": progress.appointment,
        "history": [(event, names.get(event.actor)) for event in view.history],
        "decided_by": view.decided_by,
        "escalation_id": escalation.id if escalation else None,
        "seen": _seen(progress.package),
        "shown_as": fingerprint(view),
        "draft": draft,
        "problem": problem,
    }
    return render(request, "package.html", status, **{**context, **instead})


async def _draft(request: web.Request) -> tuple[Draft, str]:
    form = {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    keys = [key.removeprefix("ready:") for key in form if key.startswith("ready:")]
    materials = {key: (form[f"ready:{key}"], form.get(f"more:{key}", "").strip()) for key in keys}
    draft = Draft(form.get("decision", ""), form.get("reason", "").strip(), materials)
    return draft, form.get("seen", "")


def _check(draft: Draft) -> None:
    """Raise ``InvalidInput`` naming what was left out, before the service is asked."""
    if draft.decision not in ("accept", "return", "reject"):
        raise InvalidInput(field="decision")
    if draft.decision == "return" and any(ready == _OTHER and not more for ready, more in draft.materials.values()):
        raise InvalidInput(field="words")
    if draft.decision == "return" and not draft.reasons:
        raise InvalidInput(field="materials")
    if draft.decision == "reject" and not draft.reason:
        raise InvalidInput(field="reason")


def _seen(package: Package) -> str:
    """Which state of the package a decision is about."""
    return f"{package.status} {package.submitted_at.isoformat() if package.submitted_at else ''}"


def fingerprint(view: PackageView) -> str:
    """A short text that differs when anything on the page of a package does."""
    progress = view.progress
    of_materials = (upload for state in progress.materials for upload in state.uploads)
    uploads = [(u.id, u.status, u.verdict, len(u.findings)) for u in (*of_materials, *progress.extras)]
    seat = progress.appointment
    shown = (_seen(progress.package), uploads, (seat.id, seat.status, seat.starts_at) if seat else None)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _looks_like(upload: Upload, words: Words) -> str:
    """What the reader took a paper for that is for no material."""
    key = f"kind_{upload.kind}"
    return words.say(key) if upload.kind and words.has(key) else "看不出是什么"


def _case(item: Item, answers: dict[str, str]) -> list[tuple[str, str]]:
    labels = {question.key: {answer.key: answer.label for answer in question.answers} for question in item.questions}
    texts = {question.key: question.text for question in item.questions}
    return [(texts[key], labels[key].get(answer, answer)) for key, answer in answers.items() if key in texts]
