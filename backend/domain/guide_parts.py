"""Which parts of a guide a text asks for: people put several questions into one message."""

import re

from backend.domain.further_parts import further_parts

#: part → what people say when they ask for it; the parts are the ends of the actions' names (``action_answer_fee``)
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "fee",
        re.compile(
            r"(?:发|领|给|补)(?:到|得)?(?:好多|多少|几多)|(?<!停车)(?<!停车要)(?<!停车收不)收费|收几多|收好多|多少钱|好多钱|几多钱|钱(?:要)?(?:几多|好多|多少)|几块钱|要钱|收钱|花钱|(?<!停车)免费|费用|工本费"
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
            r"在哪(?!.{0,2}(下载|领|打印|搞.{0,2}表))|哪里(办|交|去|搞|弄)|哪个窗口|去哪|(?<!注册)(?<!公司)(?<!户籍)地址(?!.{0,4}(?:搬|换|改|变|不对|不一样|错|也))|怎么(走|去)|几路车|坐什么车|哪个大厅"
        ),
    ),
    ("phone", re.compile(r"电话|联系方式|打给谁|找谁问")),
    (
        "self",
        re.compile(
            r"本人(去|来|到)|亲自|自己(去|来|到|跑)|代办|委托|别人(去|代|帮)|帮.{0,5}(代|去)(办|搞)|(崽|女|儿子|女儿|老公|老婆|家人|邻居|朋友|代).{0,3}(去|来).{0,3}(要得|行|可以|办|搞)"
            r"|(?:帮|代|替)(?:我|他|她)(?:去|来)?(?:办|搞|弄|交|跑|去)[^\uff0c。]{0,4}(?:要得|行|可以|[不吗么])"
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
    r"[吗么嘛啵?\uff1f]$|怎么|如何|何解|哪|几|多少|好多|多久|好久|什么|么子|啥|能不能|可不可以|要不要|是不是|行不行|会不会|可以不|要得不"
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
    return _WORRY.search(text) is not None and not re.search("公示|贴出来|张榜|上墙", text)


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


def parts_asked(text: str) -> list[str]:
    """The parts a text asks for, in the order they are asked; empty when it asks for none in plain words."""
    found = [(match.start(), part) for part, words in _PARTS if (match := words.search(text))]
    further, instead_of = further_parts(text, frozenset(part for _, part in found))
    return [part for _, part in sorted([one for one in found if one[1] not in instead_of] + further)]
