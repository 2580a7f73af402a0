"""What a field type is. Each type is one entry in one file of this folder.

A type says everything the rooms need: its columns, how it reads in JSON, how an input spreads over its
columns, which filters fit, and what it is in rules. No other file names a type.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Protocol

from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.errors import Problem
from core.registry import Registry
from expressions.domains import ANYTHING, Domain
from expressions.types import ValueType
from metadata.fields import Field
from metadata.settings import MaskKind
from metadata.values import Labels

Check = Callable[[Mapping[str, ColumnElement[Any]]], ColumnElement[bool]]
"""From the columns of a field, by name, to a condition that a CHECK constraint holds."""


Masks = tuple[MaskKind, ...]

AggregateName = Literal["countDistinct", "sum", "avg", "min", "max"]


class Scalar(StrEnum):
    """How a value looks to an API client; the api room has one GraphQL type for each."""

    STRING = "String"
    INT = "Int"
    DECIMAL = "Decimal"
    BOOLEAN = "Boolean"
    DATE = "Date"
    DATETIME = "DateTime"
    TIME = "Time"
    DURATION = "Duration"
    ENUM = "enum"
    ENUMS = "[enum]"
    MONEY = "Money"
    ADDRESS = "PostalAddress"
    FILE = "StoredFile"
    JSON = "JSON"
    ID = "ID"
    MEMBER = "MemberSummary"
    RECORD = "Node"
    RECORDS = "Connection"


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a field.

    Attributes:
        name: column name; the part of a composite follows two underscores (`amount__currency`).
        type: SQLAlchemy type.
        part: key of the composite input it is filled from (`amount`, `currency`), None for the whole value.
        check: what the database itself holds every value to, or None.
        optional: a record that has a value may be without this part.
        of_member: it holds ids of members of the tenant.
    """

    name: str
    type: TypeEngine[Any]
    part: str | None = None
    check: Check | None = None
    of_member: bool = False
    optional: bool = False


@dataclass(frozen=True)
class RulePart:
    """What a rule can read of a field.

    Attributes:
        suffix: what follows the field's path (`.currency`), empty for the value itself.
        domain: the values that it can have by the type alone, where not all.
    """

    suffix: str
    type: ValueType
    column: str
    domain: Domain = ANYTHING


@dataclass(frozen=True)
class Part:
    """One part of a composite value: a key of its inputs and outputs, and a column.

    Attributes:
        name: `currency`; that of a `ColumnSpec`.
        scalar: how it looks to an API client.
        labels: what people call it.
        about: for the reference of an API.
        always: every value has it.
        asked: every input gives it.
        given: inputs may give it; else the write finds it out.
        operators: names of the filters that fit it by itself.
        sortable, groupable: whether a list can be ordered, and records grouped, by it alone.
    """

    name: str
    scalar: Scalar
    labels: Labels
    about: str | None = None
    always: bool = True
    asked: bool = True
    operators: tuple[str, ...] = ()
    sortable: bool = False
    groupable: bool = False
    given: bool = True


@dataclass(frozen=True)
class Composite:
    """The parts of a value that is an object. GraphQL's types of it bear the name of the type's scalar.

    Attributes:
        parts: in the order of the columns.
        about_filter: what a filter compares.
    """

    parts: tuple[Part, ...]
    about_filter: str


class FieldType(Protocol):
    """One kind of field.

    Attributes:
        name: what `Field.type` says.
        title: for the reference page.
        scalar: how the value looks to an API client.
        operators: names of the filters that fit, of `eq ne in notIn lt lte gt gte contains startsWith
            endsWith has hasAny hasAll isNull`, or of a list of records `some every none`.
        sortable: whether a list can be ordered by it.
        groupable: whether records can be grouped by it.
        aggregates: what can be computed over it, of `countDistinct sum avg min max`.
        totals: how its sums and averages look to an API client.
        search_weight: how much a match of a search counts in it, `B` or (less) `C`; None where its values are no
            texts that could be searched.
        settings: the attributes of a `Field` that mean something to it, of `unique default default_formula options
            target reverse precision scale maximum region media_types`.
        given: whether writers give its values; else the database does.
        composite: its parts, where a value is an object.
        masks: the kinds of masks that can hide its values (`metadata.masks`).
        convertible: whether values become those of another type by way of their texts; ids do not.
    """

    name: str
    title: str
    scalar: Scalar
    operators: tuple[str, ...]
    sortable: bool
    groupable: bool
    aggregates: tuple[AggregateName, ...]
    totals: Scalar
    search_weight: str | None
    settings: frozenset[str]
    given: bool
    masks: Masks
    convertible: bool
    composite: Composite | None

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        """The columns that hold the value; the first is the one that filters and orders use.

        None where the values are kept in a table of their own. Such a type is neither sortable nor groupable.
        """

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        """What rules may read."""

    def problems(self, field: Field) -> tuple[Problem, ...]:
        """What is wrong with the settings of `field`, the paths relative to the field definition."""

    def read(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """The value in the shape API clients see it, given the field's columns by name."""

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """A value of the first column, or a smallest or largest one, in the shape API clients see it.

        Sums and averages too, where `totals` is the type's own scalar.
        """

    def average_decimals(self, field: Field) -> int:
        """The decimals that averages are rounded to."""

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """The text of a value, by its columns, that a search reads: immutable SQL over these columns alone."""

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """A value of the first column as people write it, of whose characters a mask keeps some.

        Of types whose `masks` have `keep`.
        """

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        """The value of a filter as it is kept in the first column, for comparing with it.

        Args:
            whole: it is compared with whole values; else with parts of them.
        """

    def stored(self, field: Field, value: object) -> Mapping[str, object]:
        """Column name to Python value for `value`: the scalar's Python type, its JSON form, or None.

        Every writer's values pass through here, defaults too; what a filter compares with does not.

        Raises:
            SluiceError: INVALID_VALUE or OUT_OF_RANGE where the value does not fit the field's settings, its bounds
                among them; the path is relative to the value.
        """

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        """What a sandbox has in the place of a value: column name to SQL, given the columns by name.

        Nothing that tells of somebody may be in it. The same value always becomes the same. What is null stays so.

        Args:
            secret: bytes that nobody knows afterwards (`metadata.sandbox.pseudonyms`).
        """

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        """What a record has that cannot be without a value, when the value is erased: column name to SQL.

        It tells nothing of what was there. None where the type has no such value, or none that two records do not
        share though the field is unique.

        Args:
            seed: text of 32 hexadecimal digits that come from nowhere, another one for each record.
        """

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        """The value of a record that has one, its columns given by name, as text that `read_text` reads again."""

    def read_text(self, field: Field, text: str) -> object:
        """What `stored` takes for a value as it stands in a cell of a spreadsheet; the text is not blank.

        Of a moment without its offset a `datetime` without a zone, for the caller to say whose clocks are meant.

        Raises:
            SluiceError: INVALID_VALUE where the text says no value, or could say several.
        """


FIELD_TYPES: Registry[FieldType] = Registry("field type")
