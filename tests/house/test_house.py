"""The rules of the house that a tool can see."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from backend.services.hall import Hall
from backend.settings import ROOT
from backend.storage.tables import METADATA
from tools import env_example

OWN = ("actions", "backend", "bot", "bench", "tools", "tests")
MOST_LINES = 250
#: Modules that are longer, and why.
LONGER = {
    "backend/adapters/catalogue/load.py": "one file of the catalogue after the other",
    "backend/adapters/catalogue/schema.py": "one kind of entry after the other",
    "backend/adapters/postgres_cluster.py": "starting a server safely is one story",
    "backend/adapters/rasa_process.py": "so is watching a child process",
    "backend/api/items.py": "one route beside the other",
    "backend/api/packages.py": "one route beside the other",
    "backend/domain/items.py": "the catalogue's words, one dataclass beside the other",
    "backend/services/finder.py": "reading a text, judging it and saying what to do with it",
    "backend/services/escalations.py": "asking, taking, answering and giving back keep one table of states",
    "backend/services/staff.py": "login, lock-out and sessions are one story",
    "backend/services/uploads.py": "all that residents do with files",
    "backend/storage/conversations.py": "one query beside the other",
    "backend/storage/uploads.py": "one query beside the other",
    "backend/storage/migrations/versions/0001_first_tables.py": "generated",
    "bot/channels/conversation.py": "order, masking and escalation decide together",
    "actions/materials.py": "what is said of a file, from received to judged",
    "actions/guide_answers.py": "one part of the guide beside the other",
    "actions/packages.py": "one action beside the other",
}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def code() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in ("actions", "backend", "bot")]


def test_nothing_of_our_own_is_imported_inside_a_function() -> None:
    found = []
    for path in code():
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
                found += [f"{path.relative_to(ROOT)}:{function.name}" for one in names if one.split(".")[0] in OWN]
    assert found == []


def test_modules_are_short_enough_to_read() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in code()}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES and name not in LONGER} == {}


def test_no_file_names_this_machine_or_a_registry() -> None:
    wrong = re.compile("/" + r"work/|/root/|/home/\w+/|127\.0\.0\.1:\d+/simple|pypi\." + r"org/simple|index" + "-url")
    found = []
    for path in tracked():
        if path.name == "uv.lock" or path.suffix in (".png", ".jpg", ".pdf", ".docx", ".woff2", ".heic"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if wrong.search(line) and path != Path(__file__):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_the_example_of_settings_is_up_to_date() -> None:
    kept = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert kept == env_example.example(), "run: python -m tools.env_example > .env.example"


async def test_the_migrations_make_the_tables_of_the_code(hall: Hall) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))

    async with hall.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def test_the_arrows_point_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X:"])
def test_nothing_is_put_off(word: str) -> None:
    assert [str(path) for path in code() if word in path.read_text(encoding="utf-8")] == []
