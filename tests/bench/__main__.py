"""`make bench`: what a request costs over HTTP, beside the floor of `tests.bench.server`, in one run.

Machines are noisy, so the two sides take turns request by request, their answers are compared first, and what counts
is the ratio of the medians. SLUICE_BENCH_DEALS sets the number of deals (20,000).
"""

import asyncio
import http.client
import json
import multiprocessing
import os
import platform
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from core.embedded import embedded_postgres
from migrations.run import upgrade
from tests.bench.server import serve
from tests.client import Api, running_api
from tests.world import World, make_world, sign_up

DEALS = int(os.environ.get("SLUICE_BENCH_DEALS", "20000"))
ROUNDS = 400
WRITES = 200

GET = "query ($id: ID!) { deal(id: $id) { id name stage score } }"
LIST = "query ($n: Int!) { deals(first: $n) { nodes { id name stage account { id name sector } } } }"
PROMOTE = """mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") {
  promoted deal { id stage } verdict { open clauses { sentence satisfied } } errors { code } } }"""
UPDATE = (
    "mutation ($id: ID!, $score: Int!) { updateDeal(id: $id, input: {score: $score}) { deal { id score } } }"
)


@dataclass(frozen=True)
class Row:
    """One line of the result; times in milliseconds."""

    name: str
    ours: float
    floor: float | None
    statements: int


class Client:
    """A blocking HTTP client that keeps its connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path: str, body: Any) -> Any:
        """The decoded answer."""
        self._connection.request("POST", path, json.dumps(body), self._headers)
        response = self._connection.getresponse()
        found = json.loads(response.read())
        if response.status != 200 or (path == "/graphql" and "errors" in found):
            raise RuntimeError(f"{response.status}: {found}")
        return found


def medians(ours: Callable[[int], Any], floor: Callable[[int], Any], rounds: int) -> tuple[float, float]:
    """Medians of both sides, taking turns, in milliseconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        for side, ask in enumerate((ours, floor)):
            begin = time.perf_counter()
            ask(turn)
            times[side].append((time.perf_counter() - begin) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


def median(ask: Callable[[int], Any], rounds: int) -> float:
    """Median of one side, in milliseconds."""
    return medians(ask, lambda _: None, rounds)[0]


async def fill(url: str, world: World, namespace: str) -> list[str]:
    """Accounts and deals by SQL, for speed; the ids of the deals."""
    connection = await asyncpg.connect(url)
    try:
        owner = world.members["manager"]
        await connection.execute(
            f"""insert into "{namespace}".account (name, sector, employees, "ownerId")
                select 'Account ' || n, 'software', n, '{owner}' from generate_series(1, 500) n"""
        )
        await connection.execute(
            f"""insert into "{namespace}".deal (name, score, "budgetConfirmed", margin, "accountId", "ownerId")
                select 'Deal ' || n, 60 + n % 40, true, 0.5, a.id, '{owner}'
                from generate_series(1, {DEALS}) n
                join (select id, row_number() over () r from "{namespace}".account) a on a.r = 1 + n % 500"""
        )
        await connection.execute("vacuum analyze")
        rows = await connection.fetch(f'select id::text from "{namespace}".deal order by id limit 5000')
        return [row[0] for row in rows]
    finally:
        await connection.close()


async def count_statements(api: Api, token: str, document: str, variables: dict[str, Any]) -> int:
    """Statements of one request on a warm process."""
    await api.ask(token, document, variables)
    seen: list[str] = []
    api.engine.database.observers.append(seen.append)
    await api.ask(token, document, variables)
    api.engine.database.observers.remove(seen.append)
    return len(seen)


@contextmanager
def server(url: str) -> Iterator[int]:
    """A server process: its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    os.environ["SLUICE_BENCH_URL"] = url
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(port,))
    process.start()
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.join()


async def prepare(url: str) -> tuple[World, str, list[str], dict[str, int]]:
    """The tenant, its namespace, ids of deals, and statements by operation."""
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        caller = await api.engine.authenticator.caller(world.manager)
        ids = await fill(url, world, caller.namespace)
        spare = iter(reversed(ids))
        counts = {
            "get by id": await count_statements(api, world.manager, GET, {"id": ids[0]}),
            "list of 20 with a relation": await count_statements(api, world.manager, LIST, {"n": 20}),
            "update": await count_statements(api, world.manager, UPDATE, {"id": ids[0], "score": 70}),
            "promote": await count_statements(api, world.manager, PROMOTE, {"id": next(spare)}),
        }
        return world, caller.namespace, ids, counts


def measure_reads(client: Client, namespace: str, ids: list[str], counts: dict[str, int]) -> list[Row]:
    """Reads beside hand-written statements."""
    by_id = {
        "sql": f"""select json_build_object('data', json_build_object('deal', (select row_to_json(r) from
            (select id, name, stage, score from "{namespace}".deal where id = $1::text::uuid) r)))::text""",
        "affinity": namespace,
    }
    listed = {
        "sql": f"""select json_build_object('data', json_build_object('deals', json_build_object('nodes',
            (select json_agg(r) from (select d.id, d.name, d.stage, (select row_to_json(a) from
            (select id, name, sector from "{namespace}".account where id = d."accountId") a) account
            from "{namespace}".deal d where d."deletedAt" is null order by d.id limit $1) r))))::text""",
        "affinity": namespace,
    }

    def get(turn: int) -> Any:
        return client.post("/graphql", {"query": GET, "variables": {"id": ids[turn]}})

    def bare_get(turn: int) -> Any:
        return client.post("/bare", {**by_id, "values": [ids[turn]]})

    def many(_: int) -> Any:
        return client.post("/graphql", {"query": LIST, "variables": {"n": 20}})

    def bare_many(_: int) -> Any:
        return client.post("/bare", {**listed, "values": [20]})

    found: list[Row] = []
    for name, ours, floor in (
        ("get by id", get, bare_get),
        ("list of 20 with a relation", many, bare_many),
    ):
        if ours(0) != floor(0):
            raise RuntimeError(f"{name}: the two sides answer differently")
        medians(ours, floor, 50)
        found.append(Row(name, *medians(ours, floor, ROUNDS), counts[name]))
    return found


def measure_writes(client: Client, namespace: str, ids: list[str], counts: dict[str, int]) -> list[Row]:
    """Writes; the floor of an update is a bare UPDATE with no rights, no version, no history and no event."""
    plain = {
        "sql": f"""update "{namespace}".deal set score = 71 where id = $1::text::uuid
            returning json_build_object('id', id, 'score', score)::text""",
        "affinity": namespace,
    }

    def update(turn: int) -> Any:
        return client.post(
            "/graphql", {"query": UPDATE, "variables": {"id": ids[turn], "score": 70 + turn % 20}}
        )

    def bare_update(turn: int) -> Any:
        return client.post("/bare", {**plain, "values": [ids[turn + WRITES]]})

    def promote(turn: int) -> Any:
        found = client.post("/graphql", {"query": PROMOTE, "variables": {"id": ids[turn + 1000]}})
        if not found["data"]["promoteDeal"]["promoted"]:
            raise RuntimeError(f"not promoted: {found}")
        return found

    def bare_promote(turn: int) -> Any:
        return client.post("/bare", {**plain, "values": [ids[turn + 2000]]})

    return [
        Row("update", *medians(update, bare_update, WRITES), counts["update"]),
        Row("promote", *medians(promote, bare_promote, WRITES), counts["promote"]),
    ]


async def measure_configuration(url: str) -> list[Row]:
    """Publishing a field and signing a tenant up; there is no floor to hold them against."""
    async with running_api(url) as api:
        world = await make_world(api)
        seen: list[str] = []
        times: list[float] = []
        for turn in range(20):
            change = {"addField": {"object": "deal", "field": {"name": f"bench{turn}", "type": "text"}}}
            api.engine.database.observers[:] = [seen.append] if turn == 19 else []
            begin = time.perf_counter()
            await api.change(world.admin, change)
            times.append((time.perf_counter() - begin) * 1000)
        found = [Row("add a field", statistics.median(times), None, len(seen))]
        seen.clear()
        times.clear()
        for turn in range(15):
            api.engine.database.observers[:] = [seen.append] if turn == 14 else []
            begin = time.perf_counter()
            await sign_up(api, "bench")
            times.append((time.perf_counter() - begin) * 1000)
        return [*found, Row("sign up a tenant", statistics.median(times), None, len(seen))]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder) / "postgres") as url:
        world, namespace, ids, counts = asyncio.run(prepare(url))
        with server(url) as port:
            client = Client(port, world.manager)
            rows = measure_reads(client, namespace, ids, counts) + measure_writes(
                client, namespace, ids, counts
            )
        rows += asyncio.run(measure_configuration(url))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {DEALS:,} deals, HTTP on loopback")
    print(f"{'operation':30}{'p50 ms':>9}{'floor ms':>10}{'ratio':>8}{'statements':>12}")
    for row in rows:
        floor = f"{row.floor:10.2f}{row.ours / row.floor:8.2f}" if row.floor else f"{'':18}"
        print(f"{row.name:30}{row.ours:9.2f}{floor}{row.statements:12}")


if __name__ == "__main__":
    sys.exit(main())
