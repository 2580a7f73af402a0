"""Columns that were filled beside others, put in their place: what is computed of them and what binds them follows."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from alembic.ddl.base import ColumnDefault, DropColumn
from sqlalchemy import ClauseElement, Column, Table, Text
from sqlalchemy.schema import CreateIndex

from metadata.catalog import Catalog, Object
from metadata.changes.formulas import read_by
from metadata.changes.table_ddl import columns_shown, constraints_added, formulas_moved, server_default
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.paths import paths_of
from metadata.system_fields import STAGE
from metadata.tables import field_columns, new_name, record_table, unique_index
from metadata.unique_keys import keys_over


def columns_beside(field: Field) -> dict[str, Column[Any]]:
    """Name of each column of a field to the column as it stands beside the one of that name."""
    specs = type_of(field).columns(field)
    return {spec.name: Column(new_name(f"{field.id}_{at}"), spec.type) for at, spec in enumerate(specs)}


def field_swapped(
    before: Catalog, after: Catalog, definition: Object, new: Field, namespace: str
) -> tuple[ClauseElement, ...]:
    """The columns beside in the place of those of a field.

    Args:
        definition, new: the object and its field as they are after.
    """
    was = record_table(before, before.object_by_id[definition.id], namespace)
    table = record_table(after, definition, namespace)
    old = before.object_by_id[definition.id].field_by_id[new.id]
    readers = read_by(after, definition, {new.id})
    moved = formulas_moved(before, after, definition.id, namespace, readers)
    names = {column.name: name for name, column in columns_beside(new).items()}
    return (
        # A column goes when nothing is computed of it any more.
        *(each for each in moved if isinstance(each, DropColumn)),
        *columns_swapped(was, table, field_columns(was, old), names),
        *constraints_added(table, new.id),
        # The indexes of its unique keys have gone with the columns.
        *(CreateIndex(unique_index(table, each)) for each in keys_over(definition, new)),
        *(each for each in moved if not isinstance(each, DropColumn)),
    )


def stage_beside(definition: Object) -> Column[Any]:
    """The column of the stages of an object as it stands beside the one that it has."""
    return Column(new_name(f"{definition.id}_{STAGE}"), Text())


def stage_swapped(
    before: Catalog, after: Catalog, definition: Object, namespace: str
) -> tuple[ClauseElement, ...]:
    """The column beside in the place of that of the stages of an object, as it is after.

    The formulas of the object are in the table as they are after.
    """
    was = record_table(before, before.object_by_id[definition.id], namespace)
    table = record_table(after, definition, namespace)
    read = {each.id for each in definition.fields if each.formula and STAGE in paths_of(each.formula)}
    moved = formulas_moved(after, after, definition.id, namespace, read_by(after, definition, read))
    return (
        *(each for each in moved if isinstance(each, DropColumn)),
        *columns_swapped(was, table, (STAGE,), {stage_beside(definition).name: STAGE}),
        *constraints_added(table, f"_{STAGE}"),
        *(each for each in moved if not isinstance(each, DropColumn)),
    )


def columns_swapped(
    was: Table, table: Table, gone: Collection[str], names: Mapping[str, str]
) -> Iterator[ClauseElement]:
    """Columns under the names that they have in `table`, by their present ones, in the place of those of `was`."""
    for name in gone:
        yield DropColumn(table.name, was.c[name], schema=table.schema)
    yield from columns_shown(table, names)
    for name in names.values():
        default = server_default(table.c[name])
        if default is not None:
            yield ColumnDefault(table.name, name, default, schema=table.schema)
