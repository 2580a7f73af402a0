"""`duration`: a length of time, kept as whole seconds so that it orders, adds up and is a number in rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Text, case, cast, func, literal_column, null
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from core.clock import read_duration
from core.errors import SluiceError, fault
from core.sentences import Sentence
from expressions.domains import at_least, at_most
from expressions.types import ValueType
from metadata.field_types.base import FIELD_TYPES, Check, RulePart, Scalar
from metadata.field_types.one_column import NUMBERS, ORDER, OneColumn
from metadata.fields import Field
from metadata.text import SHORTEN, about

MOST_DAYS = 999_999
SECOND = timedelta(seconds=1)
LONGEST = timedelta(days=MOST_DAYS) // SECOND


class DurationType(OneColumn):
    name = "duration"
    anonymous = True
    title = f"A length of time in whole seconds, at most {MOST_DAYS:,} days"
    scalar = Scalar.DURATION
    operators = ORDER
    value_type = ValueType.NUMBER
    aggregates = NUMBERS
    totals = Scalar.DURATION
    settings = frozenset({"unique", "default", "roll_up"})

    def column_type(self, field: Field) -> TypeEngine[Any]:
        return BigInteger()

    def rule_parts(self, field: Field) -> tuple[RulePart, ...]:
        domain = at_least(Decimal(0), itself=True).met(at_most(Decimal(LONGEST), itself=True))
        return (replace(super().rule_parts(field)[0], domain=domain),)

    def neutral(self, field: Field) -> object:
        return 0

    def check(self, field: Field) -> Check | None:
        return lambda columns: columns[field.name].between(0, LONGEST)

    def converted(self, field: Field, value: object) -> object:
        seconds = _length(field, value) // SECOND
        if seconds > LONGEST:
            message = about(field, "{} takes at most {:,} days.", "{}最长 {:,} 天。", MOST_DAYS)
            raise fault("OUT_OF_RANGE", message, hint=SHORTEN)
        return seconds

    def written(self, field: Field, values: Mapping[str, object]) -> str:
        return f"PT{values[field.name]}S"

    def comparable(self, field: Field, value: object, *, whole: bool) -> object:
        return _length(field, value) // SECOND

    def shown(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return iso_duration(value)

    def average_decimals(self, field: Field) -> int:
        return 0


def _length(field: Field, value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise _no_duration(field)
    try:
        return read_duration(value)
    except ValueError as error:
        raise _no_duration(field) from error


def _no_duration(field: Field) -> SluiceError:
    return fault(
        "INVALID_VALUE",
        about(field, "{} takes a length of time.", "{}应为时长。"),
        hint=Sentence(
            "Write it as PT1H30M, with days, hours, minutes and whole seconds.",
            "请按 PT1H30M 的格式填写，可含天、小时、分钟和整秒。",
        ),
    )


def iso_duration(seconds: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whole seconds, of a record or a sum of many, as ISO 8601 text such as `P1DT2H30M`.

    No interval of PostgreSQL is made on the way: a sum of long durations would be out of its range.
    """
    within_day = _rest(seconds, 86_400)
    day = _part(_whole(seconds, 86_400), "D")
    hour = _part(_whole(within_day, 3_600), "H")
    minute = _part(_whole(_rest(seconds, 3_600), 60), "M")
    second = _part(_rest(seconds, 60), "S")
    zero: ColumnElement[Any] = literal_column("0")
    return case(
        (seconds.is_(null()), null()),
        (seconds == zero, _quoted("PT0S")),
        (within_day == zero, _joined(_quoted("P"), day)),
        else_=_joined(_quoted("P"), day, _quoted("T"), hour, minute, second),
    )


def _whole(number: ColumnElement[Any], unit: int) -> ColumnElement[Any]:
    return func.div(number, literal_column(str(unit)))


def _rest(number: ColumnElement[Any], unit: int) -> ColumnElement[Any]:
    return func.mod(number, literal_column(str(unit)))


def _part(number: ColumnElement[Any], unit: str) -> ColumnElement[Any]:
    """The number with its unit, nothing where it is zero."""
    told = cast(func.nullif(number, literal_column("0")), Text).op("||")(_quoted(unit))
    return func.coalesce(told, _quoted(""))


def _joined(*texts: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.concat(*texts, type_=Text())


def _quoted(text: str) -> ColumnElement[Any]:
    return literal_column(f"'{text}'", Text())


FIELD_TYPES.add("duration", DurationType())
