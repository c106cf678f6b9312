"""Lint: what the real catalogue is told, and each rule on a catalogue made wrong for it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend.adapters.catalogue import load
from backend.domain.items import Catalogue, HolderClass, Item, ItemStatus, Sourced
from backend.domain.lint import Level, lint, working_days

CATALOGUE = load(Path(__file__).resolve().parents[2] / "data" / "catalogue")


def _with(item_id: str, **changes: object) -> Catalogue:
    item: Item = replace(CATALOGUE.items[item_id], **changes)  # type: ignore[arg-type]
    return replace(CATALOGUE, items={**CATALOGUE.items, item_id: item})


def _rules(catalogue: Catalogue, where: str, level: Level) -> set[str]:
    return {f.rule for f in lint(catalogue) if f.where == where and f.level is level}


def test_the_catalogue_has_no_errors_and_names_its_samples() -> None:
    findings = lint(CATALOGUE, date(2026, 11, 24))
    assert [f for f in findings if f.level is Level.ERROR] == []
    samples = {f.where for f in findings if f.rule == "sample"}
    assert samples == {*CATALOGUE.sites, *CATALOGUE.windows, *CATALOGUE.contacts}
    assert [f.rule for f in findings if f.rule == "calendar"] == ["calendar"]


def test_a_calendar_that_ended_is_an_error() -> None:
    assert lint(CATALOGUE, date(2027, 1, 1))[0].rule == "calendar"
    assert lint(CATALOGUE, date(2026, 3, 1))[0].rule != "calendar"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("10工作日(汝城县)", 10),
        ("7个工作日", 7),
        ("三个工作日", 3),
        ("当场", 0),
        ("即办", 0),
        ("20日，可延10日", None),
        ("5-10工作日", 10),
        ("当场/1工作日", None),
        (None, None),
    ],
)
def test_working_days(text: str | None, days: int | None) -> None:
    assert working_days(text) == days


@pytest.mark.parametrize(
    ("item_id", "changes", "rule", "level"),
    [
        ("sc-sp-xiaocanyin", {"days_promised": Sourced("20工作日")}, "days", Level.ERROR),
        ("sc-sp-xiaocanyin", {"days_promised": Sourced("当场")}, "case-type", Level.ERROR),
        ("sc-gth-sheli", {"days_promised": Sourced("3工作日")}, "case-type", Level.ERROR),
        ("sc-gth-sheli", {"fee": Sourced(None)}, "fee", Level.WARNING),
        ("wj-zhensuo", {"fee": Sourced("100元")}, "fee-basis", Level.WARNING),
        ("sw-gongjijin", {"refer_to": None}, "refer-to", Level.ERROR),
        ("wj-dusheng", {"refer_to": None}, "abolished", Level.ERROR),
        ("sf-gongzheng", {"refer_to": None}, "not-bookable", Level.ERROR),
        ("yc-lingshou", {"contact": ""}, "contact", Level.ERROR),
        ("sf-gongzheng", {"bookable": True}, "window", Level.ERROR),
        ("yc-lingshou", {"bookable": False, "refer_to": "x"}, "window", Level.WARNING),
        ("yc-lingshou", {"materials": ()}, "materials", Level.WARNING),
        ("cg-zhaopai", {"materials": CATALOGUE.items["cg-huwai"].materials}, "question", Level.WARNING),
        ("yc-lingshou", {"aliases": ("烟证",)}, "aliases", Level.NOTE),
        ("yc-lingshou", {"aliases": ("残疾证",)}, "alias-twice", Level.WARNING),
    ],
)
def test_a_rule_sees_its_fault(item_id: str, changes: dict[str, object], rule: str, level: Level) -> None:
    assert rule not in _rules(CATALOGUE, item_id, level)
    assert rule in _rules(_with(item_id, **changes), item_id, level)


def test_a_case_dependent_material_without_a_case() -> None:
    item = CATALOGUE.items["cg-zhaopai"]
    loose = tuple(replace(m, when={}) for m in item.materials)
    assert "case" in _rules(_with("cg-zhaopai", materials=loose), "cg-zhaopai", Level.WARNING)


def test_an_abolished_item_may_lack_a_contact_and_window() -> None:
    catalogue = _with("yc-lingshou", status=ItemStatus.ABOLISHED, bookable=False, contact="", refer_to="停办")
    assert _rules(catalogue, "yc-lingshou", Level.ERROR) == set()


def test_a_holders_class_means_nothing_but_on_a_licence_or_a_form() -> None:
    materials = CATALOGUE.items["sc-qy-biangeng"].materials
    wrong = tuple(replace(one, holder_class=HolderClass.ENTERPRISE) for one in materials)
    assert "holder-class" in _rules(_with("sc-qy-biangeng", materials=wrong), "sc-qy-biangeng", Level.ERROR)
