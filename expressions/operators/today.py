"""`today`: the date where the tenant is."""

from sqlalchemy import Date, cast, func

from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    return Call("today", operands, ValueType.DATE, pointer)


def _sql(_: Operands, writer: Writer) -> Column:
    return cast(func.timezone(writer.zone, writer.clock), Date)


OPERATORS.add(
    "today",
    Operator(
        doc="The date in the tenant's time zone.",
        example='{"<=": [{"var": "closeDate"}, {"today": []}]}',
        least=0,
        most=0,
        build=_build,
        sql=_sql,
        sentences={"en": "today", "zh-CN": "今天"},
        total=True,
        moving=True,
    ),
)
