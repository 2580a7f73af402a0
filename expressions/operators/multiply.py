"""`*`: the product."""

import operator
from functools import reduce

from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import taking
from expressions.types import ValueType


def _sql(operands: Operands, writer: Writer) -> Column:
    return reduce(operator.mul, map(writer.number, operands))


OPERATORS.add(
    "*",
    Operator(
        doc="The product. Unknown where an operand is.",
        example='{">": [{"*": [{"var": "amount"}, 2]}, 10]}',
        least=1,
        most=None,
        build=taking("*", ValueType.NUMBER, ValueType.NUMBER),
        sql=_sql,
        strict=True,
        sentences={"en": "{0} × {1}", "zh-CN": "{0} × {1}"},
    ),
)
