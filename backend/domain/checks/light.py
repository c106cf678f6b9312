"""How good the picture is, measured without reading. Thresholds: six licences with 25 degradations each.

No measure rejects a page on its own: a page on which everything was read is good enough, whatever it measures.
"""

from backend.domain.facts import Page

DARK = 55.0  # mean grey
SMALL = 800  # long side in pixels
BLURRED = 0.42  # re-blur measure
UNSHARP = 20.0  # variance of the Laplacian at 1000 px
MOTION = (0.72, 1.39)  # outside: one direction is smeared
GLARE = 0.012  # share of the picture that is burnt out


def is_dark(page: Page) -> bool:
    """Too dark to read."""
    return page.quality.brightness < DARK


def is_small(page: Page) -> bool:
    """Sent with too few pixels."""
    return max(page.quality.width, page.quality.height) < SMALL


def is_blurred(page: Page) -> bool:
    """Out of focus or smeared."""
    quality = page.quality
    smeared = not MOTION[0] <= quality.motion <= MOTION[1] and quality.blur > 0.3
    return quality.sharpness < UNSHARP or quality.blur > BLURRED or smeared


def has_glare(page: Page) -> bool:
    """A lamp's or the flash's reflection covers a part."""
    return page.quality.glare > GLARE


def is_poor(page: Page) -> bool:
    """Whether something about the picture explains that it was not read."""
    return is_dark(page) or is_small(page) or is_blurred(page) or has_glare(page)
