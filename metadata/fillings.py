"""Values that SQL makes of a row, and that the rows of a table get in columns beside those that they have.

A publish that gives many rows other values writes them in place, in one statement, and everybody waits. An operation
(`metadata.operations`) fills new columns before, page by page, and its publish puts them in the place of the old ones:
what it still has to fill are the rows that were written meanwhile.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Insert,
    Integer,
    Select,
    TableClause,
    Update,
    column,
    func,
    literal_column,
    select,
    table,
    update,
)
from sqlalchemy.sql.ddl import ExecutableDDLElement

from core.connection import Record
from metadata.catalog import Object

FEW_CHANGED = 10_000
"""As many rows can be written in place while others wait: to fill columns for them pays for nobody."""

Run = Callable[[ClauseElement], Awaitable[list[Record]]]
"""Runs a statement and returns its rows."""


@dataclass(frozen=True)
class ValueTable:
    """A table with what no row tells of itself, as its place among others: it is made first, and values are read of it.

    Attributes:
        create: makes the table, whose name begins as those of new columns.
        add: from the table whose rows they are, and the ids of some, None for all, to the statement that adds those of
            them that are not in it.
        counter: the table, and its column that counts its rows by a sequence.
    """

    create: Sequence[ExecutableDDLElement]
    add: Callable[[TableClause, Select[tuple[UUID]] | None], Insert]
    counter: tuple[str, str]


@dataclass(frozen=True)
class Filling:
    """Rows of a table get values in new columns.

    Attributes:
        key: what is filled, whatever it is called, among all that a publish fills: the id of a field, for example.
        of: what the values are made of beside the row. Of two fillings with the same, a row gets the same.
        object: whose records the rows are, as it is before; None where the table is one of Sluice's own.
        rows: the table as it is before, with `id` and the new columns.
        columns: the new columns by the names that they are to have; in the table each has another until then.
        values: of the new columns, by the same names, over `rows`.
        reads: the columns of `rows` that the values are made of.
        valued: the rows that have a value to be filled in; all where it is None. The others' is null.
        changed: the rows whose value becomes another; all where it is None.
        at_once: what a publish does that has no columns filled: the same in place.
        swap: what a publish does that has: the new columns in the place of the old ones.
        worked_out: what the values are read of, where it is not the row alone; `swap` drops it.
    """

    key: str
    of: tuple[object, ...]
    object: Object | None
    rows: TableClause
    columns: Mapping[str, Column[Any]]
    values: Mapping[str, ColumnElement[Any]]
    reads: frozenset[str]
    valued: ColumnElement[bool] | None
    changed: ColumnElement[bool] | None
    at_once: Sequence[ClauseElement]
    swap: Sequence[ClauseElement]
    worked_out: ValueTable | None = None

    @property
    def watched(self) -> str:
        """Where it is noted that its rows are written: id of the object, or name of the table."""
        return self.rows.name if self.object is None else self.object.id


def with_columns(rows: TableClause, columns: Sequence[Column[Any]]) -> TableClause:
    """A table with further columns."""
    known = (column(each.name, each.type) for each in (*rows.c, *columns))
    return table(rows.name, *known, schema=rows.schema)


def filled(filling: Filling, among: Select[tuple[UUID]]) -> Update:
    """Fills the new columns of the rows with these ids; what they are read of is known."""
    rows = filling.rows
    values = {filling.columns[name].name: value for name, value in filling.values.items()}
    return update(rows).values(values).where(rows.c.id.in_(among))


def filled_in_place(filling: Filling, among: Select[tuple[UUID]]) -> Update:
    """Gives the rows with these ids their values where they stand."""
    return update(filling.rows).values(dict(filling.values)).where(filling.rows.c.id.in_(among))


def filled_late(filling: Filling, among: Select[tuple[UUID]]) -> tuple[Insert | Update, ...]:
    """Fills the new columns of the rows with these ids, which were written since the others were."""
    known = () if filling.worked_out is None else (filling.worked_out.add(filling.rows, among),)
    return (*known, filled(filling, among))


async def many_change(run: Run, rows: TableClause, changed: ColumnElement[bool] | None) -> bool:
    """Whether so many rows become others that it is better done beforehand.

    Args:
        changed: which do; all where it is None.
    """
    return await exceeds(run, rows, FEW_CHANGED, changed)


async def exceeds(
    run: Run, rows: TableClause, most: int, condition: ColumnElement[bool] | None = None
) -> bool:
    """Whether a table has more rows than `most`, or more for which the condition holds; none is counted beyond."""
    some = select(literal_column("1", Integer())).select_from(rows).limit(most + 1)
    if condition is not None:
        some = some.where(condition)
    (row,) = await run(select(func.count()).select_from(some.subquery()))
    return bool(row[0] > most)
