"""A client that goes away ends the reading that was done for it, and no writing."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from core.database import Database
from tests.client import Api
from tests.protocols.serving import Served
from tests.protocols.waiting import PATIENCE
from tests.world import World

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active' AND query LIKE $1
"""


@pytest.fixture
async def locked(database_url: str, own_world: World) -> AsyncIterator[asyncpg.Connection]:
    """A connection that holds the table of contacts, so that whoever asks for them waits."""
    connection = await asyncpg.connect(database_url)
    await connection.execute("BEGIN")
    await connection.execute(f"LOCK TABLE {await own_world.namespace()}.contact IN ACCESS EXCLUSIVE MODE")
    yield connection
    await connection.close()


async def until_waiting(database: Database, world: World, wanted: int) -> None:
    """Wait until so many statements of the tenant wait for a lock."""
    namespace = await world.namespace()
    async with asyncio.timeout(PATIENCE):
        while True:
            (row,) = await database.fetch(WAITING, [f"%{namespace}%contact%"], affinity="")
            if row[0] == wanted:
                return
            await asyncio.sleep(0.02)


async def leave(served: Served, world: World, database: Database, document: str) -> None:
    """Ask, and go away while the statement waits."""
    headers = {"Authorization": f"Bearer {world.manager}"}
    async with httpx.AsyncClient(headers=headers) as client:
        asked = asyncio.create_task(client.post(served.url, json={"query": document}))
        await until_waiting(database, world, 1)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked


async def test_a_read_is_cancelled_in_the_database(
    served: Served, own_world: World, database: Database, locked: asyncpg.Connection
) -> None:
    await leave(served, own_world, database, "{ contacts { nodes { name } } }")
    await until_waiting(database, own_world, 0)
    assert not locked.is_closed(), "the lock was held all the time"


async def test_a_write_is_finished(
    served: Served, own_world: World, database: Database, locked: asyncpg.Connection, api: Api
) -> None:
    await leave(
        served,
        own_world,
        database,
        'mutation { createContact(input: {name: "Ada"}) { contact { id } } }',
    )
    # Longer than it takes to notice that a client has gone.
    await asyncio.sleep(0.5)
    await until_waiting(database, own_world, 1)
    await locked.execute("COMMIT")
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await api.data(own_world.manager, "{ contacts { nodes { name } } }")
            if found["contacts"]["nodes"]:
                break
            await asyncio.sleep(0.02)
    assert found["contacts"]["nodes"] == [{"name": "Ada"}]
