"""`!=`: the negation of `==`."""

from sqlalchemy import not_

from expressions.nodes import Call, Expression
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import unified
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    alike, _ = unified("!=", operands, pointer)
    return Call("!=", alike, ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    return not_(writer.settled(Call("==", operands, ValueType.BOOLEAN)))


OPERATORS.add(
    "!=",
    Operator(
        doc="The negation of `==`: true where either side is unknown. With `null`: is the other known.",
        example='{"!=": [{"var": "stage"}, "lost"]}',
        least=2,
        most=2,
        build=_build,
        sql=_sql,
        sentences={"en": "{0} {be} {1}", "zh-CN": "{0} {be}为 {1}"},
        aliases=("!==",),
        total=True,
        opposite=True,
        compares=True,
        mirror="!=",
    ),
)
