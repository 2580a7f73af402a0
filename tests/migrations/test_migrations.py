"""The migrations make exactly the tables that the program believes in, and several processes may run them."""

import asyncio

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.database import Database
from migrations.run import compare_platform_only, is_current, upgrade
from tenants.platform import METADATA, PLATFORM
from tests.conftest import drop_database, make_database

_OPTIONS = {
    "version_table_schema": PLATFORM,
    "include_schemas": True,
    "include_name": compare_platform_only,
    "compare_type": True,
    "compare_server_default": True,
}


async def test_the_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(database_url), poolclass=NullPool
    )
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts=_OPTIONS), METADATA)
        )
    await engine.dispose()
    assert differences == []


async def test_several_processes_may_migrate_at_once(server_url: str) -> None:
    url = await make_database(server_url)
    await asyncio.gather(*(upgrade(url) for _ in range(4)))
    await upgrade(url)
    database = await Database.open(url, size=1)
    assert await is_current(database)
    await database.close()
    await drop_database(server_url, url)
