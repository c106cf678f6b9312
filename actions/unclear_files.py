"""Files of which nobody knows what they are for: asked about one at a time."""

from collections.abc import Sequence

from actions.file_names import called
from actions.finding_words import as_lines, as_told
from actions.item_cards import short
from actions.turn import Turn, payload
from backend.domain.checks.subject import accepted_kinds
from backend.domain.facts import Verdict
from backend.domain.items import Material, MaterialKind, needed_materials
from backend.domain.uploads import UploadStatus
from backend.services import uploads
from backend.storage.uploads import Upload

#: Kinds too wide, or too seldom sure, to say of a file that it is one and no other.
_WIDE = frozenset({"photo", "license", "other", "unknown"})


async def ask_which(turn: Turn, upload: Upload) -> None:
    """The file fits no material by itself: ask which it is for. One file at a time, so that no question goes stale."""
    if turn.item is None or turn.open_package is None:
        return  # that it is kept, and what is still to be said, was told when it came
    wrong = [as_told(turn, f) for f in upload.findings if f.get("verdict") == Verdict.FIX and not f["ok"]]
    if wrong:
        turn.say("file_unusable", file=await called(turn, upload), findings=as_lines(turn, wrong))
        return
    asked = turn.focus.get("which")
    if asked != upload.id and any(one.id == asked for one in await unclear(turn)):
        if _is_known(turn, upload):
            turn.say("file_waits", kind=turn.words(f"kind_{upload.kind}"))
        return  # its turn comes when the one that was asked about is settled
    await turn.set_focus(which=upload.id)
    key, choices = _question(turn, upload, needed_materials(turn.item, turn.open_package.answers))
    turn.say(
        key,
        file=await called(turn, upload),
        kind=turn.words(f"kind_{upload.kind}") if _is_known(turn, upload) else "",
        item=short(turn.item),
        buttons=[
            *[(m.name, payload("file_upload", upload=upload.id, material=m.key)) for m in choices],
            turn.button("leave_to_contact", "leave_to_contact", upload=upload.id),
            turn.button("not_needed", "drop_upload", upload=upload.id),
        ],
    )


def _question(turn: Turn, upload: Upload, needed: Sequence[Material]) -> tuple[str, Sequence[Material]]:
    """Which question is asked, and between which materials.

    Where the kind is sure and the list has none of it, no wrong choices are offered: only what is known by a title
    alone might still be meant.
    """
    if not _is_known(turn, upload):
        return "ask_which_unknown", needed
    listed = any(upload.kind in accepted_kinds(m.kind, m.title_words) for m in needed)
    if listed or upload.kind in _WIDE:
        return "ask_which_material", needed
    titled = [m for m in needed if m.kind is MaterialKind.OTHER]
    return "not_on_list_unless" if titled else "not_on_list", titled


def _is_known(turn: Turn, upload: Upload) -> bool:
    return upload.kind is not None and turn.texts.has(f"kind_{upload.kind}") and upload.kind != "unknown"


async def unclear(turn: Turn) -> list[Upload]:
    """The package's files that could be read, but nobody knows yet what for."""
    if turn.open_package is None:
        return []
    mine = await uploads.of_conversation(turn.hall, turn.conversation.id)
    return [
        one
        for one in mine
        if one.package_id == turn.open_package.id
        and one.status == UploadStatus.RECEIVED
        and one.material_key is None
        and not any(f.get("verdict") == Verdict.FIX and not f["ok"] for f in one.findings)
    ]


async def ask_next(turn: Turn) -> bool:
    """The question about the next unclear file, when there is one."""
    left = await unclear(turn)
    await turn.set_focus(which=None)
    if left:
        await ask_which(turn, left[0])
    return bool(left)
