"""Using earlier papers again: yes, no, and not any more."""

import re

from actions.answers import TakeAnswer
from actions.asking import advance, ask
from actions.reuse_answers import is_plain_use, send_anew, use_earlier
from actions.reuse_offers import ask_to_reuse, asked_offer
from actions.turn import HallAction, Turn
from backend.domain.packages import Step
from backend.services import packages, reuse

#: Said of earlier papers when they are not to be used any more; a story tells of much.
_NO_MORE = re.compile(r"别(?![的人个家处样])|莫|不要|不准|不许|不能|不用|不让|不想|停|撤|收回|取消|删|反悔|不再|后悔")
_SHORT = 30
#: What speaks of papers of before, where "before ten" does not; whatever else was taken for it is an answer or a need.
_EARLIER = re.compile(
    r"上次|上回|(?<![点半号日天周月年分])以前|之前|先前|前面|前回|原来|旧|沿用|[交发拍收传]过|有我的|同意|反悔"
)


class UseEarlier(HallAction):
    """A pressed or typed "用上次的". Typed without the question before it, the question comes first."""

    key = "action_use_earlier"

    async def act(self, turn: Turn) -> None:
        if "offer" not in turn.entities and not _EARLIER.search(turn.text):
            await TakeAnswer(turn.hall, turn.texts).act(turn)  # the classifier heard what was not said
            return
        if turn.open_package is None:
            turn.say("reuse_later")
            return
        pressed, standing = turn.entities.get("offer"), asked_offer(turn)
        if pressed is not None:
            await use_earlier(turn, pressed)
        elif standing is not None and is_plain_use(turn.text):
            await use_earlier(turn, standing)
        else:
            progress = await packages.progress(turn.hall, turn.open_package.id)
            if not await ask_to_reuse(turn, progress, wished=True):
                known = progress.applicant_known or progress.step in {Step.MATERIALS, Step.SLOT, Step.SUMMARY}
                turn.say("reuse_none" if known else "reuse_later")
                await ask(turn)


class SendAnew(HallAction):
    """The earlier papers stay where they are."""

    key = "action_send_anew"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("anything_else")
        else:
            await send_anew(turn)


class StopReuse(HallAction):
    """No earlier paper is to be used any more, for this or anything to come."""

    key = "action_stop_reuse"

    async def act(self, turn: Turn) -> None:
        if not (_EARLIER.search(turn.text) and _NO_MORE.search(turn.text) and len(turn.text) <= _SHORT):
            await TakeAnswer(turn.hall, turn.texts).act(turn)
            return
        done = await reuse.withdraw(turn.hall, turn.conversation.id)
        await turn.set_focus(reuse=None)
        await turn.reload()
        turn.say("reuse_stopped")
        if done.materials:
            turn.say("reuse_stopped_open", names="、".join(done.materials))
        if done.kept:
            turn.say("reuse_stopped_kept", count=done.kept)
        if turn.open_package is None:
            return
        progress = await packages.progress(turn.hall, turn.open_package.id)
        lacks = packages.next_step(progress) == Step.MATERIALS
        if done.materials and lacks and progress.step in {Step.SLOT, Step.SUMMARY}:
            await advance(turn)  # what was complete is not any more
        else:
            await ask(turn)
