"""Which of an item's papers a text speaks of: what is asked of one, and that one isn't there."""

import re
from collections.abc import Sequence

from backend.domain.choices import place_named, squeeze
from backend.domain.items import Material, MaterialKind

_WHAT = r"(?:什么|么子|么里|啥)"
#: what is asked of one material: what it is, where to get it, how to write it
_OF_MATERIAL = re.compile(
    rf"(?:是|讲|指|要)(?:个|张|份|种|一个|一种)?(?:{_WHAT}|哪)|{_WHAT}(?:东西|样|意思|格式|底|颜色|尺寸)"
    r"|怎么(?:写|填|弄|搞|画|开|办|拿|得)|何解(?:写|填|弄|搞|画|开)|哪(?:里|儿)?(?:去)?(?:开|办|拿|弄|搞|领|买|有|来)"
    r"|找谁(?:开|办|拿)|长什么样|(?:谁|哪个)来?(?:填|写|开|签|出)|(?:要|用)不[要用](?!带|去|来|到)|需不需要|不用(?:交|要|带)?[吧吗么]|关我(?:什么|么子)事"
    r"|自己.{0,6}(?:画|写|填|打印)|自拍|[Ss]elfie|底色|[几多]大|几寸|几张|模板|范本|请.{1,4}画|要请|打印"
)
#: Asked of a paper as of anything else: only where the text speaks of nothing else that could be meant.
_WILL_IT_DO = re.compile(
    r"(?:行不行|行不|可以不|可以[吗么]|可不可以|行[吗么]|要得不|要不要得|要得[吗么]|算不算|[能还](?:能)?用[不吗么]|能不能用)"
)
_NEEDED = re.compile(r"(?:要|用)不[要用](?!带|去|来|到)|需不需要|不用(?:交|要|带)?[吧吗么]|关我(?:什么|么子)事")
_BY_WHOM = re.compile(r"(?:谁|哪个)来?(?:填|写|开|签|出)")
_WHERE = re.compile(r"哪.{0,3}(?:拿|弄|领|搞|有|下载|打印|得)|(?:拿|领|下载|打印).{0,3}哪")
_OF_SOMETHING_ELSE = re.compile(r"带|窗口|寄|约|代|别人|提交|网上|一起|[来去]要得|[来去](?:可以|行)")
#: asks what to do without it rather than what it is
_WITHOUT = re.compile(r"(?:怎么|何解|如何)(?:办|搞)")
_LACKS = re.compile(
    r"(?<!有)(?:没(?!有?(?:问题|反光|关系|事|过期|变|糊|错))有?|冇(?!有?得?(?:问题|关系|事|过期|变|糊|错))得?)"
    r"|找不[到着]|(?<![看听])不见|丢|掉了|不在(?:身边|手)"
)
_LOST = r"(?:丢|掉|不见|遗失|落在)"
#: What holds a word of lacking and says that nothing lacks: 没丢, 还没到八十, 收到没, 我没说身份证丢了.
_NO_LACK = re.compile(
    rf"(?:谁|哪个|何解)(?:说|讲|港)[^\uff0c,]{{0,6}}(?:没有?|冇得?)|(?:没有?|冇得?|未|不是|又不是|哪里)(?:说|讲|港)[^\uff0c,]{{0,10}}(?:{_LOST}|没有?|冇得?)(?:了|过|哒)?"
    rf"|(?:没有?|冇|未|不是)(?:弄|搞)?{_LOST}"
    r"|(?<=[了过到好完成哒对去])(?:没有?|冇得?)[啊咯呢呀哦嘞吧?\uff1f]*$|(?<![有一都还])[没冇][啊咯呢呀哦嘞]*[?\uff1f]*$"
    r"|[没冇](?:有)?(?:到|满|超|提示|看|听|懂|说|讲|港|问|答|回|写|填|盖|拍|发|传|约|预约|查|来|去(?!办|领|申请)|空|时间|想|打算|电|钱|完|好|审|消息|动静|反应|人|签字|签名)"
    r"|[你您]们?(?:还|是不是)?没收"
)
_DENIES_LOSS = re.compile(
    rf"(?:没有?|冇|未|不是|又不是|哪里)(?:说|讲|港)[^\uff0c,]{{0,10}}{_LOST}|(?:没有?|冇|不是)(?:弄|搞)?{_LOST}"
)
#: Said of a card that its holder never had: 从来没办过身份证, 小孩没有身份证.
_NEVER_ISSUED = re.compile(
    r"(?:没|冇|未)(?:有|得)?(?:去)?(?:办|领|申请)(?:过|理)?|(?:从来|一直|本来|根本)(?:就|都)?(?:没|冇)"
    r"|(?:小孩|孩子|儿子|女儿|崽|娃|伢子|孙子|孙女|宝宝|[一二三四五六七八九十\d]岁)[^\uff0c,。]{0,10}(?:没有|没得|冇得|没)"
    r"|只有户口"
)
#: A paper that isn't there is named within so many characters of the lack.
_NEAR = 10
#: A material is named by so many characters in a row of its name, or by most of a short one.
_NAMED, _SHORT_NAMED = 3, 0.6
_PIECE = re.compile(r"[\uff0c,。.\uff1b;\uff01!\uff1f?]+")
#: What ends the topic of a sentence: a piece with one of these is a sentence of its own.
_SAYS_ITSELF = re.compile(r"[了过好哒在发给有]")
_EITHER = re.compile(r"[/\uff0f]|或(?!者?其他)")
_A_PAPER = re.compile(
    r"(?:证明?|书|表|合同|报告|材料|卡|凭证|方案|簿|发票|公证|决定|决议|文件|信|图"
    r"|病历|协议|照|账户)$"
)
#: Other words for what a kind of material is; a name says it less often than people do.
_SAID_FOR = {
    MaterialKind.PHOTO: ("登记照", "证件照", "寸照", "自拍", "selfie", "底色"),
    MaterialKind.HOUSEHOLD_REGISTER: ("户口簿", "户口本"),
    MaterialKind.HEALTH_CERTIFICATE: ("健康证", "健康证明"),
}
#: piece of a name → what people call such a paper
_SAID_OF = {"平面": "平面图", "布局": "布局图"}


def called(material: Material) -> str:
    """What people call a material by: its name, title words, its kind's words, parted as a name parts its own."""
    drawn = [word for piece, word in _SAID_OF.items() if piece in material.name]
    return "/".join((material.name, *material.title_words, *_SAID_FOR.get(material.kind, ()), *drawn))


def either_of(name: str) -> tuple[str, ...]:
    """The papers of which a name lists that one will do: 病历/诊断证明. Empty when it lists none.

    变更/延续申请表 lists none: what is before the stroke is no paper.
    """
    parts = tuple(part for part in _EITHER.split(name) if part)
    return parts if len(parts) > 1 and all(_A_PAPER.search(part) for part in parts) else ()


def _clauses(text: str) -> list[str]:
    """The clauses of a text; a blank parts clauses as a comma does."""
    return [clause for piece in _PIECE.split(text) for clause in piece.split()]


def material_asked(text: str, names: Sequence[str]) -> int | None:
    """Which of the materials a text asks about (what it is, where to get it, that it isn't there), if it names one."""
    return next(iter(materials_asked(text, names)), None)


def materials_asked(text: str, names: Sequence[str]) -> list[int]:
    """All the materials a text asks about, in order: by their place in the list (第三样是什么) or by their names.

    A clause that asks and names none asks of what was named before it: 健康证还没办，去哪里办.
    """
    if not asks_of_paper(text):
        return [named] if (named := material_lacking(text, names)) is not None else []
    if (place := place_named(text, len(names))) is not None:
        return [place]
    found: list[int] = []
    last = None
    for clause in _clauses(text):
        named = material_named(clause, names)
        last = named if named is not None else last
        if last is not None and last not in found and asks_of_paper(clause):
            found.append(last)
    named = material_named(text, names)
    return found or ([named] if named is not None else [])


def names_paper(text: str, materials: Sequence[Material]) -> bool:
    """Whether a text asks about one of the materials by its name."""
    names = [called(material) for material in materials]
    return asks_of_paper(text) and not lacks(text) and material_named(text, names) is not None


def asks_need(text: str) -> bool:
    """Whether a text asks if a paper is wanted at all: 股权转让协议要不要."""
    return _NEEDED.search(squeeze(text)) is not None


def asks_by_whom(text: str) -> bool:
    """Whether a text asks who fills a paper in or signs it."""
    return _BY_WHOM.search(squeeze(text)) is not None


def asks_will_do(text: str) -> bool:
    """Whether a text asks if something will do: 户口本行不行."""
    return _WILL_IT_DO.search(squeeze(text)) is not None


def asks_where(text: str) -> bool:
    """Whether a text asks where a paper is to be had."""
    return _WHERE.search(squeeze(text)) is not None


def asks_of_paper(text: str) -> bool:
    """Whether a text asks what a paper is, where it comes from, or whether one of some sort will do."""
    said = squeeze(text)
    will_do = _WILL_IT_DO.search(said) is not None and not _OF_SOMETHING_ELSE.search(said)
    return will_do or _OF_MATERIAL.search(said) is not None


def lacks(text: str) -> bool:
    """Whether a text says that something isn't there."""
    asked = _OF_MATERIAL.search(_WITHOUT.sub("", squeeze(text)))
    return asked is None and any(_lacks(clause) for clause in _clauses(text))


def lost(text: str) -> bool:
    """Whether what isn't there was there once: 身份证掉了, not 没办过身份证."""
    return any(_lacks(clause) and re.search(rf"{_LOST}|找不[到着]", clause) is not None for clause in _clauses(text))


def never_issued(text: str) -> bool:
    """Whether a card was never made for its holder, rather than lost: 他还没办身份证，只有户口本."""
    return _NEVER_ISSUED.search(text) is not None and not lost(text)


def denies_loss(text: str) -> bool:
    """Whether a text says that nothing was lost: 身份证没丢啊，在我手上."""
    return _DENIES_LOSS.search(text) is not None and not any(_lacks(clause) for clause in _clauses(text))


def _lacks(clause: str) -> bool:
    return _LACKS.search(_NO_LACK.sub("", clause)) is not None


def material_lacking(text: str, names: Sequence[str]) -> int | None:
    """Which of the materials isn't there. Lack and name stand in one clause: 没领 户口我是天心区的 lacks none.

    A bare name goes with what follows its blank: 评定表 没有.
    """
    for piece in _PIECE.split(text):
        before = ""
        for clause in piece.split():
            topic = "" if _SAYS_ITSELF.search(before) else before
            if _lacks(clause) and (named := material_named(_around_lack(clause), names)) is not None:
                return named
            if _lacks(clause) and topic and (named := material_named(topic, names)) is not None:
                return named
            before = clause
    return None


def _around_lack(clause: str) -> str:
    """The words near the lack: who dictates without a pause says much in one clause that lacks nothing."""
    found = _LACKS.search(_NO_LACK.sub(lambda match: "\u3000" * len(match.group()), clause))
    return clause[max(0, found.start() - _NEAR) : found.end() + _NEAR] if found is not None else ""


def material_named(text: str, names: Sequence[str]) -> int | None:
    """The material whose name a text holds most of; None when it holds none.

    Of a name that lists several (监护人证明/民事判决书) one is enough.
    """
    said = squeeze(text)
    best, found = 0.0, None
    for n, name in enumerate(names):
        for part in dict.fromkeys(map(squeeze, (name, *_EITHER.split(name)))):
            common = _common(said, part)
            share = common / max(len(part), 1)
            if (common >= _NAMED or (common >= 2 and share >= _SHORT_NAMED)) and share > best:
                best, found = share, n
    return found


def _common(said: str, name: str) -> int:
    """The length of the longest run of characters that both have."""
    return next(
        (n for n in range(len(name), 0, -1) if any(name[a : a + n] in said for a in range(len(name) - n + 1))), 0
    )
