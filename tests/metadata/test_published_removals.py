"""Records wait for what is removed, come back with it, and are erased with it."""

from dataclasses import replace

import pytest

from core.database import Database
from core.errors import SluiceError
from metadata.changes.base import Risk
from metadata.changes.constraints import SetRequired
from metadata.changes.erasures import EraseField, EraseObject
from metadata.changes.fields import AddField, NewField, RemoveField
from metadata.changes.objects import AddObject, RemoveObject
from metadata.changes.option_removal import RemoveOption
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.restorations import RestoreField, RestoreObject
from metadata.changes.stage_removal import RemoveStage
from metadata.fields import Option
from metadata.initial import initial_catalog
from metadata.settings import Numbering
from tests.conftest import ProvisionedTenant
from tests.metadata.tables_compared import table_differences
from tests.metadata.test_publish import Tenant
from tests.metadata.world import WORLD


@pytest.fixture
async def sales(database: Database, tenant: ProvisionedTenant) -> Tenant:
    made = Tenant(database, tenant.namespace)
    async with database.transaction(affinity=tenant.namespace) as connection:
        await made.store.found(connection, tenant.namespace, initial_catalog(), tenant.member_id)
    return made


async def test_values_wait_and_come_back(sales: Tenant):
    world = (await sales.publish(*WORLD)).catalog
    await sales.insert(world, "account", name="Acme")
    await sales.insert(world, "account", name="Globex")
    free = NewField("size", "integer", required=True, default=7, unique=False, searchable=False)
    world = (await sales.publish(AddField("account", free))).catalog
    gone = await sales.publish(RemoveField("account", "size"))
    assert (gone.steps[0].risk, gone.steps[0].rows) == (Risk.HIDES, 2)
    assert await table_differences(sales.database, gone.catalog, sales.namespace) == []
    await sales.insert(gone.catalog, "account", name="Initech")
    back = await sales.publish(RestoreField("account", "size"))
    assert await table_differences(sales.database, back.catalog, sales.namespace) == []
    assert await sales.values(f"SELECT size FROM {sales.namespace}.account") == [7, 7, 7]


async def test_records_made_meanwhile_that_do_not_fit_are_named(sales: Tenant):
    code = NewField("code", "text", required=True, unique=True)
    await sales.publish(*WORLD, AddObject("thing", "things", fields=(code, NewField("note", "text"))))
    gone = (await sales.publish(RemoveField("thing", "code"))).catalog
    await sales.insert(gone, "thing", note="a")
    with pytest.raises(SluiceError) as caught:
        await sales.publish(RestoreField("thing", "code"), dry_run=True)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path[2:]) == ("CATALOG_ROWS_CONFLICT", ("restoreField", "required"))
    assert problem.details["rows"] == 1
    assert "required: false" in problem.hint
    back = await sales.publish(RestoreField("thing", "code", required=False))
    assert await table_differences(sales.database, back.catalog, sales.namespace) == []
    assert await sales.refused(SetRequired("thing", "code", required=True)) != []


async def test_a_field_may_come_back_and_be_required_in_one_list(sales: Tenant):
    fields = (NewField("code", "text"), NewField("note", "text"))
    world = (await sales.publish(*WORLD, AddObject("thing", "things", fields=fields))).catalog
    await sales.insert(world, "thing", code="x")
    gone = (await sales.publish(RemoveField("thing", "code"))).catalog
    await sales.insert(gone, "thing", note="without a code")
    back = [RestoreField("thing", "code"), SetRequired("thing", "code", required=True)]
    (found,) = await sales.refused(*back)
    assert found == ("CATALOG_ROWS_CONFLICT", ("changes", 1, "setRequired", "required"))
    await sales.values(f"DELETE FROM {sales.namespace}.thing WHERE note <> '' RETURNING id")
    await sales.publish(*back)


async def test_numbers_go_on_when_they_come_back(sales: Tenant):
    number = NewField("number", "autoNumber", numbering=Numbering("T-{000}"))
    await sales.publish(*WORLD, AddObject("thing", "things", fields=(NewField("note", "text"),)))
    bare = await sales.store.head(sales.namespace)
    await sales.insert(bare, "thing", note="a")
    await sales.publish(AddField("thing", number))
    gone = (await sales.publish(RemoveField("thing", "number"))).catalog
    await sales.insert(gone, "thing", note="b")
    await sales.insert(gone, "thing", note="c")
    back = await sales.publish(RestoreField("thing", "number"))
    assert await table_differences(sales.database, back.catalog, sales.namespace) == []
    of = f"{sales.namespace}.thing"
    assert await sales.values(f"SELECT number FROM {of} ORDER BY note") == ["T-001", "T-002", "T-003"]
    assert await sales.values(f"SELECT last FROM {sales.namespace}.sluice_counter") == [3]


async def test_numbers_are_erased_with_their_field_and_their_object(sales: Tenant):
    number = NewField("number", "autoNumber", numbering=Numbering("T-{000}"))
    other = replace(number, name="other", id="fld_other")
    fields = (NewField("note", "text"), number, other)
    await sales.publish(*WORLD, AddObject("thing", "things", fields=fields))
    await sales.values(
        f"INSERT INTO {sales.namespace}.sluice_counter (field_id, period, last)"
        f" VALUES ('{number.id}', '', 1), ('fld_other', '', 1) RETURNING last"
    )
    await sales.publish(RemoveField("thing", "other"), EraseField("thing", "other"))
    counted = f"SELECT field_id FROM {sales.namespace}.sluice_counter"
    assert await sales.values(counted) == [number.id]
    await sales.publish(RemoveObject("thing"), EraseObject("thing"))
    assert await sales.values(counted) == []


async def test_an_object_waits_and_comes_back(sales: Tenant):
    world = (await sales.publish(*WORLD)).catalog
    await sales.insert(world, "account", name="Acme")
    gone = await sales.publish(
        RemoveObject("deal"), RemoveObject("account"), AddObject("account", "accounts")
    )
    assert [step.rows for step in gone.steps] == [0, 1, 0]
    assert await table_differences(sales.database, gone.catalog, sales.namespace) == []
    back = await sales.publish(
        RestoreObject("account", "company", "companies"), RestoreObject("deal"), RemoveObject("account")
    )
    assert [step.rows for step in back.steps] == [1, 0, 0]
    assert await table_differences(sales.database, back.catalog, sales.namespace) == []
    assert await sales.values(f"SELECT name FROM {sales.namespace}.company") == ["Acme"]


async def test_stages_wait_and_come_back_and_no_record_is_left_in_a_removed_one(sales: Tenant):
    world = (await sales.publish(*WORLD)).catalog
    await sales.insert(world, "deal", title="a", stage="sql")
    gone = (await sales.publish(RemovePipeline("deal"))).catalog
    assert await table_differences(sales.database, gone, sales.namespace) == []
    await sales.insert(gone, "deal", title="b")
    lost = [RestorePipeline("deal", "sales"), RemoveStage("deal", "sql")]
    assert [code for code, _ in await sales.refused(*lost)] == ["CATALOG_ROWS_CONFLICT"]
    back = await sales.publish(RestorePipeline("deal", "sales"))
    assert await table_differences(sales.database, back.catalog, sales.namespace) == []
    assert await sales.values(f"SELECT stage FROM {sales.namespace}.deal ORDER BY title") == ["sql", "lead"]
    again = [RemovePipeline("deal"), RestorePipeline("deal", "sales"), RemoveStage("deal", "sql")]
    assert [code for code, _ in await sales.refused(*again)] == ["CATALOG_ROWS_CONFLICT"]


@pytest.mark.parametrize("kind", ["choice", "multiChoice"])
async def test_remove_option_before_set_required(sales: Tenant, kind: str):
    """It passed the dry run and was refused for real: records that the removal empties count too."""
    options = (Option("a"), Option("b"), Option("c"))
    world = (await sales.publish(*WORLD, AddField("deal", NewField("kind", kind, options=options)))).catalog
    one, two = (["a"], ["a", "c"]) if kind == "multiChoice" else ("a", "c")
    await sales.insert(world, "deal", title="one", kind=one)
    await sales.insert(world, "deal", title="two", kind=two)
    through = [RemoveOption("deal", "kind", "b", "a"), RemoveOption("deal", "kind", "a")]
    for changes in ([through[1]], through):
        for dry_run in (True, False):
            found = await sales.refused(*changes, SetRequired("deal", "kind", required=True), dry_run=dry_run)
            assert found == [("CATALOG_ROWS_CONFLICT", ("changes", len(changes), "setRequired", "required"))]
    kept = RemoveOption("deal", "kind", "a", "c")
    await sales.publish(kept, SetRequired("deal", "kind", required=True))
