"""Two processes over one database: events of either reach subscribers of both, and one that dies loses nothing."""

import asyncio
from dataclasses import dataclass, field

import httpx

from tests.protocols.events import subscribed
from tests.protocols.serving import Served, serving
from tests.protocols.sockets import opened
from tests.protocols.waiting import until
from tests.world import World

WRITERS = 4
WRITES = 40
EVENTS = "subscription ($after: String) { dealChanged(after: $after) { kind id cursor } }"
CREATE = "mutation ($name: String!) { createDeal(input: {name: $name}) { deal { id } } }"
UPDATE = "mutation ($id: ID!) { updateDeal(id: $id, input: {score: 1}) { errors { code } } }"


@dataclass
class Follower:
    """A subscriber that goes on at another server when its own is gone.

    Attributes:
        told: (kind, id) in the order of arrival.
    """

    servers: list[str]
    token: str
    told: list[tuple[str, str]] = field(default_factory=list)
    cursor: str | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    moves: int = 0

    async def follow(self, wanted: int) -> None:
        """Follow until so many events have been told."""
        while len(self.told) < wanted:
            try:
                async with subscribed(self.servers[0], self.token, EVENTS, {"after": self.cursor}) as stream:
                    self.ready.set()
                    while len(self.told) < wanted:
                        message = await stream.message()
                        if message is None:
                            break
                        change = message.json["data"]["dealChanged"]
                        self.told.append((change["kind"], change["id"]))
                        self.cursor = change["cursor"]
            except httpx.TransportError:
                self.servers.pop(0)
                self.moves += 1


async def write(server: str, token: str, number: int) -> list[str]:
    """Create and update records, one after the other: their ids."""
    made: list[str] = []
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        for position in range(WRITES):
            body = {"query": CREATE, "variables": {"name": f"{number}-{position}"}}
            answer = (await client.post(server, json=body)).json()
            made.append(answer["data"]["createDeal"]["deal"]["id"])
            await client.post(server, json={"query": UPDATE, "variables": {"id": made[-1]}})
    return made


async def test_a_process_is_killed_while_others_write(
    served: Served, own_world: World, database_url: str
) -> None:
    wanted = WRITERS * WRITES * 2
    async with serving(database_url) as doomed:
        follower = Follower([doomed.url, served.url], own_world.manager)
        following = asyncio.create_task(follower.follow(wanted))
        await follower.ready.wait()
        writing = [asyncio.create_task(write(served.url, own_world.manager, each)) for each in range(WRITERS)]
        await until(lambda: len(follower.told) >= wanted // 4)
        doomed.kill()
        made = [id_ for each in await asyncio.gather(*writing) for id_ in each]
        async with asyncio.timeout(60):
            await following
    assert follower.moves == 1, "the process was killed while it was followed"
    expected = [(kind, id_) for id_ in made for kind in ("CREATED", "UPDATED")]
    assert sorted(follower.told) == sorted(expected), "each once, and none missing"
    places = {event: place for place, event in enumerate(follower.told)}
    assert all(places["CREATED", id_] < places["UPDATED", id_] for id_ in made)


async def test_what_one_process_writes_is_told_by_the_other(
    served: Served, own_world: World, database_url: str
) -> None:
    async with (
        serving(database_url) as other,
        opened(other.socket_url, own_world.manager) as socket,
        subscribed(served.url, own_world.manager, EVENTS) as stream,
    ):
        await socket.subscribe("1", EVENTS)
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}
        for server in (served, other):
            async with httpx.AsyncClient() as client:
                answer = await client.post(
                    server.url,
                    json={"query": CREATE, "variables": {"name": "Alpha"}},
                    headers={"Authorization": f"Bearer {own_world.manager}"},
                )
            made = answer.json()["data"]["createDeal"]["deal"]["id"]
            assert (await stream.data())["dealChanged"]["id"] == made
            assert (await socket.receive())["payload"]["data"]["dealChanged"]["id"] == made


async def test_a_cursor_of_one_process_is_one_of_all(
    served: Served, own_world: World, database_url: str
) -> None:
    async with subscribed(served.url, own_world.manager, EVENTS) as stream:
        first, second = [await own_world.create(own_world.manager, "deal", name=name) for name in ("A", "B")]
        told = (await stream.data())["dealChanged"]
        assert told["id"] == first
    async with serving(database_url, SLUICE_WORKERS="2") as other:
        for _ in range(4):
            async with subscribed(other.url, own_world.manager, EVENTS, {"after": told["cursor"]}) as stream:
                assert (await stream.data())["dealChanged"]["id"] == second
