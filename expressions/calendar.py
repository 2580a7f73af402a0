"""Days of moments, and parts of days: what the operators about the calendar share."""

from typing import Literal as OneOf

from sqlalchemy import Date, Numeric, cast, extract, func

from expressions.nodes import Call, Expression
from expressions.operators.base import Build, Column, Operands, Sql, Writer
from expressions.signatures import require
from expressions.types import ValueType


def day_of(expression: Expression, writer: Writer) -> Column:
    """The date of a date or a moment, a moment's being that in the tenant's time zone."""
    value = writer.value(expression)
    if expression.type is ValueType.DATETIME:
        return cast(func.timezone(writer.zone, value), Date)
    return value


def counting(name: str) -> Build:
    """An operator that makes a number of dates and moments."""

    def build(operands: Operands, pointer: str) -> Expression:
        require(name, operands, {ValueType.DATE, ValueType.DATETIME})
        return Call(name, operands, ValueType.NUMBER, pointer)

    return build


def part_of_day(part: OneOf["year", "month", "day"]) -> Sql:
    """The year, the month or the day of the month."""

    def sql(operands: Operands, writer: Writer) -> Column:
        return cast(extract(part, day_of(operands[0], writer)), Numeric)

    return sql
