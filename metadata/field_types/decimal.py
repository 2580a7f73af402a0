"""`decimal`: an exact number with a fixed count of decimals."""

from typing import Any

from sqlalchemy import Numeric, Text, and_, cast, func, literal_column
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.errors import Problem
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Masks, Scalar
from metadata.field_types.bounds import nearest_zero
from metadata.field_types.cells import number_in
from metadata.field_types.exact import exact, exact_problems
from metadata.field_types.one_column import AVERAGE_DECIMALS, NUMBERS, ORDER, OneColumn
from metadata.fields import Field


class DecimalType(OneColumn):
    name = "decimal"
    anonymous = True
    title = "An exact number with `scale` decimals and `precision` digits in all"
    scalar = Scalar.DECIMAL
    operators = ORDER
    value_type = ValueType.NUMBER
    aggregates = NUMBERS
    masks: Masks = ("all", "round")
    settings = frozenset(
        {
            "unique",
            "default",
            "default_formula",
            "precision",
            "scale",
            "minimum",
            "maximum",
            "formula",
            "roll_up",
        }
    )

    def column_type(self, field: Field) -> TypeEngine[Any]:
        # What is computed is rounded, and not held to a number of digits: reading it must not fail.
        return Numeric() if field.computed else Numeric(field.precision, field.scale)

    def neutral(self, field: Field) -> object:
        return nearest_zero(field)

    def fits(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[bool]:
        beyond = literal_column(f"1e{field.precision - field.scale}", Numeric())
        return and_(func.abs(value) < beyond, super().fits(field, value))

    def converted(self, field: Field, value: object) -> object:
        return exact(value, field)

    def read_text(self, field: Field, text: str) -> object:
        return number_in(field, text)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return exact_problems(field) or super().problems(field)

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        # As text: a JSON number would be read as binary floating point.
        return cast(value, Text)

    def average_decimals(self, field: Field) -> int:
        return field.scale + AVERAGE_DECIMALS


FIELD_TYPES.add("decimal", DecimalType())
