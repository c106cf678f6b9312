"""Thumbnails: what sort of paper it is can be seen, but nobody's name, number, address or face."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from backend.adapters.reader.engine import Engine
from backend.adapters.reader.pictures import Pixels
from backend.adapters.reader.reading import read
from backend.adapters.reader.thumbnails import BLOTS, SIDE, thumbnail
from backend.adapters.specimens import make, person
from backend.adapters.specimens.make import DAY
from backend.domain.facts import Box, Page

WHO = person(3, today=DAY)
Seeing = Callable[..., tuple[Page, Pixels]]


@pytest.fixture(scope="module")
def seeing(engine: Engine) -> Seeing:
    """``seeing(kind, fault)``: the first page of a specimen and its picture."""
    known: dict[tuple[str, str | None], tuple[Page, Pixels]] = {}

    def page_of(kind: str, fault: str | None = None) -> tuple[Page, Pixels]:
        if (kind, fault) not in known:
            found: list[tuple[Page, Pixels]] = []
            read(make(kind, fault=fault, seed=3), engine=engine, sight=lambda *seen: found.append(seen))
            known[kind, fault] = found[0]
        return known[kind, fault]

    return page_of


def opened(picture: bytes) -> np.ndarray[Any, Any]:
    image = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def inside(image: np.ndarray[Any, Any], box: Box) -> np.ndarray[Any, Any]:
    height, width = image.shape[:2]
    return image[int(box.top * height) : int(box.bottom * height) + 1, int(box.left * width) : int(box.right * width)]


def spread(image: np.ndarray[Any, Any]) -> float:
    """How much the pixels differ: covered ones hardly do."""
    return float(image.astype(float).std(axis=(0, 1)).max())


@pytest.mark.parametrize("kind", ["id_card_front", "business_license", "application_form", "lease"])
def test_every_fact_is_covered_and_nothing_personal_can_be_read(kind: str, seeing: Seeing, engine: Engine) -> None:
    page, pixels = seeing(kind)
    picture = thumbnail(page, pixels)
    image = opened(picture)
    assert max(image.shape[:2]) == SIDE
    facts = {key: field for key, field in page.fields.items() if field.box and key != "title"}
    assert len(facts) >= 3
    for key, field in facts.items():
        assert field.box is not None
        assert spread(inside(image, field.box)) < 12, key
    large = cv2.resize(image, None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC)
    seen = "".join(word.text for word in engine.read(np.ascontiguousarray(large), dense=True))
    assert WHO.name not in seen
    for field in facts.values():
        assert field.value not in seen
    assert not any(seen[at : at + 6].isdigit() for at in range(len(seen) - 5))


def test_the_face_on_a_card_is_covered(seeing: Seeing) -> None:
    page, pixels = seeing("id_card_front")
    number, name = page.fields["id_number"].box, page.fields["name"].box
    assert number is not None
    assert name is not None
    face = Box(number.right - 0.25 * (number.right - number.left), name.top, number.right, number.top - 0.02)
    assert spread(inside(pixels, face)) > 30
    assert spread(inside(opened(thumbnail(page, pixels)), face)) < 12


@pytest.mark.parametrize("kind", ["health_certificate", "photo"])
def test_other_papers_with_a_face_are_blots(kind: str, seeing: Seeing) -> None:
    assert _side(thumbnail(*seeing(kind))) == BLOTS


def test_where_not_all_was_read_the_page_is_blots(seeing: Seeing) -> None:
    page, pixels = seeing("id_card_front")
    unread = replace(page, fields={key: field for key, field in page.fields.items() if key != "name"})
    for doubtful in (
        unread,
        replace(page, fields={}),
        replace(page, kinds=()),
        replace(page, hints=("mixed",)),
        replace(page, fields={key: replace(field, box=None) for key, field in page.fields.items()}),
    ):
        assert _side(thumbnail(doubtful, pixels)) == BLOTS
    assert _side(thumbnail(page, pixels)) == SIDE


def test_a_number_over_the_whole_page_is_not_left(engine: Engine) -> None:
    """Nobody knows what it is: six digits as wide as the picture are blots or covered."""
    found: list[tuple[Page, Pixels]] = []
    read(_poster(), engine=engine, sight=lambda *seen: found.append(seen))
    picture = opened(thumbnail(*found[0]))
    large = cv2.resize(picture, None, fx=6, fy=6, interpolation=cv2.INTER_CUBIC)
    assert "439901" not in "".join(word.text for word in engine.read(np.ascontiguousarray(large)))


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (3, 161)])
def test_a_page_of_any_shape_has_one(shape: tuple[int, int], seeing: Seeing) -> None:
    page, _ = seeing("id_card_front")
    image = opened(thumbnail(page, np.full((*shape, 3), 200, np.uint8)))
    assert max(image.shape[:2]) <= SIDE


def _side(picture: bytes) -> int:
    return max(opened(picture).shape[:2])


def _poster() -> bytes:
    sheet = np.full((400, 900, 3), 255, np.uint8)
    cv2.putText(sheet, "439901", (30, 270), cv2.FONT_HERSHEY_SIMPLEX, 7, (0, 0, 0), 22)
    return bytes(cv2.imencode(".png", sheet)[1].tobytes())
