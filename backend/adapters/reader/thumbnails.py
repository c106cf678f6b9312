"""A small picture of a page for lists: what sort of paper it is can be seen, nothing personal can be read.

Two things stand against reading: what was read as a fact is covered, and the picture has so little detail that a line
of text is no higher than four pixels. Where not all was read that must be, nobody knows what would have to be covered,
nor where the face is on papers with a portrait: such a page is only a few blots of colour. On an identity photo with
one face that was surely found, the head is covered.
"""

import re
import statistics
from collections.abc import Iterable

import cv2

from backend.adapters.reader.pictures import Pixels
from backend.domain.checks.papers import single_papers
from backend.domain.checks.subject import REQUIRED
from backend.domain.facts import Box, Field, Page

#: Pixels of the long side.
SIDE = 160
BLOTS = 16  # of a page on which not all was read: a name as wide as the page has five pixels a character
_TEXT = 4  # pixels of a line's height; Chinese needs seven or more to be read
_GREY = (140, 140, 140)
_QUALITY = 80
_SURE = 0.9  # of a face
#: Fields that are no facts about anybody: what the paper is called.
_HARMLESS = frozenset({"title"})
#: Papers with a portrait somewhere; on a card it is known where.
_PORTRAITS = frozenset({"photo", "health_certificate", "marriage_certificate", "license"})
_NUMBER = re.compile(r"\d{5,}")
#: Large print that says what the paper is. A line of nothing else may stay.
_PRINTED = frozenset(
    {
        "中华人民共和国", "居民身份证", "营业执照", "食品经营许可证", "房屋租赁合同", "租赁合同", "居民户口簿",
        "常住人口登记卡", "结婚证", "健康证明", "不动产权证书", "授权委托书", "承诺书",
    }
)  # fmt: skip


def thumbnail(page: Page, pixels: Pixels) -> bytes:
    """The page as a JPEG; ``pixels`` is its picture as the page's boxes take it."""
    height, width = pixels.shape[:2]
    if not _is_known(page):
        return _jpeg(cv2.resize(pixels, _fitting(width, height, BLOTS), interpolation=cv2.INTER_AREA))
    size = _fitting(width, height, SIDE)
    rough = cv2.resize(pixels, _fitting(width, height, _detail(page, size[1])), interpolation=cv2.INTER_AREA)
    small = cv2.resize(rough, size, interpolation=cv2.INTER_LINEAR)
    for box in _covered(page, size[1]):
        corner = (int(box.left * size[0]) - 1, int(box.top * size[1]) - 1)
        opposite = (int(box.right * size[0]) + 1, int(box.bottom * size[1]) + 1)
        cv2.rectangle(small, corner, opposite, _GREY, cv2.FILLED)
    return _jpeg(small)


def _jpeg(pixels: Pixels) -> bytes:
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()


def _fitting(width: int, height: int, side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _detail(page: Page, height: int) -> int:
    """The long side of the picture that holds as much as may be seen."""
    text = statistics.median((line.box.bottom - line.box.top) * height for line in page.lines) if page.lines else 0.0
    return max(BLOTS, round(SIDE * min(1.0, _TEXT / max(text, 1.0))))


def _is_known(page: Page) -> bool:
    """Whether everything that has to be covered was found: all that must be read on papers of these kinds."""
    return bool(page.kinds) and "mixed" not in page.hints and all(_is_read(paper) for paper in single_papers(page))


def _is_read(paper: Page) -> bool:
    found = {key for key, field in paper.fields.items() if field.box is not None}
    wanted = [key for kind in paper.kinds for key in REQUIRED.get(kind, ())]
    if paper.kinds == ("photo",):
        return "face" in found and "face_2" not in found and paper.fields["face"].score >= _SURE
    if _PORTRAITS.intersection(paper.kinds):
        return False
    return bool(found) and all(found.intersection(key.split("|")) for key in wanted)


def _covered(page: Page, height: int) -> Iterable[Box]:
    """Every fact and number, every line that would still be large enough to read, and the face on a card."""
    for paper in single_papers(page):
        yield from (field.box for key, field in paper.fields.items() if field.box and key not in _HARMLESS)
        if "id_card_front" in paper.kinds and (face := _face(paper.fields)) is not None:
            yield face
        if "photo" in paper.kinds and (seen := paper.fields["face"].box) is not None:
            yield _head(seen)
    for line in page.lines:
        text = line.text.replace(" ", "")
        large = (line.box.bottom - line.box.top) * height > _TEXT
        if (large and text not in _PRINTED) or _NUMBER.search(text):
            yield line.box


def _head(face: Box) -> Box:
    """The whole head of which the face from the brows to the chin was found."""
    wide, tall = face.right - face.left, face.bottom - face.top
    return Box(
        max(0.0, face.left - 0.4 * wide),
        max(0.0, face.top - 0.75 * tall),
        min(1.0, face.right + 0.4 * wide),
        min(1.0, face.bottom + 0.25 * tall),
    )


def _face(fields: dict[str, Field]) -> Box | None:
    """Where the portrait of an upright card is: right of what is written, above the number."""
    number = fields["id_number"].box if "id_number" in fields else None
    beside = [fields[key].box for key in ("name", "sex", "nation", "birth", "address") if key in fields]
    written = [box for box in beside if box is not None]
    if number is None or not written:
        return None
    left = max(box.right for box in written)
    wide = number.right - number.left
    # A short address ends far left of the portrait; the number begins and ends a little before it does.
    left = min(left, number.right - 0.4 * wide)
    return Box(left, min(box.top for box in written) - 0.02, min(1.0, number.right + 0.15 * wide), number.top)
