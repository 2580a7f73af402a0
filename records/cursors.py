"""Cursors as text: base64 of the JSON array `[signature, item, ...]`.

The signature names what the cursor is a place in, so that a cursor of anything else is refused. PostgreSQL writes
cursors (`records.keyset.cursor_sql`), and the program where it has the items itself (`cursor_text`). Clients hand them
back (`cursor_items`) and may have made of them what they like: whoever reads the items judges each.
"""

import base64
import json
import zlib
from collections.abc import Sequence

import orjson


def signature(named: str) -> str:
    """The signature of what the text names."""
    return f"{zlib.crc32(named.encode()):08x}"


def cursor_text(signed: str, items: Sequence[int]) -> str:
    """The cursor of whole numbers, letter for letter as PostgreSQL writes it."""
    return base64.b64encode(json.dumps([signed, *items]).encode()).decode()


def cursor_items(signed: str, text: object) -> list[object]:
    """The items of a cursor.

    Raises:
        ValueError: it is no cursor with this signature.
    """
    decoded = orjson.loads(base64.b64decode(str(text), validate=True))
    if not isinstance(decoded, list) or not decoded or decoded[0] != signed:
        raise ValueError("a cursor of something else")
    return decoded[1:]
