"""``yuban check``: look at files as the upload endpoint would."""

import json
from pathlib import Path
from typing import Annotated

import typer

from backend.adapters.checking import check_files, load_texts
from backend.cli.output import fail
from backend.domain.checks import expect
from backend.domain.clock import SystemClock, today
from backend.domain.facts import Applicant, Expectation
from backend.services import catalogue
from backend.settings import ROOT, Settings


def check(
    files: Annotated[list[Path], typer.Argument(help="pictures, PDFs or Word files")],
    item: Annotated[str | None, typer.Option(help="the item's id")] = None,
    material: Annotated[str | None, typer.Option(help="the material's key in that item")] = None,
    applicant_name: Annotated[str | None, typer.Option(help="the applicant's name")] = None,
    id_number: Annotated[str | None, typer.Option(help="the applicant's identity number")] = None,
    uscc: Annotated[str | None, typer.Option(help="the business's unified social credit code")] = None,
    hints: Annotated[bool, typer.Option("--hints", help="also show what only the staff may see")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON line a file")] = False,
) -> None:
    """Check files against a material of an item; without one, say what they are. Nothing is stored."""
    for file in files:
        if not file.is_file():
            fail(f"{file} is not a file.")
    expectation = _expectation(item, material, Applicant(name=applicant_name, id_number=id_number, uscc=uscc))
    texts = load_texts(ROOT / "domain.yml")
    answers = check_files(files, expectation, texts, today(SystemClock()), hints=hints)
    for answer in answers:
        if as_json:
            print(json.dumps(answer, ensure_ascii=False), flush=True)
            continue
        print(f"{answer['file']}: {answer['kind']}, {answer['verdict']} ({answer['seconds']:.1f} s)")
        for name, value in answer["fields"].items():
            print(f"    {name}: {value}")
        for finding in answer["findings"]:
            print(f"    {'✓' if finding['ok'] else '✗'} {finding['message']} {finding['remedy'] or ''}".rstrip())


def _expectation(item_id: str | None, key: str | None, applicant: Applicant) -> Expectation | None:
    if item_id is None and key is None:
        return None
    if item_id is None or key is None:
        fail("--item and --material go together.")
    guides = catalogue.load(Settings().catalogue)
    if item_id not in guides.items:
        fail(f"There is no item {item_id!r}. `yuban find` names them.")
    materials = {material.key: material for material in guides.items[item_id].materials}
    if key not in materials:
        fail(f"{item_id} has no material {key!r}. It has: {', '.join(materials)}.")
    return expect(materials[key], applicant)
