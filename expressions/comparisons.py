"""Comparisons seen from the side that varies: `amount at least 10`, not `10 at most amount`."""

from itertools import pairwise

from expressions.nodes import Call, Expression, Listing, Variable, nodes_of
from expressions.operators.registered import OPERATORS
from expressions.types import Reference


def variables(expression: Expression) -> frozenset[Reference]:
    """The columns that the expression reads of the record and of those that it points to.

    Those of the records of lists are not among them: they are columns of others (`nodes.within`).
    """
    return frozenset(each.reference for each in nodes_of(expression) if isinstance(each, Variable))


def oriented(call: Call) -> Call:
    """The comparison with a constant on the left turned round; any other call as it is."""
    mirror = OPERATORS[call.operator].mirror
    if mirror is None or len(call.operands) != 2:
        return call
    left, right = call.operands
    if _varies(left) or not _varies(right):
        return call
    return Call(mirror, (right, left), call.type, call.pointer)


def _varies(expression: Expression) -> bool:
    """Whether the value depends on the record."""
    return any(isinstance(each, Variable | Listing) for each in nodes_of(expression))


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
