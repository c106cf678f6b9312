"""How a character sounds to people of Changsha and to voice typing."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

#: sounds that people of Changsha, and voice input, mix up
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("hu", "fu"), ("h", "f"))
_FINALS = (("eng", "en"), ("ing", "in"), ("ang", "an"), ("uang", "uan"))


@lru_cache(maxsize=65536)
def sound(character: str) -> str:
    """The syllable of a character with the confusable sounds folded together."""
    syllable = lazy_pinyin(character, style=Style.NORMAL)[0]
    for wrong, right in _INITIALS:
        if syllable.startswith(wrong):
            syllable = right + syllable[len(wrong) :]
            break
    for wrong, right in _FINALS:
        if syllable.endswith(wrong):
            return syllable[: -len(wrong)] + right
    return syllable
