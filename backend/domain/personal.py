"""Personal data in what a resident types: found, taken, and masked before it goes anywhere.

Identity numbers, licence codes and phone numbers never reach Rasa, a log or the stored text of a message; neither
does a name when it was asked for or introduced ("我叫…").
"""

import re
import unicodedata
from dataclasses import dataclass, field

from backend.domain.business_names import business_named
from backend.domain.for_whom import WHO
from backend.domain.numbers import mask_id_number, mask_mobile

#: What stands in a masked text in place of the value.
MARKS = {"id_number": "〔身份证号〕", "uscc": "〔信用代码〕", "phone": "〔手机号〕", "name": "〔姓名〕"}

# Numbers are looked for in a copy of the text where every character of a digit is that digit: full-width, Chinese
# (voice typing writes 幺三八…) and whatever else stands for one. Between two of them may stand blanks and marks.
_DIGITS = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
_GAP = r"[\s\-‐-―._·/,:]{0,2}"
_ID = re.compile(rf"(?<!\d)(?:\d{_GAP}){{17}}[\dX](?!\d)")
_USCC = re.compile(rf"(?:[0-9A-HJ-NPQRTUWXY]{_GAP}){{2}}(?:\d{_GAP}){{6}}(?:[0-9A-Z]{_GAP}){{9}}[0-9A-Z]")
_PHONE = re.compile(rf"(?:\+?86{_GAP})?(?<!\d)1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)|(?<!\d)86{_GAP}1[3-9]\d{{9}}(?!\d)")
# A long number that is almost an identity number: typed one digit short or long. Masked all the same.
_NEAR_ID = re.compile(r"(?<!\d)\d(?:[ \-]?\d){13,}X?")
_INTRODUCED = re.compile(
    r"(?:我叫|我的名字是|我名字叫|(?:名字|姓名)(?:改成|改为)|(?:名字|姓名)(?:打|写|填|报|搞)错[了哒]?[,\uff0c\s]*(?:应该)?是|姓名(?:是|叫)?[::\s]?|申请人(?:是|叫)?[::\s]?|名字(?:是|叫)[::\s]?)\s*([\u4e00-\u9fa5·]{2,6})"
)
#: Said where a name was asked for, or beside a number: "我是魏思远 4399…", "他叫…", "应该是…".
_CALLED = re.compile(
    r"(?:我是|他是|她是|叫做?|改成|改为|应该是|不是.{2,4}是|(?:名字|姓名)(?:是|叫|改成)?)[::\s]*([\u4e00-\u9fa5·]{2,4})(?=[\s,\uff0c。;\uff1b、]|身份证|号码|〔|$)"
)
#: Somebody else's name, said by whoever does it for them: 我儿子叫…, 申请人改成我妈，…
_OTHERS = re.compile(rf"(?:{WHO}|[他她])(?:的?(?:名字|姓名|大名))?叫做?[::\s]*([\u4e00-\u9fa5·]{{2,6}})")
_RENAMED = re.compile(
    rf"(?:申请人|名字|姓名)(?:要|应该|得|给我)?(?:[改换]一?下[,\uff0c\s]*)?(?:改|换)(?:成|为|到)?(?:一下)?\s*(?:我们?家?的?)?(?:{WHO})?的?(?:名字)?"
    r"[,\uff0c、::\s]*(?:[他她]的?)?(?:名字)?(?:叫做?|是)?\s*([\u4e00-\u9fa5·]{2,6})"
)
#: Keeps a business's name out of the way while a person's is looked for.
_HELD = "\ue000"
_NOT_THAT = re.compile(r"(不是)[\u4e00-\u9fa5·]{2,4}?(,?\uff0c?(?:而)?是)")
_NAME_TAIL = re.compile(r"(?:先生|女士|同志|[的了呢吧啊哦,,。.!!、])+$")
#: "我叫李秀英想办证": the name ends where the wish begins
_RUNS_ON = re.compile(r"^(?=.{4})(.{2,3}?)[想要办来是今住在的我他她准打现已需].*$")
#: What is said after a name in one breath, without a mark: 我叫李秀英身份证…, 名字是李秀英你莫记错.
_AFTER_NAME = re.compile(
    r"^(.{2,4}?)(?:身份|身分|证号|电话|手机|号码|联系|您|你|莫|别[记搞弄]|错|今年|[一二三四五六七八九十]{2}).*$"
)
_BARE_NAME = re.compile(r"^[\u4e00-\u9fa5]{2,4}$|^[\u4e00-\u9fa5]{2,8}·[\u4e00-\u9fa5]{2,8}$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤柳易文欧阳樊兰齐庄殷章葛俞翟柯"
    "倪施牛温洪季华申安鲁丛关符焦盛齐喻聂成左单麻游阮桂乔骆宁甘卜晏耿凌詹虞祝童艾舒尤柴"
)
_LONG_SURNAMES = ("司马", "司徒", "诸葛", "上官", "欧阳", "皇甫", "尉迟", "公孙")
#: How everyday words begin or end that look like a surname and a given name: 上一步 is no Mr Shang.
_NO_NAME = re.compile(
    r"^(?:谢[谢了啦]|周[一二三四五六日天末期]|马[上桶]|申请|关[闭系怀于]|麻烦|钱[交怎多]|高[龄兴]|万[分一]|何[时必]|莫[急慌]|安[全装]"
    r"|付款|文[件字]|施工|游[泳乐艺]|欧[了克]|白[痴天]|王八|成[语功]|方[便法]|单[位子独]|应该|余额|平时|易懂|明[天年白]|金额|黄金|程序"
    r"|张[数贴]|包[括含]|温馨|左边|水电|许可|任何|顾客|段时|单亲|周边)|[吗呢么没不了啊嘛呗咯]$"
)


@dataclass(frozen=True)
class Taken:
    """A text without its personal data, and the data."""

    text: str
    values: dict[str, str] = field(default_factory=dict)  # "id_number", "uscc", "phone", "name"


def take(text: str, *, expect_name: bool = False, for_other: bool = False) -> Taken:
    """Take identity numbers, licence codes, phones and names out of ``text``.

    ``expect_name``: the resident was just asked for a name, so a bare one counts too. ``for_other``: it is done for
    somebody else, whose name counts before the resident's own. A number that does not fit its check digit is taken and
    masked all the same; whoever uses it judges it. The name of a business is public and stays.
    """
    values: dict[str, str] = {}
    for kind, pattern in (("id_number", _ID), ("uscc", _USCC), ("phone", _PHONE), ("id_number", _NEAR_ID)):
        text = _without(text, kind, pattern, values)
    if "phone" in values:
        values["phone"] = re.sub(r"^\+?86", "", values["phone"])[-11:]
    business = business_named(text)
    taken = _take_name(text.replace(business, _HELD) if business else text, values, expect_name, for_other)
    return Taken(taken.text.replace(_HELD, business), taken.values) if business else taken


def _without(text: str, kind: str, pattern: re.Pattern[str], values: dict[str, str]) -> str:
    plain = "".join(map(_plain, text))
    kept, end = [], 0
    for match in pattern.finditer(plain):
        values.setdefault(kind, re.sub(r"[^0-9A-Z]", "", match.group()))
        kept += [text[end : match.start()], MARKS[kind]]
        end = match.end()
    return "".join([*kept, text[end:]])


def _plain(character: str) -> str:
    """The digit, capital letter or mark that a character stands for; always one character."""
    folded = unicodedata.normalize("NFKC", character).upper().translate(_DIGITS)
    if len(folded) != 1:
        return character if character.isascii() else " "
    digit = unicodedata.decimal(folded, None)
    return folded if digit is None else str(digit)


def _take_name(text: str, values: dict[str, str], expect_name: bool, for_other: bool) -> Taken:
    first = (_OTHERS,) if expect_name and for_other else ()
    for found in (pattern.search(text) for pattern in (*first, _RENAMED, _INTRODUCED)):
        if found is None:
            continue
        name = _NAME_TAIL.sub("", _RUNS_ON.sub(r"\1", _AFTER_NAME.sub(r"\1", found.group(1))))
        if is_name(name):
            values["name"] = name
            return Taken(_without_introduced(text.replace(name, MARKS["name"], 1)), values)
    if expect_name:
        called = _CALLED.search(text)
        if called and is_name(called.group(1)):
            values["name"] = called.group(1)
            text = _NOT_THAT.sub(rf"\g<1>{MARKS['name']}\g<2>", text)  # the name that was wrong is a name, too
            return Taken(text.replace(called.group(1), MARKS["name"], 1), values)
        rest = re.sub("|".join(map(re.escape, MARKS.values())), " ", text)
        for word in re.split(r"[\s,,。;;、::]+", rest):
            if _BARE_NAME.match(word) and is_name(word):
                values["name"] = word
                return Taken(text.replace(word, MARKS["name"], 1), values)
    return Taken(text, values)


def _without_introduced(text: str) -> str:
    """The text without the second name: of "我叫…，我儿子叫…" neither is shown."""
    found = _INTRODUCED.search(text)
    name = _NAME_TAIL.sub("", _RUNS_ON.sub(r"\1", found.group(1))) if found else ""
    return text.replace(name, MARKS["name"], 1) if is_name(name) else text


def is_name(word: str) -> bool:
    """Whether a word looks like somebody's name: a surname first, and no everyday word."""
    surname = word[:2] in _LONG_SURNAMES or word[:1] in _SURNAMES
    return len(word) >= 2 and surname and not _NO_NAME.search(word)


def without_marks(text: str) -> str:
    """A masked text without the marks: what is left to look an item up by."""
    return re.sub("|".join(map(re.escape, MARKS.values())), " ", text).strip()


def mask_name(name: str) -> str:
    """A name as it may be shown: the first character, and the last of three or more."""
    return name[:1] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def masked(values: dict[str, str]) -> dict[str, str]:
    """The values as they may be shown back."""
    shown = {}
    for kind, value in values.items():
        if kind == "name":
            shown[kind] = mask_name(value)
        elif kind == "phone":
            shown[kind] = mask_mobile(value)
        else:
            shown[kind] = mask_id_number(value)
    return shown
