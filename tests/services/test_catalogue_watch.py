"""A hall that runs notices a changed catalogue, and keeps the old one when the new one is wrong."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from backend.domain.errors import CatalogueError
from backend.services import catalogue_watch
from backend.services.hall import Hall
from backend.settings import ROOT


@pytest.fixture
async def files(hall: Hall, tmp_path: Path) -> AsyncIterator[Path]:
    """A copy of the catalogue, watched by the hall."""
    folder = tmp_path / "catalogue"
    shutil.copytree(ROOT / "data" / "catalogue", folder)
    hall.settings = hall.settings.model_copy(update={"catalogue": folder})
    watching = asyncio.create_task(catalogue_watch.run(hall, every=0.05))
    await asyncio.sleep(0.2)
    yield folder
    watching.cancel()
    await asyncio.wait([watching])


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.05)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


async def test_a_new_alias_is_found_without_a_restart(hall: Hall, files: Path) -> None:
    said = "打火龙灯要批吗"
    assert "cg-zhandao" not in [hit.item_id for hit in hall.finder.find(said).hits[:1]]
    text = (files / "items" / "city.yaml").read_text(encoding="utf-8")
    start = text.index("aliases: [", text.index("- id: cg-zhandao"))
    text = text[:start] + "aliases: [打火龙灯, " + text[start + len("aliases: [") :]
    (files / "items" / "city.yaml").write_text(text, encoding="utf-8")
    await until(lambda: "打火龙灯" in hall.catalogue.items["cg-zhandao"].aliases)
    found = hall.finder.find(said)
    assert (found.outcome, found.hits[0].item_id) == ("found", "cg-zhandao")
    assert hall.filed.items["cg-zhandao"] == hall.catalogue.items["cg-zhandao"]


async def test_a_retired_item_is_told_as_abolished(hall: Hall, files: Path) -> None:
    path = files / "items" / "fire.yaml"
    change(path, "    status: active\n", "    status: abolished\n    refer_to: 不用办了。\n")
    await until(lambda: hall.catalogue.items["xf-kaiye"].status == "abolished")
    assert hall.finder.find("公众聚集场所开业前消防检查").outcome == "abolished"


async def test_a_wrong_catalogue_is_refused_and_logged(
    hall: Hall, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = hall.catalogue, hall.finder
    with caplog.at_level(logging.ERROR):
        change(files / "items" / "fire.yaml", "status: active", "status: perhaps")
        await until(lambda: "the one in use is kept" in caplog.text)
    assert "fire.yaml" in caplog.text
    assert (hall.catalogue, hall.finder) == before
    with pytest.raises(CatalogueError):
        await catalogue_watch.reload(hall)
    change(files / "items" / "fire.yaml", "status: perhaps", "status: active")
    await until(lambda: hall.finder is not before[1])


async def test_what_staff_taught_outlives_a_reload(hall: Hall, files: Path) -> None:
    hall.learnt = frozenset({("cg-yangquan", "毛孩子上牌")})
    await catalogue_watch.reload(hall)
    assert "毛孩子上牌" in hall.catalogue.items["cg-yangquan"].aliases
    assert "毛孩子上牌" not in hall.filed.items["cg-yangquan"].aliases


def test_every_kind_of_change_is_seen(tmp_path: Path) -> None:
    (tmp_path / "items").mkdir()
    stamps = [catalogue_watch.stamp(tmp_path)]
    for act in (
        lambda: (tmp_path / "items" / "a.yaml").write_text("a"),
        lambda: (tmp_path / "items" / "a.yaml").write_text("ab"),
        lambda: (tmp_path / "b.yaml").write_text("b"),
        lambda: (tmp_path / "items" / "a.yaml").unlink(),
    ):
        act()
        stamps.append(catalogue_watch.stamp(tmp_path))
    assert len(set(stamps)) == len(stamps)
