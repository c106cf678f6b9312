"""Answers to the questions that decide the case which come in passing: corrected later, told beside a question, or
not known with the reasons why."""

import re

from actions.answers import TakeAnswer
from actions.applicants import tells_person
from actions.asking import advance
from actions.case_answers import answer_corrected, answer_told, match_answer
from actions.guides import tell_others
from actions.material_lists import show_checklist
from actions.step_answers import answered_question, take_answer
from actions.turn import Turn
from backend.domain import plain_words as plain
from backend.domain.choices import place_first, squeeze
from backend.domain.guide_parts import asks_something
from backend.domain.items import Question
from backend.domain.packages import Step
from backend.domain.wishes import parse_wish
from backend.services import packages

_CLAUSE = re.compile(r"[\uff0c,。.\uff01!\uff1f?\uff1b;]+")


async def take_correction(turn: Turn) -> bool:
    """Another answer than was given to a question before: take it, and say what that changes."""
    assert turn.open_package is not None
    question = answered_otherwise(turn)
    if question is None:
        return False
    key = answer_corrected(question, turn.text) or ""
    label = next(a.label for a in question.answers if a.key == key)
    await packages.answer(turn.hall, turn.open_package.id, question.key, key)
    await turn.set_focus(misses=None)
    await turn.reload()
    turn.say("answer_corrected", question=question.text.rstrip("？?"), answer=label)
    progress = await packages.progress(turn.hall, turn.open_package.id)
    if progress.step in {Step.MATERIALS, Step.SLOT, Step.SUMMARY} and not progress.questions_left and progress.missing:
        await packages.move_to(turn.hall, turn.open_package.id, Step.MATERIALS)
        await turn.reload()
        show_checklist(turn, await packages.progress(turn.hall, turn.open_package.id))
    else:
        await advance(turn)
    return True


def answered_otherwise(turn: Turn) -> Question | None:
    """The one answered question to which the text, as a correction, gives another answer."""
    assert turn.package is not None
    assert turn.item is not None
    again = turn.package.step != Step.QUESTIONS and plain.told_before(turn.text)
    if (
        not (plain.says_wrong(turn.text) or again or _says_an_answer(turn))
        or tells_person(turn.text)
        or plain.of_applicant(turn.text)
        or plain.moves_time(turn.text)
        or (turn.intent in _OF_TIMES and parse_wish(turn.text, turn.hall.clock, turn.hall.catalogue.days) is not None)
    ):
        return None
    given = {q.key: turn.package.answers.get(q.key) for q in turn.item.questions}
    found = [
        question
        for question in turn.item.questions
        if given[question.key] is not None and answer_corrected(question, turn.text) not in {None, given[question.key]}
    ]
    return found[0] if len(found) == 1 else None


def _says_an_answer(turn: Turn) -> bool:
    """Whether an answer is said in the words it is offered in, and nothing asked: 我要请别人代办."""
    assert turn.item is not None
    said = squeeze(turn.text)
    labels = [squeeze(a.label) for question in turn.item.questions for a in question.answers]
    return not asks_something(turn.text) and any(len(one) >= _SPOKEN and one in said for one in labels)


_OF_TIMES = frozenset({"time_wish", "move_appointment"})
#: An answer's own words are known from so many characters on.
_SPOKEN = 4
#: So short a part that shares a word with the question answers it: 病历有的.
_SHORT, _SHARED = 8, 2


def _told(question: Question, clause: str) -> str | None:
    said, asked = squeeze(clause), squeeze(question.text)
    shared = any(asked[n : n + _SHARED] in said for n in range(len(asked) - _SHARED + 1))
    if shared and len(said) <= _SHORT:
        return match_answer(question, clause)
    return answer_told(question, clause)


async def take_answer_beside_question(turn: Turn) -> bool:
    """ "领了证了。那承诺书还要不要？": one part of the text answers the question, another asks something."""
    assert turn.open_package is not None
    assert turn.item is not None
    if turn.open_package.step != Step.QUESTIONS or not turn.intent.startswith(("ask_", "progress")):
        return False
    if not asks_something(turn.text) and await answered_question(turn):
        return True  # the classifier heard a question where none is
    progress = await packages.progress(turn.hall, turn.open_package.id)
    clauses = [one for one in _CLAUSE.split(turn.text) if one and not asks_something(one)]
    for question in progress.questions_left[:1]:
        said = {key for one in clauses if (key := _told(question, one)) is not None}
        if len(said) == 1 and len(clauses) < len([one for one in _CLAUSE.split(turn.text) if one]):
            tell_others(turn, turn.item, "")
            await take_answer(turn, question.key, said.pop())
            return True
    return False


async def take_number_first(turn: Turn) -> bool:
    """ "2 以前在医院看过": a number of the choices before the words that go with it."""
    assert turn.open_package is not None
    assert turn.item is not None
    progress = await packages.progress(turn.hall, turn.open_package.id)
    question = next(iter(progress.questions_left), None)
    place = place_first(turn.text, len(question.answers)) if question is not None else None
    if question is None or place is None or progress.step != Step.QUESTIONS:
        return False
    tell_others(turn, turn.item, "")
    await take_answer(turn, question.key, question.answers[place].key)
    return True


async def take_unsure(turn: Turn) -> bool:
    """ "不清楚，又算上班又不算": not knowing, with the reasons."""
    assert turn.open_package is not None
    progress = await packages.progress(turn.hall, turn.open_package.id)
    if not progress.questions_left or not plain.unsure_first(turn.text):
        return False
    if match_answer(progress.questions_left[0], turn.text) is not None:
        return False
    turn.intent = "unsure"
    await TakeAnswer(turn.hall, turn.texts).act(turn)
    return True
