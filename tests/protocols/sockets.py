"""A client of graphql-transport-ws, written after the protocol and nothing of ours."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.protocols.waiting import PATIENCE

PROTOCOL = Subprotocol("graphql-transport-ws")


@dataclass(frozen=True)
class Socket:
    """An open socket."""

    connection: ClientConnection

    async def send(self, **message: Any) -> None:
        """Send a message."""
        await self.connection.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        """The next message; fails the test where none comes."""
        async with asyncio.timeout(PATIENCE):
            found: dict[str, Any] = json.loads(await self.connection.recv())
        return found

    async def initialise(self, token: str | None = None, **payload: Any) -> None:
        """Send the credentials and wait for the acknowledgement."""
        if token is not None:
            payload["Authorization"] = f"Bearer {token}"
        await self.send(type="connection_init", payload=payload)
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, id_: str, query: str, variables: dict[str, Any] | None = None) -> None:
        """Ask for an operation."""
        await self.send(type="subscribe", id=id_, payload={"query": query, "variables": variables})

    async def closed(self) -> tuple[int, str]:
        """Code and reason with which the server closes; what it sends before is left out."""
        async with asyncio.timeout(PATIENCE):
            await self.connection.wait_closed()
        code, reason = self.connection.close_code, self.connection.close_reason
        assert code is not None
        assert reason is not None
        return code, reason


@asynccontextmanager
async def opened(url: str, token: str | None = None, **headers: str) -> AsyncIterator[Socket]:
    """A socket, with its credentials sent and acknowledged where a token is given."""
    async with connect(
        url, subprotocols=[PROTOCOL], additional_headers=headers, proxy=None, max_size=None
    ) as connection:
        socket = Socket(connection)
        if token is not None:
            await socket.initialise(token)
        yield socket
