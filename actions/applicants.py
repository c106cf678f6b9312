"""Who the package is for: taking what the gateway put aside, never from Rasa."""

import re

from actions.asking import advance, ask
from actions.turn import HallAction, Turn
from actions.whom_words import (
    applicant_of,
    applicant_shown,
    asks_whose,
    forget_told,
    is_own_told,
    shown_whom,
    told_person,
)
from backend.domain.business_names import business_named
from backend.domain.errors import InvalidInput
from backend.domain.guide_parts import asks_something
from backend.domain.packages import Step
from backend.domain.personal import MARKS, without_marks
from backend.domain.plain_words import number_away, sent_already
from backend.services import conversations, packages
from backend.services.packages import Progress

#: How the names of businesses and other units end, or nearly.
_BUSINESS = re.compile(
    r"公司|企业|店|厂|行|部|中心|馆|社|院|所|户|超市|商|坊|吧|室|校|园|场|铺|站|队|会|协会|工作室|集团"
)
#: Of a business's name when it is said after the question for it: 公司名呢, 申请人改成….
_OF_NAME = re.compile(r"申请人|名字|名称|单位|公司名|店名|叫|企业名")


def tells_person(text: str) -> bool:
    """Whether the gateway took something about the applicant out of this text."""
    return any(MARKS[one] in text for one in ("name", "id_number", "uscc"))


async def take_applicant(turn: Turn, progress: Progress) -> bool:
    """Use what was typed about the applicant; whether anything was."""
    if progress.item.applicant == "business":
        if not await _keep_business_name(turn) and not tells_person(turn.text):
            return False
    elif not tells_person(turn.text):
        return False
    elif await is_own_told(turn, progress):
        return True
    known = await conversations.person(turn.hall, turn.conversation)
    if all(applicant_of(progress.item, known)):
        await use_known(turn, progress)
    else:
        await _ask_missing(turn, progress, known)
    return True


async def _ask_missing(turn: Turn, progress: Progress, known: dict[str, str]) -> None:
    name, number = applicant_of(progress.item, known)
    business = progress.item.applicant == "business"
    if business and not name and MARKS["name"] in turn.text:
        turn.say("applicant_is_business")
    which = "business" if business else "person"
    missing = ("_number" if name else "_name") if name or number else ""
    key = "applicant_number_away" if name and number_away(turn.text) else f"ask_applicant_{which}{missing}"
    turn.say(key, whom=shown_whom(turn), buttons=[turn.button("applicant_later", "applicant_later")])


async def use_known(turn: Turn, progress: Progress) -> None:
    """Set the applicant from what is known of them, say so masked, and go on."""
    known = await conversations.person(turn.hall, turn.conversation)
    business = progress.item.applicant == "business"
    name, number = applicant_of(progress.item, known)
    fields = ("business_name", "uscc") if business else ("name", "id_number")
    told = {fields[0]: name, fields[1]: number, "phone": known.get("phone")}
    try:
        await packages.set_applicant(turn.hall, progress.package.id, **told)
    except InvalidInput as error:
        field = str(error.fields.get("field", "id_number"))
        # A number that can't be right is not offered again as the one told before.
        await conversations.forget_person(turn.hall, turn.conversation.id, field)
        turn.say(f"error_{field}")
        return
    turn.say("applicant_taken", **applicant_shown(progress.item, name or "", number or ""))
    await turn.set_focus(misses=None, applicant_offered=progress.package.id, whose=None)
    await turn.reload()
    await advance(turn)


async def _keep_business_name(turn: Turn) -> bool:
    """A business's name is no personal data and comes as plain text; whether there was one."""
    text = without_marks(turn.text)
    name = business_named(text)
    at_question = turn.open_package is not None and turn.open_package.step == Step.APPLICANT
    if name is None and at_question and turn.intent in {"give_person", "nlu_fallback"} and not tells_person(turn.text):
        bare = len(text) >= 4 and not asks_something(text) and not number_away(text) and _BUSINESS.search(text)
        name = text if bare else None
    if name is None:
        return False
    async with turn.hall.database.transaction() as session:
        await conversations.remember_person(turn.hall, session, turn.conversation.id, {"business_name": name})
    await turn.reload()
    return True


async def take_business_name(turn: Turn, progress: Progress) -> bool:
    """ "申请人应该是公司，名字改成…有限公司", said after the question: that is the applicant's name, nothing else."""
    assert turn.open_package is not None
    if progress.item.applicant != "business" or progress.step in {Step.CONFIRM, Step.QUESTIONS}:
        return False
    if business_named(without_marks(turn.text)) is None or not _OF_NAME.search(turn.text):
        return False
    known = packages.applicant(turn.hall, progress.package)
    if known.uscc is not None and MARKS["uscc"] not in turn.text:
        async with turn.hall.database.transaction() as session:
            await conversations.remember_person(turn.hall, session, turn.conversation.id, {"uscc": known.uscc})
        await turn.reload()
    return await take_applicant(turn, progress)


async def take_number_away(turn: Turn, progress: Progress) -> bool:
    """ "执照不在手边，能不能先约号": the number may come later, from a photo or typed."""
    if progress.step != Step.APPLICANT or not number_away(turn.text) or tells_person(turn.text):
        return False
    if progress.item.applicant == "business":
        await _keep_business_name(turn)
    later = turn.button("applicant_later", "applicant_later")
    turn.say("applicant_number_away", buttons=[later, turn.button("human", "human")])
    return True


async def said_of_applicant(turn: Turn) -> bool:
    """What was said in plain words of the applicant of the open package."""
    assert turn.open_package is not None
    assert turn.item is not None
    if turn.item.applicant != "business" and turn.open_package.step != Step.APPLICANT:
        return False
    progress = await packages.progress(turn.hall, turn.open_package.id)
    if await take_business_name(turn, progress) or await take_number_away(turn, progress):
        return True
    if progress.step == Step.APPLICANT and sent_already(turn.text):
        known = await conversations.person(turn.hall, turn.conversation)
        if all(applicant_of(progress.item, known)):
            await ask(turn, fresh=True)  # is it the same person? then the card of before can be used
            return True
    return False


async def take_theirs(turn: Turn) -> None:
    """Asked whose the name is: the one's it is for."""
    assert turn.open_package is not None
    await turn.set_focus(whose=None)
    progress = await packages.progress(turn.hall, turn.open_package.id)
    if progress.step != Step.APPLICANT:
        turn.say("whom_kept", whom=shown_whom(turn))
        await ask(turn)
    elif len(await told_person(turn)) > 1:
        await use_known(turn, progress)
    else:
        await ask(turn, fresh=True)


async def take_anew(turn: Turn, kept: dict[str, str] | None = None) -> None:
    """What was told is the wrong one's: it is forgotten and asked again, but for what was ``kept`` of this message."""
    assert turn.open_package is not None
    await turn.set_focus(whose=None, applicant_later=None, applicant_offered=None, misses=None)
    await packages.forget_applicant(turn.hall, turn.open_package.id)
    await forget_told(turn)
    if kept:
        async with turn.hall.database.transaction() as session:
            await conversations.remember_person(turn.hall, session, turn.conversation.id, kept)
    await packages.move_to(turn.hall, turn.open_package.id, Step.APPLICANT)
    await turn.reload()
    if len(kept or {}) > 1:
        await use_known(turn, await packages.progress(turn.hall, turn.open_package.id))
    else:
        await ask(turn, fresh=True)


class SameApplicant(HallAction):
    """The applicant is the one told before."""

    key = "action_same_applicant"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("anything_else")
        elif asks_whose(turn):
            await take_theirs(turn)
        else:
            await use_known(turn, await packages.progress(turn.hall, turn.open_package.id))


class OtherApplicant(HallAction):
    """The applicant is somebody else: forget the one told before and ask."""

    key = "action_other_applicant"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is not None and asks_whose(turn):
            await take_anew(turn)
            return
        await conversations.forget_person(turn.hall, turn.conversation.id)
        await turn.set_focus(whom=None, kin=None, whom_age=None)
        await turn.reload()
        await advance(turn) if turn.open_package is not None else turn.say("anything_else")


class ApplicantLater(HallAction):
    """No typing: the applicant is read from the identity card or licence when it is sent."""

    key = "action_applicant_later"

    async def act(self, turn: Turn) -> None:
        if turn.open_package is None:
            turn.say("anything_else")
            return
        await turn.set_focus(applicant_later=True)
        turn.say("applicant_later")
        await advance(turn)
