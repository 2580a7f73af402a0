"""The numbers of the records that are there when an auto-number is added or comes back: in the order of their creation.

Deleted ones have numbers too, as if the field had always been there. A number says how many records were made before,
which no record tells of itself: where they are filled in beforehand, all are worked out first, in one table.
"""

from typing import Any
from uuid import UUID

from alembic.ddl.base import AddColumn, ColumnName, ColumnNullable, DropColumn
from sqlalchemy import (
    BigInteger,
    ClauseElement,
    Column,
    ColumnElement,
    Identity,
    Index,
    Insert,
    MetaData,
    Select,
    Table,
    TableClause,
    Text,
    Uuid,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from metadata.catalog import Catalog, Object
from metadata.changes.numbering import counter_moved, numbers
from metadata.changes.swapped_columns import columns_beside
from metadata.changes.table_ddl import constraints_added
from metadata.fields import Field
from metadata.fillings import Filling, ValueTable, with_columns
from metadata.removed import removed_columns
from metadata.tables import field_table, new_name, statement_table, table_with_removed


def records_numbered(
    before: Catalog, after: Catalog, definition: Object, field: Field, namespace: str
) -> Filling:
    """The numbers of an added field.

    Args:
        definition: the object as it is after.
    """
    old, table = before.object_by_id[definition.id], field_table(after, definition, field, namespace)
    ((name, beside),) = columns_beside(field).items()
    rows = with_columns(statement_table(old, namespace), [beside])
    known = _table(field, namespace)
    required = ColumnNullable(definition.name, name, False, schema=namespace)
    return Filling(
        key=field.id,
        of=(field.numbering, after.time_zone),
        object=old,
        rows=rows,
        columns={name: beside},
        values={name: select(known.c.number).where(known.c.id == rows.c.id).scalar_subquery()},
        reads=frozenset({"id", "createdAt"}),
        valued=None,
        changed=None,
        at_once=(
            AddColumn(table.name, Column(name, beside.type), schema=namespace),
            _written(after, definition, field, namespace, name),
            required,
            *constraints_added(table, field.id),
        ),
        swap=(
            ColumnName(table.name, beside.name, name, schema=namespace),
            counter_moved(namespace, _last(field, known)),
            DropTable(known),
            required,
            *constraints_added(table, field.id),
        ),
        worked_out=_value_table(after, field, namespace, known),
    )


def missing_numbered(
    before: Catalog, after: Catalog, definition: Object, field: Field, namespace: str
) -> Filling:
    """The numbers of a restored field: records that have one keep it, each of the others gets one as if made now.

    Args:
        definition: the object as it is after.
    """
    old, table = before.object_by_id[definition.id], field_table(after, definition, field, namespace)
    ((name, beside),) = columns_beside(field).items()
    (hidden,) = removed_columns(field)
    rows = with_columns(table_with_removed(old, namespace), [beside])
    known = _table(field, namespace)
    number = select(known.c.number).where(known.c.id == rows.c.id).scalar_subquery()
    missing = rows.c[hidden].is_(None)
    required = ColumnNullable(definition.name, name, False, schema=namespace)
    return Filling(
        key=field.id,
        of=(field.numbering, after.time_zone),
        object=old,
        rows=rows,
        columns={name: beside},
        values={name: func.coalesce(rows.c[hidden], number)},
        reads=frozenset({"id", "createdAt", hidden}),
        valued=None,
        changed=missing,
        at_once=(
            ColumnName(table.name, hidden, name, schema=namespace),
            _written(after, definition, field, namespace, name, func.now()),
            required,
            *constraints_added(table, field.id),
        ),
        swap=(
            DropColumn(table.name, Column(hidden, beside.type), schema=namespace),
            ColumnName(table.name, beside.name, name, schema=namespace),
            counter_moved(namespace, _last(field, known)),
            DropTable(known),
            required,
            *constraints_added(table, field.id),
        ),
        worked_out=_value_table(after, field, namespace, known, hidden),
    )


def _written(
    catalog: Catalog,
    definition: Object,
    field: Field,
    namespace: str,
    name: str,
    moment: ColumnElement[Any] | None = None,
) -> ClauseElement:
    """The numbers in place, and the counter: one statement, for either would move what the other begins from.

    Args:
        moment: of all numbers, which only records without one get; None for that of each record's creation.
    """
    rows = statement_table(definition, namespace)
    wanted = numbers(catalog, rows, field, namespace, moment)
    found = (wanted if moment is None else wanted.where(rows.c[name].is_(None))).cte("numbered")
    written = update(rows).values({name: found.c.number}).where(rows.c.id == found.c.id).returning(rows.c.id)
    last = (
        select(literal(field.id, Text()), found.c.period, func.max(found.c.counter))
        .group_by(found.c.period)
        .order_by(found.c.period.desc())
        .limit(1)
    )
    return counter_moved(namespace, last).add_cte(written.cte("written"))


def _table(field: Field, namespace: str) -> Table:
    name = new_name(field.id)
    table = Table(
        name,
        MetaData(),
        Column("id", Uuid(), primary_key=True),
        Column("period", Text(), nullable=False),
        Column("counter", BigInteger(), nullable=False),
        Column("number", Text(), nullable=False),
        # Tells, while one statement makes them, how many there are.
        Column("place", BigInteger(), Identity()),
        schema=namespace,
        # Whatever has been worked out when the server falls is worked out again.
        prefixes=["UNLOGGED"],
    )
    Index(f"{name}_counters", table.c.period, table.c.counter)
    return table


def _value_table(
    catalog: Catalog, field: Field, namespace: str, known: Table, hidden: str | None = None
) -> ValueTable:
    """Works out numbers into `known`.

    Args:
        hidden: the column of the numbers that records have already; the others get one as if made now.
    """
    other = known.alias("other")
    moment = None if hidden is None else func.now()

    def given(period: ColumnElement[Any]) -> ColumnElement[Any]:
        return select(func.max(other.c.counter)).where(other.c.period == period).scalar_subquery()

    def add(rows: TableClause, among: Select[tuple[UUID]] | None) -> Insert:
        there = exists().where(known.c.id == rows.c.id).select_from(known)
        wanted = numbers(catalog, rows, field, namespace, moment, given).where(~there)
        if hidden is not None:
            wanted = wanted.where(rows.c[hidden].is_(None))
        if among is not None:
            wanted = wanted.where(rows.c.id.in_(among))
        return insert(known).from_select(["id", "period", "counter", "number"], wanted)

    indexes = (CreateIndex(each) for each in known.indexes)
    return ValueTable((CreateTable(known), *indexes), add, (known.name, "place"))


def _last(field: Field, known: Table) -> Select[Any]:
    """The greatest counter of the latest period."""
    columns = (literal(field.id, Text()), known.c.period, known.c.counter)
    return select(*columns).order_by(known.c.period.desc(), known.c.counter.desc()).limit(1)
