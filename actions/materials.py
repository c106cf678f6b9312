"""Materials and uploads: verdicts told, files put to the right material, and help for those who can't send any."""

import re
from typing import Any

from actions.asking import advance, ask, start_item
from actions.explaining import explain_material
from actions.file_names import called
from actions.finding_words import as_lines, as_told, material_name
from actions.item_cards import short
from actions.material_lists import still_missing
from actions.reuse_offers import ask_to_reuse
from actions.turn import HallAction, Turn
from actions.unclear_files import ask_which, unclear
from backend.domain.choices import says_yes_first
from backend.domain.facts import Verdict
from backend.domain.packages import OPEN_PACKAGES, Step
from backend.domain.papers import material_named
from backend.domain.uploads import UploadStatus
from backend.services import conversations, packages, previews, uploads
from backend.storage.uploads import Upload

#: What a resident needs not be told of a good paper when there is more to say.
_GOES_WITHOUT_SAYING = frozenset({"opens_ok", "sharp_ok", "kind_ok", "fields_ok"})

#: Findings that another file of the same album may put right by itself.
_OTHER_SIDE = "side_missing"
_COMING = frozenset({UploadStatus.QUEUED, UploadStatus.CHECKING})


#: Asked whether it may be so, rather than said.
_ASKED = re.compile(r"[吗么?]|能不能|要不要|可不可以|行不行|要得不|好不好|费|钱")


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
            if turn.open_package is not None:
                await self._tell_aside(turn, upload, package.item_id)
                return
            await packages.attach(turn.hall, turn.conversation.id, upload.package_id)
            await turn.reload()
        if upload.status == UploadStatus.EXTRA:
            turn.say("upload_left_to_contact", file=await called(turn, upload))
            return
        if upload.material_key is None:
            await ask_which(turn, upload)
        elif await self._other_side_may_come(turn, upload):
            await turn.set_focus(later=[*later_of(turn), upload.id])
            return
        else:
            self._tell(turn, upload, (await previews.page_turns(turn.hall, upload))[0])
            await self._tell_still_wrong(turn, upload)
        await self._tell_later(turn, but=upload.id)
        if upload.material_key is not None and turn.open_package is not None:
            await self._go_on(turn)

    async def _other_side_may_come(self, turn: Turn, upload: Upload) -> bool:
        """Whether all that is wrong is the card's other side, while more files of the resident's are being read."""
        wrong = [f for f in upload.findings if not f["ok"] and not f.get("staff_only")]
        if not wrong or any(not str(f["key"]).startswith(_OTHER_SIDE) for f in wrong):
            return False
        mine = await uploads.of_conversation(turn.hall, turn.conversation.id)
        return any(
            one.id != upload.id and one.status in _COMING and one.material_key in (None, upload.material_key)
            for one in mine
        )

    async def _tell_still_wrong(self, turn: Turn, upload: Upload) -> None:
        """This file is good, and another one of the same material is not: nobody may take the one for the other."""
        if upload.verdict != Verdict.PASS or turn.open_package is None or not upload.material_key:
            return
        state = (await packages.progress(turn.hall, turn.open_package.id)).state(upload.material_key)
        if state is None or state.status != "fix":
            return
        wrong = [as_told(turn, dict(f)) for f in state.findings if not f["ok"]]
        if wrong:
            turn.say("still_wrong", material=state.material.name, findings=as_lines(turn, wrong))

    async def _tell_later(self, turn: Turn, *, but: str) -> None:
        """The other side did not come after all: what was held back is told. What came right was told by itself."""
        later = later_of(turn)
        if not later:
            return
        mine = {one.id: one for one in await uploads.of_conversation(turn.hall, turn.conversation.id)}
        waits = [
            key for key in later if key != but and key in mine and await self._other_side_may_come(turn, mine[key])
        ]
        for key in later:
            held = mine.get(key)
            if key == but or key in waits or held is None or held.status != UploadStatus.FIX:
                continue
            self._tell(turn, held, (await previews.page_turns(turn.hall, held))[0])
        await turn.set_focus(later=waits or None)

    def _tell(self, turn: Turn, upload: Upload, turned: int) -> None:
        name = material_name(turn, upload.material_key)
        mine = [f for f in upload.findings if not f.get("staff_only")]
        findings = [as_told(turn, f) for f in mine]
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
                turn.say("verdict_fix", findings=as_lines(turn, wrong), card=card, **said)
            case Verdict.HUMAN:
                key = "verdict_human_failed" if upload.failure else "verdict_human"
                turn.say(key, findings=as_lines(turn, wrong), card=card, **said)

    async def _tell_aside(self, turn: Turn, upload: Upload, item_id: str) -> None:
        """A verdict of another package than the one worked on: told with that item's name, and nothing else done."""
        item = turn.hall.catalogue.items.get(item_id)
        if item is None or upload.material_key is None:
            return  # asked for when the talk comes back to that package
        here, turn.item = turn.item, item
        turn.say("verdict_of_other_item", name=short(item))
        self._tell(turn, upload, (await previews.page_turns(turn.hall, upload))[0])
        turn.item = here

    async def _go_on(self, turn: Turn) -> None:
        assert turn.open_package is not None
        if await packages.adopt_applicant(turn.hall, turn.open_package.id):
            await _remember_read(turn)
        await turn.reload()
        assert turn.open_package is not None
        progress = await packages.progress(turn.hall, turn.open_package.id)
        if progress.step == Step.APPLICANT and progress.applicant_known:
            await advance(turn)  # the card that was sent says who it is
            return
        if progress.step not in {Step.MATERIALS, Step.SUMMARY}:
            return
        if any(s.status == "checking" for s in progress.materials) or await unclear(turn):
            return
        left = still_missing(turn, progress)
        if left and await ask_to_reuse(turn, progress, once=True):
            return
        if left:
            turn.say("materials_left", names=left)
            return
        if progress.step == Step.MATERIALS:
            turn.say("materials_complete")
            await turn.set_focus(applicant_later=None)
            await advance(turn)


async def _remember_read(turn: Turn) -> None:
    """Who was read from a card is offered for the next item like who was typed."""
    assert turn.open_package is not None
    read = packages.applicant(turn.hall, (await packages.progress(turn.hall, turn.open_package.id)).package)
    values = {
        "name": read.name,
        "id_number": read.id_number,
        "business_name": read.business_name,
        "uscc": read.uscc,
    }
    async with turn.hall.database.transaction() as session:
        await conversations.remember_person(
            turn.hall, session, turn.conversation.id, {key: value for key, value in values.items() if value}
        )


def later_of(turn: Turn) -> list[str]:
    """Verdicts that are held back until the album is read."""
    return [str(one) for one in turn.focus.get("later") or []]


class UploadHow(HallAction):
    """How to take a good photo."""

    key = "action_upload_how"

    async def act(self, turn: Turn) -> None:
        turn.say("upload_how")


class CantUpload(HallAction):
    """Who can't send photos may bring everything along, or ask a person."""

    key = "action_cant_upload"

    async def act(self, turn: Turn) -> None:
        brings = [turn.button("bring_along", "bring_along")] if turn.open_package is not None else []
        turn.say("cant_upload", buttons=[*brings, turn.button("human", "human")])


class SkipMaterial(HallAction):
    """A material isn't at hand: say what that means and who can help."""

    key = "action_skip_material"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("what_to_do")
            return
        progress = await packages.progress(turn.hall, turn.open_package.id)
        if await explain_material(turn, progress.item):
            await ask(turn)
            return
        turn.say(
            "skip_material",
            names=still_missing(turn, progress),
            buttons=[
                turn.button("bring_along", "bring_along"),
                turn.button("keep_for_later", "keep_for_later"),
                turn.button("human", "human"),
            ],
        )


class BringAlong(HallAction):
    """What was not sent is brought to the window; the talk goes on with the time."""

    key = "action_bring_along"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            offered = str(turn.focus.get("item") or "") if turn.focus.get("ask") == "confirm" else ""
            if offered and says_yes_first(turn.text):
                await start_item(turn, offered)  # 就是这个，那要带什么
            else:
                turn.say("bring_needs_item")
            return
        if turn.open_package.step != Step.MATERIALS:
            await ask(turn)
            return
        if not turn.text.startswith("/") and _ASKED.search(turn.text):
            turn.say("may_be_brought", buttons=[turn.button("bring_along", "bring_along")])
            return
        if await self._only_one(turn):
            turn.say("may_be_brought", buttons=[turn.button("bring_along", "bring_along")])
            return
        names = await packages.bring_along(turn.hall, turn.open_package.id)
        await turn.set_focus(applicant_later=None)
        await turn.reload()
        assert turn.open_package is not None
        left = still_missing(turn, await packages.progress(turn.hall, turn.open_package.id))
        if names:
            turn.say("brought_along", names="、".join(names))
        if (lacked := turn.focus.get("lacked")) in names:
            turn.say("brought_but_lacked", name=lacked)
        if left:
            turn.say("nothing_to_bring", names=left)
            return
        await advance(turn)

    async def _only_one(self, turn: Turn) -> bool:
        """Whether one paper is named (申请表到窗口填) while others are still to be sent."""
        assert turn.open_package is not None
        if turn.text.startswith("/"):
            return False
        progress = await packages.progress(turn.hall, turn.open_package.id)
        left = [s.material.name for s in progress.materials if s.status in {"missing", "fix"}]
        return len(left) > 1 and material_named(turn.text, left) is not None
