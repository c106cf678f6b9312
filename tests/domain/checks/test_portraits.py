"""Identity photos: one person from the front in the middle of a plain ground passes, several are sent back when that
is sure, and all else is for a person."""

from dataclasses import replace
from typing import Any

import pytest

from backend.domain.checks import judge, judge_alone, right_kind
from backend.domain.checks.subject import Subject
from backend.domain.facts import Box, Field, Finding, Page
from tests.domain.checks.pages import DAY, GOOD, facts, keys, page, told, want

PLACED = Box(0.3, 0.3, 0.7, 0.62)
SHAPE = replace(GOOD, width=1000, height=1400)


def face(box: Box | None = PLACED, *, pose: str = "front", score: float = 0.97) -> Field:
    return Field(pose, score, box)


def photo(*faces: Field, ground: str = "white", **rest: Any) -> Page:
    """A photo with these faces."""
    places = {f"face_{number}" if number > 1 else "face": one for number, one in enumerate(faces, 1)}
    count = Field(str(len(faces)), min((one.score for one in faces), default=0.5))
    ground_field = Field(ground, 0.9)
    return page("photo", **{"quality": SHAPE, "background": ground_field, "faces": count} | places | rest)


def seen(name: str, *pages: Page) -> list[Finding]:
    return right_kind.check(Subject(facts(*pages), want("photo", name), DAY))


@pytest.mark.parametrize(
    "name", ["1寸白底照片", "2寸照2张", "登记照", "数码照片", "照片", "2寸单人照", "1寸彩照2张", "近期免冠照"]
)
def test_one_person_on_a_plain_ground_passes(name: str) -> None:
    findings = seen(name, photo(face()))
    assert keys(findings) == ["photo_one", "photo_ground"]
    assert [(one.page, one.box) for one in findings] == [(0, PLACED), (0, None)]
    assert findings[1].fields == {"colour": "白"}
    assert judge(facts(photo(face())), want("photo", name), DAY).verdict == "pass"


@pytest.mark.parametrize(
    ("name", "seen_page", "expected"),
    [
        ("1寸红底照片", photo(face(), ground="red"), []),
        ("1寸红底照片", photo(face(), ground="white"), [("photo_background", "fix")]),
        ("1寸红底照片", photo(ground="blue"), [("photo_background", "fix")]),
        ("1寸照", photo(face(), ground="uneven"), [("photo_ground_unsure", "human")]),
        ("1寸照", photo(face(), ground="other"), [("photo_ground_unsure", "human")]),
        ("1寸照", photo(), [("photo_unsure", "human")]),
        ("1寸照", photo(face(score=0.7)), [("photo_unsure", "human")]),
        ("1寸照", photo(face(), hints=("grey",)), [("photo_unsure", "human")]),
        ("1寸照", photo(face(pose="side")), [("photo_pose", "human")]),
        ("1寸照", photo(face(pose="tilted")), [("photo_pose", "human")]),
        ("1寸照", photo(face(Box(0.45, 0.4, 0.55, 0.48))), [("photo_place", "human")]),
        ("1寸照", photo(face(Box(0.1, 0.2, 0.9, 0.85))), [("photo_place", "human")]),
        ("1寸照", photo(face(Box(0.0, 0.3, 0.4, 0.62))), [("photo_place", "human")]),
        ("1寸照", photo(face(Box(0.3, 0.0, 0.7, 0.32))), [("photo_place", "human")]),
        ("1寸照", photo(face(None)), [("photo_place", "human")]),
        ("1寸照", photo(face(), face(Box(0.1, 0.1, 0.3, 0.25))), [("photo_several", "fix")]),
        ("1寸照", photo(face(), face(score=0.7)), [("photo_unsure", "human")]),
        ("1寸照", photo(face(score=0.7), face(score=0.8)), [("photo_unsure", "human")]),
        (
            "1寸红底照",
            photo(face(), face(), ground="blue"),
            [("photo_background", "fix"), ("photo_several", "fix")],
        ),
        ("双方近期合照", photo(face(), face()), [("photo_unsure", "human")]),
        ("2寸双人免冠照", photo(face(), face()), [("photo_unsure", "human")]),
        ("犬只照片", photo(face()), [("photo_unsure", "human")]),
        ("招牌效果图（含尺寸、材质）", photo(face()), [("photo_unsure", "human")]),
        ("1寸白底电子照（1000×1400像素）", photo(face()), []),
        ("1寸白底电子照（352×440像素）", photo(face()), [("photo_pixels", "human")]),
    ],
)
def test_what_is_not_sure_is_for_a_person(name: str, seen_page: Page, expected: list[tuple[str, str]]) -> None:
    assert told(seen(name, seen_page)) == expected


def test_the_second_face_is_shown_on_its_page() -> None:
    second = Box(0.1, 0.1, 0.3, 0.25)
    findings = seen("1寸照", photo(face()), photo(face(), face(second)))
    assert [(one.key, one.page, one.box) for one in findings if not one.ok] == [("photo_several", 1, second)]


def test_without_a_material_a_photo_is_for_a_person() -> None:
    judgement = judge_alone(facts(photo(face())), DAY)
    assert (judgement.verdict, told(judgement.findings)) == ("human", [("photo_unsure", "human")])
