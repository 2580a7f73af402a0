"""`starts_with`: the first text begins with the second."""

from sqlalchemy import func

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    text, part = (writer.value(operand) for operand in operands)
    return func.starts_with(text, part)


OPERATORS.add(
    "starts_with",
    Operator(
        doc="The first text begins with the second; capitals count.",
        example='{"starts_with": [{"var": "name"}, "A"]}',
        least=2,
        most=2,
        build=taking("starts_with", ValueType.TEXT, ValueType.BOOLEAN),
        sql=_sql,
        sentences={"en": "{0} {do} begin with {1}", "zh-CN": "{0} {be}以 {1} 开头"},
        compares=True,
    ),
)
