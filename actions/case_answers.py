"""Which answer to a question that decides the case a text means, said now or with the need itself."""

import re
from collections.abc import Sequence

from backend.domain.choices import squeeze
from backend.domain.for_whom import age_told
from backend.domain.items import Question

_QUESTION_END = re.compile(r"[吗么嘛][?\uff1f]?$")
#: An answer for more than one of the others: 好几样都要改.
_SEVERAL = re.compile(r"好?几样|几个|都(?!不)|两样")

_BARE = frozenset({"是", "有", "对", "是的", "不", "没", "冇", "没有", "冇得", "没得", "不是", "还没", "还没有"})
_PARTICLES = re.compile("[的了呢啊呀咯哒吧嘛哦啦嘞滴噢]|我|家里|屋里|家|都|也|就|目前|现在|手上|手里|这个|那个|真")
_SO_MANY = re.compile("[一二两三几0-9]+[张份个本样套]|还|嗯+")
_PIECE = 6
_CLAUSES = re.compile(r"[\uff0c,。.\uff01!\uff1f?\uff1b;\s]+")
_DENIED = re.compile("(?:没|冇|不|未|没有|冇得|没得|不是|没在|冇在)[我很太都还]?$")
#: Denials that say by themselves nothing of what they deny.
_BARE_DENIALS = frozenset({"不", "没", "冇", "没有", "冇得", "没得", "不是", "还没", "还没有"})
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
    clauses = [squeeze(one) for one in _CLAUSES.split(_without_denied(question, rest)) if squeeze(one)]
    hits = {
        a.key: max((len(w) for w in a.words if w and _is_said(squeeze(w), said, clauses, question)), default=0)
        for a in question.answers
    }
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


def _is_said(word: str, said: str, clauses: Sequence[str], question: Question) -> bool:
    """Whether a text says the word, undenied. 有, 没 and the like stand in much that answers nothing: they count by
    themselves or beside words of the question (病历有的), not in 没给我开证明."""
    if word in _BARE:
        return any(_is_bare(word, clause, squeeze(question.text)) for clause in clauses)
    return any(not _DENIED.search(said[: at.start()]) for at in re.finditer(re.escape(word), said))


def _is_bare(word: str, clause: str, asked: str) -> bool:
    plain = _PARTICLES.sub("", clause)
    return word in plain and all(_is_of(one, asked) for one in plain.split(word, 1))


def _is_of(piece: str, asked: str) -> bool:
    """Whether what stands beside a bare yes or no is of the question: 诊断书 of 病历或者诊断证明."""
    if piece in asked or _SO_MANY.fullmatch(piece):
        return True
    return len(piece) <= _PIECE and any(piece[n : n + 2] in asked for n in range(len(piece) - 1))


def _other_than_denied(question: Question, text: str) -> str | None:
    """Of two answers the one that is left when the other is denied: 没在单位上过班."""
    said = squeeze(text)
    denied = [
        a.key for a in question.answers if any(len(w) > 1 and w[0] not in "不没冇" and w in said for w in a.words)
    ]
    left = [a.key for a in question.answers if a.key not in denied]
    return left[0] if len(left) == 1 else None


def _without_denied(question: Question, text: str) -> str:
    """The text without the answers it denies: of "不是租的，是自己的" the second half.

    What denies and is an answer by itself (没上过班) stays.
    """
    said = squeeze(text)
    if any(w[0] in "不没冇" and w in said for a in question.answers for w in a.words if w not in _BARE_DENIALS):
        return text
    words = [w for a in question.answers for w in a.words if w and w != "有" and w[0] not in "不没是"]
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
