"""How the materials are shown: the list of what to bring, and what is still missing."""

from typing import Any

from actions.file_names import called
from actions.item_cards import short
from actions.turn import Turn
from backend.domain.items import Need
from backend.domain.uploads import UploadStatus
from backend.services import forms
from backend.services.packages import MaterialState, Progress
from backend.storage.uploads import Upload


def show_checklist(turn: Turn, progress: Progress) -> None:
    """List exactly the materials this resident needs, each with how it stands, and ask for them."""
    lines = [_line(turn, n, state) for n, state in enumerate(progress.materials, 1)]
    verify = any(s.material.assumed and not s.returned_reason for s in progress.materials)
    key = "checklist_returned" if any(s.returned_reason for s in progress.materials) else "checklist"
    turn.say(
        key,
        item=short(progress.item),
        lines="\n".join(lines),
        verify=f"\n{turn.words('list_to_verify')}" if verify else "",
        buttons=[
            turn.button("upload_how", "upload_how"),
            turn.button("bring_along", "bring_along"),
            turn.button("human", "human"),
        ],
        card=checklist_card(turn, progress),
    )


def remind_of_materials(turn: Turn, progress: Progress) -> None:
    """After a digression: what is still missing, not the whole list again."""
    missing = still_missing(turn, progress)
    turn.say(
        "materials_reminder" if missing else "materials_reminder_none",
        names=missing,
        buttons=[
            turn.button("show_list", "ask_materials"),
            *([turn.button("bring_along", "bring_along")] if missing else []),
            turn.button("upload_how", "upload_how"),
            turn.button("human", "human"),
        ],
        card=checklist_card(turn, progress),
    )


def checklist_card(turn: Turn, progress: Progress) -> dict[str, Any]:
    """The list for pages that can draw it."""
    return {
        "kind": "checklist",
        "item": short(progress.item),
        "materials": [
            {
                "key": state.material.key,
                "name": state.material.name,
                "form": state.material.form,
                "status": state.status,
                "status_label": mark_of(turn, state),
                "note": state.returned_reason or state.material.note or "",
                "form_files": forms.form_addresses(turn.hall, progress.item, state.material),
                "sample": forms.picture_address(turn.hall, progress.item, state.material),
            }
            for state in progress.materials
        ],
    }


def still_missing(turn: Turn, progress: Progress) -> str:
    """The materials that still have to be sent or sent again, in one line."""
    return "、".join(state.material.name for state in progress.materials if state.status in {"missing", "fix"})


async def files_beside(turn: Turn, progress: Progress) -> str:
    """For the summary, a line each: what the contact sees beside the materials, and what is not sorted yet and
    therefore not sent. Empty when there is neither."""
    lines = []
    if progress.extras:
        names = [_kind(turn, one) or await called(turn, one) for one in progress.extras]
        lines.append(turn.words("summary_extras", names="、".join(names)))
    if left := _unsorted(progress):
        names = [await called(turn, one) for one in left]
        lines.append(turn.words("summary_unsorted", names="、".join(names)))
    return "\n".join(lines)


def sort_buttons(turn: Turn, progress: Progress) -> list[tuple[str, str]]:
    """The button by which what is not sorted yet is asked about again, when there is any."""
    return [turn.button("sort_files", "sort_files")] if _unsorted(progress) else []


def _unsorted(progress: Progress) -> list[Upload]:
    return [one for one in progress.loose if one.status == UploadStatus.RECEIVED]


def _kind(turn: Turn, upload: Upload) -> str:
    key = f"kind_{upload.kind}"
    return turn.words(key) if upload.kind and turn.texts.has(key) else ""


def mark_of(turn: Turn, state: MaterialState) -> str:
    """How it stands; a paper of before that passed is called that."""
    earlier = [upload.first_passed for upload in state.uploads]
    if state.status == "passed" and earlier and all(earlier):
        return turn.words("material_reused")
    return turn.words(f"material_{state.status}")


def _line(turn: Turn, n: int, state: MaterialState) -> str:
    material = state.material
    mark = mark_of(turn, state)
    if state.returned_reason:
        return turn.words("checklist_line_returned", n=n, name=material.name, mark=mark, reason=state.returned_reason)
    need = turn.words("need_optional") if material.need == Need.OPTIONAL else ""
    return turn.words("checklist_line", n=n, name=material.name, form=material.form, need=need, mark=mark)
