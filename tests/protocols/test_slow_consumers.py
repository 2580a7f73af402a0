"""A subscriber that does not take its events is cut off; nothing is heaped up for it, and it loses nothing."""

import asyncio
import json
import re
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from tests.protocols.events import subscribed
from tests.protocols.serving import ServedHere
from tests.protocols.sockets import opened
from tests.protocols.waiting import PATIENCE, until
from tests.world import World

EVENTS = 12
# Each event is some megabytes: more than the buffers of two sockets hold.
LARGE = " ".join(f"n{number}: notes" for number in range(40))
DOCUMENT = (
    f"subscription ($after: String) {{ dealChanged(after: $after) {{ id cursor node {{ {LARGE} }} }} }}"
)
BRIEF = "subscription ($after: String) { dealChanged(after: $after) { id cursor } }"


async def make_events(world: World) -> list[str]:
    """Make records with long notes: their ids."""
    return [
        await world.create(world.manager, "deal", name=f"deal {number}", notes="n" * 100_000)
        for number in range(EVENTS)
    ]


async def rest_after(here: ServedHere, world: World, cursor: str, wanted: int) -> list[str]:
    """Ids of what comes after the cursor."""
    async with subscribed(here.url, world.manager, BRIEF, {"after": cursor}) as stream:
        return [(await stream.data())["dealChanged"]["id"] for _ in range(wanted)]


async def test_a_stream_that_is_not_read(
    here: ServedHere, own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.stream.SEND_SECONDS", 0.3)
    address = urlsplit(here.url)
    loop = asyncio.get_running_loop()
    with socket.socket() as connection:
        connection.setblocking(False)
        await loop.sock_connect(connection, (address.hostname, address.port))
        body = json.dumps({"query": DOCUMENT}).encode()
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {own_world.manager}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        await loop.sock_sendall(connection, head.encode() + body)
        await until(lambda: here.engine.following.count == 1)
        made = await make_events(own_world)
        await until(lambda: here.engine.following.count == 0)
        received = b""
        async with asyncio.timeout(PATIENCE):
            while chunk := await loop.sock_recv(connection, 1_000_000):
                received += chunk
    cursors = re.findall(rb"^id: (\S+)", received, re.M)
    ids = re.findall(rb'"dealChanged":{"id":"([^"]+)"', received)
    assert 0 < len(ids) < EVENTS, "it was cut off on the way"
    assert not received.endswith(b"0\r\n\r\n"), "the end of the stream was not reached"
    # The last event may have been cut in the middle; then a client has not seen it.
    whole = received.count(b"}}}\n\n")
    found = [each.decode() for each in ids[:whole]]
    found += await rest_after(here, own_world, cursors[whole - 1].decode(), EVENTS - whole)
    assert found == made


async def test_a_socket_that_is_not_read(
    here: ServedHere, own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.socket.SEND_SECONDS", 0.3)
    received: list[dict[str, Any]] = []
    async with opened(here.socket_url, own_world.manager) as slow:
        await slow.subscribe("1", DOCUMENT)
        await until(lambda: here.engine.following.count == 1)
        slow.connection.transport.pause_reading()
        made = await make_events(own_world)
        await until(lambda: here.engine.following.count == 0)
        slow.connection.transport.resume_reading()
        with suppress(ConnectionClosed):
            async for text in slow.connection:
                received.append(json.loads(text)["payload"]["data"]["dealChanged"])
        assert (slow.connection.close_code, slow.connection.close_reason) == (
            4420,
            "Messages were not taken in time",
        )
    assert 0 < len(received) < EVENTS
    found = [each["id"] for each in received]
    found += await rest_after(here, own_world, received[-1]["cursor"], EVENTS - len(found))
    assert found == made
