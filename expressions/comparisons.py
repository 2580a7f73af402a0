"""Comparisons seen from the side that varies: `amount at least 10`, not `10 at most amount`."""

from itertools import pairwise

from expressions.nodes import Call, Expression, Variable, nodes_of
from expressions.operators.registered import OPERATORS
from expressions.types import Reference


def variables(expression: Expression) -> frozenset[Reference]:
    """All columns the expression reads: for redaction, and to say where a field is used."""
    return frozenset(each.reference for each in nodes_of(expression) if isinstance(each, Variable))


def oriented(call: Call) -> Call:
    """The comparison with a constant on the left turned round; any other call as it is."""
    mirror = OPERATORS[call.operator].mirror
    if mirror is None or len(call.operands) != 2:
        return call
    left, right = call.operands
    if variables(left) or not variables(right):
        return call
    return Call(mirror, (right, left), call.type, call.pointer)


def halves(call: Call) -> tuple[Call, ...]:
    """A comparison of three operands as two, each at the pointer of its bound; any other call as it is."""
    if OPERATORS[call.operator].mirror is None or len(call.operands) < 3:
        return (call,)
    low, middle, high = call.operands
    bounds = (low.pointer, high.pointer)
    pairs = pairwise((low, middle, high))
    return tuple(
        Call(call.operator, pair, call.type, pointer) for pair, pointer in zip(pairs, bounds, strict=True)
    )
