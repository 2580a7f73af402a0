"""Answers as server-sent events, after the protocol of graphql-sse in its mode of distinct connections.

event: next        one result; `id`, where there is one, is the cursor to go on from
event: complete    there are no more
:                  nothing, so that nobody on the way takes the connection for dead
"""

COMPLETE = b"event: complete\ndata:\n\n"

_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")
"""PostgreSQL breaks lines between the items of a list; within texts JSON has no raw line break."""


def next_event(body: bytes, cursor: str | None = None) -> bytes:
    """One result."""
    head = b"event: next\n" if cursor is None else b"event: next\nid: " + cursor.encode() + b"\n"
    return head + b"data: " + body.translate(_ONE_LINE) + b"\n\n"


def single_result(body: bytes) -> bytes:
    """The whole stream of a query or mutation, and of what is refused: a client reads its errors there."""
    return next_event(body) + COMPLETE
