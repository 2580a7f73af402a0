"""What it costs a write that others follow: `python -m tests.bench.outbox`.

First in PostgreSQL alone: short transactions of many connections that add an entry to an outbox, with the order of
decision 13, with `seq` alone, and with a NOTIFY in each. Then through a served Sluice: creations by several
clients, with none, one and a hundred subscribers.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import httpx

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.client import running_api
from tests.protocols.events import Stream, subscribed
from tests.protocols.serving import Served, serving
from tests.world import World, make_world

SECONDS = 5.0
CONNECTIONS = 16
WRITERS = 8
SUBSCRIBERS = (0, 1, 100)
CREATE = "mutation ($name: String!) { createDeal(input: {name: $name}) { deal { id } errors { code } } }"
FOLLOW = "subscription { dealChanged { kind id node { name } changedFields } }"

TABLES = {
    "seq alone": "seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text",
    "(xid, seq)": "xid xid8 NOT NULL DEFAULT pg_current_xact_id(), seq bigint GENERATED ALWAYS AS IDENTITY, kind text,"
    " PRIMARY KEY (xid, seq)",
}


async def repeated(work: Callable[[], Awaitable[object]], times: int) -> float:
    """Repetitions a second of `work`, done by so many at once."""
    done = 0
    until = time.perf_counter() + SECONDS

    async def one() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await work()
            done += 1

    await asyncio.gather(*(one() for _ in range(times)))
    return done / SECONDS


async def in_postgres(url: str) -> None:
    """Transactions a second, by kind of table, with and without NOTIFY."""
    pool = await asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS, reset=no_reset)
    listener = await asyncpg.connect(url)
    await listener.add_listener("news", lambda *_: None)
    for name, columns in TABLES.items():
        await pool.execute(f"DROP TABLE IF EXISTS entry; CREATE TABLE entry ({columns})")
        statements = {
            name: "INSERT INTO entry (kind) VALUES ('created')",
            f"{name}, NOTIFY": "WITH told AS (INSERT INTO entry (kind) VALUES ('created') RETURNING seq)"
            " SELECT pg_notify('news', seq::text) FROM told",
        }
        for label, statement in statements.items():
            rate = await repeated(lambda statement=statement: pool.execute(statement), CONNECTIONS)
            print(f"{label:24} {rate:8,.0f} transactions/s")
    await listener.close()
    await pool.close()


async def no_reset(_: object) -> None:
    """A connection goes back as it is."""


async def through_sluice(served: Served, world: World) -> None:
    """Creations a second, and how late the events are, by number of subscribers."""
    for subscribers in SUBSCRIBERS:
        async with asyncio.TaskGroup() as group:
            ready = [asyncio.Event() for _ in range(subscribers)]
            late: list[float] = []
            following = [group.create_task(follow(served, world, each, late)) for each in ready]
            for each in ready:
                await each.wait()
            async with httpx.AsyncClient(headers={"Authorization": f"Bearer {world.manager}"}) as client:
                rate = await repeated(lambda client=client: create(served, client), WRITERS)
            await asyncio.sleep(1)
            for each in following:
                each.cancel()
        late.sort()
        told = f", {len(late):,} events, median {late[len(late) // 2] * 1000:.0f} ms late" if late else ""
        print(f"{subscribers:3} subscribers          {rate:8,.0f} creations/s{told}")


async def create(served: Served, client: httpx.AsyncClient) -> None:
    body = {"query": CREATE, "variables": {"name": f"{time.time():.6f}"}}
    response = await client.post(served.url, json=body)
    assert response.json()["data"]["createDeal"]["errors"] == []


async def follow(served: Served, world: World, ready: asyncio.Event, late: list[float]) -> None:
    async with subscribed(served.url, world.manager, FOLLOW) as stream:
        ready.set()
        await count(stream, late)


async def count(stream: Stream, late: list[float]) -> None:
    while True:
        change = (await stream.data())["dealChanged"]
        late.append(time.time() - float(change["node"]["name"]))


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder)) as url:
        await upgrade(url)
        await in_postgres(url)
        async with running_api(url) as api:
            world = await make_world(api)
        async with serving(url) as served:
            await through_sluice(served, world)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
