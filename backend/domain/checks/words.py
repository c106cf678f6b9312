"""Comparing what was read: marks, widths and single misread characters do not count."""

_DROPPED = str.maketrans("", "", " 　()（）[]【】《》<>\"“”'‘’、,，.。:：;；·•-—_/|　")
_FOLDED = str.maketrans({chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)})


def plain(text: str) -> str:
    """A text for comparing: half-width, without marks and blanks, upper case."""
    return text.translate(_FOLDED).translate(_DROPPED).upper()


def core_name(name: str) -> str:
    """A material's name without what stands in brackets behind it."""
    cut = min((i for i in (name.find("（"), name.find("(")) if i > 1), default=len(name))
    return plain(name[:cut])


def contains(text: str, word: str) -> bool:
    """Whether a word is in a text, with one character in five misread or lost."""
    if word in text:
        return True
    allowed = len(word) // 5
    if not allowed:
        return False
    sizes = range(len(word) - allowed, len(word) + allowed + 1)
    return any(
        distance(text[i : i + n], word, allowed) <= allowed
        for i in range(len(text) - len(word) + allowed + 1)
        for n in sizes
    )


def distance(a: str, b: str, limit: int = 99) -> int:
    """How many characters must change, come or go to make one text of the other; above ``limit`` not exact."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        if min(current) > limit:
            return limit + 1
        previous = current
    return previous[-1]


def same_name(a: str, b: str) -> bool:
    """Whether two names are the same but for marks, blanks and full-width letters."""
    return plain(a) == plain(b)
