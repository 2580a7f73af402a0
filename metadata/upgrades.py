"""What a newer program needs of the tables of records that an older one made; runs after `tenants.upgrades`' own."""

from collections.abc import Sequence

from core.connection import Connection
from core.sql import quoted
from metadata.removed import PREFIX, removed_name, removed_stage_columns, with_removed_objects
from metadata.search import SEARCH
from metadata.search_trigger import trigger_made
from metadata.store import catalog_in_force
from metadata.system_fields import STAGE, STAGE_ENTERED
from tenants.upgrades import Step

_GENERATED_WORDS = f"""
SELECT namespace.nspname::text AS namespace, class.relname::text AS name
FROM pg_attribute
JOIN pg_class class ON class.oid = attrelid
JOIN pg_namespace namespace ON namespace.oid = relnamespace
WHERE attname = '{SEARCH}' AND attgenerated = 's' AND NOT attisdropped AND relkind = 'r'
"""  # noqa: S608 - nothing of it comes from outside

_WITH_GENERATED_WORDS = f"""
SELECT DISTINCT tenant.namespace
FROM platform.tenant
JOIN ({_GENERATED_WORDS}) found ON found.namespace = tenant.namespace
ORDER BY tenant.namespace
"""  # noqa: S608 - nothing of it comes from outside


async def _keep_words_by_trigger(connection: Connection, namespace: str) -> None:
    """Have a trigger keep the words of records (decision 37). They stay as they are: no table is written."""
    await connection.execute(f"LOCK TABLE {namespace}.sluice_head IN ACCESS EXCLUSIVE MODE")
    # Another process may have been first; the lock has shown what it did.
    found = await connection.fetch(f"{_GENERATED_WORDS} AND nspname = $1", [namespace])
    tables = {row["name"] for row in found}
    catalog = await catalog_in_force(connection, namespace)
    for definition in with_removed_objects(catalog).objects:
        there = definition.id in catalog.object_by_id
        table = definition.name if there else removed_name(definition.id)
        if table in tables:
            await connection.execute(
                f"ALTER TABLE {namespace}.{quoted(table)} ALTER COLUMN {SEARCH} DROP EXPRESSION"
            )
            for element in trigger_made(definition, table, namespace):
                await connection.execute(element)


_WITHOUT_STAGE_ENTERED = f"""
SELECT DISTINCT tenant.namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class class ON class.relnamespace = namespace.oid AND class.relkind = 'r'
JOIN pg_attribute stage ON stage.attrelid = class.oid AND NOT stage.attisdropped
    AND (stage.attname = '{STAGE}' OR stage.attname ~ '^{PREFIX}pip_[a-z0-9]+$')
WHERE NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = class.oid AND NOT attisdropped
        AND attname = CASE stage.attname WHEN '{STAGE}' THEN '{STAGE_ENTERED}' ELSE stage.attname || '__entered' END
)
ORDER BY tenant.namespace
"""  # noqa: S608 - nothing of it comes from outside


async def _note_stages_entered(connection: Connection, namespace: str) -> None:
    """Have records say since when they are in their stages, removed pipelines included, as their history knows it."""
    # Another process may have been first; the lock shows what it did.
    await connection.execute(
        f"LOCK TABLE {namespace}.sluice_head IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = 0"
    )
    catalog = await catalog_in_force(connection, namespace)
    for definition in with_removed_objects(catalog).objects:
        there = definition.id in catalog.object_by_id
        table = f"{namespace}.{quoted(definition.name if there else removed_name(definition.id))}"
        pipelines = {
            each.pipeline.id: removed_stage_columns(each.pipeline.id)[STAGE_ENTERED]
            for each in definition.removed_pipelines
        }
        if definition.pipeline is not None:
            pipelines[definition.pipeline.id] = STAGE_ENTERED
        for pipeline, column in pipelines.items():
            await _add_moment(connection, namespace, table, pipeline, column)


async def _add_moment(connection: Connection, namespace: str, table: str, pipeline: str, column: str) -> None:
    """Add the column that says since when records are in their stages of a pipeline; one that is there stays."""
    if await connection.fetch(_HAS_COLUMN, [table, column]):
        return
    name = quoted(column)
    await connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} timestamptz DEFAULT now()")
    await connection.execute(
        f"""UPDATE {table} AS record SET {name} = coalesce((
            SELECT occurred_at FROM {namespace}.sluice_stage_history
            WHERE record_id = record.id AND pipeline_id = '{pipeline}'
            ORDER BY occurred_at DESC, id DESC LIMIT 1
        ), "createdAt")"""  # noqa: S608 - ids and names of the catalog, quoted
    )
    if column == STAGE_ENTERED:
        await connection.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL")


_HAS_COLUMN = "SELECT FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2 AND NOT attisdropped"

STEPS: Sequence[tuple[str, Step]] = (
    (_WITH_GENERATED_WORDS, _keep_words_by_trigger),
    (_WITHOUT_STAGE_ENTERED, _note_stages_entered),
)
"""What finds the namespaces that need a step, and the step, in order."""
