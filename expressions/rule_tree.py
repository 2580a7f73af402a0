"""A rule as a tree of conditions, as it is written, with the clauses that it is split into marked in it.

What stands above the clauses joins them: `and`, and, under a `!`, `or` and `missing` (`expressions.clauses`). What a
clause is made of stands below it, and what is asked of each record of a list below what asks it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from expressions.comparisons import halves
from expressions.counts import Counts, among, bare, counts_of
from expressions.nodes import Call, Expression, Listing
from expressions.types import ValueType


class NodeKind(StrEnum):
    """What a node asks for."""

    AND = "and"
    OR = "or"
    NOT = "not"
    IF = "if"
    SOME = "some"
    ALL = "all"
    NONE = "none"
    COMPARISON = "comparison"


class NodePlace(StrEnum):
    """Where a node stands: above the clauses, at one, within one, or about each record of a list."""

    ABOVE = "above"
    CLAUSE = "clause"
    WITHIN = "within"
    RECORD = "record"


Branch = Literal["condition", "then", "otherwise"]
"""What a part of an `if` is of it."""


@dataclass(frozen=True)
class RuleNode:
    """One condition of a rule.

    Attributes:
        expression: the condition, BOOLEAN; of one about records of a list it is over such a record.
        asked: it must hold for the rule to hold; else it is one of several, or under a `!`.
        branch: None for what is no part of an `if`.
        counts: how many records of a list meet it, or what it asks of them, and of how many; None where it is about no
            list, or about the list of a record of a list.
    """

    kind: NodeKind
    place: NodePlace
    expression: Expression
    children: "tuple[RuleNode, ...]" = ()
    asked: bool = False
    branch: Branch | None = None
    counts: Counts | None = None


def rule_tree(expression: Expression, *, whole: bool) -> RuleNode:
    """The tree of a BOOLEAN expression.

    Args:
        whole: it is one clause, whatever it is made of.
    """
    if whole:
        return replace(_part(expression, NodePlace.CLAUSE), asked=True)
    return _joint(expression, negated=False)


def _joint(expression: Expression, *, negated: bool) -> RuleNode:
    """A node at a clause, or above some; as `expressions.clauses.simple_parts` splits them."""
    kind, parts = NodeKind.COMPARISON, tuple[RuleNode, ...]()
    match expression:
        case Call(operator="!!", operands=(operand,)):
            return _joint(operand, negated=negated)
        case Call(operator="!", operands=(operand,)):
            kind, parts = NodeKind.NOT, (_joint(operand, negated=not negated),)
        case Call(operator="and", operands=operands) if not negated:
            kind, parts = NodeKind.AND, tuple(_joint(each, negated=False) for each in operands)
        case Call(operator="or", operands=operands) if negated:
            kind, parts = NodeKind.OR, tuple(_joint(each, negated=True) for each in operands)
        case Call(operator="missing", operands=(_, _, *_)) if negated:
            kind, parts = NodeKind.OR, tuple(_part(each, NodePlace.CLAUSE) for each in _missing(expression))
        case Call() if not negated and len(halves(expression)) > 1:
            split = (_part(each, NodePlace.CLAUSE) for each in halves(expression))
            kind, parts = NodeKind.AND, tuple(replace(each, asked=True) for each in split)
        case _:
            return replace(_part(expression, NodePlace.CLAUSE), asked=not negated)
    return RuleNode(kind, NodePlace.ABOVE, expression, parts, asked=not negated)


def _part(expression: Expression, place: NodePlace, listed: Listing | None = None) -> RuleNode:
    """A node at or below a clause.

    Args:
        listed: of a node about the records of a list of the record itself: these.
    """
    if isinstance(expression, Call) and expression.operator == "!!":
        return _part(expression.operands[0], place, listed)
    below = NodePlace.RECORD if place is NodePlace.RECORD else NodePlace.WITHIN
    kind, parts = _split(expression, below, listed)
    if place is NodePlace.RECORD:
        counts = None if listed is None else among(listed, expression)
    else:
        counts = counts_of(expression) if kind is not NodeKind.NOT else None
    return RuleNode(kind, place, expression, parts, counts=counts)


def _split(
    expression: Expression, below: NodePlace, listed: Listing | None
) -> tuple[NodeKind, tuple[RuleNode, ...]]:
    """What a node is, and what it is made of."""

    def parts(of: tuple[Expression, ...]) -> tuple[RuleNode, ...]:
        return tuple(_part(each, below, listed) for each in of)

    match expression:
        case Call(operator="and" | "or" as name, operands=operands):
            return NodeKind(name), parts(operands)
        case Call(operator="!", operands=operands):
            return NodeKind.NOT, parts(operands)
        case Call(operator="missing", operands=(_, _, *_)):
            return NodeKind.OR, parts(tuple(_missing(expression)))
        case Call(operator="if", operands=operands):
            branches = _branches(len(operands))
            return NodeKind.IF, tuple(
                replace(each, branch=branch) for each, branch in zip(parts(operands), branches, strict=True)
            )
        case Call(operator="some" | "none" | "all" as name, operands=(Listing() as listing,)):
            asked, those = listing.condition, bare(listing)
            if name == "all":
                asked, those = listing.value, replace(listing, value=None)
            return NodeKind(name), _of_each(asked, those, below)
        case Call() if len(split := halves(expression)) > 1:
            return NodeKind.AND, parts(split)
        case Call(operands=operands):
            lists = [
                part
                for each in operands
                if isinstance(each, Call) and each.operator == "count"
                for part in each.operands
                if isinstance(part, Listing)
            ]
            return NodeKind.COMPARISON, tuple(
                node for each in lists for node in _of_each(each.condition, bare(each), below)
            )
        case _:
            return NodeKind.COMPARISON, ()


def _of_each(condition: Expression | None, those: Listing, below: NodePlace) -> tuple[RuleNode, ...]:
    """What is asked of each of those records; of the lists of these nothing is counted."""
    if condition is None:
        return ()
    return (_part(condition, NodePlace.RECORD, None if below is NodePlace.RECORD else those),)


def _missing(call: Call) -> Iterator[Call]:
    return (Call("missing", (each,), ValueType.BOOLEAN, each.pointer) for each in call.operands)


def _branches(many: int) -> Iterator[Branch]:
    """What the operands of an `if` are of it."""
    paired = many - many % 2
    for at in range(many):
        yield ("condition" if at % 2 == 0 else "then") if at < paired else "otherwise"
