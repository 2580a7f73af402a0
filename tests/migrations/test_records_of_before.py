"""What the records of a tenant that an older program made get, in place, before they are served."""

from sqlalchemy import select

from core.database import Database
from tenants.namespace import namespace_tables
from tests.migrations.older import Served, indexes
from tests.world import make_world

_BEFORE = (
    "ALTER TABLE {0}.sluice_outbox DROP CONSTRAINT sluice_outbox_pkey",
    "ALTER TABLE {0}.sluice_outbox DROP COLUMN xid",
    "ALTER TABLE {0}.sluice_outbox ADD PRIMARY KEY (seq)",
)
"""What makes the outbox of the first version of today's."""


async def test_the_outbox_of_an_older_program_gets_its_order(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    for statement in _BEFORE:
        await older.run(statement.format(namespace))
    outbox = namespace_tables(namespace).outbox
    async with api.engine.database.transaction(affinity="") as connection:
        for name in ("ada", "bob"):
            await connection.fetch(
                f"INSERT INTO {namespace}.sluice_outbox (object_id, record_id, kind, record_version,"
                " catalog_version) VALUES ($1, uuidv7(), 'created', 1, 1)",
                [name],
            )
    await older.upgraded()
    await world.create(world.manager, "contact", name="Eve")
    rows = await api.engine.database.rows(select(outbox).order_by(outbox.c.xid, outbox.c.seq), affinity="")
    assert [row["object_id"] for row in rows][:2] == ["ada", "bob"]
    assert rows[0]["xid"] == rows[1]["xid"] < rows[2]["xid"]
    assert [row["seq"] for row in rows] == [1, 2, 3]
    fresh = await (await make_world(api)).namespace()
    upgraded = await outbox_of(api.engine.database, namespace)
    assert upgraded == await outbox_of(api.engine.database, fresh)


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


async def test_a_tenant_of_an_older_program_gets_its_counters(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    await older.run(f"DROP TABLE {await world.namespace()}.sluice_counter")
    await older.upgraded()
    field = {"name": "number", "type": "autoNumber", "numbering": {"format": "C{00}"}}
    await api.change(world.admin, {"addField": {"object": "contact", "field": field}})
    made = 'mutation { createContact(input: { name: "Ada" }) { contact { number } } }'
    assert (await api.data(world.admin, made))["createContact"] == {"contact": {"number": "C01"}}


async def test_a_tenant_of_an_older_program_gets_its_history_of_fields(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    await older.run(f"DROP TABLE {namespace}.sluice_field_history")
    await older.upgraded()
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


async def test_a_tenant_of_an_older_program_gets_its_files(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    made = await indexes(api, namespace)
    await older.run(f"DROP TABLE {namespace}.sluice_file")
    await older.upgraded()
    assert await indexes(api, namespace) == made


async def test_indexes_of_an_older_program_leave_deleted_records_out(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    referee = {"name": "referee", "type": "member"}
    await api.change(world.admin, {"addField": {"object": "deal", "field": referee}})
    new = await indexes(api, namespace)
    narrow = {name: each for name, each in new.items() if each.endswith('WHERE ("deletedAt" IS NULL)')}
    whole = {name: each.removesuffix(' WHERE ("deletedAt" IS NULL)') for name, each in narrow.items()}
    assert any('("accountId")' in each for each in whole.values())
    assert any('("refereeId")' in each for name, each in new.items() if name not in narrow)
    for name, made in whole.items():
        if name.startswith("ix_"):
            await older.run(f"DROP INDEX {namespace}.{name}")
            await older.run(made)
    assert await indexes(api, namespace) != new
    await older.upgraded()
    assert await indexes(api, namespace) == new


async def test_a_tenant_of_an_older_program_keeps_answers_from_now_on(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    made = await indexes(api, namespace)
    await older.run(f"DROP TABLE {namespace}.sluice_kept_answer")
    await older.upgraded()
    assert await indexes(api, namespace) == made
    document = """mutation { createDeal(input: { name: "Once" }, idempotencyKey: "a") { deal { id } } }"""
    first, again = [await api.data(world.manager, document) for _ in range(2)]
    assert first == again


async def test_a_tenant_of_an_older_program_merges_records_from_now_on(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    made = await indexes(api, namespace)
    await older.run(f"DROP TABLE {namespace}.sluice_merge")
    await older.upgraded()
    assert await indexes(api, namespace) == made
    ids = [await world.create(world.admin, "deal", name=name) for name in ("One", "Two")]
    document = """mutation ($into: ID!, $from: [ID!]!) {
      mergeDeals(into: $into, from: $from) { deal { version } errors { code } } }"""
    done = await api.data(world.admin, document, {"into": ids[0], "from": ids[1:]})
    assert done["mergeDeals"] == {"deal": {"version": 2}, "errors": []}


async def test_the_gates_of_an_older_program_keep_their_judgements_from_now_on(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    async with api.engine.database.transaction(affinity="") as connection:
        await connection.execute(f"ALTER TABLE {namespace}.sluice_stage_history DROP COLUMN judged")
        await connection.execute(f"DROP TABLE {namespace}.sluice_refusal")
        await connection.execute(f"DROP TABLE {namespace}.sluice_override")
        await connection.execute(f"DROP TABLE {namespace}.sluice_task")
    await older.upgraded()
    assert await api.data(world.admin, "{ overrideRequests { id } }") == {"overrideRequests": []}
    deal = await world.create(world.admin, "deal", name="Later")
    refused = 'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { promoted } }'
    assert (await api.data(world.admin, refused, {"id": deal}))["promoteDeal"] == {"promoted": False}
    kept = await api.engine.database.fetch(f"SELECT times FROM {namespace}.sluice_refusal", [], affinity="")
    assert [row["times"] for row in kept] == [1]
    task = {"addStageTask": {"object": "deal", "stage": "lead", "name": "call"}}
    await api.change(world.admin, task)
    call = """mutation ($id: ID!) {
      completeDealTask(id: $id, task: "call") { deal { stageTasks { done } } errors { code } } }"""
    assert (await api.data(world.admin, call, {"id": deal}))["completeDealTask"] == {
        "deal": {"stageTasks": [{"done": True}]}, "errors": []
    }  # fmt: skip


async def test_the_moves_of_an_older_program_are_read_from_their_index_alone(older: Served) -> None:
    api = older.api
    world = await make_world(api)
    namespace = await world.namespace()
    made = await indexes(api, namespace)
    before = f"""DROP INDEX {namespace}.ix_stage_history_record; CREATE INDEX ix_stage_history_record
        ON {namespace}.sluice_stage_history (record_id, occurred_at)"""
    async with api.engine.database.transaction(affinity="") as connection:
        await connection.execute(before)
    assert await indexes(api, namespace) != made
    await older.upgraded()
    assert await indexes(api, namespace) == made
