"""`is_working_day`: the tenant works on a day."""

from expressions.calendar import day_of
from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import require
from expressions.types import ValueType
from expressions.working_days import is_working_day


def _build(operands: Operands, pointer: str) -> Expression:
    require("is_working_day", operands, {ValueType.DATE, ValueType.DATETIME})
    return Call("is_working_day", operands, ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    return is_working_day(writer.calendar, day_of(operands[0], writer))


OPERATORS.add(
    "is_working_day",
    Operator(
        doc="The date, or the date of the moment in the tenant's time zone, is a working day.",
        example='{"is_working_day": {"var": "closeDate"}}',
        least=1,
        most=1,
        build=_build,
        sql=_sql,
        sentences={"en": "{0} {be} a working day", "zh-CN": "{0} {be}是工作日"},
        copies=3,
        moving=True,
    ),
)
