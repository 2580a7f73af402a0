"""The ways to make a rule hold: sets of simple conditions, each of which makes the rule hold when all of it does."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from expressions.clauses import Clause, as_one, simple_parts
from expressions.nodes import ArrayLiteral, Call, Expression, Literal
from expressions.types import ValueType

MOST_WAYS = 16
"""Of a rule with many alternatives the shortest ways are told."""

MOST_EXCLUDED = 10
"""Values of a list that are said one by one where none of them is to be."""

Way = tuple[Expression, ...]


def ways(expression: Expression) -> tuple[tuple[Clause, ...], ...]:
    """The ways to satisfy a BOOLEAN expression, the shortest first: sets of conditions without `and`, `or` and `if`."""
    return tuple(tuple(as_one(each) for each in way) for way in _ways(expression, negated=False))


def _ways(expression: Expression, *, negated: bool) -> list[Way]:
    match expression:
        case Call(operator="!", operands=(operand,)):
            return _ways(operand, negated=not negated)
        case Call(operator="!!", operands=(operand,)):
            return _ways(operand, negated=negated)
        case Call(operator="and" | "or" as name, operands=operands):
            each = [_ways(operand, negated=negated) for operand in operands]
            return _all(each) if (name == "and") != negated else _any(each)
        case Call(operator="if", operands=operands) if len(operands) % 2:
            return _any(_branches(operands, negated=negated))
        case Literal(value=bool(value)):
            return [()] if value != negated else []
        case Call(operator="missing", operands=operands) if not negated:
            return [(Call("missing", (each,), ValueType.BOOLEAN, each.pointer),) for each in operands]
        case Call(operator="in", operands=(operand, ArrayLiteral(items=items))) if (
            negated and 0 < len(items) <= MOST_EXCLUDED
        ):
            others = ((operand, each) for each in items)
            return [tuple(Call("!=", both, ValueType.BOOLEAN, expression.pointer) for both in others)]
        case _:
            return [simple_parts(expression, negated=negated)]


def _branches(operands: Sequence[Expression], *, negated: bool) -> Iterator[list[Way]]:
    """The ways by each branch of an `if`: no condition before it holds, its own does, and so does what it gives."""
    before: list[list[Way]] = []
    *pairs, last = operands
    for condition, given in zip(pairs[::2], pairs[1::2], strict=True):
        yield _all([*before, _ways(condition, negated=False), _ways(given, negated=negated)])
        before.append(_ways(condition, negated=True))
    yield _all([*before, _ways(last, negated=negated)])


def _any(each: Iterable[list[Way]]) -> list[Way]:
    return _shortest(way for found in each for way in found)


def _all(each: Iterable[list[Way]]) -> list[Way]:
    whole: list[Way] = [()]
    for found in each:
        whole = _shortest((*one, *other) for one, other in product(whole, found))
    return whole


def _shortest(found: Iterable[Way]) -> list[Way]:
    apart = dict.fromkeys(tuple(dict.fromkeys(way)) for way in found)
    return [*islice(sorted(apart, key=len), MOST_WAYS)]
