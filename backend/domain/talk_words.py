"""What is said about the talk itself: who sees it, what one of its words means, what the assistant just said."""

import re

#: word of our texts → the text that explains it, ``utter_word_<key>``; the longest are looked for first
WORDS = {
    "待核实": "to_verify",
    "须核实": "to_verify",
    "没查到": "not_known",
    "以窗口为准": "not_known",
    "样例": "sample",
    "示例": "sample",
    "承诺件": "promised",
    "即办件": "at_once",
    "即办": "at_once",
    "办件类型": "case_type",
    "原件核验": "shown",
    "共享": "shared",
    "一式二份": "twice",
    "一式两份": "twice",
    "一式三份": "thrice",
    "回执码": "receipt_code",
    "预约码": "appointment_code",
    "对接人": "contact",
}
_MEANING = re.compile(
    r"(?:什么|么子|么里|啥|何解|哪个)(?:意思|鬼)|什么叫|(?:是|指|讲)(?:个)?(?:什么|么子|么里|啥)(?:东西|意思|鬼)?[啊呀咯呢嘞]?[\W_]*$"
)


def word_asked(text: str) -> str | None:
    """Which of the words that our texts use is asked for; None when none is."""
    if not _MEANING.search(text):
        return None
    return next((WORDS[word] for word in sorted(WORDS, key=len, reverse=True) if word in text), None)


_PRIVACY = re.compile(
    r"传(?:出去|到外面)|外传|泄[露漏密]|保(?:不保)?密|隐私"
    r"|(?:别人|别个|人家|外人|旁人|邻居|单位|公司|老师|同事)[^\uff0c,。]{0,6}(?:看得到|看得见|看到|看见|晓得|知道)"
    r"|(?:谁|哪个|哪些人)(?:都|会|还|能|可以)*(?:看得到|看得见|看到|看见)|(?:谁|哪个|哪些人)(?:都|还)?(?:会|能|可以)看(?!病|牙)"
    r"|(?:不想|别|莫|不要|怕|会不会|不会)(?:让|给|被|叫)[^\uff0c,。]{1,10}(?:知道|晓得|看到|看见)"
)
_ASKED = re.compile(
    r"[?\uff1f]|[吗么嘛吧啵咧呢咯不]\W*$|会不会|能不能|是不是|保不保|不想|怕|担心|别(?![人个的])"
    r"|莫|不要|谁|哪|怎么"
)
#: What is asked to be seen or known, and by whom it should be.
_NOT_PRIVATE = re.compile(
    r"公示|贴出来|张榜|上墙|进度|结果|(?:知道|晓得)(?:怎么|何解|哪)|别人(?:也)?(?:能|可以)?(?:代|帮)|看得到我(?:发|写)的|保密(?:局|协议)"
    r"|工作人员还?看"
)


def asks_privacy(text: str) -> bool:
    """Whether it is asked, or feared, that others come to see what was sent: 你们不会传出去吧."""
    return _PRIVACY.search(text) is not None and _ASKED.search(text) is not None and not _NOT_PRIVATE.search(text)


_OF_TALK = re.compile(
    r"(?:你|您)(?!们)[^\uff0c,。]{0,12}(?:说|讲|港|问|答|写|念|记|提示|听|看|读|发|搞|改|变|弄|推)|什么叫|复读机|怎么回事|什么态度|听得懂|服了|有病"
    r"|(?:我)(?:又)?(?:没|冇|不是|哪里|又不)(?:有|得)?(?:说|讲|问|要|是)(?!什么|么子|几)|我(?:都|已经|早)(?:说|讲|交|发|填|提交|办)"
    r"|又来一?遍|(?:哪里|哪个地方|哪儿)(?:没|冇|不|错|糊|写|有字)|哪有字|(?:不是)?刚才|刚刚|前面|么子鬼|什么鬼|关我(?:什么|么子)事|搞错|你是说"
)


def about_talk(text: str) -> bool:
    """Whether a text objects to, or asks about, what the assistant said or did: no guide has an answer to that."""
    return _OF_TALK.search(text) is not None
