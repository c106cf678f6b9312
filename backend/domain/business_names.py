"""The name of a business in what a resident types: it is public, and no person's name."""

import re

_LEAD = re.compile(
    r"^.*?(?:(?:公司|单位|店|企业|店铺)?(?:名字|名称|全称|名)(?:应该|就)?(?:是|叫做?|改成|改为|换成|为|呢)?"
    r"|(?:公司|单位|店子?|企业|申请人|应该|就|换|改)(?:是|叫做?|成|为)|我们(?:公司|店子?)?(?:是|叫做?)|(?:是|叫做?))[\s::\uff0c,]*"
)
_LEGAL = r"(?:有限责任公司|股份有限公司|有限公司|合作社|事务所|集团公司|分公司)"
_FULL = re.compile(rf"[\u4e00-\u9fa5A-Za-z0-9()\uff08\uff09·&]{{2,40}}?{_LEGAL}(?:[\u4e00-\u9fa5]{{2,12}}?分公司)?")
#: Shorter names end so; alone in their part of the text, since 开个面馆 names none.
_SHORT = re.compile(
    r"^[\u4e00-\u9fa5A-Za-z0-9()\uff08\uff09·&]{2,24}?"
    r"(?:店|馆|厂|行|铺|坊|超市|商行|工作室|经营部|服务部|中心|公司|集团|合作社|幼儿园|学校|医院|诊所|酒店|宾馆|网吧|茶楼|饭庄)$"
)
_NO_NAME = re.compile(
    r"^(?:我们?的?|你们?的?|他们?的?|这|那|一?家|一?个|开|办|想|要|自己|另|别的|有限|股份|老|新|什么|哪|去|在|到|注册|申请|换|改)"
    r"|^[的了]|不|怎么|还是|[吗呢么]$|(?:开|办|注册|注销)(?:一?[个家]|了)"
)
_PART = re.compile(r"[\s,\uff0c。;\uff1b、!\uff01?\uff1f]+")


def business_named(text: str) -> str | None:
    """The name of a business that a text holds, if it holds one for sure."""
    for part in _PART.split(text):
        bare = _LEAD.sub("", part, count=1) if not _clean(part) or _LEAD.match(part) else part
        found = _FULL.search(bare) or _SHORT.match(bare)
        if found and not _NO_NAME.search(found.group(0)):
            return found.group(0)
    return None


def legal_name(text: str) -> str | None:
    """The full name of a company that a text holds (…有限公司), which nothing else can be mistaken for."""
    name = business_named(text)
    return name if name is not None and _FULL.search(name) else None


def _clean(part: str) -> bool:
    return _FULL.fullmatch(part) is not None or _SHORT.match(part) is not None
