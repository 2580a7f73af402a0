"""The smallest sets of changes by the caller that would open a gate for a record.

A gate is opened by way of each of its closed clauses: of the conditions in a clause's way that do not hold each must be
met by another value of a field of the record itself, one that the caller reads and may change. A clause with `or` has
several ways (`expressions.ways`).
"""

from collections.abc import Sequence
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
    func,
    not_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, aggregate_order_by, array, distinct_on

from expressions.clauses import Clause
from expressions.nodes import Variable
from expressions.sentences import sentence
from expressions.types import Reference
from expressions.ways import MOST_WAYS, ways
from metadata.catalog import Object
from records.build import Build
from records.constants import constant
from records.gates import PlacedClause, open_sql
from records.json_sql import EMPTY, json_object
from records.plans.selections import FixParts
from records.redaction import unreadable
from records.verdict_values import value_sql

MOST_FIXES = 5
"""Of one verdict."""

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


@dataclass(frozen=True)
class _Closing:
    """A clause that may close the gate, and the ways to satisfy it that the caller can go."""

    placed: PlacedClause
    ways: tuple[Way, ...]


def fixes_sql(
    build: Build, parts: FixParts, placed: Sequence[PlacedClause], rows: FromClause, of: Object
) -> ColumnElement[Any]:
    """The fixes as a JSON array, the smallest first; empty where the gate is open, or the caller cannot open it."""
    closing = [_Closing(each, _passable(build, each, of)) for each in placed if not each.silent]
    closing = [each for each in closing if each.placed.enforced or each.placed.due is not None]
    able = [each for each in closing if each.ways]
    if not able:
        return EMPTY
    judged = build.judge(rows, of)
    stuck = [open_sql([each.placed], judged) for each in closing if not each.ways]
    choices = [*islice(product(*(each.ways for each in able)), MOST_WAYS)]
    sets = [_set(build, parts, at, able, choice, rows, of) for at, choice in enumerate(choices)]
    found = (union_all(*sets) if len(sets) > 1 else sets[0]).subquery(build.fresh("f"))
    # Two ways are the same where what tells them apart is satisfied.
    apart = (
        select(found)
        .ext(distinct_on(found.c.asked))
        .where(func.cardinality(found.c.asked) > constant(0), *stuck)
        .order_by(found.c.asked, found.c.at)
        .correlate_except(found)
        .subquery(build.fresh("f"))
    )
    size = func.cardinality(apart.c.asked)
    smallest = (
        select(apart)
        .order_by(size, apart.c.at)
        .limit(MOST_FIXES)
        .correlate_except(apart)
        .subquery(build.fresh("f"))
    )
    ordered = aggregate_order_by(smallest.c.fix, func.cardinality(smallest.c.asked), smallest.c.at)
    return (
        select(func.coalesce(func.json_agg(ordered), EMPTY))
        .select_from(smallest)
        .correlate_except(smallest)
        .scalar_subquery()
    )


def _set(
    build: Build,
    parts: FixParts,
    at: int,
    able: Sequence[_Closing],
    choice: Sequence[Way],
    rows: FromClause,
    of: Object,
) -> Select[Any]:
    """One choice of a way for each clause: the conditions that do not hold by their pointers, and the fix."""
    judged = build.judge(rows, of)
    asked: list[tuple[str, ColumnElement[bool], Clause]] = []
    for closing, way in zip(able, choice, strict=True):
        closed = not_(open_sql([closing.placed], judged))
        for condition in way:
            missing = and_(closed, not_(judged(condition.expression)))
            asked.append((f"{closing.placed.pointer} {condition.pointer}", missing, condition))
    marks: list[ColumnElement[Any]] = [case((missing, constant(key))) for key, missing, _ in asked]
    columns: dict[str, ColumnElement[Any]] = {name: constant("GateFix") for name, _ in parts.parts}
    for name, inner in parts.changes:
        objects = [
            case(
                (
                    missing,
                    json_object(build, {key: _part(build, what, condition, rows, of) for key, what in inner}),
                )
            )
            for _, missing, condition in asked
        ]
        columns[name] = func.array_to_json(_without_nulls(build, objects))
    fix = json_object(build, {name: columns[name] for name in parts.order})
    kept = func.array_remove(cast(array(marks, type_=Text), ARRAY(Text())), None, type_=ARRAY(Text()))
    return select(constant(at).label("at"), kept.label("asked"), fix.label("fix")).correlate_except()


def _without_nulls(build: Build, objects: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """Those that are there, as `json[]`: JSON has no equality that `array_remove` could go by."""
    found: list[ColumnElement[Any]] = [*objects]
    listed: ColumnElement[Any] = cast(array(found, type_=JSON), ARRAY(JSON))
    each = func.unnest(listed).table_valued(column("value", JSON())).render_derived(name=build.fresh("u"))
    there = select(func.array_agg(each.c.value)).where(each.c.value.is_not(None))
    return there.correlate_except(each).scalar_subquery()


def _part(build: Build, what: str, condition: Clause, rows: FromClause, of: Object) -> ColumnElement[Any]:
    match what:
        case "field":
            return constant(None if condition.field is None else condition.field.path)
        case "operator":
            return constant(condition.operator)
        case "needed":
            return value_sql(build, condition.needed, rows, of)
        case "sentence":
            return constant(sentence(condition.expression, build.language))
        case "__typename":
            return constant("GateFixChange")
    raise ValueError(f"a change of a fix has no {what}")


def _passable(build: Build, placed: PlacedClause, of: Object) -> tuple[Way, ...]:
    """The ways of a clause of which the caller can meet every condition."""
    return tuple(
        way
        for way in ways(placed.clause.expression)
        if all(_settable(build, condition, of) for condition in way)
    )


def _settable(build: Build, condition: Clause, of: Object) -> bool:
    reference = condition.field
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
    return itself and not unreadable(build, condition.expression, of)
