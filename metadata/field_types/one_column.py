"""The base of the field types with a single column, and the check of settings that all types share."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from sqlalchemy import literal, null, true
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.codec import camel
from metadata.field_types.base import (
    AggregateName,
    Check,
    ColumnSpec,
    Composite,
    FieldType,
    Masks,
    RulePart,
    Scalar,
)
from metadata.field_types.bounds import number_check
from metadata.fields import Field

EQUALITY: tuple[str, ...] = ("eq", "ne", "in", "notIn", "isNull")
ORDER: tuple[str, ...] = ("eq", "ne", "in", "notIn", "lt", "lte", "gt", "gte", "isNull")
TEXT: tuple[str, ...] = (*ORDER, "contains", "startsWith", "endsWith")

NUMBERS: tuple[AggregateName, ...] = ("countDistinct", "sum", "avg", "min", "max")
MOMENTS: tuple[AggregateName, ...] = ("countDistinct", "min", "max")

AVERAGE_DECIMALS = 4
"""Decimals of an average beyond those of its field."""

SETTINGS = (
    "unique",
    "default",
    "options",
    "target",
    "links",
    "targets",
    "reverse",
    "precision",
    "scale",
    "region",
    "searchable",
    "minimum",
    "maximum",
    "min_length",
    "max_length",
    "pattern",
    "pattern_message",
    "media_types",
    "formula",
    "numbering",
    "depends_on",
    "roll_up",
    "default_formula",
)
"""The attributes of a field that mean something to some types only."""

_PLAIN = Field(id="", name="", type="")


def setting_problems(kind: FieldType, field: Field) -> tuple[Problem, ...]:
    """A problem for each setting that means nothing to the type, and for a default that does not fit."""
    settings = kind.settings if kind.search_weight is None else kind.settings | {"searchable"}
    found = []
    for setting in SETTINGS:
        if setting not in settings and getattr(field, setting) != getattr(_PLAIN, setting):
            found.append(
                Problem(
                    "CATALOG_INVALID",
                    Sentence("A {} field has no setting {!r}.", "{} 类型的字段没有设置 {!r}。").of(
                        kind.name, camel(setting)
                    ),
                    (camel(setting),),
                    Sentence("Leave it out.", "请不要填写。"),
                )
            )
    if not found and field.default is not None:
        try:
            kind.stored(field, field.default)
        except SluiceError as error:
            found.extend(problem.within("default") for problem in error.problems)
    return tuple(found)


class OneColumn(ABC):
    """A value in one column that bears the field's name."""

    name: str
    title: str
    scalar: Scalar
    operators: tuple[str, ...]
    sortable: bool = True
    groupable: bool = True
    aggregates: tuple[AggregateName, ...] = ("countDistinct",)
    totals: Scalar = Scalar.DECIMAL
    search_weight: str | None = None
    value_type: ValueType
    anonymous: bool = False
    """Its values tell of nobody: numbers, days, choices. A sandbox has them as they are."""
    settings: frozenset[str] = frozenset({"unique", "default"})
    given: bool = True
    masks: Masks = ("all",)
    composite: Composite | None = None
    convertible: bool = True

    def pseudonym(
        self, field: Field, columns: Mapping[str, ColumnElement[Any]], secret: ColumnElement[Any]
    ) -> Mapping[str, ColumnElement[Any]]:
        """The value where it tells of nobody; else nothing. A type that can be required says what else there is."""
        name = self.column_name(field)
        return {name: columns[name] if self.anonymous else null()}

    def neutral(self, field: Field) -> object:
        """A value that tells nothing; None where the type has none."""
        return None

    def erased(self, field: Field, seed: ColumnElement[Any]) -> Mapping[str, ColumnElement[Any]] | None:
        """The neutral value, which all records share."""
        value = self.neutral(field)
        if field.unique or value is None:
            return None
        return {self.column_name(field): literal(value, self.column_type(field))}

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        """As given; a type that keeps another form says so."""
        return value

    def worded(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """As it is kept; a type that people write otherwise says so."""
        return value

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """As it is kept; a type whose clients see another form says so."""
        return value

    def average_decimals(self, field: Field) -> int:
        """Of a whole number."""
        return AVERAGE_DECIMALS

    def searched(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """All of it."""
        return columns[self.column_name(field)]

    @abstractmethod
    def column_type(self, field: Field) -> TypeEngine[Any]:
        """The type of the column."""

    @abstractmethod
    def converted(self, field: Field, value: object) -> object:
        """The column's value for an input that is not None.

        Raises:
            SluiceError: INVALID_VALUE or OUT_OF_RANGE.
        """

    def column_name(self, field: Field) -> str:
        """The name of the column."""
        return field.name

    def check(self, field: Field) -> Check | None:
        """What the database holds every value to: its bounds, where it has any."""
        return number_check(field, self.column_name(field))

    def fits(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[bool]:
        """Whether a value that SQL computes, and that is not null, is one of the field.

        Of types whose settings have `default_formula`.
        """
        check = self.check(field)
        return true() if check is None else check({self.column_name(field): value})

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        return (ColumnSpec(self.column_name(field), self.column_type(field), check=self.check(field)),)

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        return (RulePart("", self.value_type, self.column_name(field)),)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return setting_problems(self, field)

    def read(self, field: Field, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        return self.shown(columns[self.column_name(field)])

    def stored(self, field: Field, value: object) -> Mapping[str, object]:
        return {self.column_name(field): None if value is None else self.converted(field, value)}

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        """As Python writes it; a type that is read otherwise says so."""
        return str(values[self.column_name(field)])

    def read_text(self, field: Field, text: str) -> object:
        """The text itself, without blanks at its ends; a type that takes none says how it is read."""
        return text.strip()
