"""Is one picture another one, saved again, made smaller or sent on by a messenger?"""

from backend.domain.facts import FileFacts, Page

#: Of 64 bits. The same photo recompressed differs in none or few, two photos of other papers in 16 and more; but the
#: same side of two people's cards, lying alike, in less: so what was read decides besides.
_BITS = 6
_TEXT = 0.9  # share of the lines of the shorter page that the other one has too
_FEW_BITS = 2  # where there is nothing to read


def same_file(a: FileFacts, b: FileFacts) -> bool:
    """Whether two files are the same pictures, page by page."""
    return bool(a.pages) and len(a.pages) == len(b.pages) and all(map(same_picture, a.pages, b.pages))


def same_picture(a: Page, b: Page) -> bool:
    """Whether two pages are the same picture: alike to look at, and with the same words on them."""
    if not a.likeness or not b.likeness or a.quality.blank or b.quality.blank:
        return False
    bits = (int(a.likeness, 16) ^ int(b.likeness, 16)).bit_count()
    mine, theirs = ({line.text for line in page.lines if len(line.text) > 1} for page in (a, b))
    if not mine or not theirs:
        return mine == theirs and bits <= _FEW_BITS
    return bits <= _BITS and len(mine & theirs) >= _TEXT * min(len(mine), len(theirs))
