"""The words of times as residents type or speak them: one plain form, numbers, parts of the day, the clock."""

import re
import unicodedata

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
#: A number up to 99, in digits or in words.
NUMBER = r"(\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
#: Times as they are said in English, alone or among Chinese words: wrong → right, before blanks are taken out.
_ENGLISH_DAYS = (
    (r"mon(?:day)?", "一"), (r"tue(?:s(?:day)?)?", "二"), (r"wed(?:nesday)?", "三"), (r"thu(?:rs?(?:day)?)?", "四"),
    (r"fri(?:day)?", "五"), (r"sat(?:urday)?", "六"), (r"sun(?:day)?", "日"),
)  # fmt: skip
_ENGLISH_WORDS = (
    (r"as soon as possible|asap|soonest|earliest", "最快"), (r"(?:the )?la(?:te)?st(?: one| slot| time)?", "最晚的"),
    (r"(?:the )?day after tomorrow", "后天"), (r"tomorrow|tmrw?|tmw", "明天"), (r"today", "今天"), (r"tonight", "今晚"),
    (r"next week", "下周"), (r"this week", "这周"), (r"next weekend", "下周末"), (r"(?:this |the )?weekend", "周末"),
    *(
        (f"{which}{day}", f"{name}周{place}")
        for which, name in (("next ", "下"), ("this ", "这"), ("(?:on |coming )?", ""))
        for day, place in _ENGLISH_DAYS
    ),
    (r"(?:in the )?mornings?", "上午"), (r"(?:in the )?afternoons?", "下午"), (r"(?:in the )?evenings?", "晚上"),
)  # fmt: skip
_BOUND_BY = r"((?:上午|下午)?\d{1,2}(?::(?:\d{2})?|点)|周[一二三四五六日])"
_ENGLISH = (
    *((rf"(?i)(?<![a-z])(?:{said})(?![a-z])", right) for said, right in _ENGLISH_WORDS),
    (r"(?i)(?<![\d.:])(?:at )?(\d{1,2})(?::(\d{2}))? ?p\.?m\b\.?", r"下午\1:\2"),
    (r"(?i)(?<![\d.:])(?:at )?(\d{1,2})(?::(\d{2}))? ?a\.?m\b\.?", r"上午\1:\2"),
    (r"(?i)(?<![a-z])(?:at )?(\d{1,2}) ?o'?clock(?![a-z])", r"\1点"),
    (rf"(?i)(?<![a-z])after {_BOUND_BY}", r"\1以后"),
    (rf"(?i)(?<![a-z])(?:before|until|by) {_BOUND_BY}", r"\1以前"),
    (r"(?i)(?<![a-z])after (\d{1,2})(?![\d:])", r"\1点以后"),
    (r"(?i)(?<![a-z])(?:around|about|at) (\d{1,2})(?=$|[\s,。.?!])", r"\1点"),
)
#: What phones write for what was said, old characters, and two hours or days with one unit: wrong → right.
_PLAIN = tuple(
    (re.compile(wrong), right)
    for wrong, right in (
        *_ENGLISH,
        (r"(?<!是)不是\s+(?!.*[,。\s]是)", "不是,"),  # "No: the first" is no "not the first"
        (r"(?<!\d)\s+|\s+(?!\d)", ""),
        ("週", "周"), ("禮", "礼"), ("點", "点"), ("號", "号"), ("後", "后"), ("兩", "两"),
        ("名天|明添|鸣天|明田", "明天"), ("后田|后添|厚天|候天", "后天"), ("今添|金天", "今天"),
        ("明后(?=天)", "明天后"),
        ("兴期|星七|行期|星其|心期", "星期"), ("里拜|李拜|礼败", "礼拜"),
        ("(?<=[上下这本个])[州洲粥舟](?=[一二三四五六日天末])", "周"),
        ("(?:上[五舞武]|尚午)(?![个号层楼])", "上午"), ("(?:下[五舞武]|夏午)(?![个号层楼])", "下午"),
        ("(?<=[快早晚慢迟])1点", "一点"),
        (rf"(?<![\d第]){NUMBER}([到至~\-—]){NUMBER}([号日点])", r"\1\4\2\3\4"),
        (rf"(?<![\d第]){NUMBER}(?=(?:(?:、|和|或者?){NUMBER})+号(?![码窗楼线门院房柜台]))", r"\1号"),
    )
)  # fmt: skip
_LATER = "[二三四五六2-6]|日(?![子期前后程常])|天(?=都|也|,|$)"
_JOINED = rf"[、/和跟与及到至~\-—]|或者?|还是|,(?=(?:(?:{_LATER}),?)+都)"
#: "周二三": two days of a week. But 周三四点 is one day and a time, and 周三四个人 one day and people.
_WEEKDAY_LIST = re.compile(
    rf"(?:周|星期|礼拜)([一二三四五六1-6])((?:(?:{_JOINED})?(?:{_LATER}))+)"
    r"(?![点:时十\d一二三四五六七八九两半刻个位号月日天年人次样份块元楼张分岁小季百千万环])"
)
_ONE_MORE = re.compile(f"({_JOINED})?({_LATER})")
_ORDER = {
    name: place for place, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天")) for name in names
}
#: "二三四都行", where no word for a week is said.
_BARE_LIST = re.compile(
    r"(?:^|(?<=[,。;!?就那]))[一二三四五六](?:[、和或]?[二三四五六])+(?=都(?:不?行|不?可以|要得|有空|没空|好|能))"
)
PART = r"(?:上午|早上|早晨|清早|一早|下午|中午|傍晚|晚上)"
#: Not "a little" (快一点, 有一点问题), which is written like one o'clock, no decimal (三点几个平方), and not 时候.
CLOCK = (
    r"(?<![\d第])(?!(?<=[有快早晚慢迟多少好差近宜远贵易松大小高低长短细楚便简急净白轻重懂会])一点(?![半钟一三零\d]))"
    r"(?!一点(?:[都也][不没]|小|儿))(?![\d一二两三四五六七八九十]+点(?:问题|意见|要求|建议|疑问|想法))"
    r"(?![\d一二两三四五六七八九十]+[点时](?:[零一二三四五六七八九\d几多]+个?[多来]?(?:平|米|倍|公|斤|块|元|万|亿|亩|岁|吨|升|%|成|折)|几(?!分)))"
    rf"{NUMBER}(?:点|:|时(?![候间段长]))钟?(?:(?!一[起会下直般定样])(半|[一三]刻|零?{NUMBER}分?))?"
)
#: As soon as possible, or whenever.
SOON = re.compile(
    r"最快|最早|尽快|尽早|快一?点|早一?点(?![店铺摊])|越快越好|越早越好|马上|随便|都可以|都行|哪天都|最近|近期|[这过][几两]天"
)
_MORNING = re.compile(r"上午|早上|早晨|[明今]早|清早|一早")
_AFTERNOON = re.compile(r"下午|中午|傍晚|晚上|[明今]晚")


def plain(text: str) -> str:
    """The text in the one form that the rest reads."""
    text = unicodedata.normalize("NFKC", text)
    for wrong, right in _PLAIN:
        text = wrong.sub(right, text)
    text = _WEEKDAY_LIST.sub(_each_weekday, text)
    return _BARE_LIST.sub(lambda found: re.sub("[一二三四五六]", r"周\g<0>", found.group()), text)


def _each_weekday(found: re.Match[str]) -> str:
    """周二三 → 周二周三. With no word between them days are named in their order: 周五三 is no list."""
    before = found.group(1)
    for one in _ONE_MORE.finditer(found.group(2)):
        later = one.group(2)
        apart = _ORDER[later] - _ORDER[before]
        if not one.group(1) and (apart < 1 or (later in "日天" and apart > 1)):
            return found.group()
        before = later
    return found.group()[: -len(found.group(2))] + _ONE_MORE.sub(r"\1周\2", found.group(2))


def number(text: str) -> int:
    """The number that ``NUMBER`` found."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS[text]


def part_of(text: str) -> str | None:
    """The part of the day, "morning" or "afternoon"."""
    found = {"morning": _MORNING.search(text), "afternoon": _AFTERNOON.search(text)}
    places = {part: match.start() for part, match in found.items() if match}
    return min(places, key=places.__getitem__) if places else None  # of two the one named first
