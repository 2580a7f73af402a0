"""Comparisons seen from the side that varies: `amount at least 10`, not `10 at most amount`."""

from itertools import pairwise

from expressions.nodes import Call, Expression, Listing, Variable, nodes_of, within
from expressions.operators.registered import OPERATORS
from expressions.types import Reference


def variables(expression: Expression) -> frozenset[Reference]:
    """The columns that the expression reads of the record and of those that it points to.

    Those of the records of lists are not among them: they are columns of others (`nodes.within`).
    """
    return frozenset(each.reference for each in nodes_of(expression) if isinstance(each, Variable))


def asks_who_acts(expression: Expression) -> bool:
    """Whether it reads anything of whoever acts, be it in what is asked of the records of a list."""
    return any(
        each.reference.actor if isinstance(each, Variable) else any(map(asks_who_acts, within(each)))
        for each in nodes_of(expression)
        if isinstance(each, Variable | Listing)
    )


def oriented(call: Call) -> Call:
    """The comparison with what varies less on the left turned round; any other call as it is."""
    mirror = OPERATORS[call.operator].mirror
    if mirror is None or len(call.operands) != 2:
        return call
    left, right = call.operands
    if _variance(left) >= _variance(right):
        return call
    return Call(mirror, (right, left), call.type, call.pointer)


def _variance(expression: Expression) -> int:
    """What the value depends on: 0 on no record, 1 on who acts, 2 on a record as it was, 3 on one as it is."""
    return max((_variance_of(each) for each in nodes_of(expression)), default=0)


def _variance_of(node: Expression) -> int:
    match node:
        case Variable(reference=reference):
            return 1 if reference.actor else 2 if reference.before else 3
        case Listing():
            return 3
    return 0


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
