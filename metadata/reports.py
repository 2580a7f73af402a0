"""Records that a change leaves as they are although a write of them would be told of it: a report, not a refusal."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, FromClause, TableClause, case, select

from expressions.nodes import Expression
from expressions.sql import Items, to_sql
from expressions.types import RecordList, Reference, Step
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.link_tables import SOURCE, TARGET, link_rows
from metadata.lists import list_of
from metadata.named_records import names
from metadata.system_fields import PIPELINE, STAGE
from metadata.tables import statement_table


@dataclass(frozen=True)
class RowReport:
    """Which records of an object a change is told of.

    Attributes:
        object: id of the object.
        where: from the catalog that the records are of and their table to the condition on one; None where that
            catalog does not have all that the condition reads.
    """

    object: str
    where: Callable[[Catalog, TableClause], ColumnElement[bool] | None]


class _NotThereError(Exception):
    """The catalog of the records does not have what a rule reads."""


@dataclass(frozen=True)
class RowsOf:
    """Rules of `catalog` over the records of `definition` as they are under an earlier catalog, `base`.

    Names may differ between the two, so columns are found by the ids of their fields.
    """

    catalog: Catalog
    definition: Object
    base: Catalog
    table: TableClause

    def judged(self, expression: Expression) -> ColumnElement[bool] | None:
        """Whether the rule holds, never null; None where the base does not have all that it reads."""
        earlier = self.base.object_by_id[self.definition.id]
        try:
            return to_sql(
                expression,
                lambda reference: self._column(self.definition, earlier, self.table, reference),
                items=lambda records: self._items(earlier, self.table, records),
                exact=True,
                zone=self.catalog.time_zone,
                calendar=self.catalog.working_calendar,
            )
        except _NotThereError:
            return None

    def _column(
        self, of: Object, earlier: Object, rows: FromClause, reference: Reference
    ) -> ColumnElement[object]:
        if not reference.steps:
            return _own(of, earlier, rows, reference)
        step, *further = reference.steps
        field = self._passed(earlier, step)
        there = self.base.object_by_id[step.object]
        related = statement_table(there, str(self.table.schema)).alias()
        beyond = self.catalog.object_by_id[step.object]
        value = self._column(beyond, there, related, replace(reference, steps=tuple(further)))
        return (
            select(value)
            .where(names(field, rows, related, step.object), related.c.deletedAt.is_(None))
            .correlate_except(related)
            .scalar_subquery()
        )

    def _passed(self, earlier: Object, step: Step) -> Field:
        """The field of a step, where it led there already."""
        field = earlier.field_by_id.get(step.field)
        if field is None or not field.names_record or step.object not in field.points_to:
            raise _NotThereError
        return field

    def _items(self, earlier: Object, rows: FromClause, records: RecordList) -> Items:
        """The records of a list of `rows`."""
        conditions: list[ColumnElement[bool]] = []
        passed: list[FromClause] = []
        for step in records.steps:
            field = self._passed(earlier, step)
            earlier = self.base.object_by_id[step.object]
            there = statement_table(earlier, str(self.table.schema)).alias()
            conditions += [names(field, rows, there, step.object), there.c.deletedAt.is_(None)]
            passed.append(there)
            rows = there
        over = list_of(self.base, earlier, records.field, forwards=records.forwards)
        if over is None or over.object.id != records.object:
            raise _NotThereError
        found = statement_table(over.object, str(self.table.schema)).alias()
        passed.append(found)
        if over.field.links is None:
            conditions.append(names(over.field, found, rows, earlier.id))
        else:
            links = link_rows(over.field, str(self.table.schema)).alias()
            near, far = (SOURCE, TARGET) if over.forwards else (TARGET, SOURCE)
            conditions += [links.c[near] == rows.c.id, links.c[far] == found.c.id]
            passed.append(links)
        query = select(1).where(*conditions, found.c.deletedAt.is_(None)).correlate_except(*passed)
        asked = self.catalog.object_by_id[records.object]
        return Items(
            query.select_from(found),
            lambda reference: self._column(asked, over.object, found, reference),
            lambda inner: self._items(over.object, found, inner),
        )


def _own(of: Object, earlier: Object, rows: FromClause, reference: Reference) -> ColumnElement[object]:
    if reference.field == PIPELINE:
        return _pipeline(of, earlier, rows)
    field = of.field_by_id.get(reference.field)
    name = reference.column if field is None else _earlier_column(field, earlier, reference.column)
    if name not in rows.c:
        raise _NotThereError
    return rows.c[name]


def _pipeline(of: Object, earlier: Object, rows: FromClause) -> ColumnElement[object]:
    standing = earlier.pipeline
    names = {} if of.pipeline is None or standing is None else of.pipeline.name_by_stage(standing)
    if not names:
        raise _NotThereError
    return case(names, value=rows.c[STAGE])


def _earlier_column(field: Field, earlier: Object, column: str) -> str:
    """What a column of the field was called."""
    then = earlier.field_by_id.get(field.id)
    if then is None or then.type != field.type:
        raise _NotThereError
    columns = [part.column for part in type_of(field).rule_parts(field)]
    return type_of(then).rule_parts(then)[columns.index(column)].column
