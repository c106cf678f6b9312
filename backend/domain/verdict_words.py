"""What residents say of a verdict on their papers, and which findings they mean by it."""

import re
from collections.abc import Sequence

#: The beginnings of findings' keys → what people call what was found.
_MEANT: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (("address",), re.compile(r"地址|门牌|住址|地方不一")),
    (("unsigned", "sign_", "no_sign"), re.compile(r"签|落款")),
    (("undated", "date_"), re.compile(r"日期|填日子")),
    (("age",), re.compile(r"岁|年纪|年龄|够不够|[六七八九]十")),
    (("side_missing",), re.compile(r"正面|反面|背面|国徽|人像|那一面|哪一面|两面")),
    (
        ("register", "person", "several_people", "third_person"),
        re.compile(r"哪一?页|那一?页|本人页|户主|谁的|哪个的|别人"),
    ),
    (
        ("blurred", "portrait", "rather_blurred", "dark", "glare", "too_small", "cut"),
        re.compile(r"糊|看不清|清楚|反光|太暗|太小|有字|哪有字"),
    ),
    (("expire", "health_old", "valid"), re.compile(r"过期|到期|有效期|日期")),
    (("photo",), re.compile(r"底色|红底|白底|蓝底|背景|自拍|照片|证件照")),
    (("seal",), re.compile(r"章")),
    (
        ("name", "other_", "legal_person", "business_name", "number", "code"),
        re.compile(r"名字|姓名|号码|哪个号|代码|对不上"),
    ),
    (("wrong", "not_recognised", "kind", "form_"), re.compile(r"不是这|哪里不对|填错|没填|漏填|空的")),
)
_ASKS = re.compile(
    r"哪|什么|么子|么里|啥|怎么|何解|为什么|为何|要紧|打回|会不会|有没有(?:问题|影响)|碍事|行不行|要不要|够不够|不一样|lol|[吗么嘛咧呢不]\W*$|[?\uff1f]"
)
_ALL = re.compile(
    r"哪里(?:不对|有问题|不行|错)|(?:什么|么子|啥)(?:问题|毛病)|为(?:什么|何)(?:不行|不过|没过|要重)|何解(?:不行|要重)|要紧[吗不么]|会不会打回|会打回"
)
_HOW_IT_STANDS = re.compile(
    r"(?:收到|看完|看好|看了|通过|过)(?:了|哒)?(?:没|冇|不|吗|么)(?:有|咯)?|收得?到[没冇不]|看得清[吗不么]|(?:可以|行)了[吗没不么]|有没有收到"
)


def findings_asked(text: str, keys: Sequence[str]) -> list[str]:
    """Which of these findings, by their keys, a text asks about; empty when it asks about none of them."""
    if not _ASKS.search(text):
        return []
    named = [key for key in keys if any(key.startswith(begins) and words.search(text) for begins, words in _MEANT)]
    return list(dict.fromkeys(named or (keys if _ALL.search(text) else ())))


def asks_how_it_stands(text: str) -> bool:
    """Whether a text asks whether something that was sent is there or good: 反面收到没, 看完冇."""
    return _HOW_IT_STANDS.search(text) is not None
