"""The records of a list that a rule looks through, as a query for each record that has the list.

They are the same for every reader, as in roll-ups (decision 23): deleted records do not count, and neither the rights
of who asks nor row rules narrow them. Where the rule is the reader's own, or a value of it is shown, only records that
the reader may see are there.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Select

from core.sql import Row
from expressions.sql import NO_ITEMS, Items, ItemsOf
from expressions.types import RecordList, Reference
from metadata.catalog import Catalog, Object
from metadata.lists import RelatedList
from metadata.named_records import names
from records.plans.via import Via, way_through


class Source(Protocol):
    """What the statement that is being made gives (`records.build.Build`)."""

    @property
    def catalog(self) -> Catalog:
        """The catalog of the plan."""

    def list_behind(self, records: RecordList, of: Object) -> RelatedList | None:
        """A list that a rule over records of `of` looks through; None where no record has it."""

    def rows(self, of: Object) -> FromClause:
        """The rows of an object under a fresh alias."""

    def rolled_rows(self, of: Object) -> FromClause:
        """The rows of an object that lists are of, a record under judgement as it would be."""

    def led_to(self, via: Via, rows: FromClause, parent: Row) -> Select[Any]:
        """A query of the rows that the way leads to from `parent`."""

    def visible(self, rows: FromClause, of: Object) -> ColumnElement[bool]:
        """The condition that a row is not deleted and that the caller may read it."""

    def columns_of(
        self, rows: Row, of: Object, *, only_visible: bool = False
    ) -> Callable[[Reference], ColumnElement[Any]]:
        """Where rules over the rows find their variables."""


def items_of(source: Source, rows: Row, of: Object, *, only_visible: bool = False) -> ItemsOf:
    """From the lists of `rows`, records of `of`, to their records."""
    return partial(_items, source, rows, of, only_visible)


def _items(source: Source, rows: Row, of: Object, only_visible: bool, records: RecordList) -> Items:
    over = source.list_behind(records, of)
    if over is None:
        return NO_ITEMS

    def there(table: FromClause, target: Object) -> ColumnElement[bool]:
        return source.visible(table, target) if only_visible else table.c.deletedAt.is_(None)

    parent: Row = rows
    conditions, passed = list[ColumnElement[bool]](), list[FromClause]()
    for step in records.steps:
        field, of = of.field_by_id[step.field], source.catalog.object_by_id[step.object]
        table = source.rows(of)
        conditions += [names(field, parent, table, of.id), there(table, of)]
        passed.append(table)
        parent = table
    found = source.rolled_rows(over.object)
    query = source.led_to(way_through(over), found, parent)
    if passed:
        query = query.correlate_except(*passed)
    return Items(
        query.where(*conditions, there(found, over.object)),
        source.columns_of(found, over.object, only_visible=only_visible),
        items_of(source, found, over.object, only_visible=only_visible),
    )
