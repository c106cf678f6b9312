"""``yuban catalogue …`` and ``yuban find``."""

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from backend.cli.operators import in_hall
from backend.cli.output import fail, print_json
from backend.domain.clock import SystemClock, today
from backend.domain.errors import CatalogueError, HallError
from backend.domain.phrases import Use, by_item
from backend.services import catalogue, phrases
from backend.services.finder import Finder, FindResult
from backend.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The guides: check, move and read them.")
Folder = Annotated[Path | None, typer.Option("--folder", help="catalogue folder; default: the settings'")]
AsJson = Annotated[bool, typer.Option("--json", help="answer in JSON")]


@app.command()
def lint(folder: Folder = None, as_json: AsJson = False) -> None:
    """Report what is wrong or odd. Fails only for errors."""
    day: date = today(SystemClock())
    findings = catalogue.lint(folder or Settings().catalogue, day)
    if as_json:
        print_json([f.__dict__ for f in findings])
    else:
        for finding in findings:
            print(f"{finding.level:7} {finding.rule:20} {finding.where}: {finding.message}")
        counts = {level: sum(f.level == level for f in findings) for level in ("error", "warning", "note")}
        print(", ".join(f"{n} {level}{'s' if n != 1 else ''}" for level, n in counts.items()))
    if catalogue.failed(findings):
        raise SystemExit(1)


@app.command()
def export(
    target: Annotated[Path | None, typer.Argument(help="file; default: print")] = None, folder: Folder = None
) -> None:
    """Write the whole catalogue as one JSON file."""
    text = _told(lambda: catalogue.export(folder or Settings().catalogue))
    target.write_text(text, encoding="utf-8") if target else print(text)


@app.command("import")
def import_(source: Annotated[Path, typer.Argument(help="a file that export wrote")], folder: Folder = None) -> None:
    """Put an exported catalogue in place of the present one; a wrong one changes nothing."""
    loaded = _told(lambda: catalogue.restore(source.read_text(encoding="utf-8"), folder or Settings().catalogue))
    print(f"{len(loaded.items)} items are in place. A running hall takes them at its next start.")


@app.command()
def show(item: Annotated[str, typer.Argument(help="an item's id")], folder: Folder = None) -> None:
    """Print one guide as people read it."""
    print(_told(lambda: catalogue.show(catalogue.load(folder or Settings().catalogue), item)))


@app.command()
def aliases(
    into: Annotated[Path | None, typer.Option(help="write them into the item files of this catalogue folder")] = None,
) -> None:
    """The aliases that staff added in the console, as YAML; with --into they join the files."""
    kept = in_hall(phrases.aliases)
    if into is None:
        print(yaml.safe_dump(dict(by_item(kept)), allow_unicode=True, sort_keys=True, width=118), end="")
        return
    print(f"{_told(lambda: catalogue.write_aliases(into, kept))} aliases were written into {into}.")


@app.command("tests")
def tests_() -> None:
    """The sentences that staff kept to test the finder with, as CSV: text, kind, items."""
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("text", "kind", "items"))
    for phrase in in_hall(lambda hall: phrases.kept(hall, Use.TEST)):
        rows.writerow((phrase.text, "item" if phrase.item_id else "none", phrase.item_id or ""))


def find(
    text: Annotated[list[str], typer.Argument(help="what a resident says; - reads one query a line")],
    limit: Annotated[int, typer.Option(help="how many items at most")] = 5,
    as_json: AsJson = False,
) -> None:
    """Find the items a sentence can mean."""
    finder = Finder(_told(lambda: catalogue.load(Settings().catalogue)))
    if text == ["-"]:
        for line in sys.stdin:
            if line.strip():
                _tell(finder.find(line.strip(), limit), as_json=True)
        return
    _tell(finder.find(" ".join(text), limit), as_json)


def _tell(found: FindResult, as_json: bool) -> None:
    document: dict[str, Any] = {
        "query": found.query,
        "outcome": str(found.outcome),
        "items": [{"id": h.item_id, "name": h.name, "score": round(h.score, 4)} for h in found.hits],
    }
    if found.number:
        document["number"] = found.number
    if as_json:
        print_json(document)
        return
    print(f"{found.outcome}{'  ' + found.number if found.number else ''}")
    for hit in found.hits:
        print(f"  {hit.score:.3f}  {hit.item_id:20} {hit.name}")


def _told(work: Any) -> Any:
    try:
        return work()
    except CatalogueError as error:
        fail("\n".join(error.problems))
    except HallError as error:
        fail(f"{error.key}: {error.fields}")
