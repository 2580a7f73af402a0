"""Rules that no record satisfies, or that every record does, whatever is in it."""

from collections.abc import Iterator
from dataclasses import replace

from expressions.clauses import clauses
from expressions.domains import ANYTHING, Domain, at_least, at_most, one_of
from expressions.nodes import Call, Expression
from expressions.parse import parse_expression
from expressions.satisfiable import DomainOf, contradiction, satisfiable
from expressions.types import Reference, ValueType
from metadata.catalog import Catalog, Object
from metadata.field_types.bounds import as_decimal
from metadata.rules import PlacedRule
from metadata.scope import ObjectScope
from metadata.system_fields import SYSTEM_FIELDS
from metadata.warnings.base import CatalogWarning

MOST_POINTERS = 10
"""Clauses that a message names."""


def rule_warnings(catalog: Catalog, placed: PlacedRule) -> Iterator[CatalogWarning]:
    """What is always so of one rule."""
    if not placed.judges:
        return
    expression = parse_expression(placed.rule, ObjectScope(catalog, placed.object))
    domain_of = _domain_of(placed.object)
    pointers = contradiction(expression, domain_of)
    place = placed.place[:1].upper() + placed.place[1:]
    if pointers:
        message = f"{place} never holds: {_named(pointers)}."
        yield CatalogWarning("RULE_NEVER_HOLDS", message, placed.path, details={"pointers": [*pointers]})
    elif not satisfiable(expression, domain_of, holds=False):
        message = f"{place} always holds."
        yield CatalogWarning("RULE_ALWAYS_HOLDS", message, placed.path, details={"pointers": [""]})
    else:
        for pointer in _idle(expression, domain_of):
            message = f"{place} has a clause that always holds, at {pointer}."
            yield CatalogWarning("RULE_ALWAYS_HOLDS", message, placed.path, details={"pointers": [pointer]})


def edge_warnings(catalog: Catalog, definition: Object) -> Iterator[CatalogWarning]:
    """Edges that no record can take: their gate and that of the stage they lead to may each hold, and never both."""
    pipeline = definition.pipeline
    scope, domain_of = ObjectScope(catalog, definition), _domain_of(definition)
    for index, edge in enumerate(() if pipeline is None else pipeline.transitions):
        entered = None if pipeline is None else pipeline.stage_by_name.get(edge.target)
        if edge.gate is None or entered is None or entered.gate is None:
            continue
        gates = tuple(parse_expression(each, scope) for each in (edge.gate, entered.gate))
        both = Call("and", gates, ValueType.BOOLEAN)
        if all(satisfiable(each, domain_of) for each in gates) and not satisfiable(both, domain_of):
            message = (
                f"The gate from {edge.source} to {edge.target} of {definition.name} and that of the stage "
                f"{edge.target} never hold together: no record can take this way."
            )
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
        return "no value satisfies it"
    named = " and ".join(pointers[:MOST_POINTERS])
    if len(pointers) == 1:
        return f"no value satisfies the clause at {named}"
    return f"the clauses at {named} contradict each other"


def _domain_of(definition: Object) -> DomainOf:
    """What the values of a column can be, as its field says."""

    def domain_of(reference: Reference) -> Domain:
        known = _known(reference)
        if reference.steps or reference.before:
            return known
        field = definition.field_by_id.get(reference.field)
        if field is None:
            system = SYSTEM_FIELDS.get(reference.field)
            # What tells of the stage, which is no entry there, is always known.
            return replace(known, unknown=system is not None and not system.required)
        domain = replace(known, unknown=not field.required)
        if reference.type is ValueType.NUMBER and not field.computed:
            least, most = as_decimal(field.minimum), as_decimal(field.maximum)
            if least is not None:
                domain = domain.met(replace(at_least(least, itself=True), unknown=True))
            if most is not None:
                domain = domain.met(replace(at_most(most, itself=True), unknown=True))
        return domain

    return domain_of


def _known(reference: Reference) -> Domain:
    if reference.type is ValueType.BOOLEAN:
        return replace(one_of(True, False), unknown=True)
    if reference.type is ValueType.CHOICE and reference.options is not None:
        return replace(one_of(*reference.options), unknown=True)
    return ANYTHING
