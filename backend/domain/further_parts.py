"""Parts of a guide that are asked for in words which name another part as well: 网上哪里办 asks for no place.

Each is heard only in a question. What it is heard instead of is told with it.
"""

import re

_PEOPLE = (
    r"(?:孩子|小孩|伢子|宝宝|崽|儿子|女儿|老人家?|爹|娘|爸|妈|爷爷|奶奶|外公|外婆|老公|老婆|堂客|老倌子?|爱人|对象|家属"
    r"|双方|两个人|夫妻|他们?|她们?)"
)
_ASKS = re.compile(
    r"(?:可以|能)(?:办|搞|弄|用)[不吗么]|[?\uff1f]|[吗么嘛啵吧咧呢咯不][\W_]*(?:$|[\s\uff0c,。])|能不能|可不可以|要不要|用不用|需不需要|是不是|行不行|有没有|有[没冇]得"
    r"|还是|怎么|如何|哪|几|多少|什么|么子|必须|非要|非得|不(?:\W|$)|会不会|够不够|符不符合|呢"
)
_WAY = re.compile(
    r"网上|线上|网办|在网|手机(?:上|能|可以|办|弄|搞)|(?<![A-Za-z])(?:app|APP|App|online|Online|offline|Offline)(?![A-Za-z])|小程序|支付宝|微信上|电脑上|远程"
)
_NOT_THE_WAY = re.compile(
    r"预约|约(?:号|个|时间)|下载|表|网上(?:看|说|讲|写|听|查)"
    r"|打印|开店|卖|网店|照片|支付宝付|支持支付"
    r"|[上怎么]传|执照"
)
_TRIP = re.compile(
    r"(?:要不要|必须|一定要|非要|非得|还得|还要|是不是要?|用不用|需不需要|要|得)(?:再|亲自)?(?:去|来|到|跑)(?:[\u4e00-\u9fa5]{0,4})?(?:[一几两]趟|[一几两]次)"
    r"|(?:不用|可以不|能不能不|免得)(?:去|来|到|跑)(?:大厅|窗口|现场|那里|你们)?.{0,4}(?:吗|么|不|行|可以|办|弄|搞|那种)"
)
_WHO = re.compile(
    r"够不够(?:条件|格|资格|年龄|岁数|[一二三四五六七八九十\d]+岁?)|够(?:条件|资格)|符不符合|(?:我|他|她|这样)(?:这种)?(?:情况)?符合|合不合(?:条件|格)"
    r"|(?:什么|哪些|么子|啥)(?:条件|资格|样的人|人(?:能|可以|才))|(?:条件|资格)(?:是|有)?(?:什么|么子|哪些|够|啵)|有(?:没有|冇得)资格"
)
_CIRCUMSTANCE = re.compile(
    r"[\d一二两三四五六七八九十]+(?:周?岁)|(?<!每)(?:[\d二两三四五六七八九十]+|半)个?多?(?:月(?![\d一二三四五六七八九十])|年)|(?:才|不到|没到|未满|不满|没满|刚|差).{0,3}(?:周|星期|月|年|岁)"
    r"|年纪|年龄|户口不在|外地|外省|农村户口|非本地|单身|退休|没(?:买房|结婚|社保)"
)
_MAY = re.compile(
    r"(?:能不能|可不可以|能|可以|是不是|还|就|行不行|算不算).{0,6}(?:办|领|申请|搞|享受|拿)|(?:办|领|搞|申请|享受)(?:不|得)[了到成]|(?:办|领)得?不(?:$|\W)"
)
#: Beside another question the same words ask about that.
_NOT_WHO = frozenset({"hours", "online", "visit", "send", "self", "presence", "place", "days", "materials", "form"})
_NOT_OF_THEM = re.compile(r"[让叫帮替]|周[一二三四五六日天末]|星期|礼拜|今天|明天|后天|\d+[号日点]|上午|下午|sat|那天")
_STAMP = re.compile(
    r"(?:盖|要|用|需|加盖)[^\uff0c,。]{0,6}(?:公章|印章|私章|章(?!程))|章(?!程)[^\uff0c,。]{0,5}(?:盖|要不|要[吗么])|骑缝章|每.?[页张].{0,3}盖|盖.{0,4}章(?!程)"
)
_HOME = re.compile(
    r"上门|派(?:一?个)?人(?:来|到|过来)|(?:来|到)(?:我们?|俺)?(?:家|屋)里?(?:来|看|办)"
    r"|(?:来|到)我(?:们)?(?:家|屋)"
)
_CHECK = re.compile(
    r"(?:来|到|去)(?:我们?(?:的)?)?(?:店|门面|铺子|场地|工地|厂|现场)里?.{0,3}(?:看|查|检查|核)|现场(?:核查|勘|检查|查看|看)|实地|(?:来|会)人?检查|验收人"
)
_HOSPITAL = re.compile(
    r"(?:哪|什么|么子|指定|定点|去)[^\uff0c,。]{0,4}医院|医院.{0,4}(?:哪|评|鉴定)|(?:哪|去).{0,3}(?:评定|做鉴定|体检)|(?:评定|鉴定|体检).{0,4}哪"
)
_SEND = re.compile(
    r"寄(?!存|养|宿)|(?:快递|邮政|顺丰|EMS|ems)(?:给|到(?:家|我|付)|过来|送到|回来|行|可以|能)|(?:发|走|用|能|可以).{0,2}快递|快递(?:$|\W|[吗么不])"
)
_NOT_SENT = re.compile(r"快递(?:员|公司|站|点|柜|业务|许可|驿站)|送快递|开快递|我的快递|快递怎么寄|邮箱|登记")
_PRESENT = re.compile(
    rf"{_PEOPLE}(?:本人|自己|也|都|那天)*(?:要不要|用不用|需不需要|必须|一定要|非要|得|要)(?:都|也|亲自|一起|跟着)*(?:去|来|到|在)"
    rf"|要(?:求)?{_PEOPLE}(?:本人|自己|也|都)*(?:到场|在场|去|来)"
    rf"|(?:要不要|用不用|需不需要|必须|一定要|是不是要?|要)(?:把|带|叫|让|抱|背|拖)(?:着|上)?[^\uff0c,。]{{0,3}}?{_PEOPLE}(?:本人)?(?:$|\W|[去来过一到吗么]|不(?:$|\W))"
)

#: part → the parts that are heard in the same words by mistake
_INSTEAD_OF: dict[str, frozenset[str]] = {
    "online": frozenset({"place"}),
    "who": frozenset(),
    "stamp": frozenset({"original", "form", "materials"}),
    "visit": frozenset({"access", "place"}),
    "send": frozenset({"place"}),
    "presence": frozenset({"self", "materials"}),
}


def further_parts(text: str, heard: frozenset[str]) -> tuple[list[tuple[int, str]], frozenset[str]]:
    """Each part with its place in the text, and the parts of ``heard`` that are not meant after all."""
    if not _ASKS.search(text):
        return [], frozenset()
    found = [(match.start(), part) for part, match in _matches(text) if match is not None]
    parts = {part for _, part in found}
    if "presence" in parts and "online" in parts and not _WAY.search(text):
        found = [one for one in found if one[1] != "online"]  # whose trip it is matters, not the way
    circumstance = _CIRCUMSTANCE.search(text) is not None and not _NOT_OF_THEM.search(text)
    may = _MAY.search(text) if circumstance else None
    if may is not None and "who" not in parts and not (parts | heard) & _NOT_WHO:
        found.append((may.start(), "who"))
    meant = {part for _, part in found}
    instead = frozenset().union(*(_INSTEAD_OF[part] for part in meant))
    if re.search(r"原件|几份", text):
        instead -= {"original"}
    if re.search(r"什么|哪些|么子|么里|啥", text):
        instead -= {"materials"}
    if re.search(r"代办|委托|别人|[帮替代].{0,4}(?:办|搞|去)", text):
        instead -= {"self"}
    return found, instead


def _matches(text: str) -> list[tuple[str, re.Match[str] | None]]:
    way = _WAY.search(text) if not _NOT_THE_WAY.search(text) else None
    trip = _TRIP.search(text) if not re.search(r"本人|亲自|委托|代", text) else None
    visit = _HOME.search(text) or _CHECK.search(text) or _HOSPITAL.search(text)
    sent = _SEND.search(text) if not _NOT_SENT.search(text) else None
    return [
        ("online", way or trip),
        ("who", _WHO.search(text)),
        ("stamp", _STAMP.search(text)),
        ("visit", visit),
        ("send", sent),
        ("presence", _PRESENT.search(text)),
    ]


def asks_for_home(text: str) -> bool:
    """Whether somebody is to come to the resident's home, rather than to look at a place."""
    return _HOME.search(text) is not None


def asks_for_hospital(text: str) -> bool:
    """Whether it is asked where somebody is looked at by a doctor."""
    return _HOSPITAL.search(text) is not None
