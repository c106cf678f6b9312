"""How good the picture is, measured without reading. Thresholds: six licences with 25 degradations each.

A page on which everything was read is good enough for the checks, unless it is so poor that the person at the window
could not use it: hence two thresholds each.
"""

from backend.domain.facts import Page

DARK, PITCH_DARK = 55.0, 40.0  # mean grey
SMALL, TINY = 800, 400  # long side in pixels
BLURRED, UNUSABLY_BLURRED = 0.42, 0.6  # re-blur measure; real licences 0.12 to 0.20, cards of 449 px up to 0.44
UNSHARP = 20.0  # variance of the Laplacian at 1000 px
GLARE, GREAT_GLARE = 0.005, 0.03  # share of the picture that is burnt out


def is_dark(page: Page, *, read: bool = False) -> bool:
    """Too dark. ``read``: although all was read."""
    return page.quality.brightness < (PITCH_DARK if read else DARK)


def is_small(page: Page, *, read: bool = False) -> bool:
    """Sent with too few pixels."""
    return max(page.quality.width, page.quality.height) < (TINY if read else SMALL)


def is_blurred(page: Page, *, read: bool = False) -> bool:
    """Out of focus or smeared."""
    if read:
        return page.quality.blur > UNUSABLY_BLURRED
    return page.quality.sharpness < UNSHARP or page.quality.blur > BLURRED


def has_glare(page: Page, *, read: bool = False) -> bool:
    """A lamp's or the flash's reflection covers a part."""
    return page.quality.glare > (GREAT_GLARE if read else GLARE)


def much_was_read(page: Page) -> bool:
    """A sketch or a page of pale print measures unsharp too: what could be read well is good enough. Of a page whose
    kind is known, the fields that must be there say it better."""
    return not page.kinds and sum(len(line.text) for line in page.lines if line.score > 0.9) >= 40


def is_poor(page: Page) -> bool:
    """Whether something about the picture explains that it was not read."""
    return is_dark(page) or is_small(page) or is_blurred(page) or has_glare(page)
