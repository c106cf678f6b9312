"""What operators do with the catalogue."""

import json
from pathlib import Path

import pytest

from backend.domain.errors import CatalogueError, InvalidInput, NotFound
from backend.domain.items import Catalogue
from backend.domain.lint import Level
from backend.services import catalogue as service
from backend.settings import ROOT

FOLDER = ROOT / "data" / "catalogue"


def test_what_is_exported_comes_back_the_same(tmp_path: Path, the_catalogue: Catalogue) -> None:
    text = service.export(FOLDER)
    assert service.restore(text, tmp_path) == the_catalogue
    assert service.export(tmp_path) == text


@pytest.mark.parametrize("text", ["", "[]", "not json"])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput):
        service.restore(text, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_file_outside_the_catalogue_is_refused(tmp_path: Path) -> None:
    files = json.loads(service.export(FOLDER)) | {"../evil.yaml": {}}
    with pytest.raises(CatalogueError):
        service.restore(json.dumps(files), tmp_path / "in")
    assert not (tmp_path / "evil.yaml").exists()


def test_the_project_s_catalogue_passes_its_lint_and_names_every_sample(the_catalogue: Catalogue) -> None:
    findings = service.lint(FOLDER)
    assert not service.failed(findings), [f for f in findings if f.level is Level.ERROR]
    samples = {f.where for f in findings if f.rule == "sample"}
    assert {key for key, contact in the_catalogue.contacts.items() if contact.sample} <= samples


def test_a_catalogue_that_does_not_load_fails_its_lint(tmp_path: Path) -> None:
    findings = service.lint(tmp_path)
    assert service.failed(findings)
    assert {f.rule for f in findings} == {"format"}


def test_every_guide_can_be_shown_and_says_what_is_not_verified(the_catalogue: Catalogue) -> None:
    for item in the_catalogue.items.values():
        shown = service.show(the_catalogue, item.id)
        assert shown.count("待核实") >= sum(material.assumed for material in item.materials)
        for key in item.name.sources:
            assert the_catalogue.sources[key].ref in shown, "the exact locator, for who checks it"
    with pytest.raises(NotFound):
        service.show(the_catalogue, "no-such-item")
