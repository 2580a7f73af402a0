"""The rules of fields and of moves as typed expressions, each read once while the objects it reads are the same."""

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from expressions.comparisons import variables
from expressions.nodes import Expression, listings_of
from expressions.parse import parse_expression, parse_rule
from expressions.types import RecordList, Reference
from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.scope import ObjectScope, parts_by_object
from metadata.values import JsonValue


@dataclass(frozen=True)
class _Known:
    """An expression, the rule that it was, and the other objects that the rule tells of."""

    rule: JsonValue
    expression: Expression
    walked: tuple[weakref.ref[Object], ...]

    def holds(self, catalog: Catalog, rule: JsonValue) -> bool:
        return self.rule is rule and all(
            (there := each()) is not None and catalog.object_by_id.get(there.id) is there
            for each in self.walked
        )


_KNOWN: dict[int, dict[str, _Known]] = {}
"""id() of an object's value to the place of a rule to what it says; an entry goes when the object's value does.

The place of a rule is the id of the field, or what tells the rule from others of the pipeline."""


def parsed_formula(catalog: Catalog, definition: Object, field: Field) -> Expression:
    """The formula of a field.

    Raises:
        SluiceError: RULE_*.
    """
    return _parsed(catalog, definition, field.id, field.formula, _of_fields)


def parsed_condition(catalog: Catalog, owner: Object, field: Field) -> Expression | None:
    """The condition of a roll-up over records of `owner`; None where it has none.

    Raises:
        SluiceError: RULE_*.
    """
    rolled = field.roll_up
    if rolled is None or rolled.where is None:
        return None
    return _parsed(catalog, owner, field.id, rolled.where, _of_fields)


def parsed_rule(catalog: Catalog, of: Object, place: str, rule: JsonValue) -> Expression:
    """A rule that is asked of moves, which stands at `place` of the object's pipeline.

    Raises:
        SluiceError: RULE_*.
    """
    return _parsed(catalog, of, place, rule, _of_moves)


def walk(catalog: Catalog, of: Object, reference: Reference | RecordList) -> list[tuple[Object, Field]]:
    """The fields that a reference follows from a record of `of`, each with the object that has it."""
    found: list[tuple[Object, Field]] = []
    for step in reference.steps:
        found.append((of, of.field_by_id[step.field]))
        of = catalog.object_by_id[step.object]
    return found


def way_along(catalog: Catalog, of: Object, reference: Reference) -> list[str]:
    """The parts of a path that say the way which a reference takes."""
    found: list[str] = []
    for (_, field), step in zip(walk(catalog, of, reference), reference.steps, strict=True):
        found += [field.name, catalog.object_by_id[step.object].name] if field.targets else [field.name]
    return found


def end_of(catalog: Catalog, of: Object, reference: Reference | RecordList) -> Object:
    """The object that has what a reference reads from a record of `of`."""
    return catalog.object_by_id[reference.steps[-1].object] if reference.steps else of


def entered(reference: Reference) -> Iterator[str]:
    """Ids of the objects that a reference tells of beyond that of the record itself."""
    yield from (step.object for step in reference.steps)
    yield from reference.kept or ()


def _of_fields(catalog: Catalog, of: Object, rule: JsonValue) -> Expression:
    return parse_expression(rule, ObjectScope(catalog, of, has_before=False, has_actor=False))


def _of_moves(catalog: Catalog, of: Object, rule: JsonValue) -> Expression:
    return parse_rule(rule, ObjectScope(catalog, of))


def _parsed(
    catalog: Catalog,
    of: Object,
    key: str,
    rule: JsonValue,
    read: Callable[[Catalog, Object, JsonValue], Expression],
) -> Expression:
    identity = id(of)
    if identity not in _KNOWN:
        _KNOWN[identity] = {}
        weakref.finalize(of, _KNOWN.pop, identity, None)
    known = _KNOWN[identity].get(key)
    if known is None or not known.holds(catalog, rule):
        expression = read(catalog, of, rule)
        parts = [part for _, part in parts_by_object(catalog, of, expression)]
        if any(reference.actor for part in parts for reference in variables(part)):
            # It knows the roles that there are, which no object tells.
            return expression
        walked = {each for part in parts for each in _walked(part)}
        others = tuple(weakref.ref(catalog.object_by_id[each]) for each in walked if each != of.id)
        known = _KNOWN[identity][key] = _Known(rule, expression, others)
    return known.expression


def _walked(expression: Expression) -> Iterator[str]:
    """Ids of the objects that an expression tells of, those of its lists among them."""
    for reference in variables(expression):
        yield from entered(reference)
    for each in listings_of(expression):
        yield from (step.object for step in each.records.steps)
        yield each.records.object
