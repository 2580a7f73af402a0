"""Rules that no record satisfies, or that every record does, whatever is in it."""

from collections.abc import Iterator

from core.sentences import Sentence, begun
from expressions.clauses import clauses
from expressions.nodes import Call, Expression
from expressions.parse import parse_expression
from expressions.satisfiable import DomainOf, contradiction, satisfiable
from expressions.types import ValueType
from metadata.catalog import Catalog, Object
from metadata.field_domains import domains_of
from metadata.rules import PlacedRule
from metadata.scope import ObjectScope
from metadata.warnings.base import CatalogWarning

MOST_POINTERS = 10
"""Clauses that a message names."""


def rule_warnings(catalog: Catalog, placed: PlacedRule) -> Iterator[CatalogWarning]:
    """What is always so of one rule."""
    if not placed.judges:
        return
    expression = parse_expression(placed.rule, ObjectScope(catalog, placed.object))
    domain_of = domains_of(catalog, placed.object)
    pointers = contradiction(expression, domain_of)
    place = begun(placed.place)
    if pointers:
        message = Sentence("{} never holds: {}.", "{}永远不成立：{}。").of(place, _named(pointers))
        yield CatalogWarning("RULE_NEVER_HOLDS", message, placed.path, details={"pointers": [*pointers]})
    elif not satisfiable(expression, domain_of, holds=False):
        message = Sentence("{} always holds.", "{}总是成立。").of(place)
        yield CatalogWarning("RULE_ALWAYS_HOLDS", message, placed.path, details={"pointers": [""]})
    else:
        for pointer in _idle(expression, domain_of):
            message = Sentence(
                "{} has a clause that always holds, at {}.", "{}有一个总是成立的条件，位于 {}。"
            ).of(place, pointer)
            yield CatalogWarning("RULE_ALWAYS_HOLDS", message, placed.path, details={"pointers": [pointer]})


def edge_warnings(catalog: Catalog, definition: Object) -> Iterator[CatalogWarning]:
    """Edges that no record can take: their gate and that of the stage they lead to may each hold, and never both."""
    pipeline = definition.pipeline
    scope, domain_of = ObjectScope(catalog, definition), domains_of(catalog, definition)
    for index, edge in enumerate(() if pipeline is None else pipeline.transitions):
        entered = None if pipeline is None else pipeline.stage_by_name.get(edge.target)
        if edge.gate is None or entered is None or entered.gate is None:
            continue
        gates = tuple(parse_expression(each, scope) for each in (edge.gate, entered.gate))
        both = Call("and", gates, ValueType.BOOLEAN)
        if all(satisfiable(each, domain_of) for each in gates) and not satisfiable(both, domain_of):
            message = Sentence(
                "The gate from {0} to {1} of {2} and that of the stage {3} never hold together: no record can "
                "take this way.",
                "{2} 从 {0} 到 {1} 的关卡与阶段 {3} 的关卡永远不能同时满足：没有记录可以这样移动。",
            ).of(edge.source, edge.target, definition.name, edge.target)
            path = ("objects", definition.name, "pipeline", "transitions", index, "gate")
            yield CatalogWarning("RULE_NEVER_HOLDS", message, path)


def _idle(expression: Expression, domain_of: DomainOf) -> list[str]:
    """The pointers of the clauses that always hold."""
    return [
        part.pointer
        for part in clauses(expression)
        if not satisfiable(part.expression, domain_of, holds=False)
    ]


def _named(pointers: tuple[str, ...]) -> str:
    if pointers == ("",):
        return Sentence("no value satisfies it", "没有值能满足它")
    named = " and ".join(pointers[:MOST_POINTERS])
    if len(pointers) == 1:
        return Sentence("no value satisfies the clause at {}", "没有值能满足位于 {} 的条件").of(named)
    return Sentence("the clauses at {} contradict each other", "位于 {} 的条件互相矛盾").of(named)
