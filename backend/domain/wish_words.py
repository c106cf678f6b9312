"""The words of times as residents type or speak them: one plain form, numbers, parts of the day, the clock."""

import re
import unicodedata
from datetime import time

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
#: A number up to 99, in digits or in words.
NUMBER = r"(\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
#: What phones write for what was said, old characters, and two hours or days with one unit: wrong → right.
_PLAIN = tuple(
    (re.compile(wrong), right)
    for wrong, right in (
        (r"(?<!\d)\s+|\s+(?!\d)", ""),
        ("週", "周"), ("禮", "礼"), ("點", "点"), ("號", "号"), ("後", "后"), ("兩", "两"),
        ("名天|明添|鸣天|明田", "明天"), ("后田|后添|厚天|候天", "后天"), ("今添|金天", "今天"),
        ("明后(?=天)", "明天后"),
        ("兴期|星七|行期|星其|心期", "星期"), ("里拜|李拜|礼败", "礼拜"),
        ("(?<=[上下这本个])[州洲粥舟](?=[一二三四五六日天末])", "周"),
        ("(?:上[五舞武]|尚午)(?![个号层楼])", "上午"), ("(?:下[五舞武]|夏午)(?![个号层楼])", "下午"),
        (rf"(?<![\d第]){NUMBER}([到至~\-—]){NUMBER}([号日点])", r"\1\4\2\3\4"),
    )
)  # fmt: skip
PART = r"(?:上午|早上|早晨|清早|一早|下午|中午|傍晚|晚上)"
#: Not "a little" (快一点, 有一点问题), which is written like one o'clock, and not 时候.
CLOCK = (
    r"(?<![\d有快早晚慢多少好差近宜远贵易松第])(?!一点(?:[都也][不没]|问题|小|意见|儿))"
    rf"{NUMBER}(?:点|:|时(?![候间段长]))钟?(半|[一三]刻|零?{NUMBER}分?)?"
)
#: As soon as possible, or whenever.
SOON = re.compile(
    r"最快|最早|尽快|尽早|快一?点|早一?点(?![店铺摊])|越快越好|越早越好|马上|随便|都可以|都行|哪天都|最近|近期|[这过][几两]天"
)
_CLOCK = re.compile(CLOCK)
_MORNING = re.compile(r"上午|早上|早晨|[明今]早|清早|一早")
_AFTERNOON = re.compile(r"下午|中午|傍晚|晚上|[明今]晚")
_EVENING = re.compile(r"下午|傍晚|晚上|[明今]晚")


def plain(text: str) -> str:
    """The text in the one form that the rest reads."""
    text = unicodedata.normalize("NFKC", text)
    for wrong, right in _PLAIN:
        text = wrong.sub(right, text)
    return text


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


def time_of(text: str) -> time | None:
    """The first time of the day that is named. Of a span the beginning counts."""
    found = _CLOCK.search(text)
    if not found:
        return None
    hour, rest = number(found.group(1)), found.group(2) or ""
    minutes = {"": 0, "半": 30, "一刻": 15, "三刻": 45}
    minute = minutes[rest] if rest in minutes else number(rest.removeprefix("零").removesuffix("分"))
    # Nobody comes at three at night, and eight in the evening is no eight in the morning.
    if (hour < 7 and not _MORNING.search(text)) or (hour < 12 and _EVENING.search(text)):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
