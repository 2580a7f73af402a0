"""What HTTP says of a file: its name on the way in and out, its media type, the range that is wanted."""

import mimetypes
import re
import unicodedata
from urllib.parse import quote

import puremagic

from core.errors import fault
from metadata.field_types.media_types import is_media_type

MOST_NAME = 500
"""Characters of a name."""

MOST_SAVED = 200
"""Bytes of the name that a client is told to save a file under: file systems take 255."""

UNKNOWN = "application/octet-stream"

SURE = 0.3
"""Less is a first byte or two, which texts have as well."""

SIGNED = frozenset({"application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp"})
"""Media types whose files always begin in the same way."""

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def media_type_of(declared: str, name: str, head: bytes) -> str:
    """The media type of a file: what its beginning is like; else what is declared, or its name says."""
    stated = declared.partition(";")[0].strip().lower()
    if not is_media_type(stated) or stated in (UNKNOWN, "application/x-www-form-urlencoded"):
        stated = mimetypes.guess_type(name)[0] or UNKNOWN
    seen = _seen(head)
    if seen:
        return stated if stated in seen else seen[0]
    return UNKNOWN if stated in SIGNED else stated


def _seen(head: bytes) -> list[str]:
    """The media types whose files begin like this, the surest first."""
    if not head:
        return []
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return []
    return [each.mime_type for each in found if each.confidence >= SURE and is_media_type(each.mime_type)]


def content_disposition(name: str) -> str:
    """`attachment`, with the name as RFC 6266 has it. What could make it look like another name is left out of it."""
    saved = _saved(name)
    plain = "".join(each if " " <= each <= "~" and each not in '"\\%' else "_" for each in saved)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(saved, safe='')}"


def _saved(name: str) -> str:
    """The name without control and formatting characters and separators of folders, as long as file systems take it."""
    shown = "".join(each for each in name if unicodedata.category(each)[0] != "C")
    bare = re.sub(r"[/\\:*?<>|\"\u2028\u2029]", "_", shown).strip(" .") or "file"
    stem, point, ending = bare.rpartition(".")
    if not point or len(ending) > 20:
        stem, point, ending = bare, "", ""
    room = MOST_SAVED - len(f"{point}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore") + point + ending


def wanted_range(sent: str | None, size: int) -> tuple[int, int] | None:
    """The first byte wanted and the one after the last; None for all of it, as where several ranges are asked for.

    Raises:
        SluiceError: RANGE_NOT_SATISFIABLE.
    """
    found = None if sent is None else _RANGE.fullmatch(sent.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    start, end = (int(first), size) if first else (max(0, size - int(last)), size)
    if first and last:
        if int(last) < start:
            return None
        end = min(size, int(last) + 1)
    if start >= size or start >= end:
        raise fault("RANGE_NOT_SATISFIABLE", f"The file has {size:,} bytes")
    return start, end
