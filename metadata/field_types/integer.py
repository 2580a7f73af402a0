"""`integer`: a whole number of 32 bits."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, and_
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.errors import Problem, fault
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Masks, Scalar
from metadata.field_types.bounds import check_number, nearest_zero, number_problems
from metadata.field_types.cells import number_in
from metadata.field_types.one_column import NUMBERS, ORDER, OneColumn
from metadata.fields import Field
from metadata.text import about

LOWEST, HIGHEST = -(2**31), 2**31 - 1


class IntegerType(OneColumn):
    name = "integer"
    anonymous = True
    title = "A whole number, -2,147,483,648 to 2,147,483,647"
    scalar = Scalar.INT
    operators = ORDER
    value_type = ValueType.NUMBER
    aggregates = NUMBERS
    masks: Masks = ("all", "round")
    settings = frozenset({"unique", "default", "default_formula", "minimum", "maximum", "roll_up"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Integer()

    def neutral(self, field: Field) -> object:
        return int(nearest_zero(field))

    def fits(self, field: Field, value: ColumnElement[Any]) -> ColumnElement[bool]:
        return and_(value.between(LOWEST, HIGHEST), super().fits(field, value))

    def converted(self, field: Field, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int):
            raise fault("INVALID_VALUE", _whole(field))
        if not LOWEST <= value <= HIGHEST:
            raise fault("OUT_OF_RANGE", _within(field))
        check_number(field, value)
        return value

    def read_text(self, field: Field, text: str) -> object:
        number = number_in(field, text)
        if number != number.to_integral_value():
            raise fault("INVALID_VALUE", _whole(field), hint=Sentence("Round it.", "请取整。"))
        if not LOWEST <= number <= HIGHEST:
            raise fault("OUT_OF_RANGE", _within(field))
        return int(number)

    def problems(self, field: Field) -> tuple[Problem, ...]:
        return number_problems(field, Decimal(HIGHEST), 0) or super().problems(field)


def _whole(field: Field) -> Sentence:
    return about(field, "{} takes a whole number.", "{}应为整数。")


def _within(field: Field) -> Sentence:
    return about(field, "{} takes {:,} to {:,}.", "{}应在 {:,} 到 {:,} 之间。", LOWEST, HIGHEST)


FIELD_TYPES.add("integer", IntegerType())
