"""Dates moved by a number of days, months or years: what `date_add` and `date_subtract` share."""

from decimal import Decimal
from typing import Literal as OneOf

from sqlalchemy import Date, DateTime, Interval, Text, cast, func, literal

from core.sentences import Sentence
from expressions.faults import USE_ONE_OF, rule_fault, shortened
from expressions.nodes import Call, Expression, Literal
from expressions.operators.base import Build, Column, Operands, Sql, Writer
from expressions.signatures import require
from expressions.types import ValueType

DAYS = {"year": 366, "month": 31, "week": 7, "day": 1, "hour": 1 / 24, "minute": 1 / 1440}
"""The longest that each unit lasts, in days."""

_UNITS = {
    "year": Sentence("year", "年"),
    "month": Sentence("month", "月"),
    "week": Sentence("week", "周"),
    "day": Sentence("day", "天"),
    "hour": Sentence("hour", "小时"),
    "minute": Sentence("minute", "分钟"),
}

FARTHEST = 36_600
"""How far a date may be moved, in days: a hundred years. Nested to the limit, PostgreSQL's range holds it."""


def moving(forwards: str, backwards: str) -> Build:
    """A call of `forwards`; of `backwards`, with the number made positive, where the number is negative."""

    def build(operands: Operands, pointer: str) -> Expression:
        moved, amount, unit = operands
        require(forwards, (moved,), {ValueType.DATE, ValueType.DATETIME})
        number = _amount(forwards, amount, _unit(forwards, unit, moved.type))
        name = forwards if number >= 0 else backwards
        span = Literal(abs(number), ValueType.NUMBER, amount.pointer)
        return Call(name, (moved, span, unit), moved.type, pointer)

    return build


def _unit(name: str, unit: Expression, moved: ValueType) -> str:
    units = [each for each, days in DAYS.items() if days >= 1 or moved is ValueType.DATETIME]
    found = unit.value if isinstance(unit, Literal) else None
    if not isinstance(found, str) or found not in units:
        counted = shortened(found) if isinstance(found, str) else Sentence("in that", "这种单位")
        message = Sentence("`{}` does not count {}", "`{}` 不支持 {}").of(name, counted)
        hint = USE_ONE_OF.of(", ".join(units))
        raise rule_fault("RULE_VALUE", message, unit.pointer, hint=hint)
    return found


def _amount(name: str, amount: Expression, unit: str) -> Decimal:
    number = whole_number(name, amount, Sentence("{}s", "{}").of(_UNITS[unit]))
    if abs(number) * Decimal(DAYS[unit]) > FARTHEST:
        message = Sentence("`{}` moves a date by at most a hundred years", "`{}` 最多将日期移动一百年")
        raise rule_fault("RULE_VALUE", message.of(name), amount.pointer)
    return number


def whole_number(name: str, amount: Expression, units: Sentence) -> Decimal:
    """The number of units that a date is moved by.

    Raises:
        SluiceError: RULE_TYPE where it is no whole number that is written out.
    """
    number = amount.value if isinstance(amount, Literal) else None
    if not isinstance(number, Decimal) or number != int(number):
        message = Sentence(
            "`{}` takes a whole number of {}, written out", "`{}` 需要直接写出的整数，单位为{}"
        ).of(name, units)
        hint = Sentence(
            "Write the number itself: it is not read of a field, and not computed.",
            "请直接写出数字：此处不能读取字段，也不能计算。",
        )
        raise rule_fault("RULE_TYPE", message, amount.pointer, hint=hint)
    return number


def moved_by(sign: OneOf[1, -1]) -> Sql:
    """The first operand moved by so many units, days being those of the tenant's time zone."""

    def sql(operands: Operands, writer: Writer) -> Column:
        moved, amount, unit = operands
        if (
            not isinstance(amount, Literal)
            or not isinstance(amount.value, Decimal)
            or not isinstance(unit, Literal)
        ):
            raise TypeError("a date is moved by a number and a unit")
        span = cast(literal(f"{int(amount.value) * sign} {unit.value}", Text()), Interval())
        if moved.type is ValueType.DATE:
            return cast(writer.value(moved) + span, Date)
        return func.date_add(writer.value(moved), span, writer.zone, type_=DateTime(timezone=True))

    return sql
