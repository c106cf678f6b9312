"""What is said in plain words of times, of submitting, and of what was submitted."""

import re

from backend.domain.choices import squeeze
from backend.domain.guide_parts import asks_something

#: Where one part of a text ends; the assistant hears Chinese without the blanks that were typed.
_BLANKS = re.compile(
    r"(?:[\uff0c,。!！\uff1f?\uff1b;\s]|(?<!\d)\.|\.(?!\d))+|(?<=[咯啰吧啦噻])(?=[\u4e00-\u9fff]{3})"
    r"|(?<=[点半午早晚一二三四五六])(?=那天|到时候|当场|当天)"
)
#: Whether the hall is open, which is a question of its hours and no wish.
_OPENING = re.compile(
    r"开门|关门|开不开|开[吗么啵冇没]|开着|开放|营业|放假|休息|工作时间|办公|(?:上班|下班)(?!了?[之以]?后)|午休"
)
#: Whether one can come, which is a wish put as a question.
_COMING = re.compile(
    r"(?:能|可以|可不可以|能不能|好不好|方便|行不行)(?:再)?(?:来|去|约|过来|过去|订|改|换|挪|办(?!好|完|成|下|得))"
    r"|[来去到约](?:得了?|得成|得赢)?(?:行|可以|要得|好)?(?:吗|不|冇|没|么|啵)|[有没冇]有?(?:号|空|位|时间)|还有[吗不没冇么啵]"
    r"|(?:行|可以|要得|好|方便|成|得)(?:不|吗|么|啵|冇|没|啦)|行不行|可不可以|好不好|呢$|怎么样|何解样|[空位号](?:吗|不|冇|没|么|啵)"
    r"|最[晚迟早快]|(?i:\bok(?:ay)?\b)"
)
_FREE = re.compile(r"能[来去约]|可以[来去约]|[有没冇]有?(?:号|空|位)|还有[号空位]|约得|来得")
_SOME_DAYS = re.compile(r"[这那前后过]几[天个日]")
_NOT_OF_COMING = re.compile(
    r"养老|工资|公资|退休金|钱(?!吗)|到账|发放|领得|带(?:什么|么子|么里|啥|哪)|拿(?:得)?到?证|拿证|领证|过期|多少钱|要钱|收费"
)


def parted_by_question(text: str) -> tuple[str, str]:
    """A text in what may name a time, and what asks something else: of "周四三点 那天拿得到证不" each half."""
    told: list[str] = []
    asked: list[str] = []
    for clause in filter(None, _BLANKS.split(text)):
        (asked if _asks_otherwise(clause) else told).append(clause)
    return " ".join(told), "\uff0c".join(asked)


_TAGGED = re.compile(r"[不没冇](?:咯|啦|啰|嘞|咧)?$")


def _asks_otherwise(clause: str) -> bool:
    if not asks_something(_SOME_DAYS.sub("", clause)) and not _TAGGED.search(clause):
        return False
    if _OPENING.search(clause):
        return _FREE.search(clause) is None
    return _NOT_OF_COMING.search(clause) is not None or _COMING.search(clause) is None


_TAKES_IT = re.compile(
    r"(?:^|[\uff0c,。\uff1f?!！\s])(?:好的?|行|要得|可以|嗯|那)?(?:我)?(?:就|那就)?(?:要|约|定|订|选)(?:就)?(?:这|那)(?:个|一个|个时间|个点|时候|个号)?"
    r"(?:吧|咯|啰|哒|了|啦|时间|号|就行|就好)*(?=$|[\uff0c,。!！\s])"
)


def takes_it(text: str) -> bool:
    """Whether the time that was just told is taken: 就约这个."""
    return _TAKES_IT.search(text) is not None


_KEEPS_TIME = re.compile(
    r"(?:不|莫|别|冇)(?:要)?改(?:了|哒|咯|时间)|还是(?:按|用)?(?:原来|之前|以前|先前)的?|(?:时间)?不(?:动|变)(?:了|吧|哒)"
)


def keeps_time(text: str) -> bool:
    """Whether a booked time is to stay as it is after all: 算了不改了，还是原来那个."""
    return _KEEPS_TIME.search(text) is not None


_SUBMITS = re.compile(
    r"(?:^|[\uff0c,。\s])(?:ok|okay|行|好的?|可以|要得|嗯|那|快点|麻烦|帮我|给我|请|都|就|先|直接|现在)*"
    r"(?:提[交胶教]|交上去|交给?你们|交)(?:吧|了|咯|啰|哒|上去|一下|它|算了|交?咯)*(?=$|\W|多?谢|麻烦|辛苦|拜托)"
    r"|(?:可以|能|要得|好|可不可以|能不能)(?:帮我)?(?:提交|交)(?:上去)?(?:了|哒|咯)?(?:吧|不|吗|么|没|冇|啵|得)(?:咯|啦)?(?=$|[\W])",
    re.IGNORECASE,
)
_NOT_SUBMITS = re.compile(
    r"(?:不|别|莫|冇|没)(?:要|用|想|急着)?(?:先)?(?:提)?交|(?:等|过)(?:一?[下哈会]|几天|两天)|提交过|交过|交了?钱|什么时候交|怎么交"
)


def submits(text: str) -> bool:
    """Whether one part of a text says to submit, whatever else is said beside: 行，先提交吧。到时候老公来行不行?"""
    return _SUBMITS.search(text) is not None and not _NOT_SUBMITS.search(text)


_STANDING = re.compile(
    r"(?:约|定|订|搞|弄)(?:好|成|上|妥)(?:了|哒|咯|啦)?(?:没有?|冇|吧|吗|不(?!了|好)|么|啵|是吧|是不是)"
    r"|(?:交|递|提交)(?:上去|成功|好)?(?:了|哒|咯)(?:没有?|冇|吧|吗|是吧)(?=$|\W)"
    r"|(?:那个|这个|的号|预约|时间|约的|交的).{0,6}(?<!你)(?:还在|还有效|还算数?|还作数|还留着|在不在)(?:不|吗|没|冇|么|啵|吧|$)"
    r"|(?:交|约|办|申请|提交|报)(?:上去|过)?(?:了|哒)?的.{0,8}(?:什么|么子|么里|啥|怎么?样|何解样|咋样|哪一?步)(?:情况|样子|进展|进度|了|哒)?"
    r"|(?:原来|之前|以前|先前|早先)(?:约)?(?:的|那个).{0,10}(?:取消|退|作废|不算|没了|冲突)(?:掉|数)?(?:了|哒)?(?:没有?|冇|吗|吧|不|么)"
)
_FIRST_ONE = re.compile(r"原来|之前|以前|先前|早先")
_NOT_STANDING = re.compile(r"你还在|您还在|人还在|店还在|怎么约|哪里约")


def asks_standing(text: str) -> bool:
    """Whether it is asked how what was booked or submitted stands: 我两个都约好了吧, 礼拜五那个还在不."""
    return _STANDING.search(text) is not None and not _NOT_STANDING.search(text)


def asks_first_time(text: str) -> bool:
    """Whether it is asked what became of the time that was booked first: 原来那个两点的号取消了没."""
    return asks_standing(text) and _FIRST_ONE.search(text) is not None


_BRING = re.compile(
    r"(?:要|该|得|总共|一共|都|还|去|来|那|我|们|天)(?:要|得)?(?:带|拿|准备)(?:些|点|齐|上|好)?(?:什么|么子|么里|啥|哪些|哪几样|几样|东西)"
    r"|(?:带|拿)(?:些|点)?(?:什么|么子|么里|啥|哪些)(?:去|来|东西|材料|过来|过去)|(?:带|准备)的(?:东西|材料|资料).{0,6}(?:讲|说|列|发|数)"
    r"|(?:讲|说|列|数).{0,4}(?:带|准备)(?:的|些|么子|什么|哪些)"
)


def asks_bring(text: str) -> bool:
    """Whether it is asked what is to be brought: 那天要带什么去, 总共带些么子."""
    return _BRING.search(text) is not None


_OF_THE_VISIT = re.compile(r"那[天日]|总共|一共|全部|约(?:的|好)|交(?:的|了|上)")


def of_the_visit(text: str) -> bool:
    """Whether the visit that was booked is spoken of, rather than what was named last."""
    return _OF_THE_VISIT.search(text) is not None


def without_bring(text: str) -> str:
    """The text without the question what to bring, to see what else it asks."""
    return _BRING.sub("", text)


_SAYS_COMING = re.compile(
    r"我(?:们|就|再|会|和.{1,4})?(?:过)?(?:来|去|到)|(?:来|去)(?:啊|咯|哈|了|的|就行)|准时|一定到|到时候见"
)


def says_coming(text: str) -> bool:
    """Whether the resident says that they will come."""
    return _SAYS_COMING.search(text) is not None and not asks_something(text)


#: Blanks between Chinese words, for those who type them.
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_WHEN_TO_COME = re.compile(
    r"我(?:们)?(?:要|该|是|约的?是?|到底)*(?:什么时候|几时|哪天|哪一天|几点|几号|星期几|礼拜几)(?:钟)?(?:要|该|再|才)?(?:来|去|到|过来|过去)"
    r"|(?:什么时候|几时|哪天|几点|几号)(?:来|去).{0,6}(?:哪里|哪个窗口|什么地方|哪儿)"
    r"|约(?:的|好的|在|到)?(?:是)?(?:几点|哪天|几号|什么时候|几时)|(?:几号|哪个|哪一个|么子|什么)窗口|哪天几点|几点钟?(?:去|到)"
    r"|我(?:们)?(?:要|该|到时候|那天)*(?:去|来|到)(?:哪里|哪儿|哪个窗口|哪个地方|么子地方)(?!办|开|领|拿|买|打|搞)(?:$|[找来去\W])"
)


def asks_when_to_come(text: str) -> bool:
    """Whether a resident asks when and where to come: 我什么时候来，在哪里."""
    return _WHEN_TO_COME.search(_GAP.sub("", text)) is not None


_AGAIN = re.compile(
    r"再(?:给|帮|替)?[^\uff0c,。不吗]{0,6}?(?:办|搞|弄|申请)(?:理)?(?:一|多)?(?:件|个|次|份|遍)"
    r"|(?:也|还)(?:要|想)?(?:给|帮|替)[^\uff0c,。吗]{1,6}(?:办|搞|弄|申请)|另外(?:再|还)?(?:办|搞|申请)一|重新(?:再)?(?:办|申请)一"
)


def wants_again(text: str) -> bool:
    """Whether what was submitted already is to be begun once more, for somebody else perhaps: 再办一件."""
    return _AGAIN.search(text) is not None and not asks_something(text)


_CLOSES = re.compile(
    r"^(?:好的?|行|嗯+|哦+|要得|可以|知道了|晓得了|晓得哒|谢谢[你您]?|多谢|那|好嘞|ok|okay|[咯啊哒啦哈呀])*(?:我)?(?:就)?"
    r"(?:打扰了?|麻烦了?|辛苦了?)*(?:再见|拜拜|回见|没事了|没事哒|冇事了|冇事哒|没别的事?了?|没有了|没了|就这样|就这些|先这样|先这么着|不用了|挂了|我挂了|不打扰了|忙去了|走了|(?:下|这)?周[一二三四五六日天]见|明天见|到时候?见)"
    r"(?:吧|了|啊|咯|哒|啦|谢谢[你您]?|多谢|拜拜|再见)*$",
    re.IGNORECASE,
)


def closes(text: str) -> bool:
    """Whether the resident is done: 要得，就这样; 好的没事了."""
    return _CLOSES.match(squeeze(text)) is not None


_REPLY = re.compile(
    r"(?:还有|有[没冇]?有?|还)(?:得)?人(?:会|来|能)?(?:回|答|理|看|管)|(?:几时|什么时候|多久|好久|何时).{0,4}(?:回|答复|回复)(?:我|[?\uff1f]|$)"
    r"|(?:写|留|问|发)(?:给.{1,6})?(?:了|过|哒)?的.{0,8}(?:问题|话|留言|几个|那些|事).{0,10}(?:还在|看到|看见|收到|有人|回)(?!.{0,6}材料)"
    r"|(?:问题|留言).{0,6}(?:还在不在|还在不|还在吗|看到没|收到没)"
)


def asks_reply(text: str) -> bool:
    """Whether it is asked what becomes of what was written for the staff: 我写的那几个问题还有人回我吗."""
    return _REPLY.search(text) is not None


_POLITE = re.compile(
    r"(?:太|真的?是?|非常|十分|好)?(?:谢谢|多谢|感谢|谢|辛苦|麻烦|劳烦)(?:谢|啦|了|你们?|您们?|你家|同志|老师|师傅|哈|啊|咯|哒|呀|嘞|噢|喽|帮忙|的?好意)*"
    r"|(?:你|您|大家)好(?:呀|啊|哇|咯|同志|老师)?|再见|拜拜|回见|(?:hi|hello|thanks?(?: you)?|thx|bye)(?![a-z])"
    r"|(?<![\u4e00-\u9fff])(?:好的?|嗯+|哦+|喔|行|要得|知道了|晓得了|晓得哒|哎呀?|哎哟|欸|喂)(?:咯|啊|呀|哒)?(?=$|[^\u4e00-\u9fff])"
    r"|你复读机啊?|有病吧?|烦死了?|搞么子鬼咯?|搞什么鬼|什么鬼|我[日操]|他妈的?|妈的|服了(?:你)?|垃圾|神经病",
    re.IGNORECASE,
)


def without_politeness(text: str) -> str:
    """The text without thanks, greetings and swear words; empty when there is nothing else."""
    rest = _POLITE.sub(" ", text)
    return rest.strip(" \uff0c,。.!！~\u3000\n") if squeeze(rest) else ""


_YES = re.compile(r"^(?:好的?|行|可以|要得|嗯+|对的?|是的?|没问题|ok|okay)", re.IGNORECASE)


def agrees(text: str) -> bool:
    """Whether a text begins with a word of agreement."""
    return _YES.match(squeeze(text)) is not None
