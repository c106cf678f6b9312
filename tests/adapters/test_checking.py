"""``yuban check``: its answers, from a real child process."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.adapters import checking
from backend.adapters.checkers import Checker, CheckerLimits
from backend.adapters.specimens import demo_files
from backend.adapters.specimens.make import DAY
from backend.cli import app


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures of a demonstration, and a file that is none."""
    place = tmp_path_factory.mktemp("pictures")
    (place / "note.jpg").write_bytes(b"just words")
    return place


def check(*arguments: str) -> list[dict[str, object]]:
    """The JSON answers of the command."""
    result = CliRunner().invoke(app, ["check", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_files_without_a_material_say_what_they_are(folder: Path) -> None:
    files = demo_files(folder, today=DAY)
    front, back = files.good["id_card"]
    answers = check(str(front), str(folder / "note.jpg"), str(back))
    assert [answer["file"] for answer in answers] == [str(front), str(folder / "note.jpg"), str(back)]
    assert [answer["kind"] for answer in answers] == ["id_card_front", "unknown", "id_card_back"]
    assert all(set(answer) == {"file", "kind", "verdict", "fields", "findings", "seconds"} for answer in answers)
    who = files.applicant
    assert answers[0]["verdict"] == "pass"
    assert answers[0]["fields"]["id_number"] == who.id_number  # type: ignore[index]
    assert answers[1]["verdict"] == "fix"
    (finding,) = answers[1]["findings"]  # type: ignore[misc]
    assert (finding["check"], finding["ok"]) == ("opens", False)
    assert finding["message"]
    assert finding["remedy"]
    assert answers[2]["fields"]["issued"] == who.valid_from.isoformat()  # type: ignore[index]


def test_both_sides_answer_one_material_and_somebody_elses_does_not(folder: Path) -> None:
    files = demo_files(folder, today=DAY)
    material = ["--item", "sc-sp-xiaocanyin", "--material", "id_card"]
    whose = ["--applicant-name", files.applicant.name, "--id-number", files.applicant.id_number]
    good = check(*map(str, files.good["id_card"]), *material, *whose)
    assert [answer["verdict"] for answer in good] == ["pass", "pass"]
    other, wrong = check(str(files.bad["other_person"].path), str(files.bad["wrong"].path), *material, *whose)
    assert (other["verdict"], wrong["verdict"]) == ("fix", "fix")
    messages = [finding["message"] for finding in other["findings"] if not finding["ok"]]  # type: ignore[attr-defined]
    assert any("和您填的不一样" in message for message in messages)
    assert any("国徽" in message for message in messages)  # its back is missing
    assert files.applicant.id_number not in json.dumps([other, wrong])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-file.jpg"], "no-such-file.jpg"),
        ([__file__, "--item", "sc-sp-xiaocanyin"], "--material"),
        ([__file__, "--item", "no-such-item", "--material", "id_card"], "no-such-item"),
        ([__file__, "--item", "sc-sp-xiaocanyin", "--material", "moon"], "moon"),
    ],
)
def test_mistakes_are_told(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["check", *arguments])
    assert result.exit_code != 0
    assert said in result.output


def test_a_file_that_kills_the_checker_goes_to_a_person(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hopeless = CheckerLimits(page=0.01)  # no child reads a page in this
    monkeypatch.setattr(checking, "Checker", lambda: Checker(hopeless))
    files = demo_files(folder, today=DAY)
    died, note = check(str(files.good["business_license"][0]), str(folder / "note.jpg"))
    assert (died["kind"], died["verdict"], died["fields"]) == ("unknown", "human", {})
    (finding,) = died["findings"]  # type: ignore[misc]
    assert "工作人员" in finding["message"]
    assert note["verdict"] == "fix"  # the next file finds a fresh child


def test_without_json_it_is_for_people(folder: Path) -> None:
    result = CliRunner().invoke(app, ["check", str(folder / "note.jpg")])
    assert "fix" in result.output
    assert "✗" in result.output
