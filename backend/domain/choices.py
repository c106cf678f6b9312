"""Which of the offered choices a typed text means: a number, an ordinal, or the words on the button.

Numbered choices work as typed text everywhere, so that a phone's keypad, a screen reader or a channel without
buttons can do everything.
"""

import re
import unicodedata
from collections.abc import Sequence

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER = r"(\d{1,2}|十[一二三四五]?|[一二两三四五六七八九])"
_ORDINAL = re.compile(
    rf"^[那就我想请要选择是按答]*第?{_NUMBER}(?:个|项|条|号|种|样|行)?(?:吧|咯|啦|的|那个|就行|就好|可以|好了)*$"
)
_LAST = re.compile(r"^[那就我想请要选择是]*(?:最后|最下面|最底下|末尾)(?:那|面|的)?(?:一)?(?:个|项|条)?(?:吧|那个)?$")
_FIRST = re.compile(r"^[那就我想请要选择是]*(?:最上面|最前面|头)(?:那|的)?(?:一)?(?:个|项|条)(?:吧|那个)?$")
#: Among labels with days, "3号" is the third of a month and no third place.
_DAY = re.compile(r"\d月\d+日")
_NOISE = re.compile(r"[\W_]+")  # spaces and punctuation of any width


def squeeze(text: str) -> str:
    """The text in one normal form: full-width folded, no spaces or punctuation, lower case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


def pick(text: str, labels: Sequence[str]) -> int | None:
    """The index of the label that ``text`` means, None when it means none of them for sure."""
    said = squeeze(text)
    if not said or not labels:
        return None
    words = [squeeze(label) for label in labels]
    if words.count(said) == 1:
        return words.index(said)
    numbered = re.match(r"(?:选|第)?\d{1,2}(?=\D)", said)
    if numbered and words.count(said[numbered.end() :]) == 1:  # "2 清算报告": as it stands on the button
        return words.index(said[numbered.end() :])
    if _LAST.match(said):
        return len(labels) - 1
    if _FIRST.match(said):
        return 0
    ordinal = _ORDINAL.match(said)
    if ordinal and not ("号" in said and any(_DAY.search(word) for word in words)):
        place = _number(ordinal.group(1))
        return place - 1 if 1 <= place <= len(labels) else None
    return None


_PLACED = re.compile(rf"第{_NUMBER}(?:个|项|条|号|种|样|行|份|张)?|{_NUMBER}(?:号(?!楼|院|房|门|线|窗)|项|样|份)")


def place_named(text: str, places: int) -> int | None:
    """The index of the place that a sentence names (第三样是什么东西), if the list is that long."""
    said = squeeze(text)
    if re.search(r"最后(?:面|那|一)?(?:个|项|样|份|张)", said):
        return places - 1 if places else None
    match = _PLACED.search(said)
    place = _number(match.group(1) or match.group(2)) if match else 0
    return place - 1 if 1 <= place <= places else None


_FIRST_NUMBER = re.compile(r"\s*(?:选|第)?([1-9])(?:个|项|条)?[\s、,\uff0c.。:\uff1a]+(?=[^\d\s点月号日年])")


def place_first(text: str, places: int) -> int | None:
    """The index that a text begins with before it goes on (2 以前在医院看过), if the list is that long."""
    match = _FIRST_NUMBER.match(text)
    place = int(match.group(1)) if match else 0
    return place - 1 if 1 <= place <= places else None


#: what follows a yes and takes it back, or only asks
_TAKEN_BACK = re.compile(
    r"不用|不办|不搞|不要|不是这|不是那|别办|莫办|再想|等一下|等下|算了|算哒|^(?:不是|是不是|代办)"
)
_ENDS = re.compile(r"删|取消|不办")
_YES_AND_MORE = re.compile(
    r"^(?:(?:(?:是的|对|嗯|是)+(?:就是(?:这个|这件|它)?)?|对的|要得|好的|行|可以|要办|就办(?:这个|这件)?|就是(?:这个|这件|它)|就这个|系滴))(?:[咯啰嘞啊呀啦吧哦噢呢]*[，,。！!、~\s]+|[咯啊呀啰]+)(?=\S)"
)


def says_yes_first(text: str) -> bool:
    """Whether a text begins with a yes and goes on with something else (是的咯，他走不动…)."""
    match = _YES_AND_MORE.match(text.strip())
    return match is not None and not is_plain_yes(text) and not _TAKEN_BACK.search(text[match.end() :])


def is_yes(text: str) -> bool:
    """Whether a text is a yes to something that is to be begun, and nothing else."""
    return is_plain_yes(text) and not _ENDS.search(text) and squeeze(text) not in {"吧", "了", "的"}


def is_place(text: str) -> bool:
    """Whether a text names nothing but a place in a list (第二个, 最后一个, 3)."""
    said = squeeze(text)
    return any(pattern.match(said) for pattern in (_ORDINAL, _LAST, _FIRST))


_PLAIN_YES = re.compile(
    r"^(?:我?(?:确定|确认)|是的?|对的?|嗯+|要的?|可以|好的?|要得|行|没问题|就(?:办|是)?这个|要办|[办搞]咯?|[办搞]咯[办搞]咯)?(?:(?:就|都)?(?:删|删除|删掉|取消|不办))?(?:吧|了|的)?$"
)


def is_plain_yes(text: str) -> bool:
    """Whether a text is a yes and nothing else."""
    said = squeeze(text)
    return bool(said) and _PLAIN_YES.match(said) is not None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + (_DIGITS[text[1]] if len(text) > 1 else 0)
    return _DIGITS[text]
