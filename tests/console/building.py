"""The console as npm builds it, once for all processes of a run."""

import fcntl
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "console"
SECONDS = 300

_UNREACHABLE = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b"
)

_SOURCES = ("src", "public")
_FILES = ("package-lock.json", "index.html", "vite.config.ts", "codegen.ts", "fixed.graphql", "tsconfig.json")


def installed() -> Path:
    """The folder with `node_modules` as the lock file wants it; skips where the packages cannot be reached."""
    with (FOLDER / "package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
        mark = FOLDER / "node_modules" / ".sluice-installed"
        if not mark.exists() or mark.read_text() != wanted:
            done = _npm("ci", "--no-audit", "--no-fund", "--ignore-scripts")
            if done.returncode and _UNREACHABLE.search(done.stderr):
                pytest.skip(f"npm ci found no network: {done.stderr.strip()[-300:]}")
            assert done.returncode == 0, done.stderr[-3000:]
            mark.write_text(wanted)
    return FOLDER


def built() -> Path:
    """The folder of the built console, as its sources are now; skips without Node, fails where it does not build."""
    folder = installed()
    mark = folder / "dist" / ".sources"
    with (folder / "package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not mark.exists() or mark.read_text() != _sources():
            done = run("build")
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
            mark.write_text(_sources())
    return folder / "dist"


def run(script: str) -> subprocess.CompletedProcess[str]:
    """A script of the console's package."""
    return _npm("run", "--silent", script)


def _npm(*arguments: str) -> subprocess.CompletedProcess[str]:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node and npm are not installed")
    return subprocess.run(
        [npm, *arguments], cwd=FOLDER, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def _sources() -> str:
    found = [FOLDER / each for each in _FILES]
    for folder in _SOURCES:
        found += [
            each for each in (FOLDER / folder).rglob("*") if each.is_file() and "generated" not in each.parts
        ]
    digest = hashlib.sha256()
    for each in sorted(found):
        digest.update(each.relative_to(FOLDER).as_posix().encode() + b"\0" + each.read_bytes() + b"\0")
    return digest.hexdigest()
