"""The catalogue's files as one JSON-like value and back: for moving a catalogue to another hall."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from backend.adapters.catalogue.load import load
from backend.adapters.catalogue.nodes import read
from backend.domain.errors import CatalogueError
from backend.domain.items import Catalogue

_NAMES = (
    "calendar.yaml",
    "contacts.yaml",
    "departments.yaml",
    "elsewhere.yaml",
    "questions.yaml",
    "sites.yaml",
    "sources.yaml",
    "windows.yaml",
)
#: files that a catalogue need not have
_MAYBE = ("events.yaml", "synonyms.yaml")


def gather(folder: Path) -> dict[str, Any]:
    """File name → content, of a catalogue that loads.

    Raises:
        CatalogueError: the catalogue in the folder is wrong.
    """
    load(folder)
    names = [
        *_NAMES,
        *(n for n in _MAYBE if (folder / n).exists()),
        *sorted(f"items/{p.name}" for p in (folder / "items").glob("*.yaml")),
    ]
    return {name: read(folder / name, name).value for name in names}


def spread(files: dict[str, Any], folder: Path) -> Catalogue:
    """Writes the files of ``gather`` into a folder, in place of those there, once they are seen to load.

    Raises:
        CatalogueError: the files are wrong, or a name is none of the catalogue's; the folder is as it was.
    """
    wrong = [name for name in files if name not in _NAMES + _MAYBE and not _is_items_file(name)]
    if wrong:
        raise CatalogueError([f"{name} 第1行：目录里没有这种文件" for name in wrong])
    with tempfile.TemporaryDirectory() as made:
        fresh = Path(made)
        (fresh / "items").mkdir()
        for name, content in files.items():
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=118)
            (fresh / name).write_text(text, encoding="utf-8")
        catalogue = load(fresh)
        (folder / "items").mkdir(parents=True, exist_ok=True)
        for old in (folder / "items").glob("*.yaml"):
            if f"items/{old.name}" not in files:
                old.unlink()
        for name in files:
            shutil.copyfile(fresh / name, folder / name)
    return catalogue


def _is_items_file(name: str) -> bool:
    folder, _, rest = name.partition("/")
    return folder == "items" and rest.endswith(".yaml") and "/" not in rest and "\\" not in rest and rest != ".yaml"
