"""`!=`: the negation of `==`."""

from sqlalchemy import not_

from expressions.domains import KNOWN, Domain
from expressions.nodes import Call, Expression, Scalar
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import unified
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    alike, _ = unified("!=", operands, pointer)
    return Call("!=", alike, ValueType.BOOLEAN, pointer)


def _sql(operands: Operands, writer: Writer) -> Column:
    return not_(writer.settled(Call("==", operands, ValueType.BOOLEAN)))


def _admits(_: ValueType, constants: tuple[Scalar, ...]) -> Domain:
    (value,) = constants
    return KNOWN if value is None else Domain(excluded=frozenset({value}))


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
        admits=_admits,
    ),
)
