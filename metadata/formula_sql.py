"""The value of a formula as SQL, whether it is a column's own expression or written out where it is read.

Reading never fails, and gives nothing that the field's type has not: what is beyond it is null.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Date, DateTime, Numeric, Text, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement

from expressions.nodes import calls_of
from expressions.operators.registered import OPERATORS
from expressions.sql import ItemsOf, no_items, to_sql
from expressions.types import Reference, ValueType
from metadata.catalog import Catalog, Object
from metadata.field_types.all_types import type_of
from metadata.field_types.exact import MOST_DIGITS
from metadata.fields import Field
from metadata.inlined import inlined_fields
from metadata.parsed import parsed_formula

Stored = Callable[[str], ColumnElement[Any]]
"""From the name of a stored column to its value."""

Read = Callable[[Reference], ColumnElement[Any]]
"""From a variable of a rule to its value."""

MOST_CHARACTERS = 1_000
"""Of a text that a formula gives, and of each that it joins."""

_MOMENT = DateTime(timezone=True)
_BEYOND: dict[ValueType, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
    ValueType.NUMBER: (
        literal_column(f"-1e{MOST_DIGITS}", Numeric()),
        literal_column(f"1e{MOST_DIGITS}", Numeric()),
    ),
    ValueType.DATE: (
        literal_column("DATE '0001-12-31 BC'", Date()),
        literal_column("DATE '10000-01-01'", Date()),
    ),
    ValueType.DATETIME: (
        literal_column("TIMESTAMPTZ '0001-12-31 23:59:59.999999+00 BC'", _MOMENT),
        literal_column("TIMESTAMPTZ '10000-01-01 00:00:00+00'", _MOMENT),
    ),
}
"""The nearest values that the types have no more, below and above."""


def formula_columns(definition: Object) -> dict[str, Field]:
    """Name of the column to the field, of each field with a formula that has a column."""
    inlined = inlined_fields(definition)
    return {
        type_of(field).columns(field)[0].name: field
        for field in definition.fields
        if field.formula is not None and field.id not in inlined
    }


class FormulaValue(ColumnElement[Any]):
    """The value of a formula, made when DDL is written out: most tables are built for another column of theirs."""

    inherit_cache = False

    def __init__(self, catalog: Catalog, definition: Object, field: Field, stored: Stored) -> None:
        self.make = lambda: stored_formula_sql(catalog, definition, field, stored)


@compiles(FormulaValue)
def _written(element: FormulaValue, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    return str(compiler.process(element.make(), **options))  # type: ignore[no-untyped-call]


def stored_formula_sql(
    catalog: Catalog, definition: Object, field: Field, stored: Stored
) -> ColumnElement[Any]:
    """The value of a formula that reads stored columns only; `stored` gives them.

    A formula that it reads is written out in it, for PostgreSQL lets no generated column read another.
    """

    def read(reference: Reference) -> ColumnElement[Any]:
        computed = definition.field_by_id.get(reference.field)
        if computed is not None and computed.formula is not None:
            return _value(catalog, definition, computed, read)
        return stored(reference.column)

    return formula_sql(catalog, definition, field, read)


def formula_sql(
    catalog: Catalog, definition: Object, field: Field, read: Read, items: ItemsOf = no_items
) -> ColumnElement[Any]:
    """The value of a formula; `read` gives those of its variables.

    What no value of the type is has none: dates beyond the years 1 to 9999, numbers of more than 38 digits before the
    point.
    """
    return bounded(
        _value(catalog, definition, field, read, items), parsed_formula(catalog, definition, field).type
    )


def bounded(value: ColumnElement[Any], type_: ValueType) -> ColumnElement[Any]:
    """The value, null where the type has it not. It is written once: it may look up many records."""
    if type_ not in _BEYOND:
        return value
    lowest, highest = _BEYOND[type_]
    held = func.least(func.greatest(value, lowest), highest, type_=lowest.type)
    return func.nullif(func.nullif(held, lowest, type_=lowest.type), highest, type_=lowest.type)


def rounded(value: ColumnElement[Any], scale: int) -> ColumnElement[Any]:
    """A number with so many digits after the point."""
    return func.round(value, literal_column(str(scale)), type_=Numeric())


def _value(
    catalog: Catalog, definition: Object, field: Field, read: Read, items: ItemsOf = no_items
) -> ColumnElement[Any]:
    """The value without the bounds of its type."""
    expression = parsed_formula(catalog, definition, field)
    # Long texts joined a hundred times, for each record of a list, would be a weapon.
    joins = any(OPERATORS[each.operator].joins for each in calls_of(expression))

    def shortened(reference: Reference) -> ColumnElement[Any]:
        found = read(reference)
        return _cut(found) if joins and reference.type is ValueType.TEXT else found

    # What is neither known to hold nor not to hold is false, as in every rule.
    value = to_sql(
        expression,
        shortened,
        items=items,
        exact=True,
        zone=catalog.time_zone,
        calendar=catalog.working_calendar,
    )
    match expression.type:
        case ValueType.NUMBER:
            return rounded(value, field.scale)
        case ValueType.TEXT:
            return _cut(value)
        case _:
            return value


def _cut(text: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.left(text, literal_column(str(MOST_CHARACTERS)), type_=Text())
