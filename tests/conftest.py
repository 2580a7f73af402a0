"""A real PostgreSQL for the whole run: the embedded one in a temporary folder, or a server given by URL.

SLUICE_TEST_DATABASE_URL names a database of a PostgreSQL 18 where the role may create others; a run makes its
own and drops it. Each process of a run on several has a server, or on the given one a database, of its own.
"""

import gc
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest

from core.database import Database
from core.embedded import embedded_postgres
from migrations.run import upgrade
from tenants.namespace import create_namespace, namespace_tables
from tests.client import Api, observed, running_api
from tests.tenant_copies import TenantCopies, copied
from tests.world import World, fill_world, make_world

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "2GB",
}
"""Of the server of a run: nobody needs its data after a crash of the machine. Tests that kill one start their own."""

GIVEN = "SLUICE_TEST_DATABASE_URL"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden`, which pytest takes from no conftest further in."""
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the expected files of tests/golden/cases"
    )


def pytest_collection_finish() -> None:
    """What is there by now stays: as in the server, the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@dataclass(frozen=True)
class ProvisionedTenant:
    """A fresh namespace without a catalog version, and one member with the role `rol_admin`."""

    namespace: str
    member_id: UUID


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a database on the server; it is not to be changed itself."""
    given = os.environ.get(GIVEN)
    if given:
        yield given
        return
    with embedded_postgres(tmp_path_factory.mktemp("data"), SETTINGS) as url:
        yield url


async def make_database(server_url: str, options: str = "") -> str:
    """A new, empty database on the server, made with these options of CREATE DATABASE: its URL."""
    name = f"sluice_test_{secrets.token_hex(4)}"
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" {options}')
    finally:
        await connection.close()
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


_ROLES = r"""
SELECT rolname FROM pg_roles WHERE rolname LIKE 't\_%' AND NOT EXISTS (
    SELECT FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = pg_roles.oid AND dbid <> 0
)"""


async def drop_database(server_url: str, url: str) -> None:
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'DROP DATABASE "{urlsplit(url).path[1:]}" WITH (FORCE)')
        # Roles are those of all databases of a server; the tenants of this one have been the last to need theirs.
        for role in await connection.fetch(_ROLES):
            await connection.execute(f"DROP ROLE {role[0]}")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
async def database_url(server_url: str) -> AsyncIterator[str]:
    """URL of a migrated database that all tests of the run share."""
    url = await make_database(server_url)
    await upgrade(url)
    yield url
    if os.environ.get(GIVEN):
        await drop_database(server_url, url)  # the run's own server goes as a whole, which is quicker


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, size=8)
    yield opened
    await opened.close()


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL texts run on `database` within the test, in order; clear it to begin counting later."""
    with observed(database) as texts:
        yield texts


@pytest.fixture
async def tenant(database: Database) -> ProvisionedTenant:
    namespace = f"t_test_{secrets.token_hex(4)}"
    member = namespace_tables(namespace).member
    async with database.transaction(affinity=namespace) as connection:
        await create_namespace(connection, namespace)
        found = await connection.value(
            member.insert()
            .values(
                identity_id=UUID(bytes=secrets.token_bytes(16)),
                email=f"{namespace}@sluice.example",
                name="Ada",
                roles=["rol_admin"],
            )
            .returning(member.c.id)
        )
    return ProvisionedTenant(namespace, found)


@pytest.fixture(scope="session")
async def api(database_url: str) -> AsyncIterator[Api]:
    """The application over HTTP on the shared database."""
    async with running_api(database_url) as running:
        yield running


@pytest.fixture(scope="session")
async def world(api: Api) -> World:
    """The shared world with its fixed records; nobody changes it."""
    return await fill_world(await make_world(api))


@pytest.fixture(scope="session")
async def scratch(api: Api) -> World:
    """A second world without records: each test makes its own there and changes no catalog, role or key."""
    return await make_world(api)


@pytest.fixture(scope="session")
async def copies(database_url: str) -> AsyncIterator[TenantCopies]:
    """Tenants that tests change, each made through the API once and copied for every further test."""
    opened = TenantCopies(database_url)
    yield opened
    await opened.close()


@copied
async def own_world(api: Api) -> World:
    """A world of the test's own, to change in any way."""
    return await make_world(api)


@pytest.fixture
def api_statements(api: Api) -> Iterator[list[str]]:
    """The SQL texts that the application runs within the test, in order; clear it to begin counting later."""
    with observed(api.engine.database) as texts:
        yield texts
