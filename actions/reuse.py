"""Using earlier papers again: yes, no, and not any more."""

import re

from actions.asking import advance, ask
from actions.reuse_offers import ask_to_reuse, asked_offer
from actions.turn import HallAction, Turn
from backend.domain.errors import OfferChanged
from backend.domain.packages import Step
from backend.services import packages, reuse
from backend.services.reuse_words import wording

#: Typed words are a consent only when they speak of using what is there, and of nothing else.
_USE = re.compile(r"用.{0,4}(?:上次|上回|以前|之前|原来|那)|(?:上次|上回|以前|之前|原来)的?.{0,6}(?:能|可以|就)?用")
_NOT = re.compile(r"不|别|莫|冇|没(?!问题|事|关系)|勿|重新|再拍|另外|[吗么?]")


async def use_earlier(turn: Turn, seen: str) -> None:
    """Use the papers of the offer that was shown, and go on."""
    assert turn.open_package is not None
    try:
        names = await reuse.agree(turn.hall, turn.open_package.id, seen, wording(turn.texts))
    except OfferChanged:
        turn.say("error_offer_changed")
        await ask(turn, fresh=True)
        return
    await turn.set_focus(reuse=None, misses=None)
    turn.say("reuse_taken", names="、".join(names))
    await turn.reload()
    await advance(turn)


async def send_anew(turn: Turn) -> None:
    """The resident would rather send the papers again; remembered for this package."""
    assert turn.open_package is not None
    await reuse.refuse(turn.hall, turn.open_package.id, wording(turn.texts))
    await turn.set_focus(reuse=None, misses=None)
    turn.say("reuse_refused")
    await ask(turn, fresh=True)


async def answered_offer(turn: Turn) -> bool:
    """Take a yes or no to the standing question; whether it was one. "继续" is no yes: consent is said."""
    seen = asked_offer(turn)
    if seen is None:
        return False
    if turn.intent == "deny":
        await send_anew(turn)
    elif turn.intent == "affirm" and not _NOT.search(turn.text):
        await use_earlier(turn, seen)
    elif turn.intent in {"affirm", "continue"}:
        await ask(turn, fresh=True)
    else:
        return False
    return True


class UseEarlier(HallAction):
    """A pressed or typed "用上次的". Typed without the question before it, the question comes first."""

    key = "action_use_earlier"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("reuse_later")
            return
        pressed, standing = turn.entities.get("offer"), asked_offer(turn)
        if pressed is not None:
            await use_earlier(turn, pressed)
        elif standing is not None and _USE.search(turn.text) and not _NOT.search(turn.text):
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
