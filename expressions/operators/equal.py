"""`==`: equal; with a null literal, the test for null."""

from sqlalchemy import null, true

from expressions.domains import UNKNOWN, Domain, one_of
from expressions.nodes import Call, Expression, Scalar
from expressions.operators.base import OPERATORS, Column, Operands, Operator, Writer
from expressions.signatures import unified
from expressions.types import ValueType


def _build(operands: Operands, pointer: str) -> Expression:
    alike, _ = unified("==", operands, pointer)
    return Call("==", alike, ValueType.BOOLEAN, pointer)


def equality(operands: Operands, writer: Writer) -> Column:
    """Equal; null where a side that is not a null literal is null."""
    left, right = operands
    if left.type is ValueType.NULL and right.type is ValueType.NULL:
        return true()
    if left.type is ValueType.NULL:
        return writer.value(right).is_(null())
    if right.type is ValueType.NULL:
        return writer.value(left).is_(null())
    one, other = writer.comparable(left, right)
    return one == other


def _admits(_: ValueType, constants: tuple[Scalar, ...]) -> Domain:
    (value,) = constants
    return UNKNOWN if value is None else one_of(value)


OPERATORS.add(
    "==",
    Operator(
        doc="Equal. With `null` on one side: is the other unknown. Else false where either is unknown.",
        example='{"==": [{"var": "stage"}, "won"]}',
        least=2,
        most=2,
        build=_build,
        sql=equality,
        sentences={"en": "{0} {be} {1}", "zh-CN": "{0} {be}为 {1}"},
        aliases=("===",),
        compares=True,
        mirror="==",
        admits=_admits,
    ),
)
