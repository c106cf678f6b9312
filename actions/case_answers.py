"""Which answer to a question that decides the case a text means, said now or with the need itself."""

import re

from backend.domain.choices import squeeze
from backend.domain.for_whom import age_told
from backend.domain.items import Question

_QUESTION_END = re.compile(r"[吗么嘛][?\uff1f]?$")
#: An answer for more than one of the others: 好几样都要改.
_SEVERAL = re.compile(r"好?几样|几个|都(?!不)|两样")

#: A part of a text that only repeats a word in order to ask of it: "就读证明？我又不读书".
_ECHO = re.compile(r"[^,。;!?\uff0c\uff1b\uff01\uff1f]*[?\uff1f]")
#: How answers begin that mean something only right after their question: 是, 没有.
_ONLY_AFTER = "是有没不"
#: Words of answers that people use for other things too when they tell what they want: 家里想开个店.
_LOOSE = frozenset({"家里", "自己", "我自己", "自己的", "别人", "免费", "帮我办", "替我办"})


def match_answer(question: Question, text: str, intent: str = "") -> str | None:
    """The answer a text means: its label, one of its words, or a plain yes or no where the question takes one."""
    rest = _ECHO.sub("", text)
    rest = rest if squeeze(rest) else text
    said = squeeze(_without_denied(question, rest))
    for answer in question.answers:
        if squeeze(answer.label) == said:
            return answer.key
    if of_age := answer_of_age(question, age_told(text)):
        return of_age
    hits = {a.key: max((len(w) for w in a.words if w and squeeze(w) in said), default=0) for a in question.answers}
    best = max(hits.values())
    several = next((a.key for a in question.answers if _SEVERAL.search(a.label)), None)
    if several is not None and sum(1 for key, length in hits.items() if length and key != several) > 1:
        return several
    if best and list(hits.values()).count(best) == 1:
        return next(key for key, length in hits.items() if length == best)
    if not best and len(question.answers) == 2 and said != squeeze(rest):
        return _other_than_denied(question, rest)
    if not best and len(question.answers) == 2 and _QUESTION_END.search(question.text):
        if intent == "affirm":
            return question.answers[0].key
        if intent == "deny":
            return question.answers[1].key
    return None


def _other_than_denied(question: Question, text: str) -> str | None:
    """Of two answers the one that is left when the other is denied: 没在单位上过班."""
    said = squeeze(text)
    denied = [a.key for a in question.answers if any(len(w) > 1 and squeeze(w) in said for w in a.words)]
    left = [a.key for a in question.answers if a.key not in denied]
    return left[0] if len(left) == 1 else None


def _without_denied(question: Question, text: str) -> str:
    """The text without the answers it denies: of "不是租的，是自己的" the second half.

    What denies and is an answer by itself (没上过班) stays.
    """
    said = squeeze(text)
    if any(w[0] in "不没冇" and w in said for a in question.answers for w in a.words if len(w) > 1):
        return text
    words = [w for a in question.answers for w in a.words if w and w[0] not in "不没是"]
    if not words:
        return text
    named = "|".join(map(re.escape, words))
    had = "|".join(re.escape(w) for w in words if w[0] == "有" and len(w) > 1) or "(?!)"
    apart = r"[^,。;\uff0c\uff1b\s]"
    denied = rf"(?:(?:不是|冇是|[没冇]有?在?|(?:又|都|也|并)不){apart}{{0,3}}(?:{named})|[没冇](?:{had})){apart}*"
    return re.sub(denied, "", text)


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
    if len(told) > 1:
        return next((a.key for a in question.answers if _SEVERAL.search(a.label)), None)
    return told.pop() if told else None


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
