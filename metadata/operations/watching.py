"""Which records are written while an operation runs: a trigger notes their ids in the operation's own table.

The trigger names no column, so that whoever renames or removes one meanwhile is not held up by it.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Column, MetaData, Select, Table, Text, Uuid, delete, select

from core.connection import Connection
from core.sql import DIALECT, TABLES
from metadata.operations.kept import Operation, stale_name
from metadata.tables import NEW

CONVERTING = "SET LOCAL sluice.converting = 'on'"
"""In a transaction that writes converted values: the trigger notes nothing of them."""

_TABLES_LEFT = f"""
SELECT relname AS name FROM {TABLES} AS owner WHERE starts_with(relname, $2)
"""  # noqa: S608 - nothing of it comes from outside

_COLUMNS_LEFT = f"""
SELECT owner.relname AS table, attribute.attname AS column
FROM {TABLES} AS owner
CROSS JOIN LATERAL (
    SELECT attname FROM pg_attribute WHERE attrelid = owner.oid AND NOT attisdropped OFFSET 0
) AS attribute
WHERE starts_with(attribute.attname, $2)
"""  # noqa: S608 - nothing of it comes from outside

_INDEXES_LEFT = f"""
SELECT class.relname AS name
FROM {TABLES} AS owner
CROSS JOIN LATERAL (SELECT indexrelid FROM pg_index WHERE indrelid = owner.oid OFFSET 0) AS own
CROSS JOIN LATERAL (SELECT relname FROM pg_class WHERE oid = own.indexrelid OFFSET 0) AS class
WHERE starts_with(class.relname, $2)
"""  # noqa: S608 - nothing of it comes from outside


def stale_table(namespace: str, operation: Operation) -> Table:
    """The rows that were written since they were judged or filled, of each table that is watched."""
    columns = (Column("object_id", Text), Column("id", Uuid))
    return Table(stale_name(operation.id), MetaData(), *columns, schema=namespace)


def stale_ids(namespace: str, operation: Operation, object_id: str) -> Select[tuple[UUID]]:
    """Their ids."""
    stale = stale_table(namespace, operation)
    return select(stale.c.id).where(stale.c.object_id == object_id)


async def watch(
    connection: Connection, namespace: str, operation: Operation, tables: Mapping[str, str]
) -> None:
    """Note from now on what is written.

    Args:
        tables: by what each is called where it is noted (id of an object, or a name) the name of the table.
    """
    name = f"{namespace}.{stale_name(operation.id)}"
    body = f"INSERT INTO {name} VALUES (TG_ARGV[0], NEW.id) ON CONFLICT DO NOTHING"  # noqa: S608 - our own name
    await connection.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $body$ BEGIN {body}; RETURN NULL; END $body$"
    )
    for object_id, table in tables.items():
        quoted = DIALECT.identifier_preparer.quote(table)
        told = object_id.replace("'", "''")
        await connection.execute(
            f"CREATE TRIGGER {stale_name(operation.id)} AFTER INSERT OR UPDATE ON {namespace}.{quoted} "
            "FOR EACH ROW WHEN (current_setting('sluice.converting', true) IS DISTINCT FROM 'on') "
            f"EXECUTE FUNCTION {name}('{told}')"
        )


async def forget(connection: Connection, namespace: str, operation: Operation) -> None:
    """The end of the watching and of the operation's table."""
    name = f"{namespace}.{stale_name(operation.id)}"
    await unwatch(connection, namespace, operation)
    await connection.execute(f"DROP TABLE IF EXISTS {name}")


async def unwatch(connection: Connection, namespace: str, operation: Operation) -> None:
    """The end of the watching; nothing is stale any more."""
    name = f"{namespace}.{stale_name(operation.id)}"
    await connection.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
    await connection.execute(delete(stale_table(namespace, operation)))


async def clear(connection: Connection, namespace: str) -> None:
    """Drop what was made before a publish that does not come; the caller has the head locked."""
    quote = DIALECT.identifier_preparer.quote
    for row in await connection.fetch(_TABLES_LEFT, [namespace, NEW]):
        await connection.execute(f"DROP TABLE {namespace}.{quote(row['name'])}")
    for row in await connection.fetch(_INDEXES_LEFT, [namespace, NEW]):
        await connection.execute(f"DROP INDEX IF EXISTS {namespace}.{quote(row['name'])}")
    for row in await connection.fetch(_COLUMNS_LEFT, [namespace, NEW]):
        table, column = row["table"], row["column"]
        await connection.execute(f"ALTER TABLE {namespace}.{quote(table)} DROP COLUMN {quote(column)}")
