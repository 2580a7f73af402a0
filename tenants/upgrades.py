"""What a newer program needs of the namespaces that an older one made.

Each step looks whether it is needed and does nothing where it is not, so that every start can run all of them, and
several processes at once. A tenant's namespace is brought up to date in a transaction of its own.
"""

import json
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import Table, Text, cast, select
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable

from core.connection import Connection
from core.database import Database
from core.sql import DIALECT
from tenants.fixed_tables import STAGES_HAVE_IDS
from tenants.namespace import namespace_tables
from tenants.platform import AFFINITY
from tenants.stage_ids import StageIds
from tenants.walls import WITHOUT_WALL, mend_wall

_WITHOUT_ORDER = """
SELECT tenant.namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class outbox ON outbox.relnamespace = namespace.oid AND outbox.relname = 'sluice_outbox'
WHERE NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = outbox.oid AND attname = 'xid' AND NOT attisdropped
)
ORDER BY tenant.namespace
"""


_WITHOUT_TABLE = """
SELECT tenant.namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
WHERE NOT EXISTS (
    SELECT FROM pg_class WHERE relnamespace = namespace.oid AND relname = '{table}'
)
ORDER BY tenant.namespace
"""

_WITHOUT_COLUMN = """
SELECT tenant.namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class class ON class.relnamespace = namespace.oid AND class.relname = '{table}'
WHERE NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = class.oid AND attname = '{column}' AND NOT attisdropped
)
ORDER BY tenant.namespace
"""

_WITHOUT_STAGE_IDS = """
SELECT tenant.namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class version ON version.relnamespace = namespace.oid AND version.relname = 'sluice_catalog_version'
WHERE NOT EXISTS (
    SELECT FROM pg_constraint WHERE conrelid = version.oid AND conname = 'ck_catalog_version_stage_ids'
)
ORDER BY tenant.namespace
"""

_WITH_NARROW_HISTORY = """
SELECT tenant.namespace
FROM platform.tenant
JOIN pg_namespace namespace ON namespace.nspname = tenant.namespace
JOIN pg_class index ON index.relnamespace = namespace.oid AND index.relname = 'ix_stage_history_record'
JOIN pg_index ON indexrelid = index.oid
WHERE indnatts = 2
ORDER BY tenant.namespace
"""

_BAR = """
UPDATE {namespace}.sluice_member member SET barred = true
WHERE NOT active AND 'scim' IS DISTINCT FROM (
    SELECT details ->> 'via' FROM {namespace}.sluice_audit
    WHERE kind = 'memberDeactivated' AND object = member.id::text ORDER BY id DESC LIMIT 1
)
"""

_WHOLE_INDEXES = """
SELECT namespace.nspname AS namespace, own.relname AS name, records.relname AS records, held.attname AS held
FROM pg_index
JOIN pg_class own ON own.oid = indexrelid
JOIN pg_class records ON records.oid = indrelid
JOIN pg_namespace namespace ON namespace.oid = own.relnamespace
JOIN pg_attribute held ON held.attrelid = indrelid AND held.attnum = indkey[0]
WHERE own.relname LIKE 'ix\\_fld\\_%' AND indnatts = 1 AND indpred IS NULL
    AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = indrelid AND attname = 'deletedAt')
    AND NOT EXISTS (
        SELECT FROM pg_constraint
        JOIN pg_class referred ON referred.oid = confrelid
        WHERE conrelid = indrelid AND conkey = ARRAY[indkey[0]] AND referred.relname = 'sluice_member'
    )
"""
"""The indexes that lead from a record to those that name it, where they have deleted records too."""

_WITH_WHOLE_INDEXES = f"""
SELECT DISTINCT tenant.namespace
FROM platform.tenant
JOIN ({_WHOLE_INDEXES}) found ON found.namespace = tenant.namespace
ORDER BY tenant.namespace
"""  # noqa: S608 - nothing of it comes from outside

Step = Callable[[Connection, str], Awaitable[None]]


async def upgrade_namespaces(database: Database, further: Sequence[tuple[str, Step]] = ()) -> int:
    """Bring every tenant's namespace up to date; `platform` is. Returns how many were not.

    Args:
        further: steps of rooms above, as those of this file: what finds the namespaces, and what is done in each.

    Raises:
        SluiceError: UNAVAILABLE, TIMEOUT.
    """
    changed: set[str] = set()
    # The last, for the others make tables.
    walls = ((WITHOUT_WALL, mend_wall),) if database.walls else ()
    for without, step in (*_STEPS, *further, *walls):
        for row in await database.fetch(without, [], affinity=AFFINITY):
            async with database.transaction(affinity=row["namespace"]) as connection:
                await step(connection, row["namespace"])
            changed.add(row["namespace"])
    return len(changed)


async def _order_outbox(connection: Connection, namespace: str) -> None:
    """Give the outbox its order (decision 13). Who has read it until now has read it by `seq`."""
    outbox = f"{namespace_tables(namespace).outbox.schema}.sluice_outbox"
    await connection.execute(f"LOCK TABLE {outbox} IN ACCESS EXCLUSIVE MODE")
    # Another process may have been first; the lock has shown what it did.
    await connection.execute(
        f"ALTER TABLE {outbox} ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id()"
    )
    await connection.execute(f"ALTER TABLE {outbox} DROP CONSTRAINT sluice_outbox_pkey")
    await connection.execute(f"ALTER TABLE {outbox} ADD PRIMARY KEY (xid, seq)")


async def _add_documents(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of trusted documents (decision 15)."""
    await _add_table(connection, namespace, namespace_tables(namespace).document)


async def _add_counters(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of counters (decision 24)."""
    await _add_table(connection, namespace, namespace_tables(namespace).counter)


async def _add_drafts(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of drafts."""
    await _add_table(connection, namespace, namespace_tables(namespace).draft)


async def _add_files(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of files (decision 34)."""
    await _add_table(connection, namespace, namespace_tables(namespace).file)


async def _narrow_indexes(connection: Connection, namespace: str) -> None:
    """Take deleted records out of the indexes that lead to the records which name one, so that these count alone."""
    await connection.execute(
        f"LOCK TABLE {namespace}.sluice_head IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = 0"
    )
    for row in await connection.fetch(f"{_WHOLE_INDEXES} AND namespace.nspname = $1", [namespace]):
        narrowed = f"""CREATE INDEX {row["name"]} ON {namespace}."{row["records"]}" ("{row["held"]}")"""
        await connection.execute(
            f"""DROP INDEX {namespace}.{row["name"]}; {narrowed} WHERE "deletedAt" IS NULL"""
        )


async def _add_field_history(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of the history of fields (decision 32)."""
    await _add_table(connection, namespace, namespace_tables(namespace).field_history)


async def _add_operations(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of operations (decision 33)."""
    await _add_table(connection, namespace, namespace_tables(namespace).operation)


async def _add_kept_answers(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of answers that are kept."""
    await _add_table(connection, namespace, namespace_tables(namespace).kept_answer)


async def _tell_of_operations(connection: Connection, namespace: str) -> None:
    """Have operations say what they do, since when, of which draft, and what they have moved (decisions 33, 36)."""
    await _add_columns(
        connection,
        namespace_tables(namespace).operation,
        ("sentences", "draft_id", "started_at", "phase_started_at", "moved"),
    )


async def _tell_progress(connection: Connection, namespace: str) -> None:
    """Have operations say how much of all that they do is done (decision 56)."""
    await _add_columns(connection, namespace_tables(namespace).operation, ("progress",))


async def _add_columns(connection: Connection, table: Table, names: Sequence[str]) -> None:
    """Add columns of ours to a table that is there; one that is there stays as it is."""
    for name in names:
        written = CreateColumn(table.c[name]).compile(dialect=DIALECT)
        await connection.execute(
            f"ALTER TABLE {table.schema}.{table.name} ADD COLUMN IF NOT EXISTS {written}"
        )


async def _keep_judgements(connection: Connection, namespace: str) -> None:
    """Let the stage history keep what gates saw (decision 41). Moves from before have nothing of it."""
    await _add_columns(connection, namespace_tables(namespace).stage_history, ("judged",))


async def _add_refusals(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of refusals (decision 41)."""
    await _add_table(connection, namespace, namespace_tables(namespace).refusal)


async def _add_overrides(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of overrides that a second person approves (decision 51)."""
    await _add_table(connection, namespace, namespace_tables(namespace).override)


async def _add_tasks(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of what was done of the tasks of stages (decision 47)."""
    await _add_table(connection, namespace, namespace_tables(namespace).task)


async def _add_merges(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of records that were merged (decision 57)."""
    await _add_table(connection, namespace, namespace_tables(namespace).merge)


async def _add_units(connection: Connection, namespace: str) -> None:
    """Give the namespace its tables of units, in none of which anybody is (decision 68)."""
    tables = namespace_tables(namespace)
    for table in (tables.org_unit, tables.org_unit_member, tables.org_reach):
        await _add_table(connection, namespace, table)


async def _add_groups(connection: Connection, namespace: str) -> None:
    """Give the namespace its tables of what a directory provisions, which is nothing (decision 78)."""
    tables = namespace_tables(namespace)
    for table in (tables.provisioned, tables.group, tables.group_member):
        await _add_table(connection, namespace, table)
    await _add_columns(connection, tables.member, ("group_roles",))


async def _bar_members(connection: Connection, namespace: str) -> None:
    """Have whom an admin has deactivated stay out, whatever a directory says (decision 82)."""
    await _add_columns(connection, namespace_tables(namespace).member, ("barred",))
    await connection.execute(_BAR.format(namespace=namespace))


async def _widen_history(connection: Connection, namespace: str) -> None:
    """Have the index of a record's moves tell all that a funnel reads of them."""
    await connection.execute(
        f"LOCK TABLE {namespace}.sluice_head IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = 0"
    )
    (index,) = namespace_tables(namespace).stage_history.indexes
    await connection.execute(f"DROP INDEX {namespace}.{index.name}")
    await connection.execute(CreateIndex(index))


async def _add_saved_views(connection: Connection, namespace: str) -> None:
    """Give the namespace its table of saved views."""
    await _add_table(connection, namespace, namespace_tables(namespace).saved_view)


async def _add_audit(connection: Connection, namespace: str) -> None:
    """Give the namespace its audit log (decision 59)."""
    tables = namespace_tables(namespace)
    await _add_table(connection, namespace, tables.audit)
    await _add_table(connection, namespace, tables.audit_link)


async def _add_table(connection: Connection, namespace: str, table: Table) -> None:
    # Two processes that make one table at once would meet in PostgreSQL's own indexes.
    await connection.execute(f"LOCK TABLE {namespace}.sluice_head IN ACCESS EXCLUSIVE MODE")
    await connection.execute(CreateTable(table, if_not_exists=True))
    for index in table.indexes:
        await connection.execute(CreateIndex(index, if_not_exists=True))


async def _give_stage_ids(connection: Connection, namespace: str) -> None:
    """Give the stages of every version their ids, and see to it that none is written without."""
    await connection.execute(f"LOCK TABLE {namespace}.sluice_head IN ACCESS EXCLUSIVE MODE")
    table = namespace_tables(namespace).catalog_version
    check = next(each for each in table.constraints if each.name == STAGES_HAVE_IDS)
    there = "SELECT FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2"
    if await connection.fetch(there, [f"{namespace}.{table.name}", STAGES_HAVE_IDS]):
        return
    ids = StageIds()
    # One after the other: a catalog has up to eight megabytes.
    for row in await connection.rows(select(table.c.version).order_by(table.c.version)):
        this = table.c.version == row[0]
        (kept,) = await connection.rows(
            select(cast(table.c.catalog, Text), cast(table.c.changes, Text)).where(this)
        )
        given = ids.given(json.loads(kept[0]), json.loads(kept[1]))
        await connection.execute(table.update().where(this).values(catalog=given))
    await connection.execute(AddConstraint(check, isolate_from_table=False))


_STEPS: Sequence[tuple[str, Step]] = (
    (_WITHOUT_ORDER, _order_outbox),
    (_WITHOUT_TABLE.format(table="sluice_document"), _add_documents),
    (_WITHOUT_STAGE_IDS, _give_stage_ids),
    (_WITHOUT_TABLE.format(table="sluice_counter"), _add_counters),
    (_WITHOUT_TABLE.format(table="sluice_draft"), _add_drafts),
    (_WITHOUT_TABLE.format(table="sluice_field_history"), _add_field_history),
    (_WITHOUT_TABLE.format(table="sluice_file"), _add_files),
    (_WITH_WHOLE_INDEXES, _narrow_indexes),
    (_WITHOUT_TABLE.format(table="sluice_operation"), _add_operations),
    (_WITHOUT_COLUMN.format(table="sluice_operation", column="moved"), _tell_of_operations),
    (_WITHOUT_COLUMN.format(table="sluice_operation", column="progress"), _tell_progress),
    (_WITHOUT_TABLE.format(table="sluice_kept_answer"), _add_kept_answers),
    (_WITHOUT_COLUMN.format(table="sluice_stage_history", column="judged"), _keep_judgements),
    (_WITHOUT_TABLE.format(table="sluice_refusal"), _add_refusals),
    (_WITHOUT_TABLE.format(table="sluice_override"), _add_overrides),
    (_WITHOUT_TABLE.format(table="sluice_task"), _add_tasks),
    (_WITHOUT_TABLE.format(table="sluice_merge"), _add_merges),
    (_WITHOUT_TABLE.format(table="sluice_audit_link"), _add_audit),
    (_WITHOUT_TABLE.format(table="sluice_org_reach"), _add_units),
    (_WITHOUT_TABLE.format(table="sluice_group_member"), _add_groups),
    (_WITHOUT_TABLE.format(table="sluice_saved_view"), _add_saved_views),
    (_WITHOUT_COLUMN.format(table="sluice_member", column="barred"), _bar_members),
    (_WITH_NARROW_HISTORY, _widen_history),
)
"""What finds the namespaces that need a step, and the step, in order."""
