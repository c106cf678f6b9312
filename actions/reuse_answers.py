"""What a yes or a no to the question about earlier papers does."""

import re

from actions.asking import advance, ask
from actions.reuse_offers import asked_offer
from actions.turn import Turn
from backend.domain.choices import is_plain_yes
from backend.domain.errors import OfferChanged
from backend.services import reuse
from backend.services.reuse_words import wording

#: Typed words are a consent only when they speak of using what is there, and of nothing else.
_USE = re.compile(r"用.{0,4}(?:上次|上回|以前|之前|原来|那)|(?:上次|上回|以前|之前|原来)的?.{0,6}(?:能|可以|就)?用")
_NOT = re.compile(
    r"那个人|老公|老婆|爸|妈|崽|女儿|儿子|邻居|他的|她的|别人|微信|明天|等|找|去"
    r"|不|别|莫|冇|没(?!问题|事|关系)|勿|停|撤|收回|取消|删|反|换|重新|再拍|另外|[吗么?]"
)


def is_plain_use(text: str) -> bool:
    """Whether a text asks for what is there to be used, without a doubt or a but."""
    return bool(_USE.search(text)) and not _NOT.search(text)


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
    elif turn.intent == "affirm" and (is_plain_yes(turn.text) or is_plain_use(turn.text)):
        await use_earlier(turn, seen)
    elif turn.intent in {"affirm", "continue"}:
        await ask(turn, fresh=True)
    else:
        return False
    return True
