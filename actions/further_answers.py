"""Parts of a guide that are heard in plain words alone: the way, the conditions, seals, visits, the post, who comes."""

import re

from actions.applicants import tells_person
from actions.explaining import explain_material
from actions.guide_answers import AnswerWho
from actions.guides import PARTS, GuideAnswer, go_on
from actions.item_cards import fact, short
from actions.turn import Turn
from backend.domain.further_parts import asks_for_home, asks_for_hospital
from backend.domain.guide_parts import parts_asked
from backend.domain.items import Item, ItemStatus
from backend.domain.papers import names_paper

_ONLINE = re.compile(r"网上|线上|网办|到办事现场")
_BY_POST = re.compile(r"寄|邮政|快递")
_AT_HOME = re.compile(r"上门")
_IN_PERSON = re.compile(r"本人|到场|双方|一起来|监护|当面")


def _told(turn: Turn, item: Item, words: re.Pattern[str]) -> str:
    """What the guide says with these words, in its hints, what comes of it, how it goes and who it is for."""
    facts = [one for one in (item.agent, item.who, item.result, item.case_type, item.onsite_check) if one.value]
    said = [hint.rstrip("。") for hint in item.hints if words.search(hint)]
    said += [fact(turn, one) for one in facts if words.search(one.text)]
    return "。".join(dict.fromkeys(said))


class _Further(GuideAnswer):
    """What the guide says of it, or that it says nothing, and what can be done here."""

    words: re.Pattern[str]
    unknown = ""  # what is said when the guide says nothing of it

    def answer(self, turn: Turn, item: Item) -> None:
        told = _told(turn, item, self.words)
        if told:
            turn.say("guide_says", name=short(item), told=told)
        else:
            turn.say(self.unknown, name=short(item), buttons=[turn.button("human", "human")])


class AnswerOnline(_Further):
    key = "action_answer_online"
    words = _ONLINE
    unknown = "answer_online_unknown"

    def answer(self, turn: Turn, item: Item) -> None:
        super().answer(turn, item)
        if item.bookable:
            turn.say("answer_online_here")


class AnswerConditions(AnswerWho):
    """Whether somebody may have it: the guide's conditions. Whether they fit is for the window to say."""

    def answer(self, turn: Turn, item: Item) -> None:
        super().answer(turn, item)
        turn.say("answer_who_decided")


class AnswerStamp(GuideAnswer):
    key = "action_answer_stamp"

    def answer(self, turn: Turn, item: Item) -> None:
        sealed = [m.name for m in item.materials if m.seal or "章" in m.form or "章" in (m.note or "")]
        if sealed:
            turn.say("answer_stamp", name=short(item), names="、".join(dict.fromkeys(sealed)))
        else:
            turn.say("answer_stamp_unknown", name=short(item), buttons=[turn.button("human", "human")])


class AnswerVisit(GuideAnswer):
    key = "action_answer_visit"

    def answer(self, turn: Turn, item: Item) -> None:
        human = [turn.button("human", "human")]
        if asks_for_home(turn.text):
            home = _told(turn, item, _AT_HOME)
            if home:
                turn.say("guide_says", name=short(item), told=home)
            else:
                turn.say("answer_visit_home", name=short(item), buttons=human)
        elif item.onsite_check.value and (not asks_for_hospital(turn.text) or "医院" in item.onsite_check.text):
            turn.say("guide_says", name=short(item), told=fact(turn, item.onsite_check))
            if asks_for_hospital(turn.text):
                turn.say("answer_visit_hospital", buttons=human)
        else:
            turn.say("not_in_guide", name=short(item), buttons=human)


class AnswerSend(_Further):
    key = "action_answer_send"
    words = _BY_POST
    unknown = "answer_send_unknown"


class AnswerPresence(_Further):
    key = "action_answer_presence"
    words = _IN_PERSON
    unknown = "answer_presence_unknown"

    def answer(self, turn: Turn, item: Item) -> None:
        super().answer(turn, item)
        seen_to = "visit" in parts_asked(turn.text)  # which tells it
        if item.onsite_check.value and not seen_to and "医院" in item.onsite_check.text:
            turn.say("guide_says", name=short(item), told=fact(turn, item.onsite_check))


_FURTHER: dict[str, type[GuideAnswer]] = {
    "online": AnswerOnline,
    "who": AnswerConditions,
    "stamp": AnswerStamp,
    "visit": AnswerVisit,
    "send": AnswerSend,
    "presence": AnswerPresence,
}
PARTS.update(_FURTHER)


async def asked_further(turn: Turn) -> bool:
    """Answer when one of these parts is asked of what the talk is about; whether it was."""
    parts = [part for part in parts_asked(turn.text) if part in _FURTHER]
    item = turn.item or turn.hall.catalogue.items.get(str(turn.focus.get("item") or ""))
    if not parts or item is None or item.status != ItemStatus.ACTIVE or tells_person(turn.text):
        return False
    if parts[0] == "visit" and names_paper(turn.text, item.materials):
        await explain_material(turn, item)  # the paper and the place it is made at are asked of together
        AnswerVisit(turn.hall, turn.texts).answer(turn, item)
        await go_on(turn, item)
        return True
    await PARTS[parts[0]](turn.hall, turn.texts).act(turn)
    return True
