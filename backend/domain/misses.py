"""Misses 没听懂的话: what residents said that was not understood, without who said it, alike ones together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.domain.personal import is_name, take
from backend.domain.wording import gist


class Reason(StrEnum):
    """How it showed that something was not understood."""

    FALLBACK = "fallback"  # nothing was made of it
    NONE_OF_THESE = "none_of_these"  # what was offered was not it
    AGAIN = "again"  # the same was tried three times


#: Longer texts are stories; their beginning is enough to see what was missed.
LONGEST = 80
#: From how much in common on (0 to 1) two misses are of one kind.
_ALIKE = 0.45

_HIDDEN = (
    # addresses down to the door, plates, bank cards, mail and chat names, amounts of digits that point at somebody
    (re.compile(r"\d+\s*(?:号楼|栋|幢|单元|室|弄|号院|号(?![码窗线])).*?(?=[,，。!！?？;；\s]|$)"), "〔门牌〕"),
    (re.compile(r"[京津沪渝湘粤鄂赣桂川苏浙皖闽豫鲁冀晋][A-Za-z][·\s]?[A-Za-z0-9]{5,6}"), "〔车牌〕"),
    (re.compile(r"[A-Za-z0-9][A-Za-z0-9@._\-]{4,}|\d{5,}"), "〔号码〕"),
)
_CALLED = re.compile(r"(?:叫|名字是|姓名)([\u4e00-\u9fa5]{2,4}?)(?=[,，。!！?？;；的\s]|$)")
_TITLED = re.compile(
    r"[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严洪武莫孔汤]"
    r"[\u4e00-\u9fa5]{0,2}?(?=先生|女士|老师|医生|师傅|阿姨|主任|经理|嫂)"
)


@dataclass(frozen=True)
class Miss:
    """Something said, how often in these very words, and when last."""

    text: str
    reason: Reason
    count: int
    newest: datetime


@dataclass(frozen=True)
class MissGroup:
    """Misses of one kind. The first text is the one said most."""

    texts: tuple[str, ...]
    reasons: frozenset[Reason]
    count: int
    newest: datetime


def anonymous(text: str) -> str:
    """The text without what points at a person; empty when nothing is left that says anything."""
    text = take(" ".join(text.split())).text
    for pattern, mark in _HIDDEN:
        text = pattern.sub(mark, text)
    text = _CALLED.sub(
        lambda found: found.group().replace(found[1], "〔姓名〕") if is_name(found[1]) else found[0], text
    )
    text = _TITLED.sub("〔姓〕", text)
    text = text[:LONGEST].strip()
    return text if re.search(r"[\w]", re.sub(r"〔\w+〕", "", text)) else ""


def alike(one: str, other: str) -> float:
    """How much two texts have in common, 0 to 1: Dice's measure on the characters and pairs of what they say."""
    return _dice(_parts(one), _parts(other))


def grouped(misses: Iterable[Miss]) -> list[MissGroup]:
    """Like with like, the most frequent kind first; among those of one size the newest first.

    Each joins the group whose first text it is most like; the ones said most are looked at first, so that they lead.
    """
    groups: list[tuple[frozenset[str], list[Miss]]] = []
    for miss in sorted(misses, key=lambda m: (-m.count, m.text)):
        parts = _parts(miss.text)
        nearest = max(groups, key=lambda group: _dice(group[0], parts), default=None)
        if nearest is not None and _dice(nearest[0], parts) >= _ALIKE:
            nearest[1].append(miss)
        else:
            groups.append((parts, [miss]))
    made = [_group(members) for _, members in groups]
    return sorted(made, key=lambda group: (group.count, group.newest), reverse=True)


def _group(members: list[Miss]) -> MissGroup:
    return MissGroup(
        texts=tuple(dict.fromkeys(miss.text for miss in members)),
        reasons=frozenset(miss.reason for miss in members),
        count=sum(miss.count for miss in members),
        newest=max(miss.newest for miss in members),
    )


def _parts(text: str) -> frozenset[str]:
    said = re.sub(r"[\W_]", "", gist(text))
    return frozenset({*said, *(said[n : n + 2] for n in range(len(said) - 1))} or {""})


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
