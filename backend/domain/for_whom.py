"""For whom something is done, as residents say it in passing: for a child, a parent, a neighbour, or themselves.

Whoever types is often not the one it is for. Their name must not become that of the one who gets the certificate.
"""

import re

#: What stands for the resident's own matter.
SELF = "自己"

#: how the other is called back → the words residents use
_NAMES: dict[str, str] = {
    "孙女": "外?孙女|孙妹子",
    "孙子": "外?孙子?|孙伢子",
    "儿媳": "儿媳妇?",
    "女婿": "女婿|郎崽子?",
    "儿子": "儿子|崽崽?",
    "女儿": "女儿|闺女|女崽",
    "孩子": "小?孩子|小孩|娃娃?|细?伢子?|宝宝",
    "岳母": "岳母|丈母娘",
    "岳父": "岳父|丈人老?子?|老丈人",
    "家里老人": "爸妈|父母|爹娘|老人家?",
    "妈妈": "老?妈妈?|母亲|老?娘(?:老子)?",
    "爷爷": "爷爷|爹爹",
    "爸爸": "老?爸爸?|父亲|老?爹|爷老子",
    "奶奶": "奶奶|娭毑",
    "外公": "外公",
    "外婆": "外婆|姥姥",
    "公公": "公公",
    "婆婆": "婆婆",
    "老公": "老公|丈夫|老倌子?",
    "老婆": "老婆|妻子|堂客|媳妇",
    "爱人": "爱人",
    "老伴": "老伴",
    "哥哥": "哥哥?",
    "姐姐": "姐姐?",
    "弟弟": "弟弟?|老弟",
    "妹妹": "妹妹?|老妹",
    "邻居": "邻居",
    "朋友": "朋友",
    "同事": "同事",
    "亲戚": "亲戚|舅舅|舅妈|叔叔|伯伯|姑姑|姨妈|侄子|侄女|外甥",
}
WHO = "(?:" + "|".join(_NAMES.values()) + ")"
_MINE = r"(?:我们?家?|咱们?家?|屋里|家里)的?(?:那个)?"
_ANY_MINE = rf"(?:{_MINE})?(?:隔壁|楼[上下]|对门)?的?"
_DO = r"(?:办|搞|弄|申请|申领|领|补|问|打听|咨询|查|登记|报名|交(?!代)|约|看一?下|看看)"
#: Between for whom and what is done for them; calling or telling somebody is done for nobody.
_MIDDLE = r"(?:(?!打电话|说|讲|看病|买|送|发|带|打工|做饭)[^\uff0c,。\uff01!\uff1f?]){0,6}?"
_FOR = re.compile(rf"(?:给|帮|替|为){_ANY_MINE}({WHO}){_MIDDLE}{_DO}")
_HE = re.compile(rf"(?:给|帮|替|为)[他她](?!们){_MIDDLE}{_DO}")
_IS = re.compile(
    rf"(?:要?办(?:证|事|这个)?的人?|申请人|(?:写|填)的?(?:名字|姓名)|名字|姓名)(?:要|就|应该)*"
    rf"(?:是|为|改成|改为|换成|写|填|用){_MINE}({WHO})"
)
_WANTS = re.compile(rf"{_MINE}({WHO})[^\uff0c,。\uff01!\uff1f?]{{0,4}}(?:要|想|需要)(?:去|来)?(?:办|搞|弄|申请|领|补)")
_NAMED = re.compile(rf"{_MINE}({WHO})")
_PARENT = re.compile(
    r"我(?:就|也)?是(?:[他她]|孩子|小孩|伢子|娃)的?亲?(?:妈妈|爸爸|母亲|父亲|妈(?=$|[\uff0c,。.\s])|爸|爹|娘|监护人)"
    r"|我(?:就|也)?是(?:妈妈|爸爸|母亲|父亲|监护人)(?=$|[\uff0c,。.\s])|[\uff0c,。.\s](?:是)?监护人(?=$|[\uff0c,。.\s])"
)
_CHILD = re.compile(r"我(?:就|也)?是([他她])的?亲?(?:儿子|女儿|崽|闺女)(?=$|[\uff0c,。.\s])")
_SELF = re.compile(
    r"(?:给|帮|替|为)我?自己(?:办|搞|弄|申请|领|问|的|$)|(?:就是|是|改成|改为)给我(?:本人|自己)?(?:办|搞|弄)"
    r"|申请人(?:就|应该)?(?:是|写|填|改成|改为|换成)我(?:自己|本人)?(?=$|[\uff0c,。.\uff01!\s吧])"
    r"|办(?:证|事|这个)?的人?(?:就)?是我(?:自己|本人)?(?=$|[\uff0c,。.\uff01!\s])|是我(?:自己|本人)要?办(?!不)"
)
_DENIED = re.compile(rf"(?:不是|又不是|不要|莫)(?:给|帮|替){_ANY_MINE}[^\uff0c,。\s]{{1,6}}?(?:办|搞|弄)的?")
#: Asked rather than said: 写我的还是写我娘的.
_EITHER = re.compile(r"还是|[哪谁]")
_CHANGES = re.compile(
    r"申请人.{0,4}(?:改|换)(?!了吗)|(?:把|将)?申请人(?:搞|写|填|弄)错|(?:名字|姓名)(?:要|应该|得)?(?:改|换)(?:成|为)"
    rf"{_MINE}{WHO}"
)
_OWN = re.compile(
    r"我(?:自己|本人)?(?:叫|的?名字(?:是|叫)?\s*〔|是〔姓名〕|的?(?:身份证|证件)?号码?(?:是|[::])?\s*〔|的?身份证(?:是|[::])?\s*〔)"
)
_THEIR_NAME = re.compile(rf"(?:{WHO}|[他她])(?:的?(?:名字|姓名))?(?:叫做?|是)[::\s]*〔姓名〕")
_THEIRS = re.compile(
    rf"^(?:(?:名字|号码|[这那]个?)?(?:就)?是)?(?:{_MINE}{WHO}|[他她]|孩子|小孩|伢子)的(?:名字|号码|身份证)?[啊呀咯吧]?$"
)
_MY_OWN = re.compile(
    r"^(?:(?:名字|号码|[这那]个?)?(?:就)?是)?我(?:自己|本人)?的(?:名字|号码|身份证)?(?:不是[他她]的)?[啊呀咯吧]?$"
)
_AGE = re.compile(r"(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个?多)?(?:岁|周岁)(?!以[上下]|[前后]|.{0,3}(?:才|以内))")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def for_whom(text: str, spoken_of: str = "") -> str | None:
    """For whom the text says it is done: 儿子, 妈妈 …, ``SELF``, or None when it doesn't say.

    ``spoken_of``: who was spoken of before, so that 给他办 says something.
    """
    said = _DENIED.sub("", text)
    if _EITHER.search(said):
        return None
    for pattern in (_IS, _FOR, _WANTS):
        if found := pattern.search(said):
            return called(found.group(1))
    if _SELF.search(said):
        return SELF
    before = named(said) or spoken_of
    if _HE.search(said) and before:
        return before
    if _PARENT.search(said):
        return before if before in {"儿子", "女儿", "孩子"} else "孩子"
    if child := _CHILD.search(said):
        return before or ("妈妈" if child.group(1) == "她" else "爸爸")
    return None


def named(text: str) -> str | None:
    """Who of the resident's own people is spoken of: 我儿子六岁了."""
    found = _NAMED.search(text)
    return called(found.group(1)) if found else None


def called(word: str) -> str:
    """The one word for somebody: 崽 and 儿子 are the same."""
    return next(name for name, words in _NAMES.items() if re.fullmatch(words, word))


def of_this_one(text: str) -> bool:
    """Whether it is said of what is being done already: 办证的是我儿子."""
    return _IS.search(_DENIED.sub("", text)) is not None or changes_applicant(text)


def changes_applicant(text: str) -> bool:
    """Whether somebody else than was told is to be the applicant: 申请人改成我儿子."""
    return _CHANGES.search(text) is not None and not _EITHER.search(text)


def gives_own(text: str) -> bool:
    """Whether the name or number in a masked text is said to be the resident's own: 我叫〔姓名〕."""
    return _OWN.search(text) is not None and not _THEIR_NAME.search(text)


def says_theirs(text: str) -> bool:
    """Whether, asked whose a name is, it is the other's: 是我儿子的."""
    return _THEIRS.match(text.strip(" \uff0c,。.!\uff01")) is not None


def says_mine(text: str) -> bool:
    """Whether, asked whose a name is, it is the resident's: 是我的."""
    return _MY_OWN.match(re.sub(r"[\uff0c,。\s]", "", text.strip(" \uff0c,。.!\uff01"))) is not None


def age_told(text: str) -> int | None:
    """The age that a text tells: 我儿子6岁, 六岁的."""
    found = _AGE.search(text)
    if found is None:
        return None
    said = found.group(1)
    return int(said) if said.isdigit() else _number(said)


def _number(said: str) -> int:
    if "十" not in said:
        return _DIGITS.get(said[-1], 0)
    tens, _, ones = said.partition("十")
    return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)
