"""The role of a tenant in PostgreSQL: what it is refused, whatever the statement, and how it comes and goes."""

import json
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from core.database import Database
from core.errors import SluiceError
from migrations.run import upgrade
from tenants.namespace import create_namespace, drop_namespace
from tenants.platform import AFFINITY, TENANT
from tenants.walls import NARROWER, WITHOUT_WALL, told
from tests.conftest import ProvisionedTenant, drop_database, make_database
from tests.world import World

REFUSED = (
    "SELECT * FROM {other}.sluice_member",
    "INSERT INTO {other}.sluice_outbox (object_id, record_id, kind, record_version, catalog_version)"
    " VALUES ('o', uuidv7(), 'k', 1, 1)",
    "SELECT * FROM platform.tenant",
    "SELECT token_hash FROM platform.api_key",
    "WITH gone AS (DELETE FROM platform.session WHERE false RETURNING 1) SELECT count(*) FROM gone",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT query_to_xml('SELECT FROM platform.tenant WHERE false', true, true, '')",
    "UPDATE {own}.sluice_head SET access_epoch = 0",
    "SELECT * FROM {own}.sluice_head FOR UPDATE",
    "INSERT INTO {own}.sluice_member (identity_id, email, name) VALUES (uuidv7(), 'e', 'n')",
    "DELETE FROM {own}.sluice_stage_history",
    "UPDATE {own}.sluice_field_history SET actor = NULL",
)
WAYS_OUT = (
    "SELECT set_config('role', 'none', false)",
    "SELECT set_config('role', '{other}', false)",
    "SELECT set_config('session_authorization', 'default', false)",
    "SELECT query_to_xml('SELECT set_config(''role'', ''none'', false)', true, true, '')",
    # PostgreSQL lets everybody update this view, by a rule that calls set_config.
    "UPDATE pg_settings SET setting = 'none' /* set_config */ WHERE name = 'role'",
)
COMMANDS = ("RESET ROLE", "SET ROLE {other}", "set local role none", "/* SELECT */ RESET ROLE", "COMMIT")


@pytest.fixture
async def other(database: Database) -> str:
    return await new_namespace(database)


async def new_namespace(database: Database) -> str:
    namespace = f"t_test_{secrets.token_hex(4)}"
    async with database.transaction(affinity=namespace) as connection:
        await create_namespace(connection, namespace)
    return namespace


async def user(database: Database, affinity: str) -> str:
    (row,) = await database.fetch("SELECT current_user::text", [], affinity=affinity)
    return str(row[0])


@pytest.mark.parametrize("sql", [*REFUSED, *WAYS_OUT])
async def test_a_wrong_statement_is_refused_by_postgresql(
    database: Database, tenant: ProvisionedTenant, other: str, sql: str
) -> None:
    own = tenant.namespace
    wrong = sql.format(own=own, other=other)
    # Whoever owns the tables may do it: nothing but the role stands in the way.
    if "set_config" not in sql and "lo_import" not in sql:
        await database.fetch(wrong, [], affinity="")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.fetch(wrong, [], affinity=own)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(affinity=own, walled=True) as connection:
            await connection.fetch(wrong)
    assert await user(database, own) == own


@pytest.mark.parametrize("sql", COMMANDS)
async def test_no_command_is_sent_where_queries_are(
    database: Database, tenant: ProvisionedTenant, other: str, sql: str
) -> None:
    with pytest.raises(ValueError, match="no command"):
        await database.fetch(sql.format(other=other), [], affinity=tenant.namespace)


async def test_no_command_stands_within_a_query_or_behind_it(
    database: Database, tenant: ProvisionedTenant
) -> None:
    with pytest.raises(asyncpg.PostgresSyntaxError, match="multiple commands"):
        await database.fetch("SELECT 1; RESET ROLE", [], affinity=tenant.namespace)
    within = "SELECT query_to_xml('RESET ROLE', true, true, '')"
    with pytest.raises(asyncpg.FeatureNotSupportedError, match="not allowed in a non-volatile function"):
        await database.fetch(within, [], affinity=tenant.namespace)
    assert await user(database, tenant.namespace) == tenant.namespace


async def test_a_connection_is_told_of_a_role_only_when_it_changes_tenants(
    database_url: str,
    database: Database,
    tenant: ProvisionedTenant,
    other: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told_of: list[str | None] = []
    take = Database._take_role

    async def noted(self: Database, raw: object, role: str | None) -> None:
        told_of.append(role)
        await take(self, raw, role)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "_take_role", noted)
    one = await Database.open(database_url, size=1)
    a, b = tenant.namespace, other
    assert [await user(one, each) for each in (a, a, a, b, b)] == [a, a, a, b, b]
    owner = await user(one, AFFINITY)
    async with one.transaction(affinity=b) as connection:
        assert (await connection.fetch("SELECT current_user::text"))[0][0] == owner
    assert await user(one, b) == b
    assert told_of == [a, b, None, b]
    await one.close()


async def test_a_role_that_may_have_been_taken_or_not_is_taken_again(
    database_url: str, tenant: ProvisionedTenant, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await Database.open(database_url, size=1, statement_timeout_ms=100)
    await user(one, tenant.namespace)
    with monkeypatch.context() as patched:
        patched.setattr("core.database.taking", lambda _: "SELECT pg_sleep(60)")
        with pytest.raises(SluiceError) as caught:
            await user(one, other)
        assert caught.value.problems[0].code == "TIMEOUT"
    assert await user(one, tenant.namespace) == tenant.namespace
    assert await user(one, other) == other
    await one.close()


async def test_requests_run_by_the_role(own_world: World) -> None:
    database, namespace = own_world.api.engine.database, await own_world.namespace()
    asked = "{ accounts { totalCount } }"
    await own_world.api.data(own_world.admin, asked)
    await database.fetch(f"REVOKE SELECT ON {namespace}.account FROM {namespace}", [], affinity="")
    assert await own_world.api.codes(own_world.admin, asked) == ["INTERNAL"]


async def test_without_walls_everything_runs_by_the_owner(
    database_url: str, tenant: ProvisionedTenant
) -> None:
    off = await Database.open(database_url, size=1, walls=False)
    assert await user(off, tenant.namespace) == await user(off, "")
    namespace = await new_namespace(off)
    assert not await off.fetch("SELECT FROM pg_roles WHERE rolname = $1", [namespace], affinity="")
    await off.close()


@dataclass(frozen=True)
class Installation:
    """A database whose owner is no superuser."""

    url: str
    as_superuser: str
    login: str


@pytest.fixture
async def installation(server_url: str) -> AsyncIterator[Installation]:
    login = f"sluice_{secrets.token_hex(4)}"
    superuser = await asyncpg.connect(server_url)
    await superuser.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'secret-of-a-test'")
    as_superuser = await make_database(server_url, f"OWNER {login}")
    parts = urlsplit(as_superuser)
    host = parts.netloc.rpartition("@")[2]
    yield Installation(
        urlunsplit(parts._replace(netloc=f"{login}:secret-of-a-test@{host}")), as_superuser, login
    )
    # The login's own roles are dropped with the database, and it owns nothing then.
    await drop_database(server_url, as_superuser)
    await superuser.execute(f"DROP OWNED BY {login}; DROP ROLE {login}")
    await superuser.close()


async def with_a_tenant(database: Database) -> str:
    namespace = await new_namespace(database)
    await database.rows(
        TENANT.insert().values(slug=namespace, name="A", namespace=namespace), affinity=AFFINITY
    )
    return namespace


async def test_an_owner_that_is_no_superuser_needs_to_make_roles(installation: Installation) -> None:
    with pytest.raises(SluiceError) as caught:
        await upgrade(installation.url)
    (problem,) = caught.value.problems
    assert problem.code == "DATABASE_RIGHTS"
    assert f'ALTER ROLE "{installation.login}" CREATEROLE' in (problem.hint or "")
    await upgrade(installation.url, walls=False)
    database = await Database.open(installation.url, size=2)
    assert "CREATEROLE" in await told(database)

    superuser = await asyncpg.connect(installation.as_superuser)
    await superuser.execute(f"ALTER ROLE {installation.login} CREATEROLE")
    await upgrade(installation.url)
    own, another = await with_a_tenant(database), await with_a_tenant(database)
    for sql in REFUSED:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await database.fetch(sql.format(own=own, other=another), [], affinity=own)

    # What only a superuser can shut is told, and is shut by what is told.
    line = await told(database)
    assert line.startswith("ok, but")
    await superuser.execute(line.partition("superuser: ")[2])
    assert (await told(database)).startswith("ok: ")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.fetch(WAYS_OUT[0], [], affinity=own)
    assert await user(database, own) == own
    for each in (own, another):
        async with database.transaction(affinity=AFFINITY) as connection:
            await drop_namespace(connection, each)
    await database.close()
    await superuser.close()


async def test_tenants_from_before_get_their_role_and_no_more_than_its_rights(
    installation: Installation,
) -> None:
    await upgrade(installation.as_superuser, walls=False)
    before = await Database.open(installation.as_superuser, size=2, walls=False)
    old, same, wide = [await with_a_tenant(before) for _ in range(3)]
    await before.close()
    await upgrade(installation.as_superuser)
    database = await Database.open(installation.as_superuser, size=2)
    assert [await user(database, each) for each in (old, same, wide)] == [old, same, wide]
    assert (await told(database)).startswith("ok: ")

    await database.fetch(f"GRANT UPDATE ON {wide}.sluice_head TO {wide}", [], affinity="")
    async with database.transaction(affinity="") as connection:
        await connection.execute(f"DROP OWNED BY {old}; DROP ROLE {old}")
    with pytest.raises(SluiceError) as caught:
        await user(database, old)
    assert caught.value.problems[0].code == "UNAVAILABLE"
    assert "2 tenants" in await told(database)
    await upgrade(installation.as_superuser)
    assert await user(database, old) == old
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.fetch(f"UPDATE {wide}.sluice_head SET access_epoch = 0", [], affinity=wide)
    await database.close()


async def test_whose_role_is_wrong_is_found_by_one_look_at_all_tables(database: Database) -> None:
    """A start that looked at every table once for each tenant took minutes where there are a thousand."""
    for _ in range(3):
        await with_a_tenant(database)
    async with database.transaction(affinity=AFFINITY) as connection:
        await connection.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        (row,) = await connection.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {WITHOUT_WALL}")
    looks = [
        each["Actual Loops"]
        for each in nodes(json.loads(row[0])[0]["Plan"])
        if each.get("Relation Name") == "pg_class" and each["Node Type"] == "Seq Scan"
    ]
    assert looks == [1]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a plan."""
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


async def test_a_role_goes_with_its_namespace(database: Database, other: str) -> None:
    async with database.transaction(affinity=AFFINITY) as connection:
        await drop_namespace(connection, other)
    assert not await database.fetch("SELECT FROM pg_roles WHERE rolname = $1", [other], affinity="")


async def test_what_is_narrower_are_tables_that_are_there(
    database: Database, tenant: ProvisionedTenant
) -> None:
    there = await database.fetch(
        "SELECT relname::text FROM pg_class WHERE relnamespace = $1::regnamespace",
        [tenant.namespace],
        affinity="",
    )
    assert NARROWER.keys() <= {row[0] for row in there}
