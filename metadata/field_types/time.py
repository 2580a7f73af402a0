"""`time`: a time of day, the same on every day and in every zone."""

from datetime import time
from typing import Any

from sqlalchemy import Time
from sqlalchemy.types import TypeEngine

from core.clock import read_time
from core.errors import SluiceError, fault
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Scalar
from metadata.field_types.one_column import MOMENTS, ORDER, OneColumn
from metadata.fields import Field
from metadata.text import about


class TimeType(OneColumn):
    name = "time"
    anonymous = True
    title = "A time of day without a zone, to the second"
    scalar = Scalar.TIME
    settings = frozenset({"unique", "default", "default_formula"})
    operators = ORDER
    value_type = ValueType.TIME
    aggregates = MOMENTS

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Time()

    def neutral(self, field: Field) -> object:
        return time(0)

    def converted(self, field: Field, value: object) -> object:
        if isinstance(value, time):
            return value
        if not isinstance(value, str):
            raise _no_time(field)
        try:
            return read_time(value)
        except ValueError as error:
            raise _no_time(field) from error


def _no_time(field: Field) -> SluiceError:
    hint = Sentence("Write it as 09:30 or 09:30:00.", "请按 09:30 或 09:30:00 的格式填写。")
    return fault("INVALID_VALUE", about(field, "{} takes a time of day.", "{}应为时间。"), hint=hint)


FIELD_TYPES.add("time", TimeType())
