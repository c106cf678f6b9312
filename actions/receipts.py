"""The summary before submitting, and the receipt after."""

from typing import Any

from actions.item_cards import short
from actions.material_lists import files_beside, sort_buttons
from actions.slot_lists import site_name, when, window_name
from actions.turn import Turn
from backend.domain.clock import local
from backend.domain.personal import masked
from backend.services import packages
from backend.services.packages import Progress


async def show_summary(turn: Turn, progress: Progress) -> None:
    """Show everything once more and ask whether to submit."""
    applicant = packages.applicant(turn.hall, progress.package)
    values = {
        "name": applicant.name or applicant.business_name or "",
        "id_number": applicant.id_number or applicant.uscc or "",
    }
    shown = masked({k: v for k, v in values.items() if v})
    appointment = progress.appointment
    lines = [
        turn.words("summary_material", name=s.material.name, mark=turn.words(f"material_{s.status}"))
        for s in progress.materials
        if s.uploads or s.status in {"later", "brought"}
    ]
    beside = await files_beside(turn, progress)
    turn.say(
        "summary",
        item=short(progress.item),
        answers=_answers(turn, progress),
        name=shown.get("name", ""),
        number=shown.get("id_number", ""),
        materials="\n".join([*lines, beside] if beside else lines),
        when=when(turn, appointment.starts_at) if appointment else "",
        where=site_name(turn, appointment.site_key) if appointment else "",
        buttons=[
            turn.button("submit", "submit_package"),
            turn.button("change_time", "move_appointment"),
            turn.button("change_materials", "change_part", part="materials"),
            *sort_buttons(turn, progress),
            turn.button("stop", "stop"),
        ],
    )


async def show_receipt(turn: Turn, progress: Progress, *, new: bool = False) -> None:
    """Say that the package is with its contact, with the code to ask by; ``new``: it was submitted just now."""
    contact = turn.hall.catalogue.contacts.get(progress.package.contact_key)
    appointment = progress.appointment
    due = progress.package.due_on
    turn.say(
        "receipt",
        head=turn.words("receipt_new") if new else "",
        code=progress.package.receipt_code,
        contact=contact.name if contact else turn.words("somebody"),
        phone=contact.phone if contact else "",
        due=turn.words("due_by", month=due.month, day=due.day) if due else turn.words("due_unknown"),
        appointment_code=appointment.code if appointment else "",
        when=when(turn, appointment.starts_at) if appointment else "",
        where=site_name(turn, appointment.site_key) if appointment else "",
        window=window_name(turn, appointment.window_key) if appointment else "",
        originals=to_bring(turn, progress),
        buttons=[turn.button("progress", "progress"), turn.button("other_item", "other_item")],
        card=receipt_card(turn, progress),
    )
    if due and appointment and local(appointment.starts_at).date() <= due:
        turn.say("receipt_visit_first", month=due.month, day=due.day)


def to_bring(turn: Turn, progress: Progress) -> str:
    """What to bring to the window, in one line."""
    return "、".join(
        turn.words("bring_one", name=s.material.name, form=s.material.form)
        for s in progress.materials
        if s.status != "optional"
    )


def receipt_card(turn: Turn, progress: Progress) -> dict[str, Any]:
    """The receipt for pages that can draw it."""
    card: dict[str, Any] = {"kind": "receipt", "code": progress.package.receipt_code, "item": short(progress.item)}
    if appointment := progress.appointment:
        site = turn.hall.catalogue.sites.get(appointment.site_key)
        card["appointment"] = {
            "code": appointment.code,
            "when": when(turn, appointment.starts_at),
            "where": site_name(turn, appointment.site_key),
            "address": site.address if site else "",
            "ics": f"/api/v1/appointments/{appointment.id}/calendar.ics",
            "qr": f"/api/v1/appointments/{appointment.id}/qr.svg",
        }
    return card


def _answers(turn: Turn, progress: Progress) -> str:
    said = []
    for question in progress.item.questions:
        chosen = next((a for a in question.answers if a.key == progress.package.answers.get(question.key)), None)
        if chosen is not None:
            said.append(turn.words("summary_answer", question=question.text.rstrip("？?"), answer=chosen.label))
    return "；".join(said) if said else turn.words("nothing_asked")
