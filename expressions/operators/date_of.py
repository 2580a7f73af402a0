"""`date_of`: the day of a moment."""

from expressions.calendar import day_of
from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import require
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    require("date_of", operands, {ValueType.DATETIME})
    return Call("date_of", operands, ValueType.DATE, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    return day_of(operands[0], writer)


OPERATORS.add(
    "date_of",
    Operator(
        doc="The date of a moment in the tenant's time zone.",
        example='{"==": [{"date_of": {"var": "createdAt"}}, {"today": []}]}',
        least=1,
        most=1,
        build=_build,
        sql=_sql,
        strict=True,
        sentences={"en": "the date of {0}", "zh-CN": "{0} 的日期"},
    ),
)
