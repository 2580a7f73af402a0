"""`datetime`: a moment, kept in UTC."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.types import TypeEngine

from core.clock import read_moment
from core.errors import SluiceError, fault
from core.sentences import Sentence
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Masks, Scalar
from metadata.field_types.cells import with_day_in_iso
from metadata.field_types.one_column import MOMENTS, ORDER, OneColumn
from metadata.fields import Field
from metadata.text import about

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}\S*")


class DateTimeType(OneColumn):
    name = "datetime"
    anonymous = True
    title = "A moment with its offset from UTC, to the microsecond"
    scalar = Scalar.DATETIME
    operators = ORDER
    value_type = ValueType.DATETIME
    aggregates = MOMENTS
    masks: Masks = ("all", "year")
    settings = frozenset({"unique", "default", "default_formula", "formula", "roll_up"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return DateTime(timezone=True)

    def neutral(self, field: Field) -> object:
        return datetime(1900, 1, 1, tzinfo=UTC)

    def converted(self, field: Field, value: object) -> object:
        moment = value if isinstance(value, datetime) else _parsed(field, value)
        if moment.tzinfo is None:
            raise fault(
                "INVALID_VALUE",
                about(field, "{} takes a moment with its offset from UTC.", "{}应为带有时区偏移的日期时间。"),
                hint=Sentence(
                    "Write it as 2026-01-31T09:30:00+08:00, or with Z for UTC.",
                    "请按 2026-01-31T09:30:00+08:00 的格式填写，UTC 时间以 Z 结尾。",
                ),
            )
        try:
            return moment.astimezone(UTC)
        except OverflowError as error:
            message = about(
                field, "{} takes the years 1 to 9999 in UTC.", "{}的年份应在 1 到 9999 之间（UTC）。"
            )
            raise fault("OUT_OF_RANGE", message) from error

    def read_text(self, field: Field, text: str) -> object:
        """A moment, without a zone where no offset is written; the beginning of the day where no time is."""
        written = with_day_in_iso(text).strip()
        try:
            return read_moment(f"{written}T00:00:00" if _DAY.fullmatch(written) else written)
        except ValueError as error:
            raise _no_moment(field) from error


def _parsed(field: Field, value: object) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise _no_moment(field)
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise _no_moment(field) from error


def _no_moment(field: Field) -> SluiceError:
    hint = Sentence(
        "Write it as 2026-01-31T09:30:00Z, at most to the microsecond.",
        "请按 2026-01-31T09:30:00Z 的格式填写，最多精确到微秒。",
    )
    return fault("INVALID_VALUE", about(field, "{} takes a moment.", "{}应为日期时间。"), hint=hint)


FIELD_TYPES.add("datetime", DateTimeType())
