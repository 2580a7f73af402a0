"""The typed expression: what a JSONLogic rule means once it has been read against a scope.

Expressions are values: frozen, hashable, equal when they mean the same. Where in the rule a node stood is
carried along for messages and takes no part in equality.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias, assert_never
from uuid import UUID

from expressions.types import RecordList, Reference, ValueType

Scalar: TypeAlias = bool | Decimal | str | date | datetime | time | UUID | None


@dataclass(frozen=True)
class Literal:
    """A constant.

    Attributes:
        value: of a NUMBER a Decimal, of a DATE a date, of a DATETIME an aware datetime in UTC, of a TIME a
            time, of an ID a UUID, of a CHOICE an option key.
        pointer: RFC 6901 JSON pointer within the rule.
    """

    value: Scalar
    type: ValueType
    pointer: str = field(default="", compare=False)


@dataclass(frozen=True)
class ArrayLiteral:
    """A list on the right of `in`; `type` is the type of its items, NULL for the empty list."""

    items: tuple["Expression", ...]
    type: ValueType
    pointer: str = field(default="", compare=False)


@dataclass(frozen=True)
class Variable:
    """A column of the record or of a record it points to."""

    reference: Reference
    pointer: str = field(default="", compare=False)

    @property
    def type(self) -> ValueType:
        return self.reference.type


@dataclass(frozen=True)
class Call:
    """An operator and its operands; `operator` is a key of `OPERATORS`, never an alias."""

    operator: str
    operands: tuple["Expression", ...]
    type: ValueType
    pointer: str = field(default="", compare=False)


@dataclass(frozen=True)
class Listing:
    """The records of a list, with what is asked of each: the first operand of an operator over lists.

    What is within is about a record of the list, not about the record that the rule is about, and so is none of the
    parts of the expression (`parts_of`): who wants it asks `within`.

    Attributes:
        condition: BOOLEAN; the records that do not meet it are left out. None where all are meant.
        value: what is computed of each; None where the records themselves are meant.
    """

    records: RecordList
    condition: "Expression | None" = None
    value: "Expression | None" = None
    pointer: str = field(default="", compare=False)

    @property
    def type(self) -> ValueType:
        return ValueType.RECORDS


Expression: TypeAlias = Literal | ArrayLiteral | Variable | Listing | Call


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is made of, one level down."""
    match expression:
        case Literal() | Variable() | Listing():
            return ()
        case ArrayLiteral(items=parts) | Call(operands=parts):
            return parts
    assert_never(expression)


def nodes_of(expression: Expression) -> Iterator[Expression]:
    """The expression and all that is within it, what is around before what is inside."""
    yield expression
    for part in parts_of(expression):
        yield from nodes_of(part)


def within(listing: Listing) -> tuple[Expression, ...]:
    """What a listing asks of each of its records."""
    return tuple(each for each in (listing.condition, listing.value) if each is not None)


def listings_of(expression: Expression) -> Iterator[Listing]:
    """The lists that an expression looks through, those of records of its lists aside."""
    return (each for each in nodes_of(expression) if isinstance(each, Listing))


def calls_of(expression: Expression) -> Iterator[Call]:
    """The operators of an expression with their operands."""
    return (each for each in nodes_of(expression) if isinstance(each, Call))
