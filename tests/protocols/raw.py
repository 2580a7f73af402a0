"""HTTP written by hand: bytes over a socket, cut as a test likes, and what comes back."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Response:
    """One response; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


@dataclass(frozen=True)
class RawConnection:
    """A connection that sends what it is given."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *pieces: bytes) -> None:
        """Send the pieces, each so that it arrives by itself."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            # The server runs in this loop or in another process; either way it reads before the next piece comes.
            await asyncio.sleep(0.002)

    async def response(self) -> Response:
        """The next response."""
        async with asyncio.timeout(ANSWER_SECONDS):
            head = await self.reader.readuntil(b"\r\n\r\n")
            status, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await self.reader.readexactly(int(headers["content-length"]))
        return Response(int(status.split(" ")[1]), headers, body)

    async def ended(self) -> bool:
        """Whether the server has closed the connection, and sent nothing more."""
        async with asyncio.timeout(ANSWER_SECONDS):
            return await self.reader.read() == b""


@asynccontextmanager
async def raw_connection(url: str) -> AsyncIterator[RawConnection]:
    """A connection to the server of this address."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield RawConnection(reader, writer)
    finally:
        writer.close()


def raw_request(
    token: str | None, document: str, variables: dict[str, Any] | None = None, *headers: str, **given: str
) -> bytes:
    """A `POST /graphql`.

    Args:
        headers: lines beside the usual ones.
        given: `accept`, `version` of HTTP, or `body` in place of document and variables.
    """
    asked = json.dumps({"query": document, "variables": variables or {}})
    body = given.get("body", asked).encode()
    lines = [
        f"POST /graphql HTTP/{given.get('version', '1.1')}",
        "Host: sluice.test",
        "Content-Type: application/json",
        f"Accept: {given.get('accept', 'application/json')}",
        *([f"Authorization: Bearer {token}"] if token else []),
        *headers,
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    """The data in pieces, cut at the places."""
    edges = [0, *sorted({place % (len(data) + 1) for place in places}), len(data)]
    return [data[begin:end] for begin, end in pairwise(edges) if begin < end]
