"""The values of computed fields that have no column: formulas over relations or the clock, and roll-ups.

Each is an expression over the row that it is of, which looks up other records in subselects of its own. It means the
same for every reader: deleted records do not count, and neither the rights of who asks nor row rules narrow what is
looked up (decision 23). Who may not know the value may not read the field.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Integer,
    Numeric,
    Select,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)

from core.sql import Row
from expressions.nodes import Expression
from expressions.types import ValueType
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.field_types.base import Scalar
from metadata.fields import Field, RollUp
from metadata.formula_sql import bounded, formula_sql, rounded
from metadata.lists import rolled_over
from metadata.parsed import parsed_condition
from metadata.roll_ups import rolled_field
from records.items import Source as ItemsSource
from records.items import items_of
from records.plans.via import way_through

Column = ColumnElement[Any]


class Source(ItemsSource, Protocol):
    """What the statement that is being made gives (`records.build.Build`)."""

    def fresh(self, prefix: str) -> str:
        """A name that nothing else in the statement has."""

    def expression(self, expression: Expression, rows: Row, of: Object) -> Column:
        """A rule over the rows."""

    def value(self, rows: Row, of: Object, column: str) -> Column:
        """The value of a field of the rows."""


def computed_value(source: Source, rows: Row, of: Object, field: Field, column: str) -> Column:
    """The value that stands for `column` of an inlined field of `rows`, records of the object `of`."""
    types = {spec.name: spec.type for spec in type_of(field).columns(field)}
    if field.roll_up is None:
        value = formula_sql(
            source.catalog, of, field, source.columns_of(rows, of), items_of(source, rows, of)
        )
    else:
        value = _rolled_up(source, rows, of, field, field.roll_up, {column}).scalar_subquery()
    return type_coerce(value, types[column])


def computed_read(source: Source, rows: Row, of: Object, field: Field) -> Column:
    """The value in the shape API clients see it.

    What needs several columns, or one several times, looks the records up once.
    """
    kind = type_of(field)
    names = {spec.name: spec.type for spec in kind.columns(field)}
    if field.roll_up is None:
        return kind.read(field, {name: source.value(rows, of, name) for name in names})
    found = _rolled_up(source, rows, of, field, field.roll_up, names.keys()).subquery(source.fresh("u"))
    columns = {name: type_coerce(found.c[name], type_) for name, type_ in names.items()}
    return select(kind.read(field, columns)).select_from(found).correlate_except(found).scalar_subquery()


def _rolled_up(
    source: Source, rows: Row, of: Object, field: Field, rolled: RollUp, wanted: Collection[str]
) -> Select[Any]:
    """One row with the wanted columns of a roll-up, correlated to `rows`."""
    over = rolled_over(source.catalog, of, rolled)
    related = source.rolled_rows(over.object)
    led = source.led_to(way_through(over), related, rows)
    conditions: list[Column] = [related.c.deletedAt.is_(None)]
    condition = parsed_condition(source.catalog, over.object, field)
    if condition is not None:
        conditions.append(source.expression(condition, related, over.object))
    values = _values(source, related, over.object, field, rolled)
    wanted_values = (value.label(name) for name, value in values.items() if name in wanted)
    return led.with_only_columns(*wanted_values, maintain_column_froms=True).where(*conditions)


def _values(
    source: Source, related: Row, owner: Object, field: Field, rolled: RollUp
) -> Mapping[str, Column]:
    """Name of each column of the roll-up to what is computed for it."""
    names = [spec.name for spec in type_of(field).columns(field)]
    of = rolled_field(owner, rolled)
    if of is None:
        return {names[0]: func.count()}
    columns = [source.value(related, owner, spec.name) for spec in type_of(of).columns(of)]
    value = _aggregated(field, rolled, columns[0], type_of(of).rule_parts(of)[0].type)
    if type_of(of).scalar is not Scalar.MONEY:
        return {names[0]: value}
    # Amounts of several currencies have no sum, and none of them is the largest.
    lowest, highest = func.min(columns[1]), func.max(columns[1])
    same = lowest == highest
    return {names[0]: case((same, value)), names[1]: case((same, lowest))}


def _aggregated(field: Field, rolled: RollUp, column: Column, type_: ValueType) -> Column:
    value: Column = getattr(func, rolled.function)(column)
    if type_ is not ValueType.NUMBER:
        return value
    scalar = type_of(field).scalar
    if rolled.function == "sum" and scalar is not Scalar.MONEY:
        # The sum of no numbers is nothing. Of no amounts it is of no currency, and so unknown.
        value = func.coalesce(value, literal_column("0", Integer()), type_=Numeric())
    scale = field.scale if scalar in (Scalar.DECIMAL, Scalar.MONEY) else 0
    return bounded(rounded(value, scale), type_)
