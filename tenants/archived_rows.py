"""The rows of a tenant's tables, out of one installation and into another: values, and never SQL (decision 77).

They go as PostgreSQL's COPY writes them, table by table. They come back into tables that are there already, by columns
that these have.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import IO

from sqlalchemy import func, update

from core.connection import Connection
from tenants.namespace import namespace_tables

Columns = Mapping[str, Sequence[str]]
"""By the name of a table."""

PASSING = re.compile(r"sluice_(stale|new)_.*")
"""What a publish that is under way has made, and which goes with it."""

_COLUMNS = """
SELECT relname::text AS table, attname::text AS name
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = to_regnamespace($1) AND relkind = 'r'
    AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY relname, attnum
"""

_NUMBERED = """
SELECT relname::text AS table, attname::text AS name
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = to_regnamespace($1) AND relkind = 'r' AND attidentity <> ''
"""


async def columns_of(connection: Connection, namespace: str) -> Columns:
    """The columns of the tables that hold what a tenant has; what follows from others is not among them."""
    found: dict[str, list[str]] = {}
    for row in await connection.fetch(_COLUMNS, [namespace]):
        if not PASSING.fullmatch(row["table"]) and not PASSING.fullmatch(row["name"]):
            found.setdefault(row["table"], []).append(row["name"])
    return found


async def write_rows(
    connection: Connection, namespace: str, table: str, columns: Sequence[str], file: IO[bytes]
) -> None:
    """Write the rows of a table."""
    raw = connection.raw
    await raw.copy_from_table(table, schema_name=namespace, columns=columns, output=file)


def check_columns(given: Columns, there: Columns) -> None:
    """See that there is a place for all that is given.

    Raises:
        ValueError: there is none for a table or a column.
    """
    for table, columns in given.items():
        unknown = [each for each in columns if each not in there.get(table, ())]
        if table not in there or unknown or len(set(columns)) != len(columns):
            raise ValueError(f"the catalog of the archive has no table {table[:60]!r} with {unknown[:3]}")


async def read_rows(
    connection: Connection, namespace: str, table: str, columns: Sequence[str], rows: AsyncIterator[bytes]
) -> None:
    """Put rows into a table, whose columns have been looked at.

    Raises:
        asyncpg.PostgresError: they are no rows of it.
    """
    raw = connection.raw
    await raw.copy_to_table(table, schema_name=namespace, columns=columns, source=rows)


async def settle(connection: Connection, namespace: str) -> None:
    """What the rows that came need to be gone on with here."""
    for row in await connection.fetch(_NUMBERED, [namespace]):
        name = f'{namespace}."{row["table"]}"'
        following = f"SELECT coalesce(max({row['name']}), 0) + 1 FROM {name}"  # noqa: S608 - our own names
        await connection.fetch(
            f"SELECT setval(pg_get_serial_sequence($1, $2), ({following}), false)", [name, row["name"]]
        )
    # What it had made ahead has stayed behind.
    operation = namespace_tables(namespace).operation
    stopped = update(operation).where(operation.c.ended_at.is_(None))
    await connection.execute(stopped.values(state="stopped", ended_at=func.now()))
