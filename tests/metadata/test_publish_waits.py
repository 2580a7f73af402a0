"""A publish keeps the tenant's other statements waiting as shortly as it can: refused early, and with locks let go."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import asyncpg
import pytest
from sqlalchemy import select

from core.connection import Connection
from core.database import Database
from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.constraints import SetRequired, SetUnique
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.head_lock import FIRST_LOCK_SECONDS, with_head
from metadata.initial import initial_catalog
from metadata.publish import publish
from metadata.store import CatalogStore
from metadata.tables import record_table
from tenants.namespace import namespace_tables
from tests.conftest import ProvisionedTenant
from tests.metadata.tables_compared import table_differences
from tests.metadata.world import ACCOUNT, DEAL

MOST_COLUMNS = 1_600
"""That PostgreSQL has room for in a table."""
REQUIRED = SetRequired("account", "sector", True)


class Tenant:
    """A tenant with accounts, and the hands the tests need."""

    def __init__(self, database: Database, namespace: str, catalog: Catalog) -> None:
        self.database, self.namespace, self.catalog = database, namespace, catalog
        self.store = CatalogStore(database)

    def reads(self) -> asyncio.Task[object]:
        """A statement as any request begins: with the head."""
        head = namespace_tables(self.namespace).head
        return asyncio.create_task(
            self.database.rows(select(head.c.catalog_version), affinity=self.namespace)
        )

    async def insert(self, connection: Connection, **values: object) -> str:
        table = record_table(self.catalog, self.catalog.object_by_name["account"], self.namespace)
        return str(await connection.value(table.insert().values(values).returning(table.c.id)))

    @asynccontextmanager
    async def request(self) -> AsyncIterator[Connection]:
        """A request of the tenant that is under way."""
        async with self.database.transaction(affinity=self.namespace) as connection:
            await connection.execute(f"SELECT FROM {self.namespace}.sluice_head")
            yield connection


@pytest.fixture
async def sales(database: Database, tenant: ProvisionedTenant) -> Tenant:
    store = CatalogStore(database)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await store.found(connection, tenant.namespace, initial_catalog(), tenant.member_id)
    code = AddField("account", NewField("code", "text", {"en": "Code"}))
    made = await publish(database, store, tenant.namespace, [ACCOUNT, DEAL, code], None)
    return Tenant(database, tenant.namespace, made.catalog)


@contextmanager
def _lock_asked_for(database: Database) -> Iterator[asyncio.Event]:
    """Set when a publish asks for the head."""
    asked = asyncio.Event()

    def observe(sql: str) -> None:
        if "LOCK TABLE" in sql:
            asked.set()

    database.observers.append(observe)
    yield asked
    database.observers.remove(observe)


@pytest.mark.parametrize("change", [REQUIRED, SetUnique("account", "code", True)])
async def test_what_records_do_not_fit_is_refused_without_a_lock(sales, statements, change):
    async with sales.database.transaction(affinity=sales.namespace) as connection:
        made = {await sales.insert(connection, name=name, code="A-1") for name in ("Acme", "Bolt")}
    async with sales.request():
        statements.clear()
        with pytest.raises(SluiceError) as caught:
            await publish(sales.database, sales.store, sales.namespace, [change], None)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path[:3]) == ("CATALOG_ROWS_CONFLICT", ("changes", 0, change.kind))
    assert {*problem.details["ids"]} == made
    assert not any("LOCK TABLE" in each for each in statements)


async def test_a_record_that_is_written_after_the_first_look_is_found_under_the_lock(sales, monkeypatch):
    monkeypatch.setattr("metadata.head_lock.LOCK_SECONDS", 30)
    with _lock_asked_for(sales.database) as asked:
        async with sales.request() as connection:
            publishing = asyncio.create_task(
                publish(sales.database, sales.store, sales.namespace, [REQUIRED], None)
            )
            await asyncio.wait_for(asked.wait(), 30)
            late = await sales.insert(connection, name="Acme")
        with pytest.raises(SluiceError) as caught:
            await publishing
    (problem,) = caught.value.problems
    assert (problem.code, problem.details) == ("CATALOG_ROWS_CONFLICT", {"rows": 1, "ids": [late]})
    assert (await sales.store.head(sales.namespace)).version == sales.catalog.version


async def test_requests_get_through_while_a_publish_waits(sales, monkeypatch):
    monkeypatch.setattr("metadata.head_lock.LOCK_SECONDS", 0.2)
    monkeypatch.setattr("metadata.head_lock.LOCK_ATTEMPTS", 1_000)
    with _lock_asked_for(sales.database) as asked:
        async with sales.request():
            publishing = asyncio.create_task(
                publish(sales.database, sales.store, sales.namespace, [REQUIRED], None)
            )
            await asyncio.wait_for(asked.wait(), 30)
            for _ in range(5):
                await asyncio.wait_for(sales.reads(), 30)
            assert not publishing.done()
        assert (await publishing).version == sales.catalog.version + 1


async def test_nobody_waits_a_second_behind_who_is_at_a_table(sales, statements):
    """The publish had waited with the head in its hands for as long as it may wait for the head: a second."""
    added = AddField("account", NewField("size", "integer", {"en": "Size"}))
    async with sales.database.transaction(affinity=sales.namespace) as connection:
        # As autovacuum and whoever builds an index has it: reading and writing go on.
        await connection.execute(f"LOCK TABLE {sales.namespace}.account IN SHARE UPDATE EXCLUSIVE MODE")
        statements.clear()
        publishing = asyncio.create_task(publish(sales.database, sales.store, sales.namespace, [added], None))
        async with asyncio.timeout(30):
            while sum("LOCK TABLE" in each and "sluice_head" in each for each in statements) < 2:  # noqa: ASYNC110 - seen
                await asyncio.sleep(0.01)
        (held,) = {each for each in statements if "LOCK TABLE" in each and "sluice_head" in each}
        assert held.endswith(f"SET LOCAL lock_timeout = '{FIRST_LOCK_SECONDS * 1000:.0f}ms'")
        await asyncio.wait_for(sales.reads(), 30)
        assert not publishing.done()
    assert (await publishing).version == sales.catalog.version + 1


async def test_an_operation_has_autovacuum_give_way_before_anybody_waits(sales, statements):
    async def nothing(connection: Connection) -> None:
        statements.append("done")

    async with sales.database.transaction(affinity=sales.namespace) as connection:
        await connection.execute(f"LOCK TABLE {sales.namespace}.account IN SHARE UPDATE EXCLUSIVE MODE")
        statements.clear()
        transaction = partial(sales.database.transaction, affinity=sales.namespace)
        working = asyncio.create_task(with_head(transaction, sales.namespace, nothing, hurried=False))
        async with asyncio.timeout(30):
            while not any("account IN SHARE UPDATE EXCLUSIVE" in each for each in statements):  # noqa: ASYNC110 - seen
                await asyncio.sleep(0.01)
        assert not any("sluice_head" in each for each in statements)
    await working
    assert statements[-1] == "done"


@asynccontextmanager
async def _vacuumed(sales: Tenant, database_url: str) -> AsyncIterator[None]:
    """Autovacuum is at the accounts, and takes long with them."""
    slow = {"cost_delay": 100, "cost_limit": 1, "threshold": 0, "scale_factor": 0}
    settings = ", ".join(f"autovacuum_vacuum_{name} = {value}" for name, value in slow.items())
    control = await asyncpg.connect(database_url)
    await control.execute("ALTER SYSTEM SET autovacuum_naptime = '1s'")
    try:
        await control.execute("SELECT pg_reload_conf()")
        await control.execute(
            f"INSERT INTO {sales.namespace}.account (name) SELECT 'A' || n FROM generate_series(1, 20000) AS n; "
            f"UPDATE {sales.namespace}.account SET name = name || 'x'; "
            f"ALTER TABLE {sales.namespace}.account SET ({settings})"
        )
        held = "SELECT FROM pg_locks WHERE mode = 'ShareUpdateExclusiveLock' AND granted AND relation = $1::regclass"
        async with asyncio.timeout(60):
            while not await control.fetch(held, f"{sales.namespace}.account"):  # noqa: ASYNC110 - of PostgreSQL
                await asyncio.sleep(0.1)
        yield
    finally:
        await control.execute("ALTER SYSTEM RESET autovacuum_naptime")
        await control.execute("SELECT pg_reload_conf()")
        await control.close()


async def test_autovacuum_gives_way_to_a_publish(sales, database_url):
    """PostgreSQL ends it for who has waited a second, which is when a publish gives up: it failed with CATALOG_BUSY."""
    async with _vacuumed(sales, database_url):
        added = AddField("account", NewField("size", "integer", {"en": "Size"}))
        made = await publish(sales.database, sales.store, sales.namespace, [added], None)
    assert made.version == sales.catalog.version + 1


class Behind(CatalogStore):
    """A store that knows an older head the first time, as when another publish comes right after it was read."""

    def __init__(self, database: Database, old: Catalog) -> None:
        super().__init__(database)
        self.old: list[Catalog] = [old]

    async def head(self, namespace: str) -> Catalog:
        return self.old.pop() if self.old else await super().head(namespace)


async def test_the_first_look_meets_a_newer_catalog(sales):
    await publish(
        sales.database, sales.store, sales.namespace, [RenameField("account", "sector", "branch")], None
    )
    behind = Behind(sales.database, sales.catalog)
    renamed = SetRequired("account", "branch", True)
    with pytest.raises(SluiceError) as caught:
        await publish(sales.database, behind, sales.namespace, [REQUIRED], None)
    assert [each.code for each in caught.value.problems] == ["CATALOG_UNKNOWN"]
    assert (await publish(sales.database, behind, sales.namespace, [renamed], None)).version == 4


async def test_what_a_list_adds_to_tables_is_one_statement_of_each(sales, statements):
    """A list of 1,000 fields was as many statements, behind which the tenant's requests stood for seconds."""
    fields = [
        AddField("deal", NewField("size", "integer", {"en": "Size"}, minimum=1, default=2)),
        AddField("account", NewField("size", "integer", {"en": "Size"})),
        AddField("deal", NewField("twice", "decimal", {"en": "Twice"}, formula={"*": [{"var": "size"}, 2]})),
        AddField(
            "deal", NewField("maker", "relation", {"en": "Maker"}, target="account", reverse="madeDeals")
        ),
        RenameField("account", "size", "extent"),
        AddField("account", NewField("depth", "integer", {"en": "Depth"}, unique=True)),
    ]
    statements.clear()
    made = await publish(sales.database, sales.store, sales.namespace, fields, None)
    (run,) = [each for each in statements if "ADD COLUMN" in each]
    altered = [each.split(" ")[2].split(".")[1] for each in run.split(";\n") if " ADD " in each]
    assert altered == ["deal", "account", "account"]
    assert await table_differences(sales.database, made.catalog, sales.namespace) == []


async def test_of_changes_that_are_run_as_one_the_one_that_does_not_fit_is_named(sales, statements):
    async with sales.database.transaction(affinity=sales.namespace) as connection:
        of_table = f"attrelid = '{sales.namespace}.account'::regclass AND attnum > 0"
        known = f"SELECT count(*) FROM pg_attribute WHERE {of_table}"
        ((there,),) = await connection.fetch(known)
        room = 2
        more = ", ".join(f"ADD COLUMN c{at} boolean" for at in range(MOST_COLUMNS - room - there))
        await connection.execute(f"ALTER TABLE {sales.namespace}.account {more}")
    fields = [AddField("account", NewField(f"f{at}", "boolean", {"en": f"F{at}"})) for at in range(4)]
    with pytest.raises(SluiceError) as caught:
        await publish(sales.database, sales.store, sales.namespace, fields, None)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("CATALOG_LIMIT", ("changes", room, "addField"))
    assert (await sales.store.head(sales.namespace)).version == sales.catalog.version
