"""The loader: the real catalogue loads, and a wrong one is refused with file, line and reason."""

import re
import shutil
import time
from datetime import date
from datetime import time as clock_time
from pathlib import Path

import pytest

from backend.adapters.catalogue import gather, load, spread
from backend.domain.errors import CatalogueError
from backend.domain.items import ItemStatus, MaterialKind, Need, Opening, needed_materials, open_questions

CATALOGUE = Path(__file__).resolve().parents[2] / "data" / "catalogue"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))


def _edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replaces the first ``old`` and returns its line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def _problems(folder: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    return str(caught.value)


def test_every_item_loads_and_quickly() -> None:
    start = time.perf_counter()
    catalogue = load(CATALOGUE)
    assert time.perf_counter() - start < 1.5
    assert len(catalogue.items) == 104
    assert catalogue.items["wj-dusheng"].status is ItemStatus.ABOLISHED
    assert {i.id for i in catalogue.items.values() if i.status is ItemStatus.REFER_OUT} == {
        "sw-gongjijin",
        "jj-jiazhao",
    }
    assert all(i.compiled == date(2026, 11, 23) and len(i.version) == 12 for i in catalogue.items.values())
    assert all(len(i.aliases) >= 8 for i in catalogue.items.values())


def test_a_fact_keeps_its_source_or_is_marked_assumed() -> None:
    item = load(CATALOGUE).items["sc-sp-xiaocanyin"]
    assert item.days_promised.value == "10工作日(汝城县)"
    assert item.days_promised.sources == ("HN-XSP",)
    assert not item.days_promised.assumed
    assert all(m.assumed for m in item.materials)
    assert item.material("id_card").kind is MaterialKind.ID_CARD  # type: ignore[union-attr]


def test_where_a_fact_comes_from_is_told_in_words_people_know() -> None:
    """Nobody knows a district by the code of a data set; the exact locator is for staff, in ``ref``."""
    catalogue = load(CATALOGUE)
    odd = [one.place for one in catalogue.sources.values() if not re.fullmatch(r"[\u4e00-\u9fff（）、/ ]+", one.place)]
    assert odd == []
    stated = [str(getattr(item, name).value) for item in catalogue.items.values() for name in ("who", "fee", "result")]
    assert [text for text in stated if "没有来源" in text or "github" in text] == []


def test_the_answers_decide_which_materials_are_needed() -> None:
    item = load(CATALOGUE).items["sc-gth-sheli"]
    keys = [m.key for m in needed_materials(item, {"premises": "rented", "handler": "self"})]
    assert keys == ["application_form", "id_card", "lease", "photo"]
    owned = [m.key for m in needed_materials(item, {"premises": "owned", "handler": "agent"})]
    assert owned == ["application_form", "id_card", "title_deed", "photo", "power_of_attorney", "agent_id_card"]


def test_a_later_question_waits_for_the_answer_it_depends_on() -> None:
    item = load(CATALOGUE).items["ga-shenfenzheng"]
    assert [q.key for q in open_questions(item, {})] == ["matter", "picture"]
    assert [q.key for q in open_questions(item, {"matter": "lost"})] == ["place", "picture"]


def test_every_case_dependent_material_of_an_active_item_says_its_case() -> None:
    silent = [
        (item.id, material.key)
        for item in load(CATALOGUE).items.values()
        if item.status is ItemStatus.ACTIVE
        for material in item.materials
        if material.need is Need.CONDITIONAL and not material.when
    ]
    assert silent == []


def test_windows_and_the_calendar() -> None:
    catalogue = load(CATALOGUE)
    weekdays = {o.weekday for o in catalogue.windows["hall-07"].openings}
    assert weekdays == {2}
    assert Opening(5, clock_time(9), clock_time(12)) in catalogue.windows["hall-01"].openings
    days = catalogue.days
    assert date(2026, 2, 23) in days.holidays
    assert date(2026, 2, 24) not in days.holidays
    assert days.workdays == {
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
    assert len(days.holidays) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert days.last == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("items/market.yaml", "short_name: 注册公司", "short_nam: 注册公司", "不认识“short_nam”"),
        ("items/market.yaml", "status: active", "status: aktiv", "“status”只能是"),
        ("items/market.yaml", "sources: [QRR]", "sources: [NIX]", "没有这个来源：“NIX”"),
        ("items/market.yaml", "confused_with: [sc-qy-sheli,", "confused_with: [sc-nix,", "没有这个事项：“sc-nix”"),
        ("items/market.yaml", "contact: market", "contact: nobody", "没有这个对接人：“nobody”"),
        ("items/market.yaml", "when: {premises: [rented]}", "when: {premises: [lent]}", "没有这个答案"),
        ("items/market.yaml", "when: {handler: [agent]}", "when: {who: [agent]}", "没有问题“who”"),
        ("items/market.yaml", "use: handler", "use: handlers", "没有问题“handlers”"),
        ("items/market.yaml", "- id: sc-gth-biangeng", "- id: sc-gth-sheli", "已经有了"),
        ("items/market.yaml", "- key: id_card", "- key: application_form", "材料“application_form”写了两次"),
        ("items/market.yaml", "sources: [QRR]}", "note: 无}", "assumed: true"),
        ("items/police.yaml", "unsure_answer: first", "unsure_answer: never", "没有答案“never”"),
        ("windows.yaml", "site: hall", "site: moon", "没有这个办事点：“moon”"),
        ("windows.yaml", "'09:00-12:00', '13", "'09:00-14:00', '13", "重叠"),
        ("windows.yaml", "capacity: 3", "capacity: 0", "“capacity”不能小于1"),
        ("contacts.yaml", "department: market", "department: nowhere", "没有这个部门：“nowhere”"),
        ("calendar.yaml", "2026-05-09", "2026-05-08", "不是周末"),
        ("calendar.yaml", "last:", "first: 2026-01-01\nlast:", "“first”写了两次"),
    ],
)
def test_a_wrong_file_is_refused_with_file_line_and_reason(
    folder: Path, name: str, old: str, new: str, reason: str
) -> None:
    line = _edit(folder, name, old, new)
    problems = _problems(folder)
    assert reason in problems
    found = next(p for p in problems.splitlines() if reason in p)
    assert found.startswith(f"{name} 第")
    written = int(found.split("第")[1].split("行")[0])
    # a doubled thing is named where it stands the second time, the rest where the edit was made
    assert written >= line - 10


def test_the_line_is_exact(folder: Path) -> None:
    line = _edit(folder, "items/tobacco.yaml", "need: 必要", "need: 必须")
    assert f"items/tobacco.yaml 第{line}行：“need”只能是" in _problems(folder)


def test_all_problems_are_told_at_once(folder: Path) -> None:
    _edit(folder, "items/market.yaml", "status: active", "status: aktiv")
    _edit(folder, "items/police.yaml", "need: 必要", "need: 必须")
    _edit(folder, "windows.yaml", "capacity: 3", "capacity: many")
    problems = _problems(folder)
    assert {line.split(" ")[0] for line in problems.splitlines()} == {
        "items/market.yaml",
        "items/police.yaml",
        "windows.yaml",
    }


@pytest.mark.parametrize(
    "text", ["", "a: [1", "\tx: 1", "- 1\n- 2", "departments: 3", "departments: [{key: a b, name: x}]"]
)
def test_a_broken_file_is_a_problem_not_a_crash(folder: Path, text: str) -> None:
    (folder / "departments.yaml").write_text(text, encoding="utf-8")
    assert "departments.yaml 第" in _problems(folder)


def test_a_file_that_is_no_text(folder: Path) -> None:
    (folder / "sites.yaml").write_bytes(b"\xff\xfe\x00")
    assert "不是 UTF-8" in _problems(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "不是文件夹" in _problems(tmp_path / "nothing")


def test_the_version_changes_with_the_guide_but_not_with_aliases(folder: Path) -> None:
    before = load(folder).items["yc-lingshou"].version
    _edit(folder, "items/tobacco.yaml", "aliases: [", "aliases: [买烟的证, ")
    assert load(folder).items["yc-lingshou"].version == before
    _edit(folder, "items/tobacco.yaml", "need: 非必要", "need: 必要")
    assert load(folder).items["yc-lingshou"].version != before


def test_the_version_does_not_change_with_what_may_be_used_again(folder: Path) -> None:
    before = load(folder).items["yc-lingshou"]
    assert {material.reusable for material in before.materials} == {None}
    _edit(folder, "items/tobacco.yaml", "need: 非必要", "need: 非必要\n        reusable: false")
    after = load(folder).items["yc-lingshou"]
    assert False in {material.reusable for material in after.materials}
    assert after.version == before.version


def test_a_catalogue_moves_to_another_folder_unchanged(tmp_path: Path) -> None:
    target = tmp_path / "other"
    (target / "items").mkdir(parents=True)
    (target / "items" / "old.yaml").write_text("x", encoding="utf-8")
    assert spread(gather(CATALOGUE), target) == load(CATALOGUE)
    assert not (target / "items" / "old.yaml").exists()


def test_a_wrong_export_changes_nothing(folder: Path) -> None:
    files = gather(folder)
    files["windows.yaml"]["windows"][0]["site"] = "moon"
    before = (folder / "windows.yaml").read_bytes()
    with pytest.raises(CatalogueError, match="moon"):
        spread(files, folder)
    with pytest.raises(CatalogueError):
        spread({"../evil.yaml": {}}, folder)
    with pytest.raises(CatalogueError):
        spread({"items/../../evil.yaml": {}}, folder)
    assert (folder / "windows.yaml").read_bytes() == before
