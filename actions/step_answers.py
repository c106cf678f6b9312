"""What a resident's words answer at the step of the package that the talk stands at."""

import re

from actions.applicants import take_applicant, tells_person, use_known
from actions.asking import advance, ask, start_item
from actions.case_answers import answer_told, match_answer
from actions.explaining import explain_material
from actions.reuse_answers import answered_offer
from actions.slots import before_its_time, offer_for_wish
from actions.submitting import submit
from actions.turn import Turn
from backend.domain.guide_parts import asks_something
from backend.domain.packages import Step
from backend.domain.papers import lacks, material_lacking, material_named
from backend.domain.wishes import parse_wish
from backend.services import packages
from backend.services.packages import Progress

YES = frozenset({"affirm", "continue"})


#: "Submit it", in whatever sentence; nothing is submitted against a word.
_SUBMIT = re.compile(
    r"^(?!.*(?:不|别|莫|先|等|怎么|吗|么|过|后|没|已经|几|多久|好久|能|什么)).*"
    r"(?:提交|交上去|交给你们|递上去)"
)


#: Which times are free, asked before the talk is there.
_ASKS_TIME = re.compile(r"空位|有空|能约|约得到|排到|最[快早](?:什么时候|哪天|几时|几号)")


#: Whose name and number are wanted: 写我的还是写我娘老子的.
_WHOSE = re.compile(r"[写填报用](?:哪个|谁|哪一个|我)的|[写填报](?:老人|他|她|我).{0,6}还是")


MAYBE_NEED = frozenset({"need", "nlu_fallback", "out_of_scope", "chitchat"})


async def says_what_lacks(turn: Turn, progress: Progress) -> bool:
    """ "我没有离职证明" where the question is not about that paper: no answer to it, and no "no"."""
    if progress.step != Step.QUESTIONS or not progress.questions_left or not lacks(turn.text):
        return False
    names = [m.name for m in progress.item.materials]
    if match_answer(progress.questions_left[0], turn.text, turn.intent) is not None:
        return False
    named = material_lacking(turn.text, names)
    asked = progress.questions_left[0]
    if named is None or material_named(asked.text + "".join(a.label for a in asked.answers), [names[named]]) == 0:
        return False
    if not await explain_material(turn, progress.item):
        return False
    await ask(turn)
    return True


async def answered(turn: Turn, progress: Progress) -> bool:
    if progress.step in {Step.MATERIALS, Step.SLOT, Step.SUMMARY} and tells_person(turn.text):
        return await take_applicant(turn, progress)
    if progress.step == Step.MATERIALS and await answered_offer(turn):
        return True
    match Step(progress.step):
        case Step.CONFIRM if turn.intent in YES:
            await start_item(turn, progress.item.id)
        case Step.QUESTIONS if _WHOSE.search(turn.text):
            turn.say("applicant_whose")
            await ask(turn)
        case Step.QUESTIONS:
            return await _answered_question(turn, progress)
        case Step.APPLICANT:
            return await _answered_applicant(turn, progress)
        case Step.MATERIALS if turn.intent in YES | {"upload_done"}:
            await _go_on_from_materials(turn, progress)
        case Step.MATERIALS if _ASKS_TIME.search(turn.text):
            await before_its_time(turn)
        case Step.SLOT | Step.SUMMARY if turn.intent == "time_wish" or _has_wish(turn):
            await offer_for_wish(turn)
        case Step.SLOT if _SUBMIT.search(turn.text):
            await submit(turn)  # says that a time comes first
        case Step.SUMMARY if turn.intent in YES or _SUBMIT.search(turn.text):
            await submit(turn)
        case Step.SUMMARY if turn.intent == "deny":
            turn.say("summary_denied")
        case _:
            return False
    return True


async def _answered_question(turn: Turn, progress: Progress) -> bool:
    if not progress.questions_left:
        await advance(turn)
        return True
    question = progress.questions_left[0]
    chosen = match_answer(question, turn.text, turn.intent)
    if chosen is None and turn.intent == "unsure":
        turn.say("unsure_help", help=question.unsure_help)
        chosen = question.unsure_answer
    if chosen is None:
        return await _answered_another(turn, progress)
    await take_answer(turn, question.key, chosen)
    return True


async def _answered_another(turn: Turn, progress: Progress) -> bool:
    """The answer to a question that is still to come: kept, and the one that is asked stays."""
    told = [(q, key) for q in progress.questions_left[1:] if (key := answer_told(q, turn.text)) is not None]
    if len(told) != 1 or asks_something(turn.text):
        return False
    question, key = told[0]
    await packages.answer(turn.hall, progress.package.id, question.key, key)
    label = next(a.label for a in question.answers if a.key == key)
    turn.say("answers_told", answers=turn.words("summary_answer", question=question.text.rstrip("？?"), answer=label))
    await turn.reload()
    await ask(turn)
    return True


async def answered_question(turn: Turn) -> bool:
    """Take the text as an answer to the question that is asked now; whether it was one."""
    if turn.open_package is None or turn.open_package.step != Step.QUESTIONS:
        return False
    progress = await packages.progress(turn.hall, turn.open_package.id)
    chosen = match_answer(progress.questions_left[0], turn.text) if progress.questions_left else None
    if chosen is not None:
        await take_answer(turn, progress.questions_left[0].key, chosen)
    return chosen is not None


async def take_answer(turn: Turn, question_key: str, answer_key: str) -> None:
    """Store an answer that decides the case, and go on."""
    assert turn.package is not None
    await packages.answer(turn.hall, turn.package.id, question_key, answer_key)
    await turn.set_focus(misses=None)
    await turn.reload()
    await advance(turn)


async def _answered_applicant(turn: Turn, progress: Progress) -> bool:
    offered = turn.focus.get("applicant_offered") == progress.package.id
    if turn.intent == "affirm" and offered:
        await use_known(turn, progress)
        return True
    if _WHOSE.search(turn.text):
        turn.say("applicant_whose")
        await ask(turn)
        return True
    if turn.intent in {"unsure", "upload_how"}:
        turn.say("applicant_why")
        await ask(turn)
        return True
    return await take_applicant(turn, progress)


async def _go_on_from_materials(turn: Turn, progress: Progress) -> None:
    waiting = [s.material.name for s in progress.materials if s.status == "checking"]
    if waiting:
        turn.say("still_checking", names="、".join(waiting))
        return
    missing = [s.material.name for s in progress.materials if s.status in {"missing", "fix"}]
    if missing:
        turn.say("still_missing", names="、".join(missing), buttons=[turn.button("skip_material", "skip_material")])
        return
    await advance(turn)


def _has_wish(turn: Turn) -> bool:
    return turn.intent in MAYBE_NEED and parse_wish(turn.text, turn.hall.clock, turn.hall.catalogue.days) is not None
