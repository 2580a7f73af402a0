"""A client of GraphQL over server-sent events, written after the specification of the stream and nothing of ours."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.protocols.waiting import PATIENCE


@dataclass(frozen=True)
class Message:
    """One event of the stream."""

    event: str
    data: str
    id: str | None

    @property
    def json(self) -> dict[str, Any]:
        """The data of a `next` event."""
        assert self.event == "next", self
        found: dict[str, Any] = json.loads(self.data)
        return found


@dataclass
class Stream:
    """An open stream of events.

    Attributes:
        pings: comments received so far.
    """

    lines: AsyncIterator[str]
    response: httpx.Response
    pings: int = 0
    last_id: str | None = None
    _fields: dict[str, str] = field(default_factory=dict)

    async def message(self) -> Message | None:
        """The next event; None at the end of the stream. Fails the test where none comes."""
        async with asyncio.timeout(PATIENCE):
            fields: dict[str, str] = {}
            data: list[str] = []
            async for line in self.lines:
                if line.startswith(":"):
                    self.pings += 1
                elif line:
                    name, _, value = line.partition(":")
                    value = value.removeprefix(" ")
                    fields[name] = value
                    if name == "data":
                        data.append(value)
                elif fields:
                    self.last_id = fields.get("id", self.last_id)
                    return Message(fields["event"], "\n".join(data), fields.get("id"))
            return None

    async def data(self) -> dict[str, Any]:
        """`data` of the next event."""
        found = await self.message()
        assert found is not None, "the stream has ended"
        assert "errors" not in found.json, found.json
        data: dict[str, Any] = found.json["data"]
        return data


@asynccontextmanager
async def subscribed(
    url: str, token: str | None, query: str, variables: dict[str, Any] | None = None, **headers: str
) -> AsyncIterator[Stream]:
    """An open subscription; its position has been taken."""
    sent = {"Accept": "text/event-stream", **headers}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    async with (
        httpx.AsyncClient(timeout=PATIENCE) as client,
        client.stream(
            "POST", url, json={"query": query, "variables": variables or {}}, headers=sent
        ) as response,
    ):
        yield Stream(response.aiter_lines(), response)
