"""What residents don't want: 不要上午, 周三没空, 周三他去医院, 早上我要熬汤, 一点半太早."""

import re
from dataclasses import dataclass

from backend.domain.wish_days import DAY, SPAN
from backend.domain.wish_hours import FROM, UNTIL
from backend.domain.wish_words import CLOCK, PART, SOON

_BOUND = r"(?:[之以过][前后]|[前后](?!天))?"
_DAYS = rf"(?:(?:{DAY}|{SPAN}){_BOUND}(?:[和跟与及、]|或者?)?)"
_CLOCKS = rf"(?:{CLOCK}(?:{FROM}|{UNTIL})?)"
#: One time by name: days, then a part of the day, then a clock. A day after a clock begins another one.
_TIME = re.sub(
    r"\((?!\?)",
    "(?:",
    rf"(?>{_DAYS}{{1,5}}(?:的?{PART}){{,2}}(?:的?{_CLOCKS}){{,2}}|{PART}{{1,2}}(?:的?{_CLOCKS}){{,2}}|{_CLOCKS}{{1,2}})",
)
_DAY = re.compile(re.sub(r"\((?!\?)", "(?:", rf"{DAY}|{SPAN}"))
_TO_THIS = r"(?:再|在|约|选|是|来|要)?"
_SO = (
    r"(?:多|我们?|他们?|她|都|也|就|还|又|是|要|的话|的|[那这]个|[那这]天"
    r"|可能|实在|真的|确实|肯定|估计|恐怕|怕|好像|刚好|正好|一般)*"
)
_CANT = (
    r"(?:不行|不得行|不可以|不方便|不合适|[没冇]得?空|没得?时间|来不了|来不成|去不了|去不成|不来|不去|不得闲|不得空|有事|起不来|来不及|赶不[到上赢]"
    rf"|(?:不要|不能|不想)(?!{_TO_THIS}{_TIME}))"
)
#: Who is meant and how it is: a few characters that say nothing of coming, and no other time.
_WHO = rf"(?:(?!{_TIME})(?:可能|[^\W\d_你您来约选换改办行可好吗到没有不])){{0,6}}?"
_BUSY = (
    r"(?:[去在到上跑](?:医院|住院)|上[班课学]|打(?:新冠|流感)?(?:疫苗|针|预防针)|接种|看病|看医生|体检|复查|产检|化疗|透析|做?手术"
    r"|考试|加班|[夜白早晚倒]班|值班|出[车差摊门]|跑车|开会|家长会|进货|[送接]货|[守看]店|做事|做饭"
    r"|(?:带(?:人|孩子|小孩|崽|伢子|娃)|[接送](?:人|孩子|小孩|崽|伢子|娃|宝宝|学))(?!一?起?顺?便?[来去过办])"
    r"|走亲戚|[吃喝]酒|赶[集场]|搬家|回老家|有课|(?<!帮)忙)"
    r"(?!就|的?时候?|[之以]?[前后]|吗|么|啵|[?]|点|不(?![在行能得方好想可来])|没(?![空时得法办人]))"
)
#: Going elsewhere, or having to do what is no errand at the hall.
_MUST = (
    r"(?:(?:需要|必须|要|得)?去(?![你您大政那办窗行可吗么不没的吧咯啵噻哈,。;?!一看哪好得来成拿交约早晚搞问排现中几要就弄取递提审能是呢啊嘛"
    r"方合街社人了啦哒有领填补改换签]|$)"
    r"|(?:需要|必须|要|(?<!要)得)(?![去得是么不来过到约预办的有几多点早晚上一两带什怎改挪换看这那个号就快准吗吧行跑找排拿取领填补"
    r"帮给请等问坐能可好先再最重尽赶了空闲搞弄申报审提递登注变续签核拍你您咯啵哈噻呢啊嘛,。;?!\d]|发(?!货)|下(?![雨雪乡])|交(?!房租|水电|电费|班)|开(?![张业门车])|$))"
)
_DONT = r"(?:(?<![要能想是])(?:不要|不能|不想|不是)|(?<![特级分区性个])别|除了?|避开)"
_REFUSED = re.compile(
    rf"{_DONT}{_TO_THIS}(?P<a>{_TIME})"
    rf"|(?<![你您]们)(?P<b>{_TIME})"
    rf"(?:{_SO}(?:{_CANT}|(?:有点|有些)?(?:(?P<early>太早)|(?P<late>太[晚迟]))[了哒]?)|{_WHO}{_BUSY})"
)
_MAYBE_REFUSED = re.compile(rf"(?<![你您]们)(?P<b>{_TIME}){_WHO}{_MUST}")


@dataclass(frozen=True)
class Refusal:
    """The words for a time that is not wanted. ``too``: "early" or "late": then nothing before or after it is."""

    text: str
    too: str | None = None


def parted(text: str) -> tuple[str, list[Refusal]]:
    """A text in what is wanted, and the times that are refused in it."""
    refused = [_refusal(found) for found in _REFUSED.finditer(text)]
    wanted = _REFUSED.sub(",", text)
    # That somebody has something to do is only a reason where another day is named, or when it is each morning.
    reasons = list(_MAYBE_REFUSED.finditer(wanted))
    rest = _MAYBE_REFUSED.sub(",", wanted)
    if reasons and (_DAY.search(rest) or SOON.search(rest) or not any(_DAY.search(one["b"]) for one in reasons)):
        return rest, refused + [Refusal(one["b"]) for one in reasons]
    return wanted, refused


def _refusal(found: re.Match[str]) -> Refusal:
    return Refusal(found["a"] or found["b"], "early" if found["early"] else "late" if found["late"] else None)
