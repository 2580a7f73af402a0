"""Writes files into the folder of a catalog, one process at a time: who is killed leaves old files or new ones."""

import fcntl
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from api.catalog_files.folder import linked
from core.errors import SluiceError, fault

BESIDE = ".sluice"
"""The folder of the JSON Schemas that editors read."""

_DRAFT = re.compile(r"\..+\.(ya?ml|json)\.[0-9a-f]{8}")
_FOLDERS = (".", BESIDE, "objects", "pipelines", "roles")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Nobody else who holds the folder writes into it meanwhile; it is made where it is not there.

    Of two who pull at once, one waits. What a process that was killed has left behind is cleared away.

    Raises:
        SluiceError: CATALOG_INVALID where there can be no such folder.
    """
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held_by = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise unwritable(error) from error
    try:
        try:
            fcntl.flock(held_by, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"waiting for another process that writes {folder}", flush=True)
            fcntl.flock(held_by, fcntl.LOCK_EX)
        _clear(folder)
        yield
    finally:
        if new and not any(folder.iterdir()):
            folder.rmdir()
        os.close(held_by)


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files by their names in the folder, to the byte: none of them where one does not fit on the disk.

    Raises:
        SluiceError: CATALOG_INVALID where they cannot be written.
    """
    drafts: dict[Path, Path] = {}
    try:
        for name, text in texts.items():
            path = folder / name
            if path.parent.is_symlink():
                raise linked(str(path.parent))
            path.parent.mkdir(parents=True, exist_ok=True)
            drafts[path] = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            _write(drafts[path], text)
        # Only when all are on their way to the disk is one waited for.
        for draft in drafts.values():
            _synchronise(draft)
        for path, draft in drafts.items():
            draft.replace(path)
    except (OSError, SluiceError) as error:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unwritable(error) from error
        raise


def unwritable(error: OSError) -> SluiceError:
    """What to say of a file that cannot be written."""
    message = f"{error.filename or 'The file'} cannot be written: {error.strerror}."
    return fault("CATALOG_INVALID", message, hint="Use a folder that you may write, on a disk with room.")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        error.filename = str(path)  # which a full disk does not tell
        raise


def _synchronise(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _clear(folder: Path) -> None:
    for name in _FOLDERS:
        inside = folder / name
        if inside.is_dir() and not inside.is_symlink():
            for draft in inside.iterdir():
                if _DRAFT.fullmatch(draft.name) and draft.is_file():
                    try:
                        draft.unlink()
                    except OSError as error:
                        raise unwritable(error) from error
