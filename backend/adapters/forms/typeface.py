"""The font of the PDFs, cut down to the characters that forms use: the whole one takes a second to open each time."""

import atexit
import logging
import shutil
import tempfile
import threading
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from backend.adapters.specimens.paper import font

# What it has to say of the font's tables nobody needs in the hall's log.
logging.getLogger("fontTools").setLevel(logging.ERROR)
_ALWAYS = "".join(map(chr, range(32, 127))) + "　·□■（）：；，。、“”"
_DROPPED = ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]


class Typeface:
    """A file with the font, made anew when a character is asked for that it lacks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._characters = set(_ALWAYS)
        self._file: Path | None = None
        self._folder: str | None = None

    def covering(self, characters: str) -> Path:
        """A font file that has these characters. Raises ``NoChineseFont``."""
        with self._lock:
            if self._file is None or not self._characters.issuperset(characters):
                self._characters.update(characters)
                self._file = self._cut()
            return self._file

    def _cut(self) -> Path:
        face = font(12)
        whole = TTFont(str(face.path), fontNumber=face.index, lazy=True)
        options = subset.Options()
        options.layout_features = []
        options.notdef_outline = True
        options.drop_tables += _DROPPED
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(self._characters)))
        cutter.subset(whole)
        if self._folder is None:
            self._folder = tempfile.mkdtemp(prefix="yuban-forms-")
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        file = Path(self._folder) / f"{len(self._characters)}.otf"
        whole.save(str(file))
        return file


TYPEFACE = Typeface()
