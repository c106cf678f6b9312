"""Materials and uploads: verdicts told, files put to the right material, and help for those who can't send any."""

from typing import Any

from actions.asking import advance, ask
from actions.material_lists import still_missing
from actions.turn import HallAction, Turn, payload
from backend.domain.facts import Verdict
from backend.domain.items import needed_materials
from backend.domain.packages import OPEN_PACKAGES, Step
from backend.domain.uploads import UploadStatus
from backend.services import packages, previews, uploads
from backend.storage.uploads import Upload

#: What a resident needs not be told of a good paper when there is more to say.
_GOES_WITHOUT_SAYING = frozenset({"opens_ok", "sharp_ok", "kind_ok", "fields_ok"})


class UploadJudged(HallAction):
    """A verdict is there: tell it, and go on when it was the last one."""

    key = "action_upload_judged"

    async def act(self, turn: Turn) -> None:
        upload = await uploads.own(turn.hall, turn.conversation.id, turn.entities["upload_id"])
        if upload.status in {UploadStatus.REPLACED, UploadStatus.REMOVED}:
            return
        if upload.package_id is not None and upload.package_id != turn.conversation.package_id:
            package = await packages.own(turn.hall, turn.conversation.id, upload.package_id)
            if package.status not in OPEN_PACKAGES:
                return  # told too late: what was decided is not opened again by a verdict
            await packages.attach(turn.hall, turn.conversation.id, upload.package_id)
            await turn.reload()
        if upload.material_key is None:
            self._which(turn, upload)
            return
        self._tell(turn, upload, (await previews.page_turns(turn.hall, upload))[0])
        if turn.open_package is not None:
            await self._go_on(turn)

    def _tell(self, turn: Turn, upload: Upload, turned: int) -> None:
        name = _material_name(turn, upload.material_key)
        mine = [f for f in upload.findings if not f.get("staff_only")]
        findings = [_finding(turn, f) for f in mine]
        wrong = [f for f in findings if not f["ok"]]
        said: dict[str, Any] = {"material": name, "file": upload.name}
        card = {
            "kind": "verdict",
            "upload_id": upload.id,
            "material": name,
            "verdict": upload.verdict,
            "turned": turned,
            "findings": findings,
        }
        match Verdict(upload.verdict) if upload.verdict else Verdict.HUMAN:
            case Verdict.PASS:
                told = [(f["key"], seen) for f, seen in zip(mine, findings, strict=True) if seen["told"]]
                shown = [seen for key, seen in told if key not in _GOES_WITHOUT_SAYING]
                shown = shown or [seen for _, seen in told[-1:]]
                seen = "，".join(f["text"].rstrip("。") for f in shown)
                turn.say("verdict_pass", seen=seen, card=card, **said)
            case Verdict.FIX:
                turn.say("verdict_fix", findings=_lines(turn, wrong), card=card, **said)
            case Verdict.HUMAN:
                key = "verdict_human_failed" if upload.failure else "verdict_human"
                turn.say(key, findings=_lines(turn, wrong), card=card, **said)

    def _which(self, turn: Turn, upload: Upload) -> None:
        """The file fits no material by itself: ask which it is for."""
        if turn.item is None or turn.open_package is None:
            turn.say("upload_without_item", count=1)
            return
        wrong = [_finding(turn, f) for f in upload.findings if f.get("verdict") == Verdict.FIX and not f["ok"]]
        if wrong:
            turn.say("file_unusable", file=upload.name, findings=_lines(turn, wrong))
            return
        needed = needed_materials(turn.item, turn.open_package.answers)
        known = upload.kind is not None and turn.texts.has(f"kind_{upload.kind}") and upload.kind != "unknown"
        turn.say(
            "ask_which_material" if known else "ask_which_unknown",
            file=upload.name,
            kind=turn.words(f"kind_{upload.kind}") if known else "",
            buttons=[
                *[(m.name, payload("file_upload", upload=upload.id, material=m.key)) for m in needed],
                turn.button("not_needed", "drop_upload", upload=upload.id),
            ],
        )

    async def _go_on(self, turn: Turn) -> None:
        assert turn.open_package is not None
        await packages.adopt_applicant(turn.hall, turn.open_package.id)
        await turn.reload()
        assert turn.open_package is not None
        progress = await packages.progress(turn.hall, turn.open_package.id)
        if progress.step not in {Step.MATERIALS, Step.SUMMARY}:
            return
        if any(s.status == "checking" for s in progress.materials):
            return
        left = still_missing(turn, progress)
        if left:
            turn.say("materials_left", names=left)
            return
        if progress.step == Step.MATERIALS:
            turn.say("materials_complete")
            await turn.set_focus(applicant_later=None)
            await advance(turn)


class FileUpload(HallAction):
    """The resident said which material a file is for."""

    key = "action_file_upload"

    async def act(self, turn: Turn) -> None:
        await uploads.own(turn.hall, turn.conversation.id, turn.entities["upload"])
        upload = await uploads.assign(turn.hall, turn.entities["upload"], turn.entities["material"])
        turn.say("upload_filed", material=_material_name(turn, upload.material_key))


class DropUpload(HallAction):
    """The file was not meant for this."""

    key = "action_drop_upload"

    async def act(self, turn: Turn) -> None:
        await uploads.own(turn.hall, turn.conversation.id, turn.entities["upload"])
        await uploads.remove(turn.hall, turn.entities["upload"], f"resident:{turn.conversation.id}")
        turn.say("upload_dropped")
        await ask(turn)


class UploadHow(HallAction):
    """How to take a good photo."""

    key = "action_upload_how"

    async def act(self, turn: Turn) -> None:
        turn.say("upload_how")


class CantUpload(HallAction):
    """Who can't send photos may bring everything along, or ask a person."""

    key = "action_cant_upload"

    async def act(self, turn: Turn) -> None:
        turn.say("cant_upload", buttons=[turn.button("human", "human")])


class SkipMaterial(HallAction):
    """A material isn't at hand: say what that means and who can help."""

    key = "action_skip_material"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("what_to_do")
            return
        progress = await packages.progress(turn.hall, turn.open_package.id)
        turn.say(
            "skip_material",
            names=still_missing(turn, progress),
            buttons=[turn.button("keep_for_later", "keep_for_later"), turn.button("human", "human")],
        )


def _material_name(turn: Turn, key: str | None) -> str:
    material = turn.item.material(key) if turn.item is not None and key else None
    return material.name if material is not None else turn.words("this_file")


def _finding(turn: Turn, finding: dict[str, Any]) -> dict[str, Any]:
    key, fields = str(finding["key"]), dict(finding.get("fields") or {})
    text = turn.words(f"finding_{key}", **fields) if turn.texts.has(f"finding_{key}") else ""
    remedy = turn.words(f"remedy_{key}", **fields) if turn.texts.has(f"remedy_{key}") else ""
    return {
        "ok": bool(finding["ok"]),
        "told": bool(text) and bool(finding["ok"]),
        "text": text,
        "remedy": remedy if not finding["ok"] else "",
        "page": finding.get("page"),
        "box": finding.get("box"),
    }


def _lines(turn: Turn, findings: list[dict[str, Any]]) -> str:
    return "\n".join(turn.words("finding_line", text=f["text"], remedy=f["remedy"]) for f in findings)
