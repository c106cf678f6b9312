"""Is one picture another one, saved again, made smaller or sent on by a messenger?"""

import re

from backend.domain.facts import FileFacts, Page

#: Of 64 bits. The same photo recompressed differs in none or few, two photos of other papers in 16 and more; but the
#: same side of two people's cards, lying alike, in less: so what was read decides besides.
_BITS = 6
_FEW_BITS = 4  # where there is nothing to read
_TEXT, _NUMBERS = 0.6, 0.9  # share of lines, and of numbers, of the page with fewer that the other one has too
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.*-]{4,}")


def same_file(a: FileFacts, b: FileFacts) -> bool:
    """Whether two files are the same pictures, page by page."""
    return bool(a.pages) and len(a.pages) == len(b.pages) and all(map(same_picture, a.pages, b.pages))


def same_picture(a: Page, b: Page) -> bool:
    """Whether two pages are the same picture: alike to look at, and with the same words and numbers on them."""
    if not a.likeness or not b.likeness or a.quality.blank or b.quality.blank:
        return False
    bits = (int(a.likeness, 16) ^ int(b.likeness, 16)).bit_count()
    mine, theirs = ({line.text for line in page.lines if len(line.text) > 1} for page in (a, b))
    if not mine or not theirs:
        return mine == theirs and bits <= _FEW_BITS
    numbers = [set(_NUMBER.findall(" ".join(lines))) for lines in (mine, theirs)]
    return bits <= _BITS and _shared(mine, theirs) >= _TEXT and _shared(*numbers) >= _NUMBERS


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else float(one == other)
