"""Rasa's own Python environment: found, or made from its lock file.

Rasa needs Python 3.10, which few machines still bring. It is looked for where people keep Pythons, then fetched by uv.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

Progress = Callable[[str], None]
"""Is told, in a few English words, what is happening now."""

VERSION = "3.10"
MARK = ".yuban-lock"
"""Names, inside the environment, the lock file it was made from."""
PROBE_LIMIT = 20
"""Seconds that an unknown Python may take to say its version."""
INSTALL_LIMIT = 1800
"""Seconds for the download of about 600 MB and the installation."""
HELP = f"""Rasa needs Python {VERSION}, and none was found or could be fetched. Install one, in any of these ways:
  uv python install {VERSION}
  pyenv install {VERSION}
  a package of your system (python{VERSION})
or name one: YUBAN_RASA_PYTHON=/path/to/python{VERSION}"""


class RasaEnvironmentMissing(Exception):
    """Rasa's environment could not be made. The text tells a person what to do."""


def environment_python(box: Path) -> Path:
    """The interpreter of the environment in ``box`` (``bot/rasa``), there or not."""
    return box / ".venv" / "bin" / "python"


def ensure_environment(box: Path, progress: Progress, python: Path | None = None) -> Path:
    """Makes the environment if it is missing or older than its lock file; returns its interpreter. Blocks.

    ``python`` is a Python 3.10 to build it with; without it one is looked for.
    """
    interpreter = environment_python(box)
    with (box / "pyproject.toml").open() as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        mark, wanted = interpreter.parents[1] / MARK, _lock_digest(box)
        if interpreter.exists() and mark.exists() and mark.read_text() == wanted:
            return interpreter
        uv = find_uv(box)
        builder = python or find_python(uv, progress)
        progress("Rasa: installing its packages (about 600 MB the first time)")
        _run_showing([*uv, "sync", "--project", str(box), "--locked", "--python", str(builder)], progress)
        mark.write_text(wanted)
    return interpreter


def find_uv(box: Path) -> list[str]:
    """How to call uv: from this program's environment, ``.venv-uv`` of the project, or the ``PATH``."""
    root = box.parents[1]
    candidates = [
        [str(Path(sys.executable).with_name("uv"))],
        [str(root / ".venv-uv" / "bin" / "uv")],
        *([str(Path(folder) / "uv")] for folder in os.get_exec_path()),
        [sys.executable, "-m", "uv"],
    ]
    for candidate in candidates:
        if shutil.which(candidate[0]) and _says([*candidate, "--version"]).startswith("uv "):
            return candidate
    raise RasaEnvironmentMissing("uv was not found. Install it with: python3 -m pip install uv")


def find_python(uv: list[str], progress: Progress) -> Path:
    """A Python 3.10 of this machine, or one that uv fetches."""
    for candidate in _candidates(uv):
        if is_wanted_python(candidate):
            return candidate
    progress(f"Rasa: fetching Python {VERSION}")
    try:
        _run_showing([*uv, "python", "install", VERSION], progress)
    except RasaEnvironmentMissing as error:
        raise RasaEnvironmentMissing(HELP) from error
    found = Path(_says([*uv, "python", "find", "--no-project", "--managed-python", VERSION]))
    if not is_wanted_python(found):
        raise RasaEnvironmentMissing(HELP)
    return found


def _candidates(uv: list[str]) -> Iterator[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{VERSION}*/bin/python{VERSION}"), reverse=True)
    for folder in os.get_exec_path():
        yield Path(folder) / f"python{VERSION}"
    found = _says([*uv, "python", "find", "--no-project", VERSION])
    if found:
        yield Path(found)


def is_wanted_python(path: Path) -> bool:
    """Whether this really is a CPython 3.10 that runs: a shim of that name may be none."""
    probe = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
    return path.is_file() and _says([str(path), "-c", probe]) == f"cpython {VERSION}"


def _lock_digest(box: Path) -> str:
    return hashlib.sha256((box / "pyproject.toml").read_bytes() + (box / "uv.lock").read_bytes()).hexdigest()


def _says(command: list[str]) -> str:
    """What a command prints; nothing if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - our own programs and arguments
            command, check=False, capture_output=True, text=True, timeout=PROBE_LIMIT
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _run_showing(command: list[str], progress: Progress) -> None:
    """Runs uv, passing each of its lines on."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment.pop("UV_PROJECT_ENVIRONMENT", None)
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own programs and arguments
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**environment, "NO_COLOR": "1"},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if not line.startswith(" "):
                progress(f"uv: {line.strip()}")
        process.wait(INSTALL_LIMIT)
    if process.returncode != 0:
        raise RasaEnvironmentMissing("\n".join(["uv failed:", *lines[-20:]]))
