"""Which answer to a question that decides the case a text means, said now or with the need itself."""

import re

from backend.domain.choices import squeeze
from backend.domain.for_whom import age_told
from backend.domain.items import Question

_QUESTION_END = re.compile(r"[吗么嘛][?]?$")
#: How answers begin that mean something only right after their question: 是, 没有.
_ONLY_AFTER = "是有没不"
#: Words of answers that people use for other things too when they tell what they want: 家里想开个店.
_LOOSE = frozenset({"家里", "自己", "我自己", "自己的", "别人", "免费", "帮我办", "替我办"})


def match_answer(question: Question, text: str, intent: str = "") -> str | None:
    """The answer a text means: its label, one of its words, or a plain yes or no where the question takes one."""
    said = squeeze(_without_denied(question, text))
    for answer in question.answers:
        if squeeze(answer.label) == said:
            return answer.key
    if of_age := answer_of_age(question, age_told(text)):
        return of_age
    hits = {a.key: max((len(w) for w in a.words if w and squeeze(w) in said), default=0) for a in question.answers}
    best = max(hits.values())
    if best and list(hits.values()).count(best) == 1:
        return next(key for key, length in hits.items() if length == best)
    if not best and len(question.answers) == 2 and _QUESTION_END.search(question.text):
        if intent == "affirm":
            return question.answers[0].key
        if intent == "deny":
            return question.answers[1].key
    return None


def _without_denied(question: Question, text: str) -> str:
    """The text without the answers it denies: of "不是租的，是自己的" the second half."""
    words = "|".join(re.escape(w) for a in question.answers for w in a.words if w and w[0] not in "不没是有")
    return re.sub(rf"(?:不是|冇是|又不是)[^,。;]{{0,3}}(?:{words})[^,。;]*", "", text) if words else text


#: A question and a text that share a word of so many characters are about the same thing.
_SAME_THING = 3


def answer_corrected(question: Question, text: str) -> str | None:
    """The answer that a text gives to a question that was answered before.

    A bare 是, 有 or 没有 counts only where the text names what was asked about; else only words that can mean nothing
    else do.
    """
    said = squeeze(text)
    asked = squeeze(question.text)
    if any(asked[n : n + _SAME_THING] in said for n in range(len(asked) - _SAME_THING + 1)):
        return match_answer(question, text)
    return answer_told(question, text)


def answer_told(question: Question, need: str) -> str | None:
    """The answer that was given with the need already: "租了个门面想办执照"; only words that can mean nothing else."""
    said = squeeze(_without_denied(question, need))
    told = {a.key for a in question.answers for w in a.words if w and w[0] not in _ONLY_AFTER and _names(w, said)}
    return told.pop() if len(told) == 1 else None


#: Who is younger is 未成年.
_OF_AGE = 18


def answer_of_age(question: Question, age: int | None) -> str | None:
    """Yes to a question for minors from the age of the one it is for: 我儿子6岁. Who is older may be asked about still
    for another reason."""
    asks = "未成年" in question.text and len(question.answers) == 2
    return question.answers[0].key if asks and age is not None and age < _OF_AGE else None


def _names(word: str, said: str) -> bool:
    """Whether the text has the word; "租" alone counts where something is rented."""
    return (
        word in said
        if len(word) > 1
        else re.search(rf"{re.escape(word)}(?:了|来|的|个|房|门面|店|铺)", said) is not None
    )
