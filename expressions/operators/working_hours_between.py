"""`working_hours_between`: the working time from one moment to another."""

from sqlalchemy import Numeric, cast, literal_column

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType
from expressions.working_days import LONGEST, working_seconds


def _sql(operands: Operands, writer: Writer) -> Column:
    start, end = (writer.value(operand) for operand in operands)
    seconds = working_seconds(writer.calendar, start, end, writer.zone)
    return cast(seconds, Numeric) / literal_column("3600", Numeric())


OPERATORS.add(
    "working_hours_between",
    Operator(
        doc=(
            "How many working hours, with their fraction, there are from the first moment to the second, negative "
            "where it is before."
        ),
        example='{"<=": [{"working_hours_between": [{"var": "createdAt"}, {"now": []}]}, 4]}',
        least=2,
        most=2,
        build=taking("working_hours_between", ValueType.DATETIME, ValueType.NUMBER),
        sql=_sql,
        sentences={
            "en": "the number of working hours from {0} to {1}",
            "zh-CN": "从 {0} 到 {1} 的工作小时数",
        },
        copies=LONGEST,
        moving=True,
    ),
)
