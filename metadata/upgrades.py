"""What a newer program needs of the tables of records that an older one made; runs after `tenants.upgrades`' own."""

from collections.abc import Sequence

from core.connection import Connection
from core.sql import quoted
from metadata.removed import removed_name, with_removed_objects
from metadata.search import SEARCH
from metadata.search_trigger import trigger_made
from metadata.store import catalog_in_force
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


STEPS: Sequence[tuple[str, Step]] = ((_WITH_GENERATED_WORDS, _keep_words_by_trigger),)
"""What finds the namespaces that need a step, and the step, in order."""
