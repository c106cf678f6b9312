"""Calls and phone numbers: who must not be called but written to, and a number left to be called at."""

import re

from backend.domain.for_whom import WHO
from backend.domain.personal import MARKS, without_marks

#: Words written one by one (电话 不 接) are read together; commas between parts stay.
_NO_CALLS = re.compile(
    r"(?:别|莫|(?<!要)不要|(?<!用)不用|(?<!能)不能|勿|请勿|不想|不必|冇法|没法|没办法|不方便)(?:再)?(?:给我|跟我)?(?:打|接|听|通)(?:我|这个|的)?(?:电话|手机|话)"
    r"|(?<!们)(?<!总是)(?<!老是)(?<!一直)电话(?:我|都|也)?(?:不行|不接(?!通)|接不了|听不[见到清]|不能[接听打]|不方便|打不了|不要打|莫打|别打)"
    r"|[接听打]不了电话|听不[见到清]电话|打电话(?:我|也|都|是|又)*(?:不行|没用|冇用|听不[见到清]|不方便|接不了)"
    r"|(?:^|[\uff0c,。.;\uff01!\s])(?:我(?:是|就是|本人)?(?:个|一个|一名)?(?:耳朵)?(?:聋|听不见|听不到|听力障碍|失聪|聋哑)(?:人|了|的)*|听不[见到])"
    r"(?=$|[\uff0c,。.;\uff01!\s]|别|莫|不要|请|打电话|要写)"
    r"|(?:发字|写字|打字|发文字|用文字|写文字|文字|发短信|发信息|发消息)(?:来|回|给|回复|跟|和|告诉)+我"
    r"|(?:写|打)(?:字|出来|下来)(?:给|回)我"
)
_NOT_SO = re.compile(r"听不[见到](?:你|您|他|她|声音|铃)|耳机|喇叭|大声")
_BESIDE = re.compile(r"能不能|可以吗|行不行|好不好|谢谢|麻烦|我?听不[见到]|写字|这里写|打电话|不行|发字|给我")
_OTHERS_PHONE = re.compile(r"房东|对方|骗子|你们的?电话|您们|客服|他们|物业|老板的|诈骗|中介")
_GAP = re.compile(r"(?<=[\u4e00-\u9fa5])\s+(?=[\u4e00-\u9fa5])")
#: What people say around a phone number; with nothing else beside it the message only leaves the number.
_AROUND = re.compile(
    rf"{WHO}|"
    r"[\s,\uff0c。.!\uff01:：;、~]|好的?|谢谢|你|您|咯|哦|啊|呀|了|的|是|有事|请|就|可以|打|到|这个?|那个?|我|女儿|儿子|崽|老公|老婆|堂客"
    r"|妈妈?|爸爸?|他|她|们|家|里|屋|联系|电话|手机|号码?|座机|给|记下?|一下|留|个|吧|方式|回|要得|麻烦|随时|也|不是|写|上|找"
)


def no_calls(text: str) -> bool:
    """Whether the resident must be written to instead of called: 我听不见，别打电话."""
    joined = _GAP.sub("", text)
    return (_NO_CALLS.search(joined) or _NO_CALLS.search(text)) is not None and not _NOT_SO.search(joined)


def without_no_calls(text: str) -> str:
    """What else the text says."""
    rest = _NO_CALLS.sub(" ", _NO_CALLS.sub(" ", text) if _NO_CALLS.search(text) else _GAP.sub("", text))
    return _BESIDE.sub("", rest).strip(" \uff0c,。.!\uff01?\uff1f;")


def leaves_phone(text: str) -> bool:
    """Whether a masked text leaves a phone number to be called at."""
    return MARKS["phone"] in text and not _OTHERS_PHONE.search(text)


def leaves_only_phone(text: str) -> bool:
    """Whether that is all it says."""
    return leaves_phone(text) and not _AROUND.sub("", without_marks(text))
