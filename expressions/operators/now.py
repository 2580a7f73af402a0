"""`now`: the moment the rule is judged."""

from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    return Call("now", operands, ValueType.DATETIME, pointer)


def _sql(_: Operands, writer: Writer) -> Column:
    return writer.clock


OPERATORS.add(
    "now",
    Operator(
        doc="The moment the rule is judged.",
        example='{"<": [{"var": "createdAt"}, {"now": []}]}',
        least=0,
        most=0,
        build=_build,
        sql=_sql,
        sentences={"en": "now", "zh-CN": "现在"},
        total=True,
        moving=True,
    ),
)
