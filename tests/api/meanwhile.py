"""Another writer, a connection of its own that has not committed yet, so that each order of two is met for certain."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg

from tests.client import Api
from tests.protocols.waiting import PATIENCE


class Tenant(Protocol):
    """Whose records are written."""

    @property
    def api(self) -> Api: ...

    async def namespace(self) -> str: ...


class Writer:
    """A connection with a transaction that is not committed yet."""

    def __init__(self, raw: asyncpg.Connection, namespace: str) -> None:
        self.raw, self.namespace = raw, namespace

    async def run(self, sql: str, *values: object) -> None:
        await self.raw.execute(sql.replace("$n.", f"{self.namespace}."), *values)

    async def kept_waiting(self, write: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """The write, begun, as soon as it waits for this connection."""
        task = asyncio.create_task(write)
        waits = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        async with asyncio.timeout(PATIENCE):
            while not await self.raw.fetchval(waits):
                assert not task.done(), task.result()
                await asyncio.sleep(0.01)
        return task


@asynccontextmanager
async def writing(world: Tenant, database_url: str) -> AsyncIterator[Writer]:
    raw = await asyncpg.connect(database_url)
    try:
        async with raw.transaction():
            yield Writer(raw, await world.namespace())
    finally:
        await raw.close()


HOLD = "SELECT pg_advisory_xact_lock(38)"


async def judged_writes_wait(world: Tenant) -> None:
    """Let writes wait for who has `HOLD` where they have judged, have their locks, and write their event."""
    namespace = await world.namespace()
    for sql in (
        """CREATE FUNCTION $n.wait() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_advisory_xact_lock_shared(38); RETURN NEW; END $$""",
        "CREATE TRIGGER wait BEFORE INSERT ON $n.sluice_outbox FOR EACH ROW EXECUTE FUNCTION $n.wait()",
    ):
        await world.api.engine.database.fetch(sql.replace("$n.", f"{namespace}."), [], affinity="")
