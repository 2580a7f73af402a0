"""Publishing on a real PostgreSQL: catalog, tables and versions move together or not at all."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text

from core.database import Database
from core.errors import SluiceError
from metadata.catalog import Catalog
from metadata.changes.base import Change, Risk
from metadata.changes.constraints import SetRequired
from metadata.changes.fields import AddField, NewField, RenameField
from metadata.changes.labels import SetLabels
from metadata.changes.objects import AddObject, RemoveObject, RenameObject
from metadata.changes.roles import AddRole
from metadata.initial import initial_catalog
from metadata.publish import MOST_CHANGES, Publication, publish
from metadata.store import CatalogStore
from metadata.tables import record_table
from tests.conftest import ProvisionedTenant
from tests.metadata.tables_compared import table_differences
from tests.metadata.world import ACCOUNT, DEAL, PIPELINE, WORLD


class Tenant:
    """A tenant with its first catalog, and the two hands the tests need."""

    def __init__(self, database: Database, namespace: str) -> None:
        self.database = database
        self.namespace = namespace
        self.store = CatalogStore(database)

    async def publish(self, *changes: Change, **options: object) -> Publication:
        return await publish(self.database, self.store, self.namespace, changes, None, **options)

    async def refused(self, *changes: Change, **options: object) -> list[tuple[str, tuple[object, ...]]]:
        with pytest.raises(SluiceError) as caught:
            await self.publish(*changes, **options)
        return [(problem.code, problem.path) for problem in caught.value.problems]

    async def insert(self, catalog: Catalog, to: str, /, **values: object) -> None:
        table = record_table(catalog, catalog.object_by_name[to], self.namespace)
        await self.database.rows(table.insert().values(values).returning(table.c.id), affinity=self.namespace)

    async def values(self, sql: str) -> list[object]:
        return [row[0] for row in await self.database.fetch(sql, [], affinity=self.namespace)]


@pytest.fixture
async def sales(database: Database, tenant: ProvisionedTenant) -> Tenant:
    made = Tenant(database, tenant.namespace)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await made.store.found(connection, tenant.namespace, initial_catalog(), tenant.member_id)
    return made


async def test_the_first_version_is_the_initial_catalog(sales):
    assert await sales.store.head(sales.namespace) == initial_catalog()


async def test_a_publish_is_the_next_version_and_its_tables(sales):
    published = await sales.publish(*WORLD, note="the beginning")
    assert published.version == 2
    assert [step.risk for step in published.steps] == [
        Risk.SAFE,
        Risk.SAFE,
        Risk.REWRITES,
        Risk.SAFE,
        Risk.SAFE,
        Risk.SAFE,
    ]
    assert await sales.store.head(sales.namespace) == published.catalog
    assert await table_differences(sales.database, published.catalog, sales.namespace) == []


async def test_another_process_reads_the_same_catalog(sales):
    published = await sales.publish(*WORLD)
    elsewhere = CatalogStore(sales.database)
    assert await elsewhere.head(sales.namespace) == published.catalog
    assert await elsewhere.load(sales.namespace, 1) == initial_catalog()


async def test_the_head_is_one_statement_and_one_value(sales, statements):
    first = await sales.store.head(sales.namespace)
    statements.clear()
    assert await sales.store.head(sales.namespace) is first
    assert len(statements) == 1


async def test_every_version_is_kept_with_its_changes(sales):
    await sales.publish(ACCOUNT, note="accounts")
    await sales.publish(SetLabels("account", {"en": "Customer"}))
    newest, older, first = await sales.store.versions(sales.namespace, 10)
    assert (newest.version, older.version, first.version) == (3, 2, 1)
    assert older.note == "accounts"
    assert newest.changes == [{"kind": "setLabels", "object": "account", "labels": {"en": "Customer"}}]
    assert (await sales.store.load(sales.namespace, 2)).object_by_name["account"].labels["en"] == "Account"


@pytest.mark.parametrize("version", [0, 9, -1, 2**40])
async def test_a_version_that_is_not_there(sales, version):
    with pytest.raises(SluiceError) as caught:
        await sales.store.load(sales.namespace, version)
    assert caught.value.problems[0].code == "CATALOG_UNKNOWN"


async def test_no_change_is_no_version(sales):
    assert await sales.refused() == [("CATALOG_INVALID", ("changes",))]
    assert (await sales.store.head(sales.namespace)).version == 1


async def test_a_third_change_that_fails_leaves_nothing(sales):
    before = await sales.store.head(sales.namespace)
    broken = AddField("account", NewField("sector", "text"))
    assert await sales.refused(ACCOUNT, DEAL, broken) == [
        ("CATALOG_NAME_TAKEN", ("changes", 2, "addField", "field", "name"))
    ]
    assert await sales.store.head(sales.namespace) == before
    assert await table_differences(sales.database, before, sales.namespace) == []


async def test_ddl_that_fails_leaves_nothing(sales):
    """PostgreSQL itself refuses the second of two changes."""
    before = await sales.store.head(sales.namespace)
    await sales.database.fetch(f"CREATE TABLE {sales.namespace}.deal ()", [], affinity="")
    with pytest.raises(asyncpg.DuplicateTableError):
        await sales.publish(ACCOUNT, DEAL)
    assert await sales.store.head(sales.namespace) == before
    assert await table_differences(sales.database, before, sales.namespace) == ["deal is too much"]


async def test_an_expected_version_that_has_passed(sales):
    await sales.publish(ACCOUNT)
    assert await sales.refused(DEAL, expected_version=1) == [("CATALOG_CONFLICT", ("expectedVersion",))]


async def test_of_two_publishes_at_once_one_conflicts(sales):
    outcomes = await asyncio.gather(
        sales.publish(ACCOUNT, expected_version=1),
        sales.publish(AddObject("product", "products"), expected_version=1),
        return_exceptions=True,
    )
    codes = [each.problems[0].code for each in outcomes if isinstance(each, SluiceError)]
    assert codes == ["CATALOG_CONFLICT"]
    assert (await sales.store.head(sales.namespace)).version == 2


async def test_publishes_at_once_that_expect_nothing_all_succeed(sales):
    roles = [AddRole(f"role{number}") for number in range(8)]
    versions = await asyncio.gather(*(sales.publish(role) for role in roles))
    assert sorted(each.version for each in versions) == list(range(2, 10))
    head = await sales.store.head(sales.namespace)
    assert set(head.role_by_name) == {"admin", *(role.name for role in roles)}


async def test_a_tenant_that_is_busy(sales, monkeypatch):
    monkeypatch.setattr("metadata.head_lock.LOCK_SECONDS", 0.05)
    monkeypatch.setattr("metadata.head_lock.LOCK_ATTEMPTS", 3)
    async with sales.database.transaction(affinity=sales.namespace) as connection:
        await connection.execute(text(f"SELECT * FROM {sales.namespace}.sluice_head"))
        assert await sales.refused(ACCOUNT) == [("CATALOG_BUSY", ())]
    assert (await sales.publish(ACCOUNT)).version == 2


async def test_renames_keep_records(sales):
    world = (await sales.publish(*WORLD)).catalog
    await sales.insert(world, "account", name="Acme")
    await sales.insert(world, "deal", title="First", amount=5, amount__currency="CNY")
    published = await sales.publish(
        RenameObject("account", "company", "companies"),
        RenameField("company", "name", "legalName"),
        RenameField("deal", "amount", "value"),
        RenameField("deal", "account", "customer"),
    )
    assert published.catalog.object_by_name["company"].display == "legalName"
    assert await sales.values(f'SELECT "legalName" FROM {sales.namespace}.company') == ["Acme"]
    assert await sales.values(f"SELECT value__currency FROM {sales.namespace}.deal") == ["CNY"]
    assert await table_differences(sales.database, published.catalog, sales.namespace) == []


async def test_names_can_be_swapped_in_one_publish(sales):
    await sales.publish(ACCOUNT, DEAL)
    published = await sales.publish(
        RenameField("account", "name", "between"),
        RenameField("account", "sector", "name"),
        RenameField("account", "between", "sector"),
    )
    assert published.catalog.object_by_name["account"].field_by_name["sector"].id == "fld_name"
    assert await table_differences(sales.database, published.catalog, sales.namespace) == []


async def test_a_required_field_needs_a_default_where_there_are_records(sales):
    world = (await sales.publish(ACCOUNT)).catalog
    await sales.insert(world, "account", name="Acme")
    change = AddField("account", NewField("tier", "integer", required=True))
    path = ("changes", 0, "addField", "field", "required")
    assert await sales.refused(change) == [("CATALOG_ROWS_CONFLICT", path)]
    assert await sales.refused(change, dry_run=True) == [("CATALOG_ROWS_CONFLICT", path)]
    await sales.publish(AddField("account", NewField("tier", "integer", required=True, default=3)))
    assert await sales.values(f"SELECT tier FROM {sales.namespace}.account") == [3]


async def test_a_required_field_without_default_fits_an_object_of_the_same_publish(sales):
    required = NewField("tier", "integer", required=True)
    assert (await sales.publish(ACCOUNT, AddField("account", required))).version == 2


async def test_a_unique_default_fits_one_record_only(sales):
    world = (await sales.publish(ACCOUNT)).catalog
    await sales.insert(world, "account", name="one")
    await sales.publish(AddField("account", NewField("code", "text", unique=True, default="A")))
    world = await sales.store.head(sales.namespace)
    await sales.insert(world, "account", name="two", code="B")
    change = AddField("account", NewField("mark", "text", unique=True, default="A"))
    path = ("changes", 0, "addField", "field", "default")
    assert await sales.refused(change) == [("CATALOG_ROWS_CONFLICT", path)]


async def test_records_of_an_object_that_gets_a_pipeline_start_at_the_first_stage(sales):
    world = (await sales.publish(ACCOUNT, DEAL)).catalog
    await sales.insert(world, "deal", title="old")
    published = await sales.publish(PIPELINE)
    assert published.steps[0].rows == 1
    assert await sales.values(f"SELECT stage FROM {sales.namespace}.deal") == ["lead"]


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(sales, statements):
    world = (await sales.publish(*WORLD)).catalog
    await sales.insert(world, "account", name="Acme")
    statements.clear()
    planned = await sales.publish(
        RemoveObject("deal"),
        RenameField("account", "name", "title"),
        AddObject("lead", "leads"),
        dry_run=True,
    )
    assert planned.version == 3
    removed, renamed, added = planned.steps
    assert (removed.risk, removed.rows) == (Risk.HIDES, 0)
    assert removed.sentence == "Remove the object deal with its records; it can be restored for 30 days."
    assert renamed.breaks == ("Clients that use account.name must use account.title.",)
    assert (added.risk, added.rows, added.breaks) == (Risk.SAFE, 0, ())
    assert not [each for each in statements if "LOCK" in each or "ALTER" in each or "INSERT" in each]
    assert await sales.store.head(sales.namespace) == world


async def test_removing_an_object_removes_its_table(sales):
    await sales.publish(*WORLD)
    published = await sales.publish(RemoveObject("deal"))
    assert await table_differences(sales.database, published.catalog, sales.namespace) == []


async def test_as_many_changes_as_fit_are_one_version(sales):
    """All labels of a large tenant in another language were refused: there were more than a thousand."""
    before = await sales.publish(*WORLD)
    given = [SetLabels("deal", {"de": f"Nummer {number}"}, field="title") for number in range(MOST_CHANGES)]
    published = await sales.publish(*given)
    assert published.version == before.version + 1
    assert len(published.steps) == MOST_CHANGES
    title = (await sales.store.head(sales.namespace)).object_by_name["deal"].field_by_name["title"]
    assert title.labels == {"de": f"Nummer {MOST_CHANGES - 1}"}


async def test_too_many_changes(sales):
    roles = [AddRole(f"role{number}") for number in range(MOST_CHANGES + 1)]
    assert await sales.refused(*roles) == [("CATALOG_LIMIT", ("changes",))]


async def test_text_that_postgresql_cannot_keep(sales):
    labels = {"en": "a\x00b"}
    assert await sales.refused(AddObject("thing", "things", labels)) == [
        ("INVALID_VALUE", ("changes", 0, "addObject", "labels", "en"))
    ]
    assert await sales.refused(ACCOUNT, note="\ud800") == [("INVALID_VALUE", ("note",))]
    long = "x" * 3000
    assert await sales.refused(ACCOUNT, note=long) == [("CATALOG_LIMIT", ("note",))]
    assert await sales.refused(SetLabels("x", {"en": long})) == [
        ("CATALOG_UNKNOWN", ("changes", 0, "setLabels", "object"))
    ]


async def test_a_table_that_is_full_says_so(sales):
    """PostgreSQL counts removed columns; a table that has had 1,600 takes no more."""
    await sales.publish(AddObject("thing", "things"))
    rounds = ", ".join(f"ADD COLUMN c{number} int" for number in range(1590))
    drops = ", ".join(f"DROP COLUMN c{number}" for number in range(1590))
    for statement in (rounds, drops):
        sql = f"ALTER TABLE {sales.namespace}.thing {statement}"
        await sales.database.fetch(sql, [], affinity="")
    fields = [AddField("thing", NewField(f"field{number}", "integer")) for number in range(5)]
    assert await sales.refused(*fields) == [("CATALOG_LIMIT", ("changes", 2, "addField"))]
    assert (await sales.store.head(sales.namespace)).version == 2


async def test_a_record_written_by_sql_while_records_are_counted(sales):
    """It is not there yet when they are counted, and stands in the way of the DDL, which waits for its transaction."""
    world = (await sales.publish(ACCOUNT)).catalog
    table = record_table(world, world.object_by_name["account"], sales.namespace)
    change = SetRequired("account", "sector", required=True)
    async with sales.database.transaction(affinity=sales.namespace) as connection:
        await connection.execute(table.insert().values(name="Acme"))
        publishing = asyncio.create_task(sales.refused(change))
        for _ in range(500):
            if await sales.values("SELECT 1 FROM pg_locks WHERE NOT granted"):
                break
            await asyncio.sleep(0.01)
    assert await publishing == [("CATALOG_ROWS_CONFLICT", ("changes", 0, "setRequired"))]
    assert (await sales.store.head(sales.namespace)) == world
    assert await table_differences(sales.database, world, sales.namespace) == []
