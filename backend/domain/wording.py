"""How residents write: words that say nothing about the item, words of Changsha, and what is a complaint."""

import re
import unicodedata
from itertools import pairwise

#: Changsha and chat words → the words guides use
_DIALECT = (
    ("么子", "什么"),
    ("么里", "什么"),
    ("何解搞", "怎么办"),
    ("何解", "怎么"),
    ("何什", "怎么"),
    ("咋", "怎么"),
    ("啥", "什么"),
    ("屋里", "家里"),
    ("冇得", "没有"),
    ("冇", "没有"),
    ("不得", "不"),
    ("咖哒", "了"),
    ("咖", "了"),
    ("落噶", "丢"),
    ("娭毑", "奶奶"),
    ("细伢子", "小孩"),
    ("细妹子", "小孩"),
    ("伢崽", "小孩"),
    ("毛毛", "宝宝"),
    ("毛伢子", "宝宝"),
    ("老倌子", "老人"),
    ("堂客", "老婆"),
    ("恰", "吃"),
    ("店子", "店"),
    ("粉馆", "粉店"),
    ("铺子", "店铺"),
    ("档口", "门面"),
    ("掉了", "丢了"),
    ("弄丢", "丢"),
    ("搞丢", "丢"),
    ("不见了", "丢了"),
)
#: places as data sets hide them (A市, B3区, 西地省) and the places that every question here is about
_PLACES = re.compile(
    r"[a-z]\d*(市|区|县|镇|街道)|西地省|楚省|湖南省?|长沙市?|天心区|湘江新区|雨花区|岳麓区|开福区|芙蓉区"
)
_EMPTY = re.compile(
    "|".join(
        (
            "您好|你好|请问一?下?|咨询一?下?|请教一?下?|问一?下|想问|问问|求助|麻烦|谢谢|感谢|尊敬的|领导|书记|市长|网友|工作人员|同志",
            "我想要?|我要|我们|我是|我|本人|自己|想要|想|打算|准备|现在|现|目前|一下|一个|有关|关于|相关|方面|问题|事宜|事情|政策|规定|情况",
            "(需要|要|该|带|准备|提供|提交)*(哪些|什么)?(材料|资料|手续|条件|证件|东西|流程|程序)|(哪些|什么)(材料|资料|手续|条件|流程)?",
            "(要|该|应该?)?(怎么|如何|怎样)(样|办理?|弄|搞|申请|操作)?|在?(哪里|哪儿|哪个部门|什么地方)(可以)?(办理?|申请)?",
            "可以吗|能不能|可不可以|是不是|行不行|多少钱|多少|多久|几天|什么时候|何时|能否|可否|是否|有没有|有无|没有|可以|需要|应该|必须|如果|因为|所以|但是|还是|或者|已经|之前|之后|以后|以前|一直",
            "这种|那种|这个|那个|这样|那样|这|那|其他|请|吗|呢|啊|呀|吧|的|了|么|哦|嘛|话|为何|为什么|根据|按照|才能?|就|也|都|又|再|很|被|把|将|是|说|听说|知道|觉得",
        )
    )
)
#: what a resident wants done rather than looked into
_ASKS = re.compile(
    r"怎么|如何|怎样|哪里|哪儿|哪些|什么|需要|要不要|能不能|可以|可否|能否|是否|办|申请|手续|材料|条件|流程|咨询|请问|补|领|开[^通发工]|登记|注册|变更|注销|[吗么]\W*$"
)
#: what is said of going about it, whatever it is: who goes, where, when, and what comes of it
_GOING_ABOUT = re.compile(
    r"本人|自己|朋友|家里?人|家属|亲戚|邻居|同事|别人|他人|老[公婆]|儿子|女儿|父母|爸|妈|人|帮忙|帮|代替|代|替|委托|陪|一起|亲自|当面|"
    r"办理?|申[请报]?|报名|提交|交|领取|领|取|拿到?|查询?|预约|约|排队|等|弄|搞|跑|去|来|到|找|在|能|会|"
    r"证书|证件|证明|证|材料|资料|手续|表格?|结果|条件|要求|流程|时间|日期|工作日|周末|节假日|上班|下班|"
    r"异地|外地|本地|当地|户籍地|居住地|回去?|网上|线上|现场|个?窗口|大厅|单位|部门|机构|地方|地点|地址|电话|"
    r"最[迟早晚快]|多长|几|哪|谁|什么|怎么|何|不|要|该|必|须|得|或者?|以|给|让|叫|从|和|跟|与|及|还|只|光|都|先|后|前|里|我|你|您|他|她|它|上|下|行|好|大概|具体|一般|时候|知道?|晓得|清楚|明白|想|问"
)
_UNDECIDED = re.compile("哪|谁|几|多")
_COMPLAINS = re.compile(
    r"投诉|举报|扰民|噪音|噪声|污染|臭|乱收|拖欠|不作为|黑心|偷工减料|漏水|堵车|拥堵|违建|违章建筑|违规|违法|查处|整治|严重影响|无法休息|"
    r"路灯|公交|地铁|红绿灯|停车|停水|停电|烂尾|延期交房|维权|强拆|拆迁|征收|赔偿|安置|质量|太差|态度|坑人|欺骗|恶劣|油烟|垃圾|"
    r"不让|不准|不给|不退|不管|没人管|强制|强行|拒绝|拒不|推诿|合理吗|合法吗|凭什么|谁负责|危险|隐患|损坏|坏了|吵|脏|"
    r"反映|取缔|退费|退票|退款|退钱|追缴|怎么赔|谁赔|不赔|赔不|冒用|不负责|代领|吃坏|假烟|假酒|假货|假冒|维修|罚款|被罚|被扣|招录|招聘|工资|"
    r"不发|清零|坑人|怎么处理|怎么解决|入编|编制|造谣|出事|收费高|能不能降|降一点|虐待|跑路|纠纷|态度|限行|"
    r"克扣|截留|冒领|乱|无证|黑店|骗|贪|不公|关系户|太慢|太贵|太高|太久|太少|涨价|"
    r"建议|希望.{0,12}(增加|加强|修|建|解决|整改|处理)|什么时候.{0,8}(修|建|通车|开通|拆)"
)


_OTHER_PLACES = (
    "北京|上海|天津|重庆|广州|深圳|东莞|佛山|珠海|中山|惠州|杭州|宁波|温州|南京|苏州|无锡|武汉|成都|西安|郑州|济南|青岛|合肥|福州|厦门|南昌|"
    "昆明|贵阳|南宁|海口|三亚|石家庄|太原|沈阳|大连|长春|哈尔滨|兰州|银川|西宁|乌鲁木齐|拉萨|呼和浩特|广东|浙江|江苏|湖北|江西|四川|河南|河北|"
    "山东|山西|陕西|福建|安徽|云南|贵州|广西|海南|甘肃|青海|宁夏|新疆|西藏|内蒙古|辽宁|吉林|黑龙江|香港|澳门|台湾|"
    "美国|加拿大|日本|韩国|英国|澳洲|澳大利亚|新加坡"
)
#: a thing of another place (广州的公租房), though not people from there (广州户口, 广州人)
_THERE = re.compile(
    rf"(?:{_OTHER_PLACES})(?:市|省|那边|老家)?的?(?!人|户口|户籍|过来|回来|转|迁|籍|通行证|签证|居民|路|街|大道|银行)"
)
_HERE = re.compile(r"[a-z]\d*(?:市|区|县)|长沙|天心|湖南|这边|这里|本地|我们区|回来|迁|转|落户|去(?:香港|澳门|台湾)")


_CHINESE = "\u3400-\u9fff"
_BLANK = re.compile(rf"(?<=[{_CHINESE}])\s+(?=[{_CHINESE}])")
#: Words before and after a blank that parts two clauses: so many characters each, and together.
_CLAUSE_END, _CLAUSES = 2, 6
#: At the beginning and alone, a yes: 是 这个手机上能办不.
_YES_WORDS = frozenset({"是", "对", "嗯", "行", "好", "是的", "好的", "对的", "可以", "要得"})


def spoken(text: str) -> str:
    """What was typed or dictated, in lower case, without the blanks that part no clauses.

    Who dictates has no commas but blanks (我又失业了 先做什么): those stay. Between single words they go (我 去 哪里).
    """
    words = _BLANK.split(text.strip())
    said = words[0]
    for before, after in pairwise(words):
        apart = min(len(before), len(after)) >= _CLAUSE_END and len(before) + len(after) >= _CLAUSES
        apart = apart or (said == before and before in _YES_WORDS)
        said += f" {after}" if apart else after
    return said.lower()


def fold(text: str) -> str:
    """Half-width lower case, with the words of Changsha said in the guides' words."""
    text = unicodedata.normalize("NFKC", text).lower()
    for spoken, written in _DIALECT:
        text = text.replace(spoken, written)
    return text


def gist(text: str) -> str:
    """The text without places and words that say nothing about the item; never empty if the text is not."""
    folded = fold(text)
    kept = re.sub(r"\s+", " ", _EMPTY.sub(" ", _PLACES.sub(" ", folded))).strip()
    return kept if re.search(r"[\w]{2}", kept) else folded.strip()


def asks(text: str) -> bool:
    """Whether the text asks how something is done."""
    return bool(_ASKS.search(text))


def names_nothing(text: str) -> bool:
    """Whether a folded text asks how something is gone about without a word of what: 能让朋友帮忙代办吗."""
    if complains(text) or not (asks(text) or _UNDECIDED.search(text)):
        return False
    return not re.search(r"\w", _GOING_ABOUT.sub(" ", _EMPTY.sub(" ", _PLACES.sub(" ", text))))


def elsewhere_meant(text: str) -> bool:
    """Whether the text speaks of another city's or country's affairs and of nothing here."""
    return bool(_THERE.search(text)) and not _HERE.search(text)


def complains(text: str, meant: str = "") -> int:
    """How many words of complaint the text has, those left out that belong to what is ``meant`` (公交 in 公交卡)."""
    return len({word for word in (m.group() for m in _COMPLAINS.finditer(text)) if word not in meant})
