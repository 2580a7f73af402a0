"""Where rules find their variables: in columns of a row, or of the records that its relations and references name."""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, case, cast, null, select

from core.sql import Row
from expressions.sql import SQL_TYPES
from expressions.types import Reference
from metadata.catalog import Catalog, Object
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.named_records import names
from metadata.parsed import walk

Column = ColumnElement[Any]


class Source(Protocol):
    """What the statement that is being made gives (`records.build.Build`)."""

    @property
    def catalog(self) -> Catalog:
        """The catalog of the plan."""

    def rows(self, of: Object) -> FromClause:
        """The rows of an object under a fresh alias, deleted ones included."""

    def visible(self, rows: FromClause, of: Object) -> ColumnElement[bool]:
        """The condition that a row is not deleted and that the caller may read it."""

    def relation_id(self, relation: Field, rows: Row) -> Column:
        """The id that a field holds, null where the caller may not see the record."""

    def value(self, rows: Row, of: Object, column: str) -> Column:
        """The value of a column of the rows."""

    def before(self, rows: Row) -> Row | None:
        """The rows as they were before the write that is judged; None where it creates them."""

    def acting(self, reference: Reference) -> Column:
        """What is read of whoever acts."""


def columns_of(source: Source, rows: Row, of: Object, *, only_visible: bool) -> Callable[[Reference], Column]:
    """The value of each variable of a rule over `rows`, records of `of`.

    A record on the way that is deleted is as if there were none, and so is one of another object than the rule names.

    Args:
        only_visible: so is one that the caller may not see.
    """

    def column(reference: Reference) -> Column:
        if reference.actor:
            return source.acting(reference)
        read = source.before(rows) if reference.before else rows
        if read is None:
            return cast(null(), SQL_TYPES[reference.type])
        if reference.steps:
            return _beyond(source, reference, read, of, only_visible)
        return _own(source, reference, read, of, only_visible)

    return column


def _own(source: Source, reference: Reference, rows: Row, of: Object, only_visible: bool) -> Column:
    field = of.field_by_id.get(reference.field)
    if not only_visible or field is None or not field.names_record:
        return source.value(rows, of, reference.column)
    seen = source.relation_id(field, rows)
    if reference.column != object_column(field):
        return seen
    return case((seen.is_not(None), rows.c[reference.column]))


def _beyond(source: Source, reference: Reference, rows: Row, of: Object, only_visible: bool) -> Column:
    """The value in the record at the end of the way, looked up in a subselect."""
    way = [field for _, field in walk(source.catalog, of, reference)]
    objects = [source.catalog.object_by_id[step.object] for step in reference.steps]
    tables = [source.rows(there) for there in objects]
    seen = [
        source.visible(table, there) if only_visible else table.c.deletedAt.is_(None)
        for table, there in zip(tables, objects, strict=True)
    ]
    first, *further = [
        names(field, before, table, there.id)
        for field, before, table, there in zip(way, [rows, *tables], tables, objects, strict=False)
    ]
    joined: FromClause = tables[0]
    for table, named in zip(tables[1:], further, strict=True):
        joined = joined.join(table, named)
    value = _own(source, reference, tables[-1], objects[-1], only_visible)
    found = select(value).select_from(joined).where(first, *seen)
    return found.correlate_except(*tables).scalar_subquery()
