"""Phrases that staff keep while the hall runs: aliases 俗称 that the finder learns, and sentences to test it with."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from backend.domain.emergencies import emergency_number
from backend.domain.errors import PhraseRefused
from backend.domain.items import Catalogue


class Use(StrEnum):
    """What a kept phrase is for."""

    ALIAS = "alias"
    TEST = "test"


#: An alias is a name or a short wish, no story.
LENGTH = range(2, 31)
#: Words of every wish and of every talk: an alias made of these alone would draw all of them to one item.
_SAYS_NOTHING = re.compile(
    r"请问|怎么|如何|办理?|手续|材料|证明?|申请|问题|事项?|事情|咨询|转?人工|你好|您好|谢谢|不是|是的|可以|好的|不清楚|不知道|上一步|取消|"
    r"预约|时间|这个|那个|什么|哪里|多少钱?|多久|收费|[的了吗呢啊要我想在去]"
)


def tidy(text: str) -> str:
    """The phrase as it is kept: one form of width and blanks, no marks at its ends."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" ,.!?;:，。！？；：、~…")


def check_alias(catalogue: Catalogue, item_id: str, text: str) -> str:
    """The alias as it is to be kept.

    Raises:
        PhraseRefused: with the ``reason``: ``item`` (no such item), ``length``, ``personal`` (holds what was taken
            out, or a long number), ``vague`` (says nothing of an item), ``emergency``, ``known`` (the item has it) or
            ``taken`` (another item has it, whose name is in ``other``): what lint would complain of.
    """
    alias = tidy(text)
    item = catalogue.items.get(item_id)
    if item is None:
        raise PhraseRefused(reason="item")
    if len(alias) not in LENGTH:
        raise PhraseRefused(reason="length")
    if re.search(r"〔|\d{5,}", alias):
        raise PhraseRefused(reason="personal")
    if not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", _SAYS_NOTHING.sub(" ", alias)):
        raise PhraseRefused(reason="vague")
    if emergency_number(alias):
        raise PhraseRefused(reason="emergency")
    for other in catalogue.items.values():
        if alias in {*map(tidy, other.aliases), other.short_name, other.name.value}:
            reason = "known" if other is item else "taken"
            raise PhraseRefused(reason=reason, other=other.short_name or other.name.value)
    return alias


def with_aliases(catalogue: Catalogue, kept: Iterable[tuple[str, str]]) -> Catalogue:
    """The catalogue with aliases (item id, alias) joined to its own; those of items that are gone are left out."""
    more: dict[str, list[str]] = {}
    for item_id, alias in kept:
        if item_id in catalogue.items and alias not in catalogue.items[item_id].aliases:
            more.setdefault(item_id, []).append(alias)
    if not more:
        return catalogue
    items = {
        key: replace(item, aliases=(*item.aliases, *more[key])) if key in more else item
        for key, item in catalogue.items.items()
    }
    return replace(catalogue, items=items)


def by_item(kept: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Aliases by the id of their item, in order."""
    found: dict[str, list[str]] = {}
    for item_id, alias in sorted(kept):
        found.setdefault(item_id, []).append(alias)
    return found
