"""Where a tenant's tables hold something of a person: the records that tell of them, and their personal values.

A subject is a record; with it go those that were merged into it. What tells of it besides is what points to one of
these by a field that is tagged `subject`. Removed fields and objects that can still be restored are places like others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Select,
    TableClause,
    Uuid,
    any_,
    column,
    exists,
    literal,
    or_,
    select,
    table,
)

from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.personal import SUBJECT, leads_to
from metadata.removed import removed_name
from metadata.tables import placed_columns, table_with_removed
from tenants.namespace import namespace_tables


@dataclass(frozen=True)
class Held:
    """A field of a place with its columns, by the names that its type gives them.

    Attributes:
        removed: it can be restored; its columns can be empty whatever the field says.
    """

    field: Field
    columns: Mapping[str, ColumnElement[Any]]
    removed: bool


@dataclass(frozen=True)
class Place:
    """A table whose records may tell of a subject.

    Attributes:
        of: the object, in force or removed.
        values: its personal fields.
        by: the fields by which its records point to the subject; none for the subject's own table.
    """

    of: Object
    namespace: str
    rows: TableClause
    values: tuple[Held, ...]
    by: tuple[Held, ...]

    def tells_of(self, subjects: Sequence[UUID]) -> ColumnElement[bool]:
        """Whether a record of `rows` is one of the subjects, or points to one."""
        if not self.by:
            return among(self.rows.c.id, subjects)
        return or_(*(self._points(each, subjects) for each in self.by))

    def _points(self, by: Held, subjects: Sequence[UUID]) -> ColumnElement[bool]:
        if by.field.links is None:
            return among(next(iter(by.columns.values())), subjects)
        links = link_rows(by.field, self.namespace)
        if by.removed:
            name = removed_name(by.field.id)
            links = table(name, column(SOURCE, Uuid()), column(TARGET, Uuid()), schema=self.namespace)
        linked = select(1).where(links.c[SOURCE] == self.rows.c.id, among(links.c[TARGET], subjects))
        return exists(linked.select_from(links).correlate_except(links))


def among(value: ColumnElement[Any], ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether an id is one of many, which are one parameter."""
    return value == any_(literal(list(ids), ARRAY(Uuid())))


def places(catalog: Catalog, of: Object, namespace: str) -> tuple[Place, ...]:
    """Where something may be held of a person in a record of `of`, its own table first."""
    own = Place(of, namespace, *_table(of, namespace, of.name), ())
    return (own, *_telling(catalog, of, namespace))


def _telling(catalog: Catalog, of: Object, namespace: str) -> Iterator[Place]:
    removed = [(each.object, removed_name(each.object.id)) for each in catalog.removed_objects]
    for owner, name in (*((each, each.name) for each in catalog.objects), *removed):
        rows, values = _table(owner, namespace, name)
        by = tuple(each for each in _fields(owner, rows) if leads_to(each.field, of))
        if by:
            yield Place(owner, namespace, rows, values, by)


def _table(of: Object, namespace: str, name: str) -> tuple[TableClause, tuple[Held, ...]]:
    rows = table_with_removed(of, namespace, name)
    values = tuple(
        each
        for each in _fields(of, rows)
        if each.field.personal not in (None, SUBJECT) and not each.field.computed
    )
    return rows, values


def _fields(of: Object, rows: TableClause) -> Iterator[Held]:
    for field in (*of.fields, *(each.field for each in of.removed_fields)):
        placed = placed_columns(of, rows, field.id)
        if field.personal is not None and placed is not None:
            yield Held(field, placed[1], field.id not in of.field_by_id)


def with_merged(of: Object, namespace: str, subject: Select[Any]) -> CTE:
    """The ids of the subject, and of the records that were merged into it and not restored since."""
    merges = namespace_tables(namespace).merge
    rows = table(of.name, column("id", Uuid()), column("deletedAt"), schema=namespace)
    found = subject.cte("subject", recursive=True)
    before = (
        select(merges.c.record_id)
        .join_from(merges, found, merges.c.into_id == found.c.id)
        .join(rows, rows.c.id == merges.c.record_id)
        .where(merges.c.object_id == of.id, rows.c.deletedAt.is_not(None))
    )
    return found.union(before)
