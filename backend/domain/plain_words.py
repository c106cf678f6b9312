"""What a resident says so plainly that nothing needs to guess it, whatever else stands in the sentence.

The classifier hears the whole of a long message and may take its smallest part for the point. These few things decide
how a talk goes on, so each is known by its own words: a person is wanted, a time is to be moved, an answer was wrong.
"""

import re

from backend.domain.choices import squeeze
from backend.domain.guide_parts import asks_something

_PERSON = re.compile(
    r"转(?:个|一下|下|到)?(?:人[工公功]|真人|活人)|(?:有[没冇]有?|来个|来一个|换个|喊个|叫个|找个|要个?)(?:活人|真人|人工)"
    r"|人工(?:客服|服务)|(?:跟|同|和)(?:活人|真人|工作人员)(?:讲|说|谈|聊)(?!过|了|好)"
    r"|(?:喊|叫|找|换|请|派)(?:一?[个位])?(?:活人|真人|工作人员|同志|师傅|人)(?:来)?(?:跟|同|和|给|帮|接|听|打)?我?"
    r"(?:讲|说|谈|聊|接一?下|接电话|打电话|解释)(?!过|了)"
)
#: What is left of a call for a person that is so long is what they are to be asked.
_ENOUGH_TO_ASK = 6
_ASKS_THROUGH = re.compile(
    r"(?:(?:帮|替|给)我?(?:去|再)?|(?:我)?(?:想|要|先)(?<!不要)(?<!不想))问(?:一?下|一问|问)?(?:你们(?:那边|这边)?的?)?(?:真人|人工|工作人员|对接人|窗口的?人|你们(?:那边)?的?(?:人|同事))"
)
_NO_PERSON = re.compile(
    r"(?:不用|不要|不需要|不必|不想|别|莫|冇要|取消)(?:再|给我|帮我)?(?:转|找|喊|叫)?个?(?:人[工公]|真人|活人|工作人员)"
)
_CALL = re.compile(
    r"(?:让|叫|喊|请|要|麻烦|能不能|可不可以|可以)[^\uff0c,。]{0,8}"
    r"(?:打(?:个)?(?:电话)?给我|给我(?:打|回)|打我.{0,4}(?:电话|手机|座机)|回我?(?:个)?电话)"
)
_NO_CALL = re.compile(
    r"(?:(?<!能)(?<!可)不(?:要|用|需要|必|想)|莫|别|冇)[^\uff0c,。]{0,3}(?:打|回)|要(?:打|回)[^\uff0c,。]*[吗么]"
    r"|还是|[叫让]我(?:汇|转|打|交)|说是|骗|(?:会|要)给我"
)
_MOVES = re.compile(
    r"(?:改|换|挪|推|调|提前|移|延)(?:一?下)?(?:预约|时间)?(?:到|成|至|期|(?=[周下明后上\d]|星期|礼拜))"
    r"[^。！!？?\uff1f\uff01]*"
)
_WRONG = re.compile(
    r"(?:说|讲|搞|填|选|点|答|写|弄|按)(?:的)?(?:是)?错|不对|改成|改为|改一?下|不是.{1,10}[,\uff0c。 ]?是"
    r"|不是[^\uff1f?]{0,24}[\uff0c,。\uff01!\s](?:我?是|已经)|那就[用按走凭]|还是[用按走凭]|改[用按走凭]|[选换]成"
    r"|记错|更正|纠正"
)
_TOLD_BEFORE = re.compile(r"我?(?:都|已经|不是)?(?:说|讲)(?:了|过)")
_BOOKS = re.compile(
    r"(?:帮我|给我|想|要|先|再|那就|就)约|约(?:个|一?下|在|到|上)|有[没冇]?有?(?:号|空|位)|挂个?号|空位|排(?:个|到|一)|安排"
    r"|来办|去办|过来|过去|能来|陪我来|来行|[来去]要得"
)
_NO_BOOKING = re.compile(r"取消|不来|退|约我|离职|预约.{0,6}(?:改|不|推)|来得及")
_BRINGS = re.compile(
    r"(?:不|懒得|冇法|没法)(?:想)?(?:发|拍|传|照)(?:了|哒|咯)?[,\uff0c。 ]?(?:我)?[^\uff0c,。]{0,6}带"
    r"|(?:带|拿)(?:着|上)?(?:纸质|原件|材料|资料)[^\uff0c,。]{0,4}(?:过去|过来|去|来)"
    r"|(?:照|打印|填|办|开|洗)好(?:了|哒)?(?:再|就|一起)?带(?:过)?[去来]"
    r"|(?:带|拿|交)(?:到|去|来)(?:窗口|现场|大厅|柜台)|(?:窗口|现场|大厅)(?:再|去|当场)(?:填|交|补)"
)
_NOT_BROUGHT = re.compile(
    r"(?:交|拿|带|送|填)(?:过(?!来|去)|了)|昨天|上次|前天|之前|不收|发烧|马上发|等下发|等会|先发|[吗么?\uff1f]$"
)
_RECEIPT = re.compile(
    r"回执.{0,4}(?:再|重新)?(?:发|给|看|调|找|显示|打)|(?:再|重新|把)[^。]{0,6}(?:发|给|看)[^。]{0,6}回执"
)
_FAMILY = (
    r"(?<![你您他])(?:老倌子?|老公|老婆|堂客|丈夫|妻子|爱人|老伴|爸爸?|妈妈?|爷爷?|奶奶?|爹爹?|娘|娭毑|外公|外婆|公公|婆婆"
    r"|父亲|母亲|老人家?|亲人|儿子|女儿|崽|[哥弟姐妹]+|家里人|屋里人)"
)
_WHEN = (
    r"(?:上个?月|上个?礼拜|上周|前几?天|昨天|今天|去年|今年|年前|[\d一二三四五六七八九十]+[月号日]"
    r"|刚刚?|已经|突然|都|也)"
)
_DIED = r"(?<![没冇未])(?:去世|过世|病故|逝世|死(?:了|哒|咖|咯)|过(?:咖|了)身)"
#: Said of dying and of leaving alike: nothing may follow that says where to or how often.
_GONE = (
    r"(?:走(?:咯|哒|了)|不在(?:了|哒|咯)|没了)(?=$|[\uff0c,。.\s!\uff01;\uff1b])"
    r"(?![\uff0c,。.\s]*(?:去|到|上学|上班|打工|出门|回))"
)
_DEATH = re.compile(
    rf"{_FAMILY}(?:(?!的)[^\uff0c。,.\uff1f?]){{0,8}}?{_DIED}|{_FAMILY}{_WHEN}*{_GONE}"
    rf"|{_FAMILY}[^。]{{0,16}}[\uff0c, ][他她]{_WHEN}*(?:{_DIED}|{_GONE})"
)
_DENIED = re.compile(
    r"(?:我(?:又|也|真的?)?(?:冇|没有?)(?:要|在|来)?(?:问|讲|说)|我?不是(?:要|在|来)?问|哪个问)(?:你|您)?的?(?!过|题|了|清|完|的)"
    r"(?:(?!要不要|[吗哪几])[^\uff0c。\uff01\uff1f,.!?\s])*(?:[\uff0c。\uff01\uff1f,.!?\s]+|$)"
)
_GIVES_UP = (
    re.compile(r"撤|取消|退掉"),
    re.compile(r"(?:莫|不|别)(?:要)?(?:再)?(?:搞|办|弄|申请)(?:了|哒|咯|它)"),
)
_ENOUGH = re.compile(r"(?:算(?:了|哒|咯)){1,3}(?:我|那)?(?:不|莫|冇)(?:想)?(?:搞|办|弄)(?:了|哒|咯)")
#: What somebody says to want to do, apart from what they tell of it: 还是先办生育登记.
_TO_DO = re.compile(
    r"(?:还是先?|算了|先|我要|我想|想|就|改|(?:帮|替|给)[^\uff0c,。\s]{1,8}?)(?:给[^\uff0c,。\s]{1,3})?(?:办|搞|弄|申请)(?:那个|这个|一?个|一下)?([^\uff0c,。.\uff1f?\s吧咯]{2,10}|[证卡](?=[\uff0c,。.\s]|$))"
)
#: A part of a text with the mark or blank at its end.
_PARTS = re.compile(r"[^\uff0c,。.\uff1b;\uff01!\uff1f?\s]*[\uff0c,。.\uff1b;\uff01!\uff1f?\s]*")
_HAD = re.compile(
    r"(?:早就|早已|已经|都|本来就)(?:有|办|搞|拿|领|做|弄)(?:好|到|过|下来)?(?:了|哒|咯|啦|咖)|(?<![没冇])(?:办|搞|拿|领)(?:好|过|下来)(?:了|哒|咯|啦|咖)"
)
_WHAT = re.compile(r"^(?:啥|什么|么子|么里|嗯|啊|哈|哦|诶)(?:子|东西|意思)?[咯嘞呢]?$")
_UNSURE = re.compile(r"^(?:我)?(?:也)?(?:不清楚|不晓得|不知道|搞不清|说不清|说不好|不确定)")
_INSTEAD = re.compile(
    r"(?:别的|其他的?|什么|啥|么子|有[没冇]?有?|用.{1,12}|拿.{1,12}).{0,6}(?:代替|替代|顶替|顶一下|代一下)"
    r"|(?:别的|其他的?).{0,6}(?:行不|行吗|可以不|可以吗|要得不|行不行|要不要得)"
    r"|(?:能|可以)(?:代替|用别的)|(?:截图|聊天记录|录音).{0,4}(?:行|可以|算|要得)"
)
_NOT_A_PAPER = re.compile(r"时间|日子|哪天|窗口|地方|街道|大厅|别人|别个|替我|替他|替她|签字|名字")
_NUMBER_AWAY = re.compile(
    r"(?:执照|代码|信用代码|身份证|证件|号码?|本子)[^\uff0c,。]{0,8}?(?:不在(?:我?手|我?身|我这|家)|[没冇]带|手[边头上里]没有?|身上没有?"
    r"|不记得|记不[得住清]|忘[了记]|(?:在|还在|放)(?:老板|别人|会计|家里|屋里|单位|公司)|锁)|手[边头](?:上)?(?:没|冇)得?有?"
)
_SENT = re.compile(
    r"(?:刚才|刚刚|上次|之前|前面|先前|早就|已经|不是|都)[^\uff0c,。]{0,12}(?:拍|发|交|传|给)(?:过|了|给你|给您|你|您)"
)
_OF_APPLICANT = re.compile(r"申请人|(?:我|他|她|公司|单位|那个|这个)(?:的|那个)?(?:名字|姓名|名称)|身份证号|信用代码")
_LOST_FOR = re.compile(
    r"(?:不晓得|不知道|搞不清|不清楚|不懂).{0,4}(?:要|该|去|从)?(?:搞|办|弄|做|找|问).{0,3}(?:么子|什么|么里|啥|哪|何解)"
)


def asks_for_person(text: str) -> bool:
    """Whether somebody of the hall is to speak with the resident: 那就转人工, 喊个活人跟我讲."""
    return (_PERSON.search(text) or _ASKS_THROUGH.search(text)) is not None and not _NO_PERSON.search(text)


def question_for_person(text: str) -> bool:
    """Whether the text says what the person is to be asked, too: 帮我问下真人我老婆能不能代我去."""
    rest = squeeze(_ASKS_THROUGH.sub("", _PERSON.sub("", text)))
    return len(rest) >= _ENOUGH_TO_ASK


def wants_call(text: str) -> bool:
    """Whether the resident wants to be called: 你让他打给我."""
    return _CALL.search(text) is not None and not _NO_CALL.search(text)


def moves_time(text: str) -> bool:
    """Whether a time that is booked is to become another one: 改到周四下午."""
    return _MOVES.search(text) is not None


def move_wanted(text: str) -> str:
    """The part of a text that says what a booked time is to become; the text itself when none does."""
    found = _MOVES.search(text)
    return found.group(0) if found else text


def says_wrong(text: str) -> bool:
    """Whether something told before is said to be wrong: 刚才说错了."""
    return _WRONG.search(text) is not None


def told_before(text: str) -> bool:
    """Whether the resident says to have told something already: 我说了结婚证有的."""
    return _TOLD_BEFORE.search(text) is not None


def books(text: str) -> bool:
    """Whether a time is named in order to come: 帮我约周四上午."""
    return _BOOKS.search(text) is not None and not _NO_BOOKING.search(text)


def brings(text: str) -> bool:
    """Whether papers are to be brought instead of sent: 照片不发了，我带原件去."""
    return _BRINGS.search(text) is not None and not _NOT_BROUGHT.search(text)


def asks_receipt(text: str) -> bool:
    """Whether the receipt is to be shown again."""
    return _RECEIPT.search(text) is not None


def tells_death(text: str) -> bool:
    """Whether somebody of the family is told to have died."""
    return _DEATH.search(text) is not None


def without_denied(text: str) -> str:
    """The text without what it says was not asked: of "我没问代办，我问停车" the second half."""
    return _DENIED.sub("", text).strip()


def to_do(text: str) -> str | None:
    """What the resident says to want to do, in their words; None when they don't say it so."""
    found = list(_TO_DO.finditer(text))
    return found[-1].group(1) if found else None


def without_had(text: str) -> str:
    """The text without the parts that say what is there already: of "执照早就有了，还差什么证" the second half."""
    return "".join(part for part in _PARTS.findall(text) if not _HAD.search(part) or asks_something(part)).strip()


def gives_up(text: str) -> bool:
    """Whether what was begun is to be given up, said twice over: 帮我撤掉，莫搞了."""
    return all(said.search(text) for said in _GIVES_UP) or _ENOUGH.match(squeeze(text)) is not None


def only_asks_again(text: str) -> bool:
    """Whether the text is no more than a puzzled word: 啥?"""
    return _WHAT.match(squeeze(text)) is not None


def unsure_first(text: str) -> bool:
    """Whether the text begins with not knowing, whatever the reasons after it."""
    return _UNSURE.match(squeeze(text)) is not None


def asks_instead(text: str) -> bool:
    """Whether something else may stand in for a paper: 别的东西行不行, 截图行不."""
    return _INSTEAD.search(text) is not None and not _NOT_A_PAPER.search(text)


def number_away(text: str) -> bool:
    """Whether the number that is asked for can't be told now: 执照不在手边."""
    return _NUMBER_AWAY.search(text) is not None


def sent_already(text: str) -> bool:
    """Whether what is wanted was sent before: 刚才拍给你了的."""
    return _SENT.search(text) is not None


def of_applicant(text: str) -> bool:
    """Whether a text speaks of the applicant's name or number, whatever else its words may mean."""
    return _OF_APPLICANT.search(text) is not None


def at_a_loss(text: str) -> bool:
    """Whether the resident does not know what to look for: 我不晓得要搞么子."""
    return _LOST_FOR.search(text) is not None
