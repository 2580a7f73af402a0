"""All tables of a catalog at once, in a namespace that has none of them: for a tenant that comes from elsewhere.

They are made of the catalog and of nothing else, as its publishes would have left them, with what waits in its place to
be restored.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from alembic.ddl.base import RenameTable
from sqlalchemy import Table
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

from core.connection import Connection
from metadata.catalog import Catalog, Object
from metadata.codec import catalog_to_json
from metadata.link_tables import link_table, link_tables_of
from metadata.removed import removed_name
from metadata.search import searched_fields
from metadata.search_trigger import trigger_made
from metadata.tables import record_table
from metadata.values import JsonValue

_ID = re.compile(r"[a-z]{3}_[A-Za-z0-9_]{1,40}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,62}")


async def make_tables(connection: Connection, catalog: Catalog, namespace: str) -> None:
    """Make them, within the given transaction of the owner.

    Raises:
        ValueError: a name or an id of the catalog is none that a catalog has.
    """
    _check_names(catalog_to_json(catalog))
    removed = [replace(each.object, name=removed_name(each.object.id)) for each in catalog.removed_objects]
    whole = replace(catalog, objects=(*catalog.objects, *removed), removed_objects=())
    bound = [record_table(whole, each, namespace) for each in catalog.objects]
    bound += [table for each in catalog.objects for table in link_tables_of(whole, each, namespace)]
    # Nothing binds what is removed: else nobody could delete what it points to.
    free = [record_table(whole, each, namespace) for each in removed]
    hidden = [*_hidden_links(whole, catalog.objects, removed, namespace)]
    for table in (*bound, *free, *(table for _, table in hidden)):
        await connection.execute(CreateTable(table, include_foreign_key_constraints=[]))
        for index in table.indexes:
            await connection.execute(CreateIndex(index))
    for name, table in hidden:
        await connection.execute(RenameTable(table.name, name, schema=namespace))
    for table in bound:
        for key in table.foreign_key_constraints:
            await connection.execute(AddConstraint(key, isolate_from_table=False))
    for definition in whole.objects:
        if searched_fields(definition):
            for element in trigger_made(definition, definition.name, namespace):
                await connection.execute(element)


def _hidden_links(
    whole: Catalog, there: Sequence[Object], removed: Sequence[Object], namespace: str
) -> Iterator[tuple[str, Table]]:
    """The tables of links that can be restored, each after what it is called meanwhile."""
    fields = [(each, gone.field) for each in (*there, *removed) for gone in each.removed_fields]
    fields += [(each, field) for each in removed for field in each.fields]
    for definition, field in fields:
        if field.links is not None:
            yield removed_name(field.id), link_table(whole, definition, field, namespace)


def _check_names(value: JsonValue) -> None:
    """See that ids and names are what they can be, wherever they stand: DDL bears them.

    A name that is reserved by now is none of a new field, and one that is there goes on.
    """
    match value:
        case Mapping():
            id_ = value.get("id")
            if isinstance(id_, str) and not _ID.fullmatch(id_):
                raise ValueError(f"{id_[:60]!r} is no id")
            for part in ("objects", "fields"):
                for each in _mappings(value.get(part)):
                    name = each.get("name")
                    if not isinstance(name, str) or not _NAME.fullmatch(name):
                        raise ValueError(f"{str(name)[:60]!r} is no name")
            for part_ in value.values():
                _check_names(part_)
        case list():
            for each_ in value:
                _check_names(each_)
        case _:
            pass


def _mappings(value: JsonValue | None) -> Sequence[Mapping[str, JsonValue]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


async def foreign_keys(connection: Connection, namespace: str) -> list[tuple[str, str, str]]:
    """Table, name and definition of each foreign key, as PostgreSQL quotes them."""
    found = await connection.fetch(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = $1::text::regnamespace AND contype = 'f' AND conparentid = 0 ORDER BY 1, 2",
        [namespace],
    )
    return [(row[0], row[1], row[2]) for row in found]
