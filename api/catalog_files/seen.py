"""Which version of each tenant the author of a folder has seen: what was added later is not removed without a look.

Kept in the folder, in `.sluice/seen.json`, and committed with the files:

    {"acme": {"version": 12, "digest": "…"}, "acme-sandbox": {"version": 31, "digest": "…"}}
"""

import json
from dataclasses import dataclass
from pathlib import Path

from api.catalog_files.plans import Head, read_version
from api.catalog_files.target import Target
from api.catalog_files.writing import BESIDE, write_files
from core.errors import SluiceError, fault

NOTHING = 0
"""The version that stands for having seen none: the empty catalog."""

SEEN = "seen.json"


@dataclass(frozen=True)
class Seen:
    """A version that somebody has seen, and what tells its content from any other's."""

    version: int
    digest: str


def note_seen(folder: Path, head: Head) -> None:
    """Note that the folder is what is in force.

    Raises:
        SluiceError: CATALOG_INVALID where it cannot be noted.
    """
    entries = {**_entries(folder), head.tenant: Seen(head.version, head.digest)}
    value = {tenant: vars(entries[tenant]) for tenant in sorted(entries)}
    path = _path(folder)
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_files(folder, {f"{BESIDE}/{SEEN}": text})


def seen_version(target: Target, folder: Path, head: Head) -> int:
    """The version of the target that the folder is made from; `NOTHING` where it is from another tenant.

    A version says nothing about a tenant that was restored, or made anew under its name: its content must be the same.
    """
    seen = _entries(folder).get(head.tenant)
    if seen is None or seen.version > head.version:
        return NOTHING
    known = head if seen.version == head.version else read_version(target, seen.version)
    return seen.version if known is not None and known.digest == seen.digest else NOTHING


def _path(folder: Path) -> Path:
    return folder / BESIDE / SEEN


def _entries(folder: Path) -> dict[str, Seen]:
    path = _path(folder)
    if not path.exists():
        return {}
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _wrong(path) from error
    if not isinstance(value, dict):
        raise _wrong(path)
    found = {}
    for tenant, each in value.items():
        match each:
            case {"version": int(version), "digest": str(digest)}:
                found[tenant] = Seen(version, digest)
            case _:
                raise _wrong(path)
    return found


def _wrong(path: Path) -> SluiceError:
    message = f"{path} does not say which versions were seen."
    return fault("CATALOG_INVALID", message, hint="Delete it; then nothing counts as seen until you pull.")
