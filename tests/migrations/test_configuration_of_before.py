"""What the configuration of a tenant that an older program made gets, in place, before it is served."""

import asyncio

from core.database import Database
from migrations.run import upgrade
from tests.client import running_api
from tests.conftest import drop_database, make_database
from tests.migrations.older import Served, indexes
from tests.world import make_world


async def test_a_tenant_of_an_older_program_gets_its_documents(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    await older.run(f"DROP TABLE {await world.namespace()}.sluice_document")
    await older.upgraded()
    listed = await api.data(world.admin, "{ trustedDocuments { id } }")
    assert listed == {"trustedDocuments": []}


async def test_a_tenant_of_an_older_program_gets_its_drafts(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    await older.run(f"DROP TABLE {await world.namespace()}.sluice_draft")
    await older.upgraded()
    listed = await api.data(world.admin, "{ catalogDrafts { id } }")
    assert listed == {"catalogDrafts": []}


async def test_a_tenant_of_an_older_program_gets_its_saved_views(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    made = await indexes(api, namespace)
    await older.run(f"DROP TABLE {namespace}.sluice_saved_view")
    await older.upgraded()
    assert await indexes(api, namespace) == made
    save = """mutation { saveView(input: { object: "deal", name: "Mine" }) { view { revision } } }"""
    assert await api.data(world.admin, save) == {"saveView": {"view": {"revision": 1}}}


async def test_stages_of_an_older_program_get_ids(server_url: str) -> None:
    """One stage has one id in all versions, so that a version from before its rename can be put in force again."""
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        await api.change(
            world.admin, {"renameStage": {"object": "deal", "stage": "qualified", "name": "offer"}}
        )
        before = await world.namespace()
        listed = await stages_of(api.engine.database, before)
        await api.engine.database.fetch(
            f"ALTER TABLE {before}.sluice_catalog_version DROP CONSTRAINT ck_catalog_version_stage_ids",
            [],
            affinity="",
        )
        for position in range(4):
            await api.engine.database.fetch(
                f"UPDATE {before}.sluice_catalog_version SET catalog = catalog #- $1::text[]",
                [["objects", "2", "pipeline", "stages", str(position), "id"]],
                affinity="",
            )
        assert {identifier for _, _, identifier in await stages_of(api.engine.database, before)} == {None}
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        upgraded = await stages_of(api.engine.database, before)
        assert [row[:2] for row in upgraded] == [row[:2] for row in listed]
        by_name = {(number, name): identifier for number, name, identifier in upgraded}
        assert by_name[2, "qualified"] == by_name[3, "offer"]
        assert len({*by_name.values()}) == 4
        assert None not in by_name.values()
    async with running_api(url) as api:
        done = await api.data(
            world.admin, "mutation { rollBackCatalog(to: 2) { errors { message } steps { sentence } } }"
        )
        assert done["rollBackCatalog"] == {
            "errors": [],
            "steps": [{"sentence": "Rename the stage offer of deal to qualified."}],
        }
    await drop_database(server_url, url)


async def stages_of(database: Database, namespace: str) -> list[tuple[int, str, str | None]]:
    """Version, name and id of every stage of every version."""
    rows = await database.fetch(
        "SELECT version, stage->>'name' AS name, stage->>'id' AS id"
        f" FROM {namespace}.sluice_catalog_version,"
        " jsonb_path_query(catalog, '$.objects[*].pipeline.stages[*]') stage ORDER BY version, name",
        [],
        affinity="",
    )
    return [(row["version"], row["name"], row["id"]) for row in rows]


async def test_a_tenant_of_an_older_program_gets_its_operations(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    dropped = f"DROP TABLE {await world.namespace()}.sluice_operation"
    await older.run(dropped)
    await older.upgraded()
    assert (await api.data(world.admin, "{ catalogOperations { id } }"))["catalogOperations"] == []


async def test_the_operations_of_an_older_program_say_what_is_known_of_them(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    added = f"INSERT INTO {await world.namespace()}.sluice_operation (base_version, changes) VALUES (1, '[]')"
    await older.run(added)
    newer = ("sentences", "draft_id", "started_at", "phase_started_at", "moved", "progress")
    dropped = ", ".join(f"DROP COLUMN {each}" for each in newer)
    altered = f"ALTER TABLE {await world.namespace()}.sluice_operation {dropped}"
    ended = "{ catalogOperations { state sentences draft startedAt moved progress } catalogDrafts { id } }"
    await older.run(altered)
    await older.upgraded()
    (found,) = (await api.data(world.admin, ended))["catalogOperations"]
    told = {"sentences": [], "draft": None, "startedAt": None, "moved": 0, "progress": 0.0}
    assert found == {"state": "queued", **told}
