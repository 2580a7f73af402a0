"""`contains`: the second text stands somewhere in the first."""

from sqlalchemy import func

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    text, part = (writer.value(operand) for operand in operands)
    return func.strpos(text, part) > 0


OPERATORS.add(
    "contains",
    Operator(
        doc="The second text stands somewhere in the first; capitals count.",
        example='{"contains": [{"var": "name"}, "Ltd"]}',
        least=2,
        most=2,
        build=taking("contains", ValueType.TEXT, ValueType.BOOLEAN),
        sql=_sql,
        sentences={"en": "{0} {do} contain {1}", "zh-CN": "{0} {be}包含 {1}"},
        compares=True,
    ),
)
