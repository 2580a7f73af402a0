"""A database of its own for a tenant that is made to look as an older program left it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from migrations.run import upgrade
from tests.client import Api, running_api
from tests.conftest import drop_database, make_database


@dataclass(frozen=True)
class Served:
    """An API and the URL of the database that it serves, which is nobody else's."""

    api: Api
    url: str

    async def run(self, statement: str) -> None:
        """Do to the database what makes it look older."""
        await self.api.engine.database.fetch(statement, [], affinity="")

    async def upgraded(self) -> None:
        """Upgrade it, as three processes that start at once do."""
        await asyncio.gather(*(upgrade(self.url) for _ in range(3)))


@asynccontextmanager
async def served(server_url: str) -> AsyncIterator[Served]:
    """One that is migrated, and dropped in the end."""
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        yield Served(api, url)
    await drop_database(server_url, url)


async def indexes(api: Api, namespace: str) -> dict[str, str]:
    """The indexes of a namespace, by name, as statements."""
    rows = await api.engine.database.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = $1", [namespace], affinity=""
    )
    return {row[0]: row[1] for row in rows}
