"""Bring a database up to date: the namespace `platform` by Alembic, the tenants' by `tenants.upgrades`
and, what their catalogs say of their tables, by `metadata.upgrades`."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, Table, Text, select, text
from sqlalchemy.engine import Connection as SyncConnection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from core.connection import connect
from core.database import Database
from core.sealing import NO_KEY, Sealer
from metadata.upgrades import STEPS
from tenants.platform import AFFINITY, PLATFORM
from tenants.sealed import seal_all
from tenants.upgrades import upgrade_namespaces
from tenants.walls import close_ways_out

_LOCK = 7_583_421_108
"""Names the advisory lock under which one process migrates while the others wait."""

_VERSION = Table("alembic_version", MetaData(schema=PLATFORM), Column("version_num", Text))


async def upgrade(url: str, *, walls: bool = True, sealer: Sealer = NO_KEY) -> None:
    """Run the missing migrations of `platform` in one transaction, then bring each tenant up to date.

    Several processes may start at once.

    Args:
        url: as `core.database.Database.open` takes it.
        walls: give each tenant a role of its own.
        sealer: of secrets; what its key in use has not sealed is sealed with that.

    Raises:
        SluiceError: as `core.connection.connect`; DATABASE_RIGHTS where that cannot be done.
    """
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: connect(url, {}),
        poolclass=NullPool,
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            # On Citus a new namespace becomes one shard; this one must stay an ordinary namespace.
            await connection.execute(text("SET LOCAL citus.enable_schema_based_sharding = off"))
            await connection.execute(CreateSchema(PLATFORM, if_not_exists=True))
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()
    # A large table takes as long as it takes.
    database = await Database.open(url, size=1, statement_timeout_ms=0, walls=walls)
    try:
        if walls:
            async with database.transaction(affinity=AFFINITY) as connection:
                await connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
                await close_ways_out(connection)
        await upgrade_namespaces(database, STEPS)
        await seal_all(database, sealer)
    finally:
        await database.close()


async def is_current(database: Database) -> bool:
    """Whether the database has every migration of this program. A migrated database is expected to exist."""
    rows = await database.rows(select(_VERSION.c.version_num), affinity=AFFINITY)
    return [row[0] for row in rows] == [head_revision()]


@cache
def head_revision() -> str:
    """The newest migration of this program."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise ValueError("there are no migrations")
    return found


def compare_platform_only(name: str | None, kind: str, _parents: object) -> bool:
    """For Alembic: look into no namespace but `platform`."""
    return name == PLATFORM if kind == "schema" else True


def _upgrade(connection: SyncConnection) -> None:
    # The usual start has nothing to do, and then Alembic's scripts need not be loaded.
    current = MigrationContext.configure(connection, opts={"version_table_schema": PLATFORM})
    if current.get_current_revision() == head_revision():
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    folder = str(Path(__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
