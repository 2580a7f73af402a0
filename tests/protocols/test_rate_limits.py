"""Rate limits over HTTP: worker processes and servers over one database let as much through as the limit says."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from tests.protocols.events import subscribed
from tests.protocols.serving import ServedHere, serving, serving_here
from tests.protocols.sockets import opened
from tests.protocols.waiting import PATIENCE
from tests.world import World

READ = "{ me { member { id } } }"
LIMITS = {"SLUICE_RATE_KEY": "60/hour", "SLUICE_RATE_TENANT": "100/hour"}


@pytest.fixture(scope="module")
async def two(database_url: str) -> AsyncIterator[list[str]]:
    """Where GraphQL is on two machines, of which one has two workers."""
    async with (
        serving(database_url, SLUICE_WORKERS="2", **LIMITS) as first,
        serving_here(database_url, **LIMITS) as second,
    ):
        yield [first.url, second.url]


@pytest.fixture(scope="module")
async def limited(database_url: str) -> AsyncIterator[ServedHere]:
    async with serving_here(database_url, SLUICE_RATE_KEY="3/hour") as running:
        yield running


@dataclass(frozen=True)
class Client:
    """A client with a credential, at one address."""

    http: httpx.AsyncClient
    url: str
    token: str

    async def ask(self, document: str = READ, accept: str = "application/json") -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": accept}
        return await self.http.post(self.url, json={"query": document}, headers=headers)


def code_of(response: httpx.Response) -> str:
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


async def test_all_processes_together_let_the_limit_through(two: list[str], own_world: World) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE) as http:

        async def through(token: str, times: int) -> Counter[int]:
            # Connections of their own, so that both workers have some.
            clients = [Client(http, url, token) for url in two]
            asked = [client.ask() for client in clients for _ in range(times)]
            return Counter(response.status_code for response in await asyncio.gather(*asked))

        assert await through(own_world.manager, 50) == {200: 60, 429: 40}
        # What the key was refused for has used up nothing of the tenant's; a process may keep a last one of its share.
        left = await through(own_world.admin, 50)
        assert 37 <= left[200] <= 40
        assert left[200] + left[429] == 100


async def test_headers_tell_how_the_caller_stands(limited: ServedHere, own_world: World) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        client = Client(http, limited.url, own_world.admin)
        # The third takes the short way of a head that is known.
        for left in (2, 1, 0):
            response = await client.ask()
            assert (response.status_code, "retry-after" in response.headers) == (200, False)
            assert response.headers["ratelimit-policy"] == '"key";q=3;w=3600'
            assert response.headers["ratelimit"].startswith(f'"key";r={left};t=')
        for accept in ("application/json", "application/graphql-response+json"):
            refused = await client.ask(accept=accept)
            assert (refused.status_code, code_of(refused)) == (429, "RATE_LIMITED")
            seconds = int(refused.headers["retry-after"])
            assert 1 <= seconds <= 3_600
            assert refused.headers["ratelimit"] == f'"key";r=0;t={seconds}'
            extensions = refused.json()["errors"][0]["extensions"]
            assert extensions["details"] == {"policy": "key", "retryAfter": seconds}
            assert str(seconds) in extensions["hint"]


async def test_files_and_subscriptions_are_requests_like_others(
    limited: ServedHere, own_world: World
) -> None:
    token = own_world.manager
    address = limited.url.removesuffix("/graphql")
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        bearer = {"Authorization": f"Bearer {token}"}
        unknown = await http.get(f"{address}/files/01980000-0000-7000-8000-000000000000", headers=bearer)
        assert code_of(unknown) == "NOT_FOUND"
        async with subscribed(limited.url, token, "subscription { dealChanged { kind } }") as stream:
            assert stream.response.headers["ratelimit"].startswith('"key";r=1;t=')
            # What it tells of later is not counted.
            for name in "ABCD":
                await own_world.create(own_world.admin, "deal", name=name)
                assert (await stream.data())["dealChanged"]["kind"] == "CREATED"
        async with opened(limited.socket_url, token) as socket:
            await socket.subscribe("1", READ)
            assert [(await socket.receive())["type"] for _ in range(2)] == ["next", "complete"]
            await socket.subscribe("2", READ)
            told = json.dumps(await socket.receive())
            assert '"code": "RATE_LIMITED"' in told
        for refused in (
            await http.post(f"{address}/files?name=a.txt", content=b"1", headers=bearer),
            await http.get(f"{address}/files/01980000-0000-7000-8000-000000000000", headers=bearer),
        ):
            assert (refused.status_code, code_of(refused)) == (429, "RATE_LIMITED")
            assert int(refused.headers["retry-after"]) >= 1
            assert refused.headers["ratelimit-policy"] == '"key";q=3;w=3600'


async def test_nobody_is_limited_unless_the_operator_says_so(here: ServedHere, own_world: World) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        response = await Client(http, here.url, own_world.admin).ask()
        assert not [name for name in response.headers if name.startswith("ratelimit")]
