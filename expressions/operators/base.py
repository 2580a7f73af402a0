"""What an operator is. Each operator is one entry in one file of this folder.

An entry says everything the room needs: how its operands are read, what types it takes, its SQL, and its
words. No other file names an operator, except the connectives that clauses and sentences are split at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Select
from sqlalchemy.sql.elements import ColumnElement

from core.registry import Registry
from expressions.domains import Domain
from expressions.faults import child
from expressions.nodes import ArrayLiteral, Expression, Listing, Scalar, Variable
from expressions.types import ValueType
from expressions.working_calendar import WorkingCalendar

Column: TypeAlias = ColumnElement[Any]
Operands: TypeAlias = tuple[Expression, ...]


@dataclass(frozen=True)
class Part:
    """A part of a rule as JSON, and the JSON pointer of where it stands."""

    raw: object
    pointer: str

    def items(self) -> "tuple[Part, ...]":
        """The parts of a list; nothing else has any."""
        items = self.raw if isinstance(self.raw, list) else []
        return tuple(Part(raw, child(self.pointer, index)) for index, raw in enumerate(items))


class Reader(Protocol):
    """How an operator reads its operands from JSON.

    What cannot be read is noted, and the operator is then not built: so one reading finds all faults.
    """

    def expression(self, part: Part) -> Expression:
        """Any value or operator."""

    def array(self, part: Part) -> ArrayLiteral:
        """A list of values."""

    def variable(self, part: Part) -> Variable:
        """A path written as text."""

    def listing(self, part: Part) -> Listing:
        """A list of records: `{"var": ...}`, or `{"filter": ...}` of one.

        Raises:
            SluiceError: it is none, so nothing can be asked of its records.
        """

    def of_each(self, listing: Listing, part: Part) -> Expression:
        """Any value or operator, over a record of the list."""


class Writer(Protocol):
    """How an operator makes SQL of its operands."""

    @property
    def clock(self) -> Column:
        """The moment the rule is judged for, timestamptz."""

    @property
    def zone(self) -> Column:
        """Name of the time zone whose days count."""

    @property
    def calendar(self) -> WorkingCalendar:
        """Which days are worked, and when."""

    def value(self, expression: Expression) -> Column:
        """The value; null where it is unknown."""

    def number(self, expression: Expression) -> Column:
        """The value as numeric, whatever the column's width: no arithmetic overflows or truncates."""

    def truth(self, expression: Expression) -> Column:
        """True where the boolean holds; false, or null unless the whole must be exact, where it does not."""

    def settled(self, expression: Expression) -> Column:
        """True where the boolean holds, else false; never null."""

    def comparable(self, left: Expression, right: Expression) -> tuple[Column, Column]:
        """Two values of one type, in the form that lets PostgreSQL use an index on a bare column."""

    def member(self, element: Expression, items: ArrayLiteral) -> Column:
        """Whether the element equals one of the items."""

    def each(self, listing: Listing) -> "tuple[Select[Any], Writer]":
        """A query of the records of a list that meet its condition, one of each, and what writes values of a record."""


Read: TypeAlias = Callable[[Reader, tuple[Part, ...]], Operands]
Build: TypeAlias = Callable[[Operands, str], Expression]
Sql: TypeAlias = Callable[[Operands, Writer], Column]
Admits: TypeAlias = Callable[[ValueType, tuple[Scalar, ...]], Domain]


def every_expression(reader: Reader, parts: tuple[Part, ...]) -> Operands:
    """Each operand is a value or an operator of its own."""
    return tuple(reader.expression(part) for part in parts)


@dataclass(frozen=True)
class Operator:
    """One operator.

    Attributes:
        doc: one sentence for the reference page.
        example: a rule, or a value of one, for the reference page; it is tested.
        least, most: how many operands; `most` None is any number.
        build: operands to a typed call; raises RULE_TYPE, RULE_VALUE or RULE_UNKNOWN_OPTION.
        sql: operands to SQL that may be null where an operand is, unless `total`.
        sentences: language to a template. `{0}` and `{1}` are operands, `{all}` all of them, `{rest}` all
            but the first, `{span}` the second and third as a duration. `{be}` becomes "must be", "is" or a
            negation of them, `{are}` the same of what may be several, `{been}` of what is done by now; `{do}`
            "must", "does" or a negation. Empty for a connective, which
            `expressions.sentences` says itself.
        of_dates: templates to use instead where dates, moments or times are compared.
        aliases: other spellings that are read as this operator.
        read: JSON operands to expressions.
        total: the SQL of a boolean operator is never null, save as `Writer.truth` of an operand is.
        strict: the value is unknown wherever an operand is.
        passes: answers one of its operands, an unknown one included.
        opposite: the template says the contrary of the operator.
        compares: the first operand is compared with the second, as a clause shows it.
        mirror: of a comparison, the operator that means the same with the two operands exchanged.
        admits: of a boolean operator, from the type of the first operand and the constants that follow it (those of a
            list one by one) to the values of the first for which it holds; None where that cannot be said.
        copies: how often the SQL repeats an operand; bounds what a rule can grow to.
        joins: the value is as long as all operands together.
        moving: the value changes while the record does not: with the time, or with the calendar of the tenant.
        contrary: of an operator over lists, the one that holds where it does not.
        lists: the first operand is a list of records, and the others are about each of them.
    """

    doc: str
    example: str
    least: int
    most: int | None
    build: Build
    sql: Sql
    sentences: Mapping[str, str]
    of_dates: Mapping[str, str] | None = None
    aliases: tuple[str, ...] = ()
    read: Read = every_expression
    total: bool = False
    strict: bool = False
    passes: bool = False
    opposite: bool = False
    compares: bool = False
    mirror: str | None = None
    copies: int = 1
    admits: Admits | None = None
    joins: bool = False
    moving: bool = False
    lists: bool = False
    contrary: str | None = None


OPERATORS: Registry[Operator] = Registry("operator")
