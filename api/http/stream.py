"""Answers as server-sent events, after the protocol of graphql-sse in its mode of distinct connections.

event: next        one result; `id`, where there is one, is the cursor to go on from
event: complete    there are no more
:                  nothing, so that nobody on the way takes the connection for dead
"""

import asyncio
import logging

from starlette.types import Receive, Send

from api.execution.subscription import EndedError, StoppedError, Subscription
from api.http.attendance import Attended

LOG = logging.getLogger("sluice.changes")

PING_SECONDS = 12.0
SEND_SECONDS = 20.0
"""How long a client may leave what it is sent untaken. Then it is cut off; it can come back with its last cursor."""
COMPLETE = b"event: complete\ndata:\n\n"
PING = b":\n\n"

_ONE_LINE = bytes.maketrans(b"\r\n", b"  ")
"""PostgreSQL breaks lines between the items of a list; within texts JSON has no raw line break."""


def next_event(body: bytes, cursor: str | None = None) -> bytes:
    """One result."""
    head = b"event: next\n" if cursor is None else b"event: next\nid: " + cursor.encode() + b"\n"
    return head + b"data: " + body.translate(_ONE_LINE) + b"\n\n"


def single_result(body: bytes) -> bytes:
    """The whole stream of a query or mutation, and of what is refused: a client reads its errors there."""
    return next_event(body) + COMPLETE


async def stream_events(
    receive: Receive, send: Send, headers: list[tuple[bytes, bytes]], subscription: Subscription
) -> None:
    """Send the events of a subscription until one side ends it, and close it.

    Where the process is about to end, the stream ends without `complete`, so that the client comes back.

    Raises:
        ClientDisconnect: the client has gone.
    """
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        # Some browsers tell of the connection only when they have got something.
        await _send(send, PING)
        with Attended(receive, after=0):
            await _send_all(send, subscription)
    except TimeoutError:
        LOG.info("a subscriber did not take its events for %s s and was cut off", SEND_SECONDS)
    finally:
        subscription.close()


async def _send_all(send: Send, subscription: Subscription) -> None:
    while True:
        try:
            changes = await subscription.take(PING_SECONDS)
        except EndedError as error:
            await _send(send, single_result(error.answer.body), more=False)
            return
        except StoppedError:
            await _send(send, b"", more=False)
            return
        for change in changes:
            await _send(send, next_event(change.body, change.cursor))
        if not changes:
            await _send(send, PING)


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": body, "more_body": more})
