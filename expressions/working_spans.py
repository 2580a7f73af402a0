"""Dates moved by working days: what `working_days_add` and `working_days_subtract` share."""

from decimal import Decimal
from typing import Literal as OneOf

from core.sentences import Sentence
from expressions.calendar import day_of
from expressions.durations import whole_number
from expressions.faults import rule_fault
from expressions.nodes import Call, Expression, Literal
from expressions.operators.base import Build, Column, Operands, Sql, Writer
from expressions.signatures import require
from expressions.types import ValueType
from expressions.working_days import moved_by_working_days

FARTHEST = 5_000
"""Working days: about a hundred years where one day of a week is worked. Nested to the limit, PostgreSQL's range holds
it."""

UNIT = "working_day"
"""As sentences know it."""


def moving(forwards: str, backwards: str) -> Build:
    """A call of `forwards`; of `backwards`, with the number made positive, where the number is negative."""

    def build(operands: Operands, pointer: str) -> Expression:
        moved, amount = operands
        require(forwards, (moved,), {ValueType.DATE, ValueType.DATETIME})
        number = _number(forwards, amount)
        span = Literal(abs(number), ValueType.NUMBER, amount.pointer)
        unit = Literal(UNIT, ValueType.TEXT, amount.pointer)
        return Call(forwards if number >= 0 else backwards, (moved, span, unit), ValueType.DATE, pointer)

    return build


def _number(name: str, amount: Expression) -> Decimal:
    number = whole_number(name, amount, Sentence("working days", "工作日"))
    if abs(number) > FARTHEST:
        message = Sentence(
            "`{}` moves a date by at most {:,} working days", "`{}` 最多将日期移动 {:,} 个工作日"
        ).of(name, FARTHEST)
        raise rule_fault("RULE_VALUE", message, amount.pointer)
    return number


def moved_by(sign: OneOf[1, -1]) -> Sql:
    """The first operand moved by so many working days."""

    def sql(operands: Operands, writer: Writer) -> Column:
        moved, amount, _ = operands
        if not isinstance(amount, Literal) or not isinstance(amount.value, Decimal):
            raise TypeError("a date is moved by a number of days")
        return moved_by_working_days(writer.calendar, day_of(moved, writer), int(amount.value) * sign)

    return sql
