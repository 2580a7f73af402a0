"""PostgreSQL's own programs `pg_dump` and `pg_restore`, run on the database of the installation."""

import asyncio
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from core.embedded_cluster import installed_binaries
from core.errors import fault

TOLD_CHARACTERS = 500


async def run_program(name: str, url: str, *arguments: str) -> None:
    """Run a program to its end. A password in the URL is not among its arguments, which all users of a machine see.

    Args:
        name: `pg_dump` or `pg_restore`: of the embedded PostgreSQL where it has one, else that of the search path.

    Raises:
        SluiceError: PROGRAM_FAILED, with the end of what it said.
    """
    parts = urlsplit(url)
    environment = dict(os.environ)
    if parts.password:
        environment["PGPASSWORD"] = parts.password
        parts = parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1))
    try:
        process = await asyncio.create_subprocess_exec(
            _path(name),
            f"--dbname={urlunsplit(parts)}",
            *arguments,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise fault("PROGRAM_FAILED", f"{name} cannot be run: {error.strerror}") from error
    _, told = await process.communicate()
    if process.returncode:
        words = told.decode(errors="replace").strip()[-TOLD_CHARACTERS:]
        raise fault("PROGRAM_FAILED", f"{name} failed: {words}")


def _path(name: str) -> str:
    binaries = installed_binaries()
    own = None if binaries is None else binaries / name
    found = str(own) if own is not None and own.exists() else shutil.which(name)
    if found is None:
        raise fault("PROGRAM_FAILED", f"there is no {name} here")
    return found


def fresh_file(path: Path) -> Path:
    """The path of a file that is not there yet, which nobody else on the machine may read once it is.

    Raises:
        SluiceError: INVALID_VALUE.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise fault("INVALID_VALUE", f"{path} cannot be written: {error.strerror}") from error
    return path
