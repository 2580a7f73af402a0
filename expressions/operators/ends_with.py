"""`ends_with`: the first text ends with the second."""

from sqlalchemy import func

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    text, part = (writer.value(operand) for operand in operands)
    return func.right(text, func.char_length(part)) == part


OPERATORS.add(
    "ends_with",
    Operator(
        doc="The first text ends with the second; capitals count.",
        example='{"ends_with": [{"var": "name"}, "GmbH"]}',
        least=2,
        most=2,
        build=taking("ends_with", ValueType.TEXT, ValueType.BOOLEAN),
        sql=_sql,
        sentences={"en": "{0} {do} end with {1}", "zh-CN": "{0} {be}以 {1} 结尾"},
        copies=2,
        compares=True,
    ),
)
