"""The migrations make exactly the tables that the program believes in, and several processes may run them."""

import asyncio

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.database import Database
from migrations.run import compare_platform_only, is_current, upgrade
from tenants.namespace import namespace_tables
from tenants.platform import METADATA, PLATFORM
from tests.client import Api, running_api
from tests.conftest import drop_database, make_database
from tests.protocols.directory import PATCH, make_directory
from tests.world import make_world

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


_BEFORE = (
    "ALTER TABLE {0}.sluice_outbox DROP CONSTRAINT sluice_outbox_pkey",
    "ALTER TABLE {0}.sluice_outbox DROP COLUMN xid",
    "ALTER TABLE {0}.sluice_outbox ADD PRIMARY KEY (seq)",
)
"""What makes the outbox of the first version of today's."""


async def test_the_outbox_of_an_older_program_gets_its_order(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        for statement in _BEFORE:
            await api.engine.database.fetch(statement.format(namespace), [], affinity="")
        outbox = namespace_tables(namespace).outbox
        async with api.engine.database.transaction(affinity="") as connection:
            for name in ("ada", "bob"):
                await connection.fetch(
                    f"INSERT INTO {namespace}.sluice_outbox (object_id, record_id, kind, record_version,"
                    " catalog_version) VALUES ($1, uuidv7(), 'created', 1, 1)",
                    [name],
                )
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        await world.create(world.manager, "contact", name="Eve")
        rows = await api.engine.database.rows(
            select(outbox).order_by(outbox.c.xid, outbox.c.seq), affinity=""
        )
        assert [row["object_id"] for row in rows][:2] == ["ada", "bob"]
        assert rows[0]["xid"] == rows[1]["xid"] < rows[2]["xid"]
        assert [row["seq"] for row in rows] == [1, 2, 3]
        fresh = await (await make_world(api)).namespace()
        upgraded = await outbox_of(api.engine.database, namespace)
        assert upgraded == await outbox_of(api.engine.database, fresh)
    await drop_database(server_url, url)


async def outbox_of(database: Database, namespace: str) -> set[tuple[str, ...]]:
    """Columns and constraints of the outbox."""
    columns = await database.fetch(
        "SELECT column_name, data_type, column_default, is_nullable FROM information_schema.columns"
        " WHERE table_schema = $1 AND table_name = 'sluice_outbox'",
        [namespace],
        affinity="",
    )
    constraints = await database.fetch(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::regclass",
        [f"{namespace}.sluice_outbox"],
        affinity="",
    )
    return {tuple(str(part) for part in row) for row in (*columns, *constraints)}


async def test_a_tenant_of_an_older_program_gets_its_counters(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        await api.engine.database.fetch(
            f"DROP TABLE {await world.namespace()}.sluice_counter", [], affinity=""
        )
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        field = {"name": "number", "type": "autoNumber", "numbering": {"format": "C{00}"}}
        await api.change(world.admin, {"addField": {"object": "contact", "field": field}})
        made = 'mutation { createContact(input: { name: "Ada" }) { contact { number } } }'
        assert (await api.data(world.admin, made))["createContact"] == {"contact": {"number": "C01"}}
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_gets_its_history_of_fields(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        await api.engine.database.fetch(f"DROP TABLE {namespace}.sluice_field_history", [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        indexes = await api.engine.database.fetch(
            "SELECT indexname FROM pg_indexes WHERE schemaname = $1 AND tablename = 'sluice_field_history'",
            [namespace],
            affinity="",
        )
        assert {each[0] for each in indexes} == {"sluice_field_history_pkey", "ix_field_history_record"}
        track = {"object": "contact", "field": "name", "trackHistory": True}
        await api.change(world.admin, {"setTrackHistory": track})
        made = 'mutation { createContact(input: { name: "Ada" }) { contact { fieldHistory { nodes { new } } } } }'
        assert (await api.data(world.admin, made))["createContact"] == {
            "contact": {"fieldHistory": {"nodes": [{"new": "Ada"}]}}
        }
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_gets_its_documents(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        await api.engine.database.fetch(
            f"DROP TABLE {await world.namespace()}.sluice_document", [], affinity=""
        )
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        listed = await api.data(world.admin, "{ trustedDocuments { id } }")
        assert listed == {"trustedDocuments": []}
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_gets_its_drafts(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        await api.engine.database.fetch(f"DROP TABLE {await world.namespace()}.sluice_draft", [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        listed = await api.data(world.admin, "{ catalogDrafts { id } }")
        assert listed == {"catalogDrafts": []}
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_gets_its_saved_views(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        made = await _indexes(api, namespace)
        await api.engine.database.fetch(f"DROP TABLE {namespace}.sluice_saved_view", [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await _indexes(api, namespace) == made
        save = """mutation { saveView(input: { object: "deal", name: "Mine" }) { view { revision } } }"""
        assert await api.data(world.admin, save) == {"saveView": {"view": {"revision": 1}}}
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_gets_its_files(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        made = await _indexes(api, namespace)
        await api.engine.database.fetch(f"DROP TABLE {namespace}.sluice_file", [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await _indexes(api, namespace) == made
    await drop_database(server_url, url)


async def test_indexes_of_an_older_program_leave_deleted_records_out(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        referee = {"name": "referee", "type": "member"}
        await api.change(world.admin, {"addField": {"object": "deal", "field": referee}})
        new = await _indexes(api, namespace)
        narrow = {name: each for name, each in new.items() if each.endswith('WHERE ("deletedAt" IS NULL)')}
        whole = {name: each.removesuffix(' WHERE ("deletedAt" IS NULL)') for name, each in narrow.items()}
        assert any('("accountId")' in each for each in whole.values())
        assert any('("refereeId")' in each for name, each in new.items() if name not in narrow)
        for name, made in whole.items():
            if name.startswith("ix_"):
                await api.engine.database.fetch(f"DROP INDEX {namespace}.{name}", [], affinity="")
                await api.engine.database.fetch(made, [], affinity="")
        assert await _indexes(api, namespace) != new
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await _indexes(api, namespace) == new
    await drop_database(server_url, url)


async def _indexes(api: Api, namespace: str) -> dict[str, str]:
    rows = await api.engine.database.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = $1", [namespace], affinity=""
    )
    return {row[0]: row[1] for row in rows}


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


async def test_a_tenant_of_an_older_program_gets_its_operations(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        dropped = f"DROP TABLE {await world.namespace()}.sluice_operation"
        await api.engine.database.fetch(dropped, [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert (await api.data(world.admin, "{ catalogOperations { id } }"))["catalogOperations"] == []
    await drop_database(server_url, url)


async def test_the_operations_of_an_older_program_say_what_is_known_of_them(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        added = (
            f"INSERT INTO {await world.namespace()}.sluice_operation (base_version, changes) VALUES (1, '[]')"
        )
        await api.engine.database.fetch(added, [], affinity="")
        newer = ("sentences", "draft_id", "started_at", "phase_started_at", "moved", "progress")
        dropped = ", ".join(f"DROP COLUMN {each}" for each in newer)
        altered = f"ALTER TABLE {await world.namespace()}.sluice_operation {dropped}"
        ended = (
            "{ catalogOperations { state sentences draft startedAt moved progress } catalogDrafts { id } }"
        )
        await api.engine.database.fetch(altered, [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        (found,) = (await api.data(world.admin, ended))["catalogOperations"]
        told = {"sentences": [], "draft": None, "startedAt": None, "moved": 0, "progress": 0.0}
        assert found == {"state": "queued", **told}
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_keeps_answers_from_now_on(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        made = await _indexes(api, namespace)
        await api.engine.database.fetch(f"DROP TABLE {namespace}.sluice_kept_answer", [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await _indexes(api, namespace) == made
        document = """mutation { createDeal(input: { name: "Once" }, idempotencyKey: "a") { deal { id } } }"""
        first, again = [await api.data(world.manager, document) for _ in range(2)]
        assert first == again
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_merges_records_from_now_on(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        made = await _indexes(api, namespace)
        await api.engine.database.fetch(f"DROP TABLE {namespace}.sluice_merge", [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await _indexes(api, namespace) == made
        ids = [await world.create(world.admin, "deal", name=name) for name in ("One", "Two")]
        document = """mutation ($into: ID!, $from: [ID!]!) {
          mergeDeals(into: $into, from: $from) { deal { version } errors { code } } }"""
        done = await api.data(world.admin, document, {"into": ids[0], "from": ids[1:]})
        assert done["mergeDeals"] == {"deal": {"version": 2}, "errors": []}
    await drop_database(server_url, url)


async def test_the_gates_of_an_older_program_keep_their_judgements_from_now_on(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        async with api.engine.database.transaction(affinity="") as connection:
            await connection.execute(f"ALTER TABLE {namespace}.sluice_stage_history DROP COLUMN judged")
            await connection.execute(f"DROP TABLE {namespace}.sluice_refusal")
            await connection.execute(f"DROP TABLE {namespace}.sluice_override")
            await connection.execute(f"DROP TABLE {namespace}.sluice_task")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await api.data(world.admin, "{ overrideRequests { id } }") == {"overrideRequests": []}
        deal = await world.create(world.admin, "deal", name="Later")
        refused = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { promoted } }'
        assert (await api.data(world.admin, refused, {"id": deal}))["promoteDeal"] == {"promoted": False}
        kept = await api.engine.database.fetch(
            f"SELECT times FROM {namespace}.sluice_refusal", [], affinity=""
        )
        assert [row["times"] for row in kept] == [1]
        task = {"addStageTask": {"object": "deal", "stage": "lead", "name": "call"}}
        await api.change(world.admin, task)
        call = """mutation ($id: ID!) {
          completeDealTask(id: $id, task: "call") { deal { stageTasks { done } } errors { code } } }"""
        assert (await api.data(world.admin, call, {"id": deal}))["completeDealTask"] == {
            "deal": {"stageTasks": [{"done": True}]}, "errors": []
        }  # fmt: skip
    await drop_database(server_url, url)


async def test_a_tenant_of_an_older_program_gets_its_units(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace = await world.namespace()
        made = await _indexes(api, namespace)
        tables = ", ".join(
            f"{namespace}.sluice_{each}" for each in ("org_reach", "org_unit_member", "org_unit")
        )
        await api.engine.database.fetch(f"DROP TABLE {tables}", [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await _indexes(api, namespace) == made
        document = """mutation { createOrgUnit(input: { code: "hq", name: "总部" }) { errors { code } } }"""
        assert (await api.data(world.admin, document))["createOrgUnit"] == {"errors": []}
    await drop_database(server_url, url)


async def test_namespaces_from_before_directories_get_their_tables(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        directory = await make_directory(api)
        namespace = (await api.engine.authenticator.caller(directory.key, None)).namespace
        made = await _indexes(api, namespace)
        for what in (
            *(f"DROP TABLE {namespace}.sluice_{each}" for each in ("group_member", "group", "provisioned")),
            f"ALTER TABLE {namespace}.sluice_member DROP COLUMN group_roles",
        ):
            await api.engine.database.fetch(what, [], affinity="")
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert await _indexes(api, namespace) == made
        assert {each["groupRoles"] == [] for each in (await directory.members()).values()} == {True}
        user = await directory.user("li@x.example")
        group = await directory.group("Sales", user["id"])
        assert await directory.map(group["id"], "admin") == []
        assert (await directory.members())["li@x.example"]["groupRoles"] == ["admin"]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await api.engine.database.fetch(f"DELETE FROM {namespace}.sluice_group", [], affinity=namespace)
    await drop_database(server_url, url)


async def test_whom_an_admin_deactivated_before_stays_out_whatever_a_directory_says(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        directory = await make_directory(api)
        namespace = (await api.engine.authenticator.caller(directory.key, None)).namespace
        of = {
            name: f"/Users/{(await directory.user(f'{name}@x.example'))['id']}" for name in ("li", "wu", "he")
        }
        off, on = ({"op": "replace", "path": "active", "value": value} for value in (False, True))
        for name in ("li", "he"):
            await directory.patch(of[name], off)
        document = (
            """mutation ($id: ID!) { done: deactivateMember(input: { memberId: $id }) { errors { code } } }"""
        )
        for name in ("wu", "he"):
            done = await api.data(directory.admin, document, {"id": of[name].removeprefix("/Users/")})
            assert done["done"]["errors"] == []
        await api.engine.database.fetch(
            f"ALTER TABLE {namespace}.sluice_member DROP COLUMN barred", [], affinity=""
        )
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        assert (await directory.patch(of["li"], on))["active"] is True
        for name in ("wu", "he"):
            patch = {"schemas": [PATCH], "Operations": [on]}
            assert (await directory.refused("PATCH", of[name], patch))[2] == "DEACTIVATED_BY_ADMIN"
    await drop_database(server_url, url)


async def test_namespaces_from_before_the_audit_log_get_it(server_url: str) -> None:
    url = await make_database(server_url)
    await upgrade(url)
    async with running_api(url) as api:
        world = await make_world(api)
        namespace, database = await world.namespace(), api.engine.database
        await database.fetch(
            f"DROP TABLE {namespace}.sluice_audit, {namespace}.sluice_audit_link", [], affinity=""
        )
        await asyncio.gather(*(upgrade(url) for _ in range(3)))
        await api.change(world.admin, {"addObject": {"name": "visit", "plural": "visits"}})
        log = "{ auditLog { kind } }"
        assert (await api.data(world.admin, log))["auditLog"] == [{"kind": "catalogPublished"}]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await database.fetch(f"DELETE FROM {namespace}.sluice_audit", [], affinity=namespace)
    await drop_database(server_url, url)
