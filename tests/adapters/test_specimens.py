"""Specimens: invented people, plainly marked, the same every time, and all that a demonstration needs."""

import io
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image

from backend.adapters.specimens import FAULTS, KINDS, TOLERABLE, business, demo_files, make, person
from backend.adapters.specimens.demo import ITEMS
from backend.adapters.specimens.make import DAY
from backend.domain.items import Catalogue
from backend.domain.numbers import id_number_fits, uscc_fits


@pytest.mark.parametrize("seed", range(20))
def test_people_are_nobodys_but_their_numbers_fit(seed: int) -> None:
    who, shop = person(seed, today=DAY), business(seed)
    assert id_number_fits(who.id_number)
    assert uscc_fits(shop.uscc)
    assert who.id_number.startswith("4399")  # a region that was never given out
    assert shop.uscc[2:6] == "4399"
    assert who.expires is None or who.expires > DAY
    assert "样本" in who.address
    assert "样本" in shop.name


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_made(kind: str) -> None:
    assert plain(kind).startswith(b"%PDF" if kind == "lease" else b"\xff\xd8")


@pytest.mark.parametrize("kind", ["id_card_front", "lease"])
def test_a_specimen_is_the_same_every_time_and_differs_by_seed(kind: str) -> None:
    assert make(kind, seed=1) == plain(kind)
    assert make(kind, seed=2) != plain(kind)


@lru_cache
def plain(kind: str) -> bytes:
    """A specimen without fault."""
    return make(kind, seed=1)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_the_picture_or_is_refused(fault: str) -> None:
    for kind in (
        "id_card_front", "application_form", "id_card_back", "business_license", "lease", "id_card_couple",
        "household_booklet", "id_card_elder",
    ):  # fmt: skip
        try:
            assert make(kind, fault=fault, seed=1) != plain(kind)
        except ValueError:
            continue
        return
    pytest.fail("no paper can have it")


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        make("moon")
    with pytest.raises(ValueError, match="unknown fault"):
        make("lease", fault="burnt")
    with pytest.raises(ValueError, match="can't be"):
        make("menu", fault="expired")
    assert set(FAULTS) > TOLERABLE


def test_a_turned_photo_stands_on_its_side() -> None:
    upright = Image.open(io.BytesIO(make("id_card_front", seed=1)))
    turned = Image.open(io.BytesIO(make("id_card_front", fault="turned", seed=1)))
    assert turned.size == upright.size[::-1]


@pytest.mark.parametrize("item", ITEMS)
def test_a_demonstration_has_every_material_the_guide_demands(
    item: str, tmp_path: Path, the_catalogue: Catalogue
) -> None:
    files = demo_files(tmp_path, item, today=DAY)
    demanded = {material.key for material in the_catalogue.items[item].materials}
    assert set(files.good) == demanded
    assert {bad.material for bad in files.bad.values()} <= demanded
    assert set(files.bad) == {"blurred", "wrong", "other_person", "unsigned"}
    paths = [path for some in files.good.values() for path in some] + [bad.path for bad in files.bad.values()]
    assert all(path.stat().st_size > 20_000 for path in paths)
    assert len({path.read_bytes() for path in paths}) >= len(paths) - 1  # the lease answers two materials
    times = {path: path.stat().st_mtime_ns for path in paths}
    assert demo_files(tmp_path, item, today=DAY) == files
    assert {path: path.stat().st_mtime_ns for path in paths} == times  # not drawn again
