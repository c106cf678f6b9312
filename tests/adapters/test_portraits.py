"""Faces on identity photos, found in real pictures by the real detector, and judged."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from backend.adapters.reader.engine import Engine
from backend.adapters.reader.portraits import background, faces
from backend.adapters.reader.reading import read
from backend.adapters.reader.thumbnails import BLOTS, SIDE, thumbnail
from backend.adapters.specimens import KINDS, make
from backend.adapters.specimens.make import DAY
from backend.domain.checks import judge
from backend.domain.facts import Expectation, FileFacts, Verdict
from tests.adapters.conftest import Reading
from tests.adapters.faces import GROUNDS, astronaut, identity_photo, jpeg

Read = Callable[[bytes], FileFacts]
COLOURS = {"white": "白", "blue": "蓝", "red": "红"}
HALF = (132, 0, 322, 440)  # down to the waist


def verdict(facts: FileFacts, name: str = "1寸照") -> tuple[Verdict, list[str]]:
    judgement = judge(facts, Expectation("photo", name, "photo"), DAY)
    return judgement.verdict, [finding.key for finding in judgement.findings if finding.key.startswith("photo")]


def couple(ground: str = "blue") -> np.ndarray[Any, Any]:
    one = identity_photo(ground, crop=HALF, ratio=2.5, width=400)
    return np.hstack([one, one])


@pytest.mark.parametrize("ground", GROUNDS)
def test_one_face_on_a_plain_ground_passes(ground: str, read_bytes: Read) -> None:
    facts = read_bytes(jpeg(identity_photo(ground)))
    fields = facts.pages[0].fields
    assert (facts.pages[0].kinds, fields["faces"].value, fields["background"].value) == (("photo",), "1", ground)
    face = fields["face"]
    assert face.value == "front"
    assert face.score >= 0.9
    assert face.box is not None
    assert face.box.left < 0.5 < face.box.right  # the nose is in the middle of the picture, the eyes above its middle
    assert face.box.top < 0.42 < face.box.bottom
    assert verdict(facts, f"1寸{COLOURS[ground]}底照片") == (Verdict.PASS, ["photo_one", "photo_ground"])
    assert verdict(facts, "2寸照2张") == (Verdict.PASS, ["photo_one", "photo_ground"])


def test_another_ground_than_the_guide_names_is_sent_back(read_bytes: Read) -> None:
    facts = read_bytes(jpeg(identity_photo("blue")))
    assert verdict(facts, "1寸红底照片") == (Verdict.FIX, ["photo_background"])


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_photo_that_lies_on_its_side_is_turned(turns: int, read_bytes: Read) -> None:
    lying = np.ascontiguousarray(np.rot90(identity_photo("blue"), turns))
    assert verdict(read_bytes(jpeg(lying)))[0] is Verdict.PASS


def test_two_people_are_sent_back_unless_the_guide_asks_for_both(read_bytes: Read) -> None:
    facts = read_bytes(jpeg(couple()))
    fields = facts.pages[0].fields
    assert fields["faces"].value == "2"
    assert fields["face"].box != fields["face_2"].box
    assert verdict(facts) == (Verdict.FIX, ["photo_several"])
    assert verdict(facts, "双方近期合照") == (Verdict.HUMAN, ["photo_unsure"])


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (astronaut()[0:480, 40:400], ["photo_place", "photo_ground_unsure"]),  # something stands behind her
        (identity_photo(crop=(0, -150, 400, 410)), ["photo_place"]),  # far away
        (identity_photo(crop=(182, 0, 372, 266)), ["photo_place"]),  # at the side
        (cv2.cvtColor(cv2.cvtColor(identity_photo(), cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), ["photo_unsure"]),
    ],
)
def test_other_photos_of_one_person_are_for_a_person(
    picture: np.ndarray[Any, Any], expected: list[str], read_bytes: Read
) -> None:
    assert verdict(read_bytes(jpeg(picture))) == (Verdict.HUMAN, expected)


@pytest.mark.parametrize("table", [(244, 245, 246), (219, 142, 67), (40, 60, 120)])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("width", [600, 750])
def test_the_ground_of_a_print_is_not_the_table_under_it(ground: str, table: tuple[int, int, int], width: int) -> None:
    picture = np.full((1180, 900, 3), table, np.uint8)
    shown = identity_photo(ground, width=width, ratio=1.33)
    picture[60 : 60 + shown.shape[0], 75 : 75 + width] = shown
    (face,) = faces(picture)
    same = max(abs(a - b) for a, b in zip(table, GROUNDS[ground], strict=True)) < 10
    assert background(picture, face.box) == (ground if same else "uneven")


@pytest.mark.parametrize("seed", range(6))
def test_a_drawn_face_is_for_a_person(seed: int, reading: Reading) -> None:
    facts = reading("photo", None, seed)
    assert facts.pages[0].kinds == ("photo",)
    assert verdict(facts) == (Verdict.HUMAN, ["photo_unsure"])


def test_no_face_is_seen_on_other_papers() -> None:
    """Card portraits are drawings; emblems, seals and waves are no faces either."""
    pictures = {
        f"{kind} {seed}": cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        for kind in KINDS
        if kind != "photo"
        for seed in (0, 1, 2, 3)
        if not (data := make(kind, seed=seed)).startswith(b"%PDF")
    }
    assert len(pictures) >= 60
    assert {name: found for name, picture in pictures.items() if (found := faces(picture))} == {}


def test_the_head_is_covered_on_the_thumbnail(engine: Engine) -> None:
    small = _thumbnail(identity_photo("blue"), engine)
    assert max(small.shape[:2]) == SIDE
    head = small[int(0.12 * SIDE) : int(0.6 * SIDE), int(0.36 * small.shape[1]) : int(0.64 * small.shape[1])]
    assert float(head.astype(float).std(axis=(0, 1)).max()) < 12
    assert faces(cv2.resize(small, None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC)) == []
    assert max(_thumbnail(couple(), engine).shape[:2]) == BLOTS


def _thumbnail(picture: np.ndarray[Any, Any], engine: Engine) -> np.ndarray[Any, Any]:
    drawn: list[bytes] = []
    read(jpeg(picture), engine=engine, sight=lambda page, pixels: drawn.append(thumbnail(page, pixels)))
    return cv2.imdecode(np.frombuffer(drawn[0], np.uint8), cv2.IMREAD_COLOR)
