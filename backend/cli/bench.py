"""``yuban bench NAME``: the measurements of ``bench/``."""

import runpy
import sys
from typing import Annotated

import typer

from backend.cli.output import fail
from backend.settings import ROOT


def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="finder, checks, turn, boot, seats or nlu")],
) -> None:
    """Run one measurement; what follows the name goes to it (--json, --questions FILE …)."""
    script = ROOT / "bench" / f"{name}.py"
    if not script.is_file():
        known = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
        fail(f"There is no bench {name!r}. There are: {', '.join(known)}.")
    sys.argv = [str(script), *context.args]
    sys.path.insert(0, str(ROOT))
    runpy.run_path(str(script), run_name="__main__")
