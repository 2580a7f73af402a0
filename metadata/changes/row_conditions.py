"""Which records do not fit a field that becomes required or unique: conditions on a row of the base.

The base is the catalog that the records are of. The field may not be in it yet, or have another name or type, or be
removed.
"""

from typing import Any

from sqlalchemy import ColumnElement, TableClause, Text, exists, false, func, or_, select, true

from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.field_types.characters import INDEXABLE_BYTES
from metadata.fields import Field
from metadata.tables import placed_columns


def empty(of: Field, base: Object, table: TableClause) -> ColumnElement[bool]:
    """It has no value."""
    placed = placed_columns(base, table, of.id)
    if placed is None:
        return true() if of.default is None else false()
    field, columns = placed
    needed = (columns[spec.name] for spec in type_of(field).columns(field) if not spec.optional)
    return or_(false(), *(column.is_(None) for column in needed))


def sharing(of: Field, base: Object, table: TableClause) -> ColumnElement[bool]:
    """Another record that is not deleted has the same value."""
    columns = _columns(of, base, table)
    if not columns and of.default is None:
        return false()
    other = table.alias("other")
    same = [other.c[column.name] == column for column in columns]
    return exists(select(1).where(other.c.id != table.c.id, other.c.deletedAt.is_(None), *same))


def too_long(of: Field, base: Object, table: TableClause) -> ColumnElement[bool]:
    """Its text is longer than an index can hold."""
    texts = [column for column in _columns(of, base, table) if isinstance(column.type, Text)]
    return or_(false(), *(func.octet_length(text) > INDEXABLE_BYTES for text in texts))


def _columns(of: Field, base: Object, table: TableClause) -> list[ColumnElement[Any]]:
    """The field's columns in the base; none where it, or its type, comes with the same publish."""
    placed = placed_columns(base, table, of.id)
    return [] if placed is None or placed[0].type != of.type else [*placed[1].values()]
