"""Which parts of a guide a text asks for: people put several questions into one message."""

import re
from collections.abc import Sequence

from backend.domain.choices import place_named, squeeze

#: part → what people say when they ask for it; the parts are the ends of the actions' names (``action_answer_fee``)
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "fee",
        re.compile(
            r"(?:发|领|给|补)(?:到|得)?(?:好多|多少|几多)|(?<!停车)(?<!停车要)(?<!停车收不)收费|收几多|收好多|多少钱|好多钱|几多钱|几块钱|要钱|收钱|花钱|(?<!停车)免费|费用|工本费"
        ),
    ),
    (
        "days",
        re.compile(
            r"多久|好久|多长时间|当场|当天(?:能|可以|办)|立等|几天|几个工作日|多少天|什么时候能(拿|下|办)|拿得到"
        ),
    ),
    ("hours", re.compile(r"几点|上班时间|下班|开门|关门|周末|星期[六天日]|周[六日]|礼拜[六天]|节假日|中午(上|休|开)")),
    (
        "place",
        re.compile(
            r"在哪(?!.{0,2}(下载|领|打印|搞.{0,2}表))|哪里(办|交|去|搞|弄)|哪个窗口|去哪|地址|怎么(走|去)|几路车|坐什么车|哪个大厅"
        ),
    ),
    ("phone", re.compile(r"电话|联系方式|打给谁|找谁问")),
    (
        "self",
        re.compile(
            r"本人(去|来|到)|亲自|自己(去|来|到|跑)|代办|委托|别人(去|代|帮)|帮.{0,5}(代|去)(办|搞)|(崽|女|儿子|女儿|老公|老婆|家人|邻居|朋友|代).{0,3}(去|来).{0,3}(要得|行|可以|办|搞)"
        ),
    ),
    ("original", re.compile(r"原件|复印|几份")),
    ("basis", re.compile(r"依据|哪条法|什么规定|根据什么|政策文件|法律")),
    (
        "form",
        re.compile(r"表格|表(?:到|在|去)?哪|哪.{0,3}(?:拿|领|搞|有).{0,2}表|申请表|下载|空白表|[Ff]orms?(?![a-z])"),
    ),
    ("access", re.compile(r"停车|车位|轮椅|无障碍|电梯|坡道")),
    ("materials", re.compile(r"(带|要|准备|交|需要)(什么|哪些|么子|么|啥)(材料|资料|东西|证)?|什么材料|哪些材料|要带")),
)


_ORDER = re.compile(
    r"先(?:办|搞|弄|去)?(?:哪|什么|么子|么里|啥)|先.{1,12}还是(?:先|后)?|哪(?:个|样|一个)(?:先|在前|放前)|谁先谁后|先后顺序|什么顺序"
)
#: what is asked of one material: what it is, where to get it, how to write it
_OF_MATERIAL = re.compile(
    r"(?:是|讲|指|要)(?:什么|么子|么里|啥|哪)|什么(?:东西|样|意思)|么子(?:东西|样|意思)|啥(?:东西|样|意思)"
    r"|怎么(?:写|填|弄|搞|画|开|办|拿|得)|何解(?:写|填|弄|搞|画|开)|哪(?:里|儿)?(?:去)?(?:开|办|拿|弄|搞|领|买|有|来)|找谁(?:开|办|拿)|长什么样"
)
#: asks what to do without it rather than what it is
_WITHOUT = re.compile(r"(?:怎么|何解|如何)(?:办|搞)")
_LACKS = re.compile(
    r"(?<!有)没(?!有?(?:问题|反光|关系|事|过期|变|糊|错|丢|掉|到|满|够|说|讲|问))有?|冇(?!得?(?:问题|关系|事|丢|掉|到|满|够|说|讲|问))得?"
    r"|找不到|不见|(?<![没冇未不])丢|(?<![没冇未不])掉了|不在(?:身边|手)|还没(?!到|满|够|问)|还冇(?!到|满|够|问)"
)
#: 我没说身份证丢了
_NOT_SAID = re.compile(r"(?:没|冇)有?(?:说|讲)[^\uff0c,。.\uff01!]*(?:丢|掉|不见|找不到)[^\uff0c,。.\uff01!]*")
_LOST = re.compile(r"(?<![没冇未不])(?:丢|掉(?:了|咖|哒|咯)|遗失|搞落)|不见|找不到|搞不见")
#: Said of a card that its holder never had: 从来没办过身份证, 小孩没有身份证.
_NEVER_ISSUED = re.compile(
    r"(?:没|冇|未)(?:有|得)?(?:去)?(?:办|领|申请)(?:过|理)?|(?:从来|一直|本来|根本)(?:就|都)?(?:没|冇)"
    r"|(?:小孩|孩子|儿子|女儿|崽|娃|伢子|孙子|孙女|宝宝|[一二三四五六七八九十\d]岁)[^\uff0c,。]{0,10}(?:没有|没得|冇得|没)"
    r"|只有户口"
)
#: A material is named by so many characters in a row of its name, or by most of a short one.
_NAMED, _SHORT_NAMED = 3, 0.6


#: What a question for a part holds at the least. A classifier that hears the part without any of it is mistaken.
_EVIDENCE = {
    "self": re.compile(
        r"代|替|帮|委托|本人|亲自|自己.{0,2}(?:去|来|办|跑|到|领|拿|交)|别[人个]|人家|到场|签字|签名|[哪谁]个?[去来]|派|[让叫喊托请带陪]|当面|露面|面签|上门|现场|一起|都[要得必]|必须|非得|非要|一定"
        r"|(?:崽|女|爸|妈|爷|奶|公|婆|娘|爹|老倌|堂客|家|属|邻居|朋友|亲戚|同事|儿子|他|她|人|员|会计|经办|老板|法人|两个|双方|夫妻).{0,8}(?:去|来|办|跑|搞|拿|领|到)"
        r"|(?:来|去|到|走|动|起)不(?:了|动|得|来|成|床|到)|(?:不|要)(?:来|去)"
    ),
    "access": re.compile(
        r"停车|车位|车库|停.{0,4}车|车.{0,4}停|开.{0,3}车|骑.{0,3}车|轮椅|障碍|障|电梯|坡|扶|走不|腿|脚|楼|残疾|推|母婴|厕所|卫生间|婴|方便|拐|瘫|盲|聋|坐|摔|台阶|喂|尿|听|看不|眼|手语|优先|座|休息|水|伞|充|狗|复印|直梯|洗手|石膏|大厅|里面"
    ),
}


_QUESTION = re.compile(
    r"[吗么嘛啵?\uff1f]$|怎么|如何|何解|哪|几|多少|好多|多久|好久|什么|么子|啥|能不能|可不可以|要不要|是不是|行不行"
)


def asks_something(text: str) -> bool:
    """Whether a text is, or holds, a question."""
    return bool(parts_asked(text)) or _QUESTION.search(text) is not None


#: A classifier hears a worry about papers and photos in much that only speaks of papers.
_WORRY = re.compile(
    r"隐私|泄|保密|安全|偷|卖|外传|[谁哪].{0,3}看|看得?[到见]|存|留|骗|真的|假的|加密|删|信息|放心|怕|担心|乱用|拿去|用完|传出|知道我"
    r"|给别人|电话干|电话号码|保险|盗|拿我|身份证号|手机号|为什么要|何解要|干嘛|做什么|不想给|不敢|正规|官方|靠谱|推销|骚扰|水印|贷款|别的单位|人看|不会有事"
)


def worries(text: str) -> bool:
    """Whether a text can be asking what becomes of what was sent."""
    return _WORRY.search(text) is not None


def may_ask(part: str, text: str) -> bool:
    """Whether a text can be asking for the part at all."""
    evidence = _EVIDENCE.get(part)
    return evidence is None or evidence.search(text) is not None


_AMOUNT = re.compile(
    r"(?:发|领|给我?|补贴|补助|拿|享受|到手)(?:到|得)?(?:好多|多少|几多|几)(?:钱|块|元)"
    r"|(?:补贴|津贴|补助|失业金|低保|抚恤金)[^\uff0c。]{0,6}(?:好多|多少|几多|几)(?:钱|块|元|$)"
    r"|(?:补贴|津贴|补助|发放)标准|(?:一|每)个?月[^\uff0c。]{0,6}(?:好多|多少|几多|几百|几千)"
)
_PAID_IN = re.compile(r"收费|要收|交|缴|费|年审|办证|工本")


def amount_asked(text: str) -> bool:
    """Whether a text asks how much is paid out, where a fee would be paid in."""
    return _AMOUNT.search(text) is not None and not _PAID_IN.search(text)


def order_asked(text: str) -> bool:
    """Whether a text asks which of several things comes first."""
    return _ORDER.search(text) is not None


def material_asked(text: str, names: Sequence[str]) -> int | None:
    """Which of the materials a text asks about (what it is, where to get it, that it isn't there), if it names one.

    By its place in the list (第三样是什么) or by its name.
    """
    if not (_OF_MATERIAL.search(text) or _LACKS.search(text)):
        return None
    if not _OF_MATERIAL.search(text):
        return material_lacking(text, names)
    place = place_named(text, len(names))
    return place if place is not None else material_named(text, names)


def lacks(text: str) -> bool:
    """Whether a text says that something isn't there."""
    asked = _OF_MATERIAL.search(_WITHOUT.sub("", text))
    return _LACKS.search(text) is not None and asked is None


def lost(text: str) -> bool:
    """Whether something is said to have been lost."""
    return _LOST.search(_NOT_SAID.sub("", text)) is not None


def never_issued(text: str) -> bool:
    """Whether a card was never made for its holder, rather than lost: 他还没办身份证，只有户口本."""
    return _NEVER_ISSUED.search(text) is not None and not lost(text)


_CLAUSE = re.compile(r"[\uff0c,。.\uff1b;\uff01!\uff1f?]+")


def material_lacking(text: str, names: Sequence[str]) -> int | None:
    """Which of the materials isn't there. Lack and name stand in one clause: 没领。户口我是天心区的 lacks none."""
    clauses = [clause for clause in _CLAUSE.split(_NOT_SAID.sub("", text)) if _LACKS.search(clause)]
    return next((n for clause in clauses if (n := material_named(clause, names)) is not None), None)


def material_named(text: str, names: Sequence[str]) -> int | None:
    """The material whose name a text holds most of; None when it holds none."""
    said = squeeze(text)
    best, found = 0.0, None
    for n, name in enumerate(map(squeeze, names)):
        common = _common(said, name)
        share = common / max(len(name), 1)
        if (common >= _NAMED or (common >= 2 and share >= _SHORT_NAMED)) and share > best:
            best, found = share, n
    return found


def _common(said: str, name: str) -> int:
    """The length of the longest run of characters that both have."""
    return next(
        (n for n in range(len(name), 0, -1) if any(name[a : a + n] in said for a in range(len(name) - n + 1))), 0
    )


def parts_asked(text: str) -> list[str]:
    """The parts a text asks for, in the order they are asked; empty when it asks for none in plain words."""
    found = [(match.start(), part) for part, words in _PARTS if (match := words.search(text))]
    return [part for _, part in sorted(found)]
