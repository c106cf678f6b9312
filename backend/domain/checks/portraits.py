"""Is it a photo as papers need it: one person from the front, in the middle, on a plain ground of the right colour?

Nobody asks here whose face it is. Without a face that was surely seen, a photo goes to a person: the resident is never
told that there is none.
"""

import re

from backend.domain.checks.subject import Subject, at, failed
from backend.domain.facts import Box, Field, Finding, Page, Verdict

KEYS = (
    "photo_one",
    "photo_ground",
    "photo_unsure",
    "photo_background",
    "photo_several",
    "photo_pose",
    "photo_place",
    "photo_ground_unsure",
    "photo_pixels",
)
_CHECK = "right_kind"
_SURE = 0.9
_GROUNDS = {"白": "white", "蓝": "blue", "红": "red"}
_COLOURS = {value: sign for sign, value in _GROUNDS.items()}
#: Names of materials that are photos for papers: a dog's, a shop sign's or a couple's photo is judged by a person.
_FOR_PAPERS = re.compile(r"(?<!尺)寸|登记照|证件照|免冠|单人照|[白蓝红]底|^(?:本人|近期|数码|电子)*照片?(?:\d+张)?$")
_OF_SEVERAL = re.compile(r"合照|合影|双人|双方")
_PIXELS = re.compile(r"(\d{2,4})\s*[×xX*]\s*(\d{2,4})\s*像素")
#: A face from the brows to the chin, of the picture's height. GA 461-2004 (identity cards) has a face of 207 in 358
#: pixels of width, which is 0.4 of the height, and others ask for a head of two thirds; the bounds are generous: a head
#: of half to nearly all of the picture.
_LOW, _HIGH = 0.24, 0.55
_BESIDE = 0.12  # how far from the middle it may be, of the width
_UPPER, _LOWER = 0.25, 0.65  # where the middle of the face may be, of the height


def check(subject: Subject) -> list[Finding]:
    """What is seen on each photo of the file."""
    return [finding for page in subject.matching for finding in _photo(subject.expectation.material_name, page)]


def _photo(name: str, page: Page) -> list[Finding]:
    for_papers = bool(_FOR_PAPERS.search(name)) and not _OF_SEVERAL.search(name)
    faces = [page.fields[key] for key in ("face", "face_2", "face_3", "face_4", "face_5") if key in page.fields]
    sure = [face for face in faces if face.score >= _SURE]
    wrong = _wrong_ground(name, page)
    if for_papers and len(sure) > 1:
        wrong += [_on(page, failed(_CHECK, "photo_several", Verdict.FIX), sure[1])]
    if wrong:
        return wrong
    if not for_papers or len(faces) != 1 or not sure or "grey" in page.hints:
        return [failed(_CHECK, "photo_unsure", Verdict.HUMAN, page)]
    return _single(name, page, sure[0])


def _wrong_ground(name: str, page: Page) -> list[Finding]:
    """A plain ground of another colour than the guide names is sent back."""
    seen, wanted = _ground(page), _wanted(name)
    if not wanted or not seen or seen == wanted:
        return []
    return [failed(_CHECK, "photo_background", Verdict.FIX, page, colour=f"{seen}色", wanted=f"{wanted}色")]


def _single(name: str, page: Page, face: Field) -> list[Finding]:
    """What is doubtful about a photo of one person, else what is good about it."""
    ground, pixels = _ground(page), _PIXELS.search(name)
    size = (str(page.quality.width), str(page.quality.height))
    doubts = []
    if face.value != "front":
        doubts.append(_on(page, failed(_CHECK, "photo_pose", Verdict.HUMAN), face))
    if face.box is None or not _is_placed(face.box):
        doubts.append(_on(page, failed(_CHECK, "photo_place", Verdict.HUMAN), face))
    if not ground:
        doubts.append(failed(_CHECK, "photo_ground_unsure", Verdict.HUMAN, page))
    if pixels and pixels.groups() != size:
        fields = {"size": "×".join(size), "wanted": "×".join(pixels.groups())}
        doubts.append(failed(_CHECK, "photo_pixels", Verdict.HUMAN, page, **fields))
    one = _on(page, Finding(_CHECK, True, "photo_one"), face)
    return doubts or [one, Finding(_CHECK, True, "photo_ground", {"colour": ground}, page=page.number)]


def _wanted(name: str) -> str:
    """The colour of the ground that the guide names: its sign, or nothing."""
    return next((sign for sign in _GROUNDS if f"{sign}底" in name), "")


def _ground(page: Page) -> str:
    """The sign of the ground's colour when it is plain and one that papers have, or nothing."""
    seen = page.fields.get("background")
    return _COLOURS.get(seen.value, "") if seen else ""


def _is_placed(face: Box) -> bool:
    across, down = (face.left + face.right) / 2, (face.top + face.bottom) / 2
    return _LOW <= face.bottom - face.top <= _HIGH and abs(across - 0.5) <= _BESIDE and _UPPER <= down <= _LOWER


def _on(page: Page, finding: Finding, face: Field) -> Finding:
    """The finding, pointing at the face; a page's own field doesn't know which page it is on."""
    return at(finding, Field(face.value, face.score, face.box, page=page.number))
