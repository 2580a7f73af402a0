"""Whether the tables in PostgreSQL are those that the catalog says.

Each table of the catalog is also made anew in a scratch namespace from `record_table`, and PostgreSQL
describes both: so columns, types, defaults, constraints, indexes and triggers are compared in its own words. The
words that search finds are compared with what they are made of. Whether it has
read the records to see that they keep a constraint (NOT VALID) is no difference.
"""

import secrets
from contextlib import suppress

from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

from core.connection import Connection
from core.database import Database
from core.sql import literal_sql
from metadata.catalog import Catalog
from metadata.link_tables import link_tables_of
from metadata.removed import with_removed_objects
from metadata.search import SEARCH, search_words, searched_fields
from metadata.search_trigger import function_name, trigger_made
from metadata.tables import record_table
from tenants.namespace import create_namespace

_DESCRIBED = """
SELECT c.relname AS name,
    (SELECT json_agg(json_build_array(
            a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
        ) ORDER BY a.attname)
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::text AS columns,
    (SELECT json_agg(json_build_array(
            k.conname, replace(pg_get_constraintdef(k.oid), ' NOT VALID', '')
        ) ORDER BY k.conname)
        FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype <> 'n')::text AS constraints,
    (SELECT json_agg(pg_get_indexdef(i.indexrelid) ORDER BY i.indexrelid::regclass::text)
        FROM pg_index i WHERE i.indrelid = c.oid)::text AS indexes,
    (SELECT json_agg(json_build_array(pg_get_triggerdef(t.oid), p.proname, p.prosrc) ORDER BY t.tgname)
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND p.proname NOT LIKE 'sluice\\_stale%')::text AS triggers
FROM pg_class c
WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'sluice\\_%'
ORDER BY c.relname
"""


class _UndoError(Exception):
    """Rolls the scratch namespace back."""


async def table_differences(database: Database, catalog: Catalog, namespace: str) -> list[str]:
    """What differs, in words; empty where the tables are those of the catalog."""
    scratch = f"t_scratch_{secrets.token_hex(4)}"
    wanted: dict[str, list[str]] = {}
    there: dict[str, list[str]] = {}
    found: list[str] = []
    with suppress(_UndoError):
        async with database.transaction(affinity=namespace) as connection:
            await create_namespace(connection, scratch)
            await _make(connection, catalog, scratch)
            wanted = await _described(connection, scratch)
            there = await _described(connection, namespace)
            found += await _other_functions(connection, catalog, namespace)
            found += await _other_words(connection, catalog, namespace)
            raise _UndoError
    found += [f"{name} is too much" for name in there if name not in wanted]
    found += [f"{name} is missing" for name in wanted if name not in there]
    for name in wanted.keys() & there.keys():
        pairs = zip(wanted[name], there[name], strict=True)
        found += [f"{name}: {expected} != {actual}" for expected, actual in pairs if expected != actual]
    return found


async def _make(connection: Connection, catalog: Catalog, scratch: str) -> None:
    tables = [record_table(catalog, definition, scratch) for definition in catalog.objects]
    tables += [each for of in catalog.objects for each in link_tables_of(catalog, of, scratch)]
    for table in tables:
        await connection.execute(CreateTable(table, include_foreign_key_constraints=[]))
        for index in table.indexes:
            await connection.execute(CreateIndex(index))
    for table in tables:
        for key in table.foreign_key_constraints:
            await connection.execute(AddConstraint(key, isolate_from_table=False))
    for definition in catalog.objects:
        if searched_fields(definition):
            for element in trigger_made(definition, definition.name, scratch):
                await connection.execute(element)


async def _other_functions(connection: Connection, catalog: Catalog, namespace: str) -> list[str]:
    """The functions of the namespace that serve no object, and those that are missing."""
    objects = with_removed_objects(catalog).objects
    wanted = {function_name(each.id) for each in objects if searched_fields(each)}
    there = "SELECT proname::text FROM pg_proc WHERE pronamespace = $1::regnamespace"
    rows = await connection.fetch(f"{there} AND proname NOT LIKE 'sluice\\_stale%'", [namespace])
    return [f"the function {name}" for name in wanted ^ {row[0] for row in rows}]


async def _other_words(connection: Connection, catalog: Catalog, namespace: str) -> list[str]:
    """The objects whose records have other words than are to be made of them."""
    found = []
    for definition in catalog.objects:
        if searched_fields(definition):
            words = literal_sql(search_words(definition))
            table = f'{namespace}."{definition.name}"'
            other = f"SELECT count(*) FROM {table} WHERE {SEARCH} IS DISTINCT FROM {words}"
            ((count,),) = await connection.fetch(other)
            found += [f"{count} records of {definition.name} have other words"] if count else []
    return found


async def _described(connection: Connection, namespace: str) -> dict[str, list[str]]:
    rows = await connection.fetch(_DESCRIBED, [namespace])
    return {row[0]: [str(part).replace(f"{namespace}.", "") for part in list(row)[1:]] for row in rows}
