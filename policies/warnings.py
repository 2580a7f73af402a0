"""Everything that a catalog is warned of; here too the warning of gates that nobody can meet."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.sentences import Sentence, begun
from expressions.comparisons import variables
from expressions.domains import ANYTHING, UNKNOWN, Domain, one_of
from expressions.nodes import Call, Expression
from expressions.parse import parse_rule
from expressions.satisfiable import DomainOf, satisfiable
from expressions.types import Reference, ValueType
from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.initial import ADMIN_ROLE
from metadata.parsed import parsed_formula
from metadata.rules import PlacedRule, gates_of, rules_of
from metadata.scope import ObjectScope
from metadata.warnings.base import CatalogWarning
from metadata.warnings.criteria import criterion_warnings
from metadata.warnings.languages import language_warnings, role_language_warnings
from metadata.warnings.personal import personal_warnings
from metadata.warnings.rules import edge_warnings, rule_warnings
from metadata.warnings.stages import stage_warnings
from policies.decide import edges_of_promoter, enforcer_of, given_by, given_by_promoter
from policies.disclosures import disclosing_defaults
from policies.moves import Edge, edge_of
from policies.reach import reach


def warnings_of(catalog: Catalog) -> tuple[CatalogWarning, ...]:
    """Every warning of the catalog, object by object, then of the roles."""
    return (*_warnings(catalog, catalog.objects), *role_language_warnings(catalog))


def warnings_between(before: Catalog, after: Catalog) -> tuple[CatalogWarning, ...]:
    """The warnings of `after` that `before` had not, of the objects that differ, or of all, and the roles, where
    these do."""
    roles = before.roles != after.roles
    differing = [each for each in after.objects if roles or before.object_by_id.get(each.id) is not each]
    found = [*_warnings(after, differing), *(role_language_warnings(after) if roles else ())]
    if not found:
        return ()
    old = [before.object_by_id[each.id] for each in differing if each.id in before.object_by_id]
    known = {each.id for each in (*_warnings(before, old), *role_language_warnings(before))}
    return tuple(each for each in found if each.id not in known)


def _warnings(catalog: Catalog, of: Sequence[Object]) -> Iterator[CatalogWarning]:
    rules: dict[str, list[PlacedRule]] = {each.id: [] for each in of}
    for placed in rules_of(catalog):
        if placed.object.id in rules:
            rules[placed.object.id].append(placed)
    for definition in of:
        yield from stage_warnings(definition)
        for placed in rules[definition.id]:
            yield from rule_warnings(catalog, placed)
        yield from edge_warnings(catalog, definition)
        yield from criterion_warnings(definition)
        yield from _unmeetable_gates(catalog, definition)
        yield from _ungranted_moves(catalog, definition)
        yield from disclosing_defaults(catalog, definition)
        yield from personal_warnings(definition)
        yield from _moot_masks(catalog, definition)
        yield from language_warnings(definition)


def _unmeetable_gates(catalog: Catalog, definition: Object) -> Iterator[CatalogWarning]:
    """Gates over what nobody can write: a field of the record, for those who may promote it, or one along the way to
    another record, for anybody; the built-in administrator aside."""
    needed = [(gate, field) for gate in gates_of(definition) for field in _needed(catalog, gate)]
    if not needed:
        return
    roles = [role for role in catalog.roles if role.id != ADMIN_ROLE]
    given = [fields for role in roles if (fields := given_by_promoter(catalog, definition, role)) is not None]
    writable = {definition.id: frozenset().union(*given)}
    for gate, (of, field) in needed:
        if of.id not in writable:
            writable[of.id] = frozenset().union(*(given_by(catalog, of, role) for role in roles))
        if field.writable == "never" or (given and field.id not in writable[of.id]):
            who = (
                Sentence("no role may write", "没有角色可以修改")
                if of is not definition
                else Sentence("no role may write that may promote", "没有可以推进的角色能够修改")
            )
            who = Sentence("nobody can write", "没有人可以修改") if field.writable == "never" else who
            place = begun(gate.place)
            message = Sentence("{} needs {}.{}, which {}.", "{}需要 {}.{}，而该字段{}。").of(
                place, of.name, field.name, who
            )
            yield CatalogWarning("GATE_UNMEETABLE", message, gate.path, details={"field": field.name})


def _ungranted_moves(catalog: Catalog, definition: Object) -> Iterator[CatalogWarning]:
    """Edges that no role may take, where some may take others; the built-in administrator aside."""
    pipeline = definition.pipeline
    if pipeline is None or not any(grant.narrowed for role in catalog.roles for grant in role.grants):
        return
    roles = [role for role in catalog.roles if role.id != ADMIN_ROLE]
    granted = frozenset[Edge]().union(*(edges_of_promoter(catalog, definition, role) for role in roles))
    if not granted:
        return
    for index, edge in enumerate(pipeline.transitions):
        if edge_of(pipeline, edge) not in granted:
            message = Sentence(
                "No role may move a record of {} from {} to {}.", "没有角色可以将 {} 的记录从 {} 移到 {}。"
            ).of(definition.name, edge.source, edge.target)
            path = ("objects", definition.name, "pipeline", "transitions", index)
            yield CatalogWarning("MOVE_UNGRANTED", message, path)


def _moot_masks(catalog: Catalog, definition: Object) -> Iterator[CatalogWarning]:
    """Masks of roles that inherit the whole field: of several roles the one that shows most counts."""
    for role in catalog.roles:
        masked = [
            each.field for each in role.grants if each.mask is not None and each.object == definition.id
        ]
        whole = (
            reach(enforcer_of(catalog, "", (role.id,)), definition, "read").fields if masked else frozenset()
        )
        for each in definition.fields:
            if each.id in masked and each.id in whole:
                place = f"{definition.name}.{each.name}"
                message = Sentence(
                    "The role {} masks {}, and inherits a role that reads it whole.",
                    "角色 {} 对 {} 脱敏，但它继承的角色可以完整读取该字段。",
                ).of(role.name, place)
                path = ("roles", role.name, "grants")
                yield CatalogWarning("MASK_MOOT", message, path, details={"field": each.name})


def _needed(catalog: Catalog, gate: PlacedRule) -> list[tuple[Object, Field]]:
    """The fields without a value of which the gate cannot hold, each with its object: of the record, be it by way of
    its formulas, and along the way to others."""
    expression = parse_rule(gate.rule, ObjectScope(catalog, gate.object))
    return [
        (of, field)
        for of, field in _read(catalog, gate.object, expression)
        if not field.computed
        and not satisfiable(expression, _without(catalog, gate.object, field, of.id == gate.object.id))
    ]


def _read(catalog: Catalog, definition: Object, expression: Expression) -> list[tuple[Object, Field]]:
    """The fields that a rule reads, those that lead to others among them, in the order of the objects."""
    found: dict[str, set[str]] = {}
    waiting, seen = [expression], set[str]()
    while waiting:
        for each in variables(waiting.pop()):
            if each.before or each.actor:
                continue
            places = (definition.id, *(step.object for step in each.steps))
            for place, field in zip(places, (*(step.field for step in each.steps), each.field), strict=True):
                found.setdefault(place, set()).add(field)
            formula = _formula(definition, each)
            if formula is not None and formula.id not in seen:
                seen.add(formula.id)
                waiting.append(parsed_formula(catalog, definition, formula))
    return [
        (of, field)
        for of in (definition, *(one for one in catalog.objects if one.id in found and one is not definition))
        for field in of.fields
        if field.id in found.get(of.id, ())
    ]


def _formula(definition: Object, reference: Reference) -> Field | None:
    """The formula of the record that a rule reads, if it reads one."""
    if reference.steps or reference.before or reference.actor:
        return None
    field = definition.field_by_id.get(reference.field)
    return None if field is None or field.formula is None else field


def _without(catalog: Catalog, definition: Object, left: Field, own: bool) -> DomainOf:
    """What columns can hold where nobody writes one field, formulas that read it included."""

    def domain_of(reference: Reference) -> Domain:
        formula = _formula(definition, reference)
        if formula is None:
            return _left_alone(left, own, reference)
        value = parsed_formula(catalog, definition, formula)
        if value.type is ValueType.BOOLEAN:
            return ANYTHING if satisfiable(value, domain_of) else replace(one_of(False), unknown=True)
        known = Call("filled", (value,), ValueType.BOOLEAN)
        return ANYTHING if satisfiable(known, domain_of) else UNKNOWN

    return domain_of


def _left_alone(field: Field, own: bool, reference: Reference) -> Domain:
    """What a column can hold where nobody writes the field.

    Args:
        own: it is the record's, so what leads back to such a record may have been written by others.
    """
    if reference.before or reference.actor:
        return ANYTHING
    ways = (*(step.field for step in reference.steps), reference.field)
    if field.id not in (ways[:1] if own else ways):
        return ANYTHING
    if reference.steps and (own or reference.field != field.id):
        # Without the record that is led to, nothing of it is known.
        return ANYTHING if field.required else UNKNOWN
    if field.required:
        return ANYTHING
    if isinstance(field.default, bool):
        return one_of(field.default)
    return ANYTHING if field.has_default else UNKNOWN
