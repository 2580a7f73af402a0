"""What has to hold for a record to pass a gate, and how a caller can see to it.

Each clause of the gate holds in one of several ways (`expressions.ways`), each of which is a set of conditions. A
condition can be met by another value of a field of the record itself, one that the caller reads and may change, or by
a task that is done; or it cannot, and is of use only where it holds already. A way with a condition that the caller
may not know is none: whether a fix is told would tell whether it holds.

Beside the gate stands what is asked of values that are given: the row rule of `update`, validations, and fields that
are required by a rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from expressions.clauses import Clause
from expressions.comparisons import oriented
from expressions.fingerprint import fingerprint
from expressions.nodes import ArrayLiteral, Call, Expression, Literal, Variable
from expressions.parse import parse_rule
from expressions.satisfiable import satisfiable
from expressions.types import Reference, ValueType
from expressions.ways import ways
from metadata.catalog import Catalog, Object
from metadata.field_domains import domains_of
from metadata.gate_readings import ListStep, Way, places_read
from metadata.required import filled_rule
from metadata.scope import ObjectScope
from metadata.system_fields import STAGE_FIELDS
from policies.access import NO_ROWS
from records.build import Build
from records.gates import PlacedClause
from records.redaction import sees_all_beyond, unreadable

MOST_LOOKED_AT = 256
"""Choices of a way for each clause."""
MOST_CHOICES = 48
"""Of these, where the conditions of all ways may go together."""

SETTABLE = frozenset(
    (
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "filled",
        "missing",
        "has",
        "contains",
        "starts_with",
        "ends_with",
        "is_working_day",
    )
)
"""What is asked of a field that another value of it can meet."""


@dataclass(frozen=True)
class Condition:
    """A condition on a way to satisfy a clause.

    Attributes:
        key: the same for the same condition of several clauses.
        settable: the caller can meet it; else it is of use only where it holds.
        field: id of the field whose value would meet it; None where it is none of the record's.
        reads: fields of the record, by id or system name.
        compared: those of them with which the field is compared.
        follows: it is compared with a field as it stands, and can be met whatever value that gets.
        empties: ids of the fields that have no value where it is met.
        filled: the same of those that have one.
        meant: what a new value has to meet.
    """

    key: str
    clause: Clause
    settable: bool
    field: str | None
    reads: frozenset[str]
    compared: frozenset[str]
    follows: bool
    empties: frozenset[str]
    filled: frozenset[str]
    meant: Expression


ConditionWay = tuple[Condition, ...]


@dataclass(frozen=True)
class Closing:
    """Something that may close the gate.

    Attributes:
        placed: the clause that it is of; None where it is asked of values that are given, and only then.
        ways: to satisfy it; none where the caller can go none: then it must be open, and left as it is.
        reads: fields of the record, by id or system name.
    """

    placed: PlacedClause | None
    ways: tuple[ConditionWay, ...]
    reads: frozenset[str]


def closings_of(build: Build, placed: Sequence[PlacedClause], of: Object) -> tuple[Closing, ...]:
    """What may close the gate to a fix, but what always holds; empty where the caller can meet no condition."""
    refusing = [each for each in placed if not each.silent and (each.enforced or each.due is not None)]
    gate = [*_closings(build, of, ((each, each.clause.expression) for each in refusing))]
    met = [each for closing in gate for way in closing.ways for each in way if each.settable]
    if not met:
        return ()
    changed = {each.field for each in met}
    beside = _closings(build, of, ((None, each) for each in _asked_of_values(build, of)))
    return (*gate, *(each for each in beside if each.reads & changed))


def choices_of(
    catalog: Catalog, closings: Sequence[Closing], of: Object
) -> tuple[tuple[ConditionWay, ...], ...]:
    """A way for each of them, where some values of the fields meet the conditions of all."""
    domain_of = domains_of(catalog, of)

    def together(choice: Sequence[ConditionWay]) -> bool:
        asked = {each.key: each for way in choice for each in way}.values()
        empty = frozenset[str]().union(*(each.empties for each in asked))
        if not any(each.settable for each in asked) or any(empty & each.filled for each in asked):
            return False
        return satisfiable(Call("and", tuple(each.meant for each in asked), ValueType.BOOLEAN), domain_of)

    options = [each.ways or ((),) for each in closings]
    looked_at = islice(_picked(options), MOST_LOOKED_AT)
    return (*islice(filter(together, looked_at), MOST_CHOICES),)


def agreement(one: Clause, other: Clause) -> Expression | None:
    """What must be so for a value to meet two conditions on a field; None where it is known, or cannot be said."""
    first, second = sorted((one, other), key=lambda each: _PLACES.get(each.operator, len(_PLACES)))
    low, high = first.needed, second.needed
    if first.field != second.field or low is None or high is None:
        return None
    if isinstance(low, Literal | ArrayLiteral) and isinstance(high, Literal | ArrayLiteral):
        return None
    match first.operator, second.operator:
        case "==", "==" | "!=" | "<" | "<=" | ">" | ">=" as name:
            return Call(name, (low, high), ValueType.BOOLEAN)
        case ">=", "<=":
            return Call("<=", (low, high), ValueType.BOOLEAN)
        case ">" | ">=", "<" | "<=":
            return Call("<", (low, high), ValueType.BOOLEAN)
    return None


def within_reach(catalog: Catalog, clause: Clause, of: Object) -> Iterator[Expression]:
    """What must be so for the field to take a value that meets a condition, by the bounds of its values."""
    if not isinstance(clause.field, Reference) or clause.field.task:
        return
    domain = domains_of(catalog, of)(clause.field)
    for name, bound in ((">", domain.low), ("<", domain.high)):
        if bound is not None:
            value, itself = bound
            operator = f"{name}=" if itself else name
            limit = replace(clause, operator=operator, needed=Literal(value, clause.field.type))
            both = agreement(clause, limit)
            if both is not None:
                yield both


_PLACES = {"==": 0, ">": 1, ">=": 1, "<": 2, "<=": 2, "!=": 2}


def reads_of(build: Build, expression: Expression | None, of: Object) -> frozenset[str]:
    """The fields of the record as it is to be that an expression reads, formulas looked through.

    A list of records of the same object may have the record itself: what is read of them is read of it.
    """
    if expression is None:
        return frozenset()
    found: set[str] = set()
    for way, name in places_read(build.catalog, of, expression, before=False):
        if not way:
            found.add(name)
            continue
        found.update(each.field for each in way if isinstance(each, ListStep) and not each.forwards)
        if _may_come_back(way, of):
            found.add(name)
    return frozenset(found)


def _may_come_back(way: Way, of: Object) -> bool:
    return way[-1].object == of.id and any(isinstance(each, ListStep) for each in way)


def _picked(options: Sequence[tuple[ConditionWay, ...]]) -> Iterator[tuple[ConditionWay, ...]]:
    """One way of each, the first ones of all to begin with, then those that differ from them the least."""
    most = sum(len(each) - 1 for each in options)
    for distance in range(most + 1):
        yield from _at_distance(options, distance)


def _at_distance(
    options: Sequence[tuple[ConditionWay, ...]], distance: int
) -> Iterator[tuple[ConditionWay, ...]]:
    if not options:
        if distance == 0:
            yield ()
        return
    first, *others = options
    rest = sum(len(each) - 1 for each in others)
    for place in range(max(0, distance - rest), min(distance, len(first) - 1) + 1):
        for found in _at_distance(others, distance - place):
            yield (first[place], *found)


def _closings(
    build: Build, of: Object, asked: Iterator[tuple[PlacedClause | None, Expression]]
) -> Iterator[Closing]:
    for placed, expression in asked:
        found = ways(expression)
        if () in found:
            continue
        made = (tuple(_condition(build, each, of, expression) for each in way) for way in found)
        known = [tuple(each for each in way if each is not None) for way in made if None not in way]
        # What can be seen to comes before what has to be so already.
        known.sort(key=lambda way: sum(not each.settable for each in way))
        yield Closing(placed, tuple(known), reads_of(build, expression, of))


def _condition(build: Build, clause: Clause, of: Object, whole: Expression) -> Condition | None:
    """None of one that the caller may not know: of a part of a clause that is not told which looks beyond its sight."""
    if unreadable(build, clause.expression, of):
        return None
    if clause.expression != whole and not sees_all_beyond(build, clause.expression, of):
        return None
    settable = _settable(build, clause, of)
    reference = clause.field if settable and isinstance(clause.field, Reference) else None
    field = None if reference is None or reference.task else reference.field
    itself = frozenset[str]() if field is None else frozenset((field,))
    empties = _empties(clause)
    return Condition(
        fingerprint(_plainly(clause.expression)),
        clause,
        settable,
        field,
        reads_of(build, clause.expression, of),
        reads_of(build, clause.needed, of),
        follows=_follows(clause, of),
        empties=itself if empties else frozenset(),
        filled=itself if not empties and clause.operator != "!=" else frozenset(),
        meant=_meant(clause),
    )


def _plainly(expression: Expression) -> Expression:
    """A condition in one of the ways to write it."""
    match expression:
        case Variable(reference=reference) if not reference.task:
            return Call("==", (expression, Literal(True, ValueType.BOOLEAN)), ValueType.BOOLEAN)
        case Call():
            return oriented(expression)
    return expression


def _meant(clause: Clause) -> Expression:
    """The condition, of the field itself where it is of another value in the place of none."""
    match clause:
        case Clause(actual=Call(operator="var", operands=(variable, _)), needed=needed) if needed is not None:
            return Call(clause.operator, (variable, needed), ValueType.BOOLEAN)
    return clause.expression


def _follows(clause: Clause, of: Object) -> bool:
    match clause.needed:
        case Variable(reference=reference) if not reference.steps and not reference.before:
            field = of.field_by_id.get(reference.field)
            return field is not None and not field.computed
    return False


def _empties(clause: Clause) -> bool:
    compares_with_none = isinstance(clause.needed, Literal) and clause.needed.value is None
    return clause.operator == "missing" or (clause.operator == "==" and compares_with_none)


def _settable(build: Build, condition: Clause, of: Object) -> bool:
    reference, access = condition.field, build.access_to(of)
    if isinstance(reference, Reference) and reference.task:
        return condition.operator == "done" and access.may("update")
    if not isinstance(reference, Reference) or condition.operator not in SETTABLE:
        return False
    if reference.steps or reference.before:
        return False
    field = of.field_by_id.get(reference.field)
    if field is None or field.computed or field.writable != "always" or field.id not in access.update:
        return False
    if condition.operator == "missing" and field.required:
        return False
    # What is compared with something made of itself moves away with every change.
    moving = field.id in reads_of(build, condition.needed, of)
    return _is_asked_itself(condition, reference) and not moving and not _is_chancy(build, condition, of)


def _is_chancy(build: Build, condition: Clause, of: Object) -> bool:
    """Whether it is about a text of which there are few, such as a currency, and says only by a record which."""
    assert isinstance(condition.field, Reference)
    if condition.field.type is not ValueType.TEXT or isinstance(condition.needed, ArrayLiteral | None):
        return False
    few = domains_of(build.catalog, of)(condition.field).only is not None
    return few and not (condition.operator in ("==", "!=") and isinstance(condition.needed, Literal))


def _is_asked_itself(condition: Clause, reference: Reference) -> bool:
    """Whether the condition is of the value of the field, be it with another in its place where there is none."""
    match condition.actual:
        case Variable(reference=found):
            return found == reference
        case Call(operator="var", operands=(Variable(reference=found), _)):
            # With what stands in the place of nothing, that there is nothing would not tell.
            compares = condition.operator not in ("!=", "filled", "missing")
            return compares and found == reference and condition.needed != Literal(None, reference.type)
    return False


def _asked_of_values(build: Build, of: Object) -> Iterator[Expression]:
    """What is asked where values are given: conditions that hold of every record as it would be."""
    scope = ObjectScope(build.catalog, of)
    rule = build.access_to(of).rows.get("update", NO_ROWS)
    own = parse_rule({"==": [{"var": "ownerId"}, {"var": "actor.id"}]}, scope)
    # Who is in which unit no value of the record tells: there a fix may be told that the row rule refuses.
    if not rule.everything and rule.owners in (None, "own"):
        yield _any(*rule.rules, *([own] if rule.owners else []))
    if rule.denied is not None:
        denied = (*rule.denied.rules, *([own] if rule.denied.owners == "own" else []))
        yield from (Call("!", (each,), ValueType.BOOLEAN) for each in denied)
    asked = [parse_rule(each.rule, scope) for each in of.validations if each.severity != "warn"]
    for field in of.fields:
        if field.required_when is not None:
            optional = Call("!", (parse_rule(field.required_when, scope),), ValueType.BOOLEAN)
            filled = filled_rule(field)
            asked.append(optional if filled is None else _any(optional, parse_rule(filled, scope)))
    # They are asked of the record in the stage that it enters, and fixes of the one where it is.
    yield from (each for each in asked if not STAGE_FIELDS.keys() & reads_of(build, each, of))


def _any(*expressions: Expression) -> Expression:
    return expressions[0] if len(expressions) == 1 else Call("or", expressions, ValueType.BOOLEAN)
