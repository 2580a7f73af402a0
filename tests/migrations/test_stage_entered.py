"""Since when records are in their stages, in namespaces that an older program made, which did not note it."""

from tests.api.conftest import FreshTenant
from tests.api.test_criteria import DEAL, PIPELINE, Deals
from tests.metadata.tables_compared import table_differences
from tests.migrations.older import Served
from tests.world import sign_up

MOVED = "2026-02-03T10:30:00+00:00"
MOVE = """mutation ($id: ID!, $at: DateTime) {
  promoteDeal(id: $id, to: "offer", occurredAt: $at) { promoted } }"""
CREATE = (
    """mutation { createDeal(input: { title: "Old" }, occurredAt: "2026-01-05T09:00:00Z") { deal { id } } }"""
)


async def test_it_is_taken_from_the_history_of_stages(older: Served) -> None:
    api = older.api
    admin, slug = await sign_up(api)
    deals = Deals(api, FreshTenant(admin, slug))
    bare = {**DEAL, "name": "visit", "plural": "visits"}
    gone = {**DEAL, "name": "claim", "plural": "claims"}
    await deals.change(
        {"addObject": DEAL}, {"addPipeline": PIPELINE}, {"addObject": bare}, {"addObject": gone},
        {"addPipeline": {**PIPELINE, "object": "visit"}}, {"addPipeline": {**PIPELINE, "object": "claim"}},
    )  # fmt: skip
    moved = (await api.data(admin, CREATE))["createDeal"]["deal"]["id"]
    await api.data(admin, MOVE, {"id": moved, "at": MOVED})
    unknown = await deals.create(title="Without a history")
    await deals.change({"removePipeline": {"object": "visit"}}, {"removeObject": {"object": "claim"}})
    database, namespace = api.engine.database, await namespace_of(deals)
    catalog = await api.engine.catalogs.head(namespace)
    visit, claim = catalog.object_by_name["visit"], catalog.removed_objects[0].object
    hidden = f"sluice_removed_{visit.removed_pipelines[0].pipeline.id}__entered"
    for statement in (
        f"DELETE FROM {namespace}.sluice_stage_history WHERE record_id = '{unknown}'",
        f'ALTER TABLE {namespace}.deal DROP COLUMN "stageEnteredAt"',
        f'ALTER TABLE {namespace}.sluice_removed_{claim.id} DROP COLUMN "stageEnteredAt"',
        f'ALTER TABLE {namespace}.visit DROP COLUMN "{hidden}"',
    ):
        await database.fetch(statement, [], affinity="")
    await older.upgraded()
    catalog = await api.engine.catalogs.head(namespace)
    assert await table_differences(database, catalog, namespace) == []
    document = "{ deals(orderBy: [{ field: title }]) { nodes { title stageEnteredAt createdAt } } }"
    old, without = (await api.data(admin, document))["deals"]["nodes"][::-1]
    assert (old["title"], old["stageEnteredAt"]) == ("Without a history", old["createdAt"])
    assert (without["title"], without["stageEnteredAt"]) == ("Old", MOVED)
    await deals.change(
        {"restorePipeline": {"object": "visit", "pipeline": "sales"}},
        {"restoreObject": {"object": "claim"}},
    )
    catalog = await api.engine.catalogs.head(namespace)
    assert await table_differences(database, catalog, namespace) == []


async def namespace_of(deals: Deals) -> str:
    return (await deals.api.engine.authenticator.caller(deals.admin, None)).namespace
