"""`date`: a day of the calendar."""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date
from sqlalchemy.types import TypeEngine

from core.errors import SluiceError, fault
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Masks, Scalar
from metadata.field_types.cells import with_day_in_iso
from metadata.field_types.one_column import MOMENTS, ORDER, OneColumn
from metadata.fields import Field
from metadata.text import about

# fromisoformat would also take 20240131 and 2024-W05-3.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{1,2}:[0-9:.]+(Z|[+-][0-9:]+)?")


class DateType(OneColumn):
    name = "date"
    anonymous = True
    title = "A day, 0001-01-01 to 9999-12-31"
    scalar = Scalar.DATE
    operators = ORDER
    value_type = ValueType.DATE
    aggregates = MOMENTS
    masks: Masks = ("all", "year")
    settings = frozenset({"unique", "default", "default_formula", "formula", "roll_up"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return Date()

    def neutral(self, field: Field) -> object:
        return date(1900, 1, 1)

    def converted(self, field: Field, value: object) -> object:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise _no_date(field)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise _no_date(field) from error

    def read_text(self, field: Field, text: str) -> object:
        """A day; of a moment, its day as it is written."""
        day = with_day_in_iso(text).strip()
        return day[:10] if _MOMENT.fullmatch(day) else day


def _no_date(field: Field) -> SluiceError:
    hint = Sentence("Write it as 2026-01-31.", "请按 2026-01-31 的格式填写。")
    return fault("INVALID_VALUE", about(field, "{} takes a date.", "{}应为日期。"), hint=hint)


FIELD_TYPES.add("date", DateType())
