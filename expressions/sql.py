"""Expressions as SQL: the one meaning of a rule.

Truth is two-valued: an unknown comparison does not hold. SQL's third value is kept where it cannot matter,
in a WHERE that only asks what holds, because a bare `amount > $1` can use an index and
`coalesce(amount > $1, false)` cannot. Under a negation, and where the answer is shown (`exact`), it is
settled to false.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    Numeric,
    Select,
    Text,
    Time,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import BinaryExpression, ColumnElement
from sqlalchemy.sql.operators import is_, is_not
from sqlalchemy.types import TypeEngine

from expressions.nodes import ArrayLiteral, Call, Expression, Listing, Literal, Scalar, Variable
from expressions.operators.base import Column
from expressions.operators.registered import OPERATORS
from expressions.types import RecordList, Reference, ValueType
from expressions.working_calendar import OFFICE_WEEK, WorkingCalendar

NOW: Column = func.now(type_=DateTime(timezone=True))
"""The start of the transaction. Not `clock_timestamp()`: Citus takes no volatile function in an UPDATE."""

SQL_TYPES: dict[ValueType, TypeEngine[Any]] = {
    ValueType.TEXT: Text(),
    ValueType.NUMBER: Numeric(),
    ValueType.BOOLEAN: Boolean(),
    ValueType.DATE: Date(),
    ValueType.DATETIME: DateTime(timezone=True),
    ValueType.TIME: Time(),
    ValueType.CHOICE: Text(),
    ValueType.CHOICES: ARRAY(Text()),
    ValueType.ID: Uuid(),
    ValueType.NULL: Text(),
}

BIGGEST = 2**63 - 1


@dataclass(frozen=True)
class Items:
    """The records of a list.

    Attributes:
        query: of them, one row each, correlated with the record that has the list.
        column: as of `to_sql`, for a record of the list.
        items: the lists of a record of the list.
    """

    query: Select[Any]
    column: Callable[[Reference], ColumnElement[Any]]
    items: "ItemsOf"


ItemsOf: TypeAlias = Callable[[RecordList], Items]
"""From a list of a record to its records."""


def _nothing(reference: Reference) -> ColumnElement[Any]:
    return cast(null(), SQL_TYPES[reference.type])


NO_ITEMS: Items = Items(select(1).where(false()), _nothing, lambda _: NO_ITEMS)
"""Of a list without records."""


def no_items(records: RecordList) -> Items:
    """Where rules with lists have been refused, or none are expected."""
    raise ValueError(f"no records of {records.path} are at hand")


def to_sql(
    expression: Expression,
    column: Callable[[Reference], ColumnElement[Any]],
    *,
    items: ItemsOf = no_items,
    exact: bool = False,
    clock: ColumnElement[Any] = NOW,
    zone: str = "UTC",
    calendar: WorkingCalendar = OFFICE_WEEK,
) -> ColumnElement[Any]:
    """The expression over the columns that `column` gives for its variables; constants become bind
    parameters.

    A boolean that does not hold is false or null; with `exact` it is never null: ask for it where the
    answer is shown, stored or negated. A value of another type, and a bare variable without `exact`, is
    null where it is unknown.

    Args:
        items: gives the records of the lists that it looks through.
        clock: the moment that `now` and `today` mean, timestamptz.
        zone: IANA name of the time zone whose days count.
        calendar: which days are worked.
    """
    writer = _Writer(column, items, clock, literal(zone, Text()), calendar, exact)
    return writer.truth(expression) if expression.type is ValueType.BOOLEAN else writer.value(expression)


@dataclass(frozen=True)
class _Writer:
    column: Callable[[Reference], Column]
    items: ItemsOf
    clock: Column
    zone: Column
    calendar: WorkingCalendar
    exact: bool

    def truth(self, expression: Expression) -> Column:
        match expression:
            case Literal(value=value):
                return true() if value else false()
            case Call(operator=name, operands=operands):
                operator = OPERATORS[name]
                written = operator.sql(operands, self)
                settled = operator.total or not self.exact or _tests_null(written)
                return written if settled else func.coalesce(written, false())
            case Variable(reference=reference):
                found = self._read(reference)
                return func.coalesce(found, false()) if self.exact else found
            case ArrayLiteral() | Listing():
                raise TypeError("a list is neither true nor false")

    def settled(self, expression: Expression) -> Column:
        return replace(self, exact=True).truth(expression)

    def value(self, expression: Expression) -> Column:
        match expression:
            case Literal(value=value, type=type_):
                return _constant(value, type_)
            case Variable(reference=reference):
                return self._read(reference)
            case ArrayLiteral(items=items, type=type_):
                return cast(array([self.value(item) for item in items]), ARRAY(SQL_TYPES[type_]))
            case Call(operator=name, operands=operands):
                operator = OPERATORS[name]
                if expression.type is ValueType.BOOLEAN and not operator.passes:
                    return self.settled(expression)
                return operator.sql(operands, self)
            case Listing():
                raise TypeError("a list of records is no value")

    def each(self, listing: Listing) -> tuple[Select[Any], "_Writer"]:
        found = self.items(listing.records)
        of_each = replace(self, column=found.column, items=found.items, exact=False)
        if listing.condition is None:
            return found.query, of_each
        return found.query.where(of_each.truth(listing.condition)), of_each

    def _read(self, reference: Reference) -> Column:
        found = self.column(reference)
        if reference.kept is None:
            return found
        keys = [(literal(held, Text()), literal(key, Text())) for held, key in reference.kept.items()]
        return case(*keys, value=found) if keys else cast(null(), Text())

    def number(self, expression: Expression) -> Column:
        found = self.value(expression)
        return cast(found, Numeric()) if isinstance(found.type, Integer) else found

    def comparable(self, left: Expression, right: Expression) -> tuple[Column, Column]:
        return self._beside(left, right), self._beside(right, left)

    def _beside(self, expression: Expression, other: Expression) -> Column:
        """A whole number beside an integer column is an integer: beside a numeric its index is not used."""
        if isinstance(expression, Literal) and self._is_integer_column(other) and _is_integer(expression):
            return bindparam(None, int(Decimal(str(expression.value))), BigInteger())
        return self.value(expression)

    def _is_integer_column(self, expression: Expression) -> bool:
        return isinstance(expression, Variable) and isinstance(
            self.column(expression.reference).type, Integer
        )

    def member(self, element: Expression, items: ArrayLiteral) -> Column:
        constants = [item for item in items.items if isinstance(item, Literal)]
        found = self.value(element)
        tests: list[Column] = []
        if constants:
            whole = self._is_integer_column(element) and all(map(_is_integer, constants))
            values = [int(Decimal(str(item.value))) if whole else item.value for item in constants]
            type_ = BigInteger() if whole else SQL_TYPES[items.type]
            tests.append(found == any_(bindparam(None, values, ARRAY(type_))))
        tests.extend(found == self.value(item) for item in items.items if not isinstance(item, Literal))
        return or_(false(), *tests)


def _tests_null(written: Column) -> bool:
    return isinstance(written, BinaryExpression) and written.operator in (is_, is_not)


def _is_integer(literal: Literal) -> bool:
    value = literal.value
    return isinstance(value, Decimal) and abs(value) <= BIGGEST and value == int(value)


def _constant(value: Scalar, type_: ValueType) -> Column:
    match value:
        case None:
            return null()
        case bool():
            return true() if value else false()
        case _:
            return bindparam(None, value, SQL_TYPES[type_])
