"""What changes of the configuration cost, of which only Sluice knows the like: `python -m tests.bench.configuring`.

Fields and gates are published on an object of a million records while others read it; the longest that one of them
has to wait is told beside the cost. Tenants are signed up, and given the funnel of seven stages; a catalog of 200
objects is read by a process that does not have it.
"""

import asyncio
import gc
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from time import perf_counter

import uvloop

from core.embedded import embedded_postgres
from metadata.store import CatalogStore, write_version
from migrations.run import upgrade
from tenants.passwords import hash_password
from tests.bench.tables import table
from tests.bench.tenants import tenant_catalog
from tests.client import Api, observed, running_api
from tests.world import sign_up

ROWS = 1_000_000
TIMES = 30
OBJECTS = 200
FIELDS = 20
READERS = 2
PAUSE = 0.003
"""Seconds between two requests of a reader, so that the readers alone do not fill the machine."""
TICKET = {
    "name": "ticket",
    "plural": "tickets",
    "fields": [
        {"name": "title", "type": "text", "required": True},
        {"name": "score", "type": "integer"},
        {"name": "amount", "type": "money"},
    ],
}
PIPELINE = {
    "object": "ticket",
    "name": "work",
    "stages": [{"name": "open"}, {"name": "done", "kind": "won"}],
    "transitions": [{"source": "open", "target": "done"}],
}
FILL = "INSERT INTO {}.ticket (title, score) SELECT 'ticket ' || n, n % 100 FROM generate_series(1, {}) AS n"
READ = (
    "query ($id: ID!) { ticket(id: $id) { id title score stage } tickets(first: 20) { nodes { id title } } }"
)


@dataclass(frozen=True)
class Configured:
    """One operation.

    Attributes:
        milliseconds, least: median and smallest of a request.
        statements: SQL statements of a request.
        waited: the longest that a reader waited meanwhile for an answer, in milliseconds; None where nobody reads.
    """

    name: str
    milliseconds: float
    least: float
    statements: int
    waited: float | None = None


@dataclass
class Readers:
    """Who reads the object while it is changed.

    Attributes:
        longest: the longest wait since it was last set to 0, in seconds.
    """

    api: Api
    token: str
    record: str
    longest: float = field(default=0.0)

    async def read(self) -> None:
        while True:
            begun = perf_counter()
            await self.api.data(self.token, READ, {"id": self.record})
            self.longest = max(self.longest, perf_counter() - begun)
            await asyncio.sleep(PAUSE)


async def configuration_times(url: str, times: int, rows: int) -> list[Configured]:
    """Do each operation so many times on an object of so many records, or on a tenant of its own."""
    async with running_api(url) as api:
        # As the server does it: else a collection of garbage, 100 ms, is what a reader waits for longest.
        gc.collect()
        gc.freeze()
        found = await _on_live_records(api, times, rows)

        async def sign_one_up(_: int) -> None:
            await sign_up(api, "bench")

        async def provision(_: int) -> None:
            token, _ = await sign_up(api, "bench")
            await install(token)

        async def install(token: str) -> None:
            found = await api.data(
                token, 'mutation { installTemplate(name: "b2bFunnel") { version errors { message } } }'
            )
            assert found["installTemplate"]["version"] == 2, found

        async def hash_one(_: int) -> None:
            await hash_password("correct horse battery staple")

        found.append(await _timed(api, "hash a password", hash_one, times))
        found.append(await _timed(api, "sign up a tenant", sign_one_up, times))
        found.append(await _timed(api, "sign up, install the seven stages", provision, times))
        found.append(await _loaded(api, times))
        return found


async def _on_live_records(api: Api, times: int, rows: int) -> list[Configured]:
    token, _ = await sign_up(api, "bench")
    await api.change(token, {"addObject": TICKET}, {"addPipeline": PIPELINE})
    caller = await api.engine.authenticator.caller(token, None)
    database = api.engine.database
    async with database.transaction(affinity=caller.namespace) as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        await connection.execute(FILL.format(caller.namespace, rows))
        await connection.execute(f"ANALYZE {caller.namespace}.ticket")
    (first,) = (await api.data(token, "{ tickets(first: 1) { nodes { id } } }"))["tickets"]["nodes"]

    async def add_field(number: int) -> None:
        added = {"object": "ticket", "field": {"name": f"bench{number}", "type": "text"}}
        await api.change(token, {"addField": added})

    async def set_gate(number: int) -> None:
        rule = {">=": [{"var": "score"}, number]}
        await api.change(token, {"setGate": {"object": "ticket", "stage": "done", "rule": rule}})

    async def nothing(_: int) -> None:
        await asyncio.sleep(0.02)

    found = [
        await _timed(api, "add a field", add_field, times),
        await _timed(api, "set a gate", set_gate, times),
    ]
    async with _reading(api, token, first["id"]) as readers:
        for name, do in (
            ("nothing, while others read", nothing),
            ("add a field, while others read", lambda number: add_field(times + number)),
            ("set a gate, while others read", set_gate),
        ):
            found.append(await _timed(api, name, do, times, readers))
    return found


@asynccontextmanager
async def _reading(api: Api, token: str, record: str) -> AsyncIterator[Readers]:
    readers = Readers(api, token, record)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(readers.read()) for _ in range(READERS)]
        await asyncio.sleep(0.5)
        yield readers
        for task in tasks:
            task.cancel()


async def _loaded(api: Api, times: int) -> Configured:
    token, _ = await sign_up(api, "bench")
    caller = await api.engine.authenticator.caller(token, None)
    database, catalog = api.engine.database, tenant_catalog(0, OBJECTS, FIELDS)
    async with database.transaction(affinity=caller.namespace) as connection:
        await write_version(connection, caller.namespace, replace(catalog, version=2), [], None, "")

    async def load(_: int) -> None:
        read = await CatalogStore(database).head(caller.namespace)
        assert len(read.objects) == OBJECTS

    return await _timed(api, f"load a catalog of {OBJECTS} objects", load, times)


async def _timed(
    api: Api,
    name: str,
    do: Callable[[int], Awaitable[None]],
    times: int,
    readers: Readers | None = None,
) -> Configured:
    taken: list[float] = []
    if readers is not None:
        readers.longest = 0.0
    with observed(api.engine.database) as seen:
        for number in range(times):
            seen.clear()
            begun = perf_counter()
            await do(number)
            taken.append(perf_counter() - begun)
            await asyncio.sleep(0)
    waited = None if readers is None else readers.longest * 1000
    statements = len(seen) if readers is None else 0
    return Configured(name, median(taken) * 1000, min(taken) * 1000, statements, waited)


def table_of(found: list[Configured]) -> str:
    """As Markdown."""
    rows = (
        (
            each.name,
            f"{each.milliseconds:.0f}",
            f"{each.least:.0f}",
            "" if each.waited is not None else str(each.statements),
            "" if each.waited is None else f"{each.waited:.0f}",
        )
        for each in found
    )
    return table(("operation", "p50 ms", "least ms", "SQL statements", "longest wait of a reader, ms"), rows)


def main() -> int:
    """Measure on a database of its own, and print."""
    with (
        tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder,
        embedded_postgres(Path(folder) / "data") as url,
    ):
        uvloop.run(upgrade(url))
        print(table_of(uvloop.run(configuration_times(url, TIMES, ROWS))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
