"""What is forwarded to the contact: the package as it was when it was submitted, whatever changes later."""

from dataclasses import asdict
from typing import Any

from backend.services import applicants
from backend.services.hall import Hall
from backend.services.package_progress import MaterialState, Progress
from backend.storage.appointments import Appointment
from backend.storage.uploads import Upload


def document(hall: Hall, state: Progress) -> dict[str, Any]:
    """The package as a plain document: names and labels as they were, uploads by digest, the applicant masked."""
    package, item = state.package, state.item
    questions = {question.key: question for question in item.questions}
    return {
        "item": {"id": item.id, "name": item.name.value, "short_name": item.short_name},
        "guide_version": item.version,
        "answers": [
            {
                "question": key,
                "text": questions[key].text,
                "answer": answer,
                "label": next((one.label for one in questions[key].answers if one.key == answer), answer),
            }
            for key, answer in package.answers.items()
            if key in questions
        ],
        "applicant": asdict(applicants.masked(hall, package)),
        "materials": [_material(one) for one in state.materials],
        "extras": [_upload(one) for one in state.extras],
        "appointment": _appointment(hall, state.appointment) if state.appointment else None,
    }


def _material(state: MaterialState) -> dict[str, Any]:
    return {
        "key": state.material.key,
        "name": state.material.name,
        "need": state.material.need.value,
        "form": state.material.form,
        "status": state.status.value,
        "uploads": [_upload(one) for one in state.uploads],
    }


def _upload(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.id,
        "digest": upload.digest,
        "name": upload.name,
        "media_type": upload.media_type,
        "verdict": upload.verdict,
        "kind": upload.kind,
        "first_passed": upload.first_passed.isoformat() if upload.first_passed else None,
        "findings": upload.findings,
    }


def _appointment(hall: Hall, seat: Appointment) -> dict[str, Any]:
    window, site = hall.catalogue.windows.get(seat.window_key), hall.catalogue.sites.get(seat.site_key)
    return {
        "id": seat.id,
        "code": seat.code,
        "window": window.name if window else seat.window_key,
        "site": site.name if site else seat.site_key,
        "starts_at": seat.starts_at.isoformat(),
        "ends_at": seat.ends_at.isoformat(),
    }
