"""`-`: the difference; with one operand, its negative."""

from decimal import Decimal

from expressions.nodes import Call, Expression, Literal
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import require
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    require("-", operands, {ValueType.NUMBER})
    zero = Literal(Decimal(0), ValueType.NUMBER, pointer)
    return Call("-", operands if len(operands) == 2 else (zero, *operands), ValueType.NUMBER, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    return writer.number(operands[0]) - writer.number(operands[1])


OPERATORS.add(
    "-",
    Operator(
        doc="The difference; with one operand, its negative. Unknown where an operand is.",
        example='{">": [{"-": [{"var": "amount"}, 5]}, 10]}',
        least=1,
        most=2,
        build=_build,
        sql=_sql,
        strict=True,
        sentences={"en": "{0} - {1}", "zh-CN": "{0} - {1}"},
    ),
)
