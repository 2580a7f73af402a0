"""The smallest sets of changes by the caller that would open a gate for a record.

A gate is opened by way of each of its closed clauses: of the conditions in a clause's way that do not hold each must be
met by another value of a field of the record itself, one that the caller reads and may change, or by a task that is
done. A clause with `or` has
several ways (`expressions.ways`).

A change must not close what is open. So a clause that reads a field which is going to change counts as if it were
closed, and of its way those conditions that hold are told too, where they read the field: they bound its new value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by, array, distinct_on

from expressions.clauses import Clause
from expressions.nodes import ArrayLiteral, Call, Expression, Literal, Variable
from expressions.satisfiable import satisfiable
from expressions.sentences import sentence
from expressions.types import Reference, ValueType
from expressions.ways import MOST_WAYS, ways
from metadata.catalog import Catalog, Object
from metadata.field_domains import domains_of
from metadata.gate_readings import places_read
from records.build import Build
from records.constants import constant
from records.gates import PlacedClause, open_sql
from records.json_sql import EMPTY, json_object
from records.plans.selections import FixParts
from records.redaction import unreadable
from records.verdict_values import value_sql

MOST_FIXES = 5
"""Of one verdict."""

MOST_CHOICES = 16 * MOST_WAYS
"""Choices of a way for each clause that are looked at, of which `MOST_WAYS` may go together."""

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
    )
)
"""What is asked of a field that another value of it can meet."""

Way = tuple[Clause, ...]
Flag = ColumnElement[bool]


@dataclass(frozen=True)
class _Condition:
    """A condition on a way to satisfy a clause.

    Attributes:
        key: tells it from every other.
        field: the id of the field whose value a change would set; None where it is none of the record's.
        reads: fields of the record, by id or system name.
        compared: those of them with which the field is compared.
        holds: for the record as it is.
        known: whether there is what the field is to be compared with.
    """

    key: str
    clause: Clause
    field: str | None
    reads: frozenset[str]
    compared: frozenset[str]
    holds: Flag
    known: Flag


@dataclass(frozen=True)
class _Closing:
    """A clause that may close the gate.

    Attributes:
        ways: to satisfy it, that the caller can go.
        reads: as of a condition.
        open: whether it lets the record pass as it is.
    """

    ways: tuple[tuple[_Condition, ...], ...]
    reads: frozenset[str]
    open: Flag


@dataclass(frozen=True)
class _Change:
    """A condition in a fix.

    Attributes:
        asked: whether it does not hold and has to.
        told: it is asked, or holds and bounds what is going to change.
        moving: what the field is compared with is going to change, too.
    """

    condition: _Condition
    asked: Flag
    told: Flag
    moving: Flag


def fixes_sql(
    build: Build, parts: FixParts, placed: Sequence[PlacedClause], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """The fixes as a JSON array, the smallest first; empty where the gate is open, or the caller cannot open it."""
    refusing = [each for each in placed if not each.silent and (each.enforced or each.due is not None)]
    passable = [(each, _passable(build, each, of)) for each in refusing]
    ways_of = [(each, found) for each, found in passable if () not in found]
    able = [(each, found) for each, found in ways_of if found]
    if not able:
        return EMPTY
    flags, closing = _closing(build, able, rows, of)
    judged = build.judge(rows, of)
    stuck = [open_sql([each], judged) for each, found in ways_of if not found]
    choices = _choices(build.catalog, closing, of)
    if not choices:
        return EMPTY
    sets = [_set(build, parts, at, closing, choice, rows, of) for at, choice in enumerate(choices)]
    found = (union_all(*sets) if len(sets) > 1 else sets[0]).lateral(build.fresh("f"))
    # Two ways are the same where what tells them apart is satisfied.
    apart = (
        select(found)
        .select_from(flags.join(found, true()))
        .ext(distinct_on(found.c.asked))
        .where(func.cardinality(found.c.asked) > constant(0), *stuck)
        .order_by(found.c.asked, found.c.told, found.c.at)
        .correlate_except(found, flags)
        .subquery(build.fresh("f"))
    )
    size = func.cardinality(apart.c.asked)
    smallest = (
        select(apart)
        .order_by(size, apart.c.told, apart.c.at)
        .limit(MOST_FIXES)
        .correlate_except(apart)
        .subquery(build.fresh("f"))
    )
    ordered = aggregate_order_by(
        smallest.c.fix, func.cardinality(smallest.c.asked), smallest.c.told, smallest.c.at
    )
    return (
        select(func.coalesce(func.json_agg(ordered), EMPTY))
        .select_from(smallest)
        .correlate_except(smallest)
        .scalar_subquery()
    )


def _closing(
    build: Build, able: Sequence[tuple[PlacedClause, tuple[Way, ...]]], rows: FromClause, of: Object
) -> tuple[FromClause, list[_Closing]]:
    """The clauses that may close the gate, and the row of what they ask of the record: asked once for all fixes."""
    judged = build.judge(rows, of)
    labelled: list[ColumnElement[bool]] = []

    def flag(asked: ColumnElement[bool]) -> str:
        name = f"f{len(labelled)}"
        labelled.append(asked.label(name))
        return name

    named = [
        (
            flag(open_sql([each], judged)),
            {
                condition: (flag(judged(condition.expression)), flag(_known(build, condition, rows, of)))
                for condition in dict.fromkeys(condition for way in found for condition in way)
            },
        )
        for each, found in able
    ]
    flags = select(*labelled).correlate_except().subquery(build.fresh("f"))
    closing = []
    for number, ((each, found), (opened, conditions)) in enumerate(zip(able, named, strict=True)):
        made = {
            condition: _Condition(
                f"{number}.{place}",
                condition,
                condition.field.field if isinstance(condition.field, Reference) else None,
                _reads(build, condition.expression, of),
                _reads(build, condition.needed, of),
                flags.c[holds],
                flags.c[known],
            )
            for place, (condition, (holds, known)) in enumerate(conditions.items())
        }
        ways_made = tuple(tuple(made[condition] for condition in way) for way in found)
        closing.append(_Closing(ways_made, _reads(build, each.clause.expression, of), flags.c[opened]))
    return flags, closing


def _choices(
    catalog: Catalog, closing: Sequence[_Closing], of: Object
) -> list[tuple[tuple[_Condition, ...], ...]]:
    """A way for each clause, where some values of the fields meet the conditions of all."""
    domain_of = domains_of(catalog, of)

    def together(choice: Sequence[Sequence[_Condition]]) -> bool:
        asked = tuple(each.clause.expression for way in choice for each in way)
        return satisfiable(Call("and", asked, ValueType.BOOLEAN), domain_of)

    looked_at = islice(product(*(each.ways for each in closing)), MOST_CHOICES)
    return [*islice(filter(together, looked_at), MOST_WAYS)]


def _set(
    build: Build,
    parts: FixParts,
    at: int,
    closing: Sequence[_Closing],
    choice: Sequence[Sequence[_Condition]],
    rows: FromClause,
    of: Object,
) -> Select[Any]:
    """One choice of a way for each clause: the conditions that do not hold by their keys, and the fix."""
    changes = [*_changes(closing, choice)]
    marks: list[ColumnElement[Any]] = [case((each.asked, constant(each.condition.key))) for each in changes]
    told = [case((each.told, constant(1)), else_=constant(0)) for each in changes]
    columns: dict[str, ColumnElement[Any]] = {name: constant("GateFix") for name, _ in parts.parts}
    for name, inner in parts.changes:
        objects = [case((each.told, _change_json(build, inner, each, rows, of))) for each in changes]
        columns[name] = func.array_to_json(_without_nulls(build, objects))
    fix = json_object(build, {name: columns[name] for name in parts.order})
    kept = func.array_remove(cast(array(marks, type_=Text), ARRAY(Text())), None, type_=ARRAY(Text()))
    return (
        select(
            constant(at).label("at"),
            kept.label("asked"),
            sum(told[1:], start=told[0]).label("told"),
            fix.label("fix"),
        )
        .where(*(or_(not_(each.asked), each.condition.known) for each in changes))
        .correlate_except()
    )


def _changes(closing: Sequence[_Closing], choice: Sequence[Sequence[_Condition]]) -> Iterator[_Change]:
    """What of the chosen ways a fix has."""
    chosen = [(number, each) for number, way in enumerate(choice) for each in way]
    first = {each.key: and_(not_(closing[number].open), not_(each.holds)) for number, each in chosen}

    def disturbed(reads: frozenset[str], by: dict[str, Flag], but: Sequence[_Condition]) -> Flag:
        """Whether a field that is read is going to have another value."""
        return or_(false(), *(by[each.key] for _, each in chosen if each.field in reads and each not in but))

    asked = {
        each.key: or_(
            first[each.key],
            and_(disturbed(closing[number].reads, first, choice[number]), not_(each.holds)),
        )
        for number, each in chosen
    }
    for _, each in chosen:
        bounds = and_(each.holds, disturbed(each.reads, asked, [each]))
        moving = disturbed(each.compared, asked, [each])
        yield _Change(each, asked[each.key], or_(asked[each.key], bounds), moving)


def _change_json(
    build: Build, parts: Sequence[tuple[str, str]], change: _Change, rows: FromClause, of: Object
) -> ColumnElement[Any]:
    return json_object(build, {key: _part(build, what, change, rows, of) for key, what in parts})


def _without_nulls(build: Build, objects: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """Those that are there, as `json[]`: JSON has no equality that `array_remove` could go by."""
    found: list[ColumnElement[Any]] = [*objects]
    listed: ColumnElement[Any] = cast(array(found, type_=JSON), ARRAY(JSON))
    each = func.unnest(listed).table_valued(column("value", JSON())).render_derived(name=build.fresh("u"))
    there = select(func.array_agg(each.c.value)).where(each.c.value.is_not(None))
    return there.correlate_except(each).scalar_subquery()


def _part(build: Build, what: str, change: _Change, rows: FromClause, of: Object) -> ColumnElement[Any]:
    condition = change.condition.clause
    match what:
        case "field":
            return constant(None if condition.field is None else condition.field.path)
        case "operator":
            return constant(condition.operator)
        case "needed":
            needed = value_sql(build, condition.needed, rows, of)
            return case((not_(change.moving), needed)) if change.condition.compared else needed
        case "sentence":
            return constant(sentence(condition.expression, build.language))
        case "__typename":
            return constant("GateFixChange")
    raise ValueError(f"a change of a fix has no {what}")


def _passable(build: Build, placed: PlacedClause, of: Object) -> tuple[Way, ...]:
    """The ways of a clause of which the caller can meet every condition; one without any where it always holds."""
    return tuple(
        way
        for way in ways(placed.clause.expression)
        if all(_settable(build, condition, of) for condition in way)
    )


def _settable(build: Build, condition: Clause, of: Object) -> bool:
    reference = condition.field
    if isinstance(reference, Reference) and reference.task:
        return condition.operator == "done" and build.access_to(of).may("update")
    if not isinstance(reference, Reference) or condition.operator not in SETTABLE:
        return False
    if reference.steps or reference.before:
        return False
    field, access = of.field_by_id.get(reference.field), build.access_to(of)
    if field is None or field.computed or field.writable != "always" or field.id not in access.update:
        return False
    if condition.operator == "missing" and field.required:
        return False
    itself = condition.actual is None or (
        isinstance(condition.actual, Variable) and condition.actual.reference == reference
    )
    # What is compared with something made of itself moves away with every change.
    moving = field.id in _reads(build, condition.needed, of)
    return itself and not moving and not unreadable(build, condition.expression, of)


def _reads(build: Build, expression: Expression | None, of: Object) -> frozenset[str]:
    """The fields of the record as it is to be that an expression reads, formulas looked through."""
    if expression is None:
        return frozenset()
    places = places_read(build.catalog, of, expression, before=False)
    return frozenset(name for way, name in places if not way)


def _known(build: Build, condition: Clause, rows: FromClause, of: Object) -> Flag:
    match condition.needed:
        case None | Literal() | ArrayLiteral():
            return true()
        case _:
            return build.expression(condition.needed, rows, of, only_visible=True).is_not(None)
